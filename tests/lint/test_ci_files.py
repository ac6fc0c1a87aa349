"""What contributors' tools read: the workflow and the hooks keep to their schemas and call what there is."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[2]
WORKFLOW = PROJECT / ".github" / "workflows" / "ci.yml"
HOOKS = PROJECT / ".pre-commit-config.yaml"
TARGETS = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.M))
#: Versions of the actions by tag.
PINNED = re.compile(r"[\w-]+/[\w-]+@v\d+\.\d+\.\d+")

Document = dict[Any, Any]


def read(path: Path) -> Document:
    found: Document = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def make_targets(command: str) -> set[str]:
    """The targets of every `make` in a command or script."""
    return {word for line in re.findall(r"^make (.*)$", command, re.M) for word in line.split()}


def test_workflow_keeps_to_its_schema() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(WORKFLOW)]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_workflow_does_what_lint_and_test_do_and_may_only_read() -> None:
    workflow = read(WORKFLOW)
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["concurrency"]["group"] == "ci-${{ github.ref }}"
    (job,) = workflow["jobs"].values()
    called = set().union(*(make_targets(step.get("run", "")) for step in job["steps"]))
    assert called == {"lint", "test"}
    used = [step["uses"] for step in job["steps"] if "uses" in step]
    assert [action.split("@")[0] for action in used] == ["actions/checkout", "actions/setup-python", "actions/cache"]
    assert all(PINNED.fullmatch(action) for action in used)


def test_cache_is_of_these_locks() -> None:
    (job,) = read(WORKFLOW)["jobs"].values()
    (cache,) = [step["with"] for step in job["steps"] if step.get("uses", "").startswith("actions/cache@")]
    hashed = re.findall(r"'([\w./-]+)'", cache["key"])
    assert hashed == ["requirements.lock", "requirements-uv.lock", "pyproject.toml"]
    assert all((PROJECT / name).is_file() for name in hashed)


def test_hooks_are_local_and_call_what_lint_calls() -> None:
    (local,) = read(HOOKS)["repos"]
    assert local["repo"] == "local"
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    for hook in local["hooks"]:
        assert hook["language"] == "system", hook["id"]
        tool, *rest = hook["entry"].split()
        if tool == "make":
            assert set(rest) <= TARGETS
        else:
            assert f"$(BIN)/{Path(tool).name} {rest[0]}" in makefile, hook["entry"]
            assert (PROJECT / tool).is_file()


@pytest.mark.parametrize(
    ("command", "targets"), [("make lint test", {"lint", "test"}), ("sudo apt-get update\nmake bench", {"bench"})]
)
def test_targets_are_seen(command: str, targets: set[str]) -> None:
    assert make_targets(command) == targets
    assert targets <= TARGETS
