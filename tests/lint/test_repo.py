"""The repository against the house rules: what may import what, what may stand in a file, how long a module is."""

from __future__ import annotations

import ast
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
MUST_NOT_IMPORT = {
    "ingestion": ("gnbv", "dags", "delivery", "expectations"),
    "expectations": ("gnbv", "dags", "delivery"),
    "delivery": ("gnbv", "dags", "expectations"),
}
MAY_IMPORT_AIRFLOW = (
    "dags/", "gnbv/airflow_plugin.py", "gnbv/airflow_home.py", "gnbv/run.py", "gnbv/up.py", "gnbv/connections.py",
    "gnbv/mailing.py", "gnbv/approval.py",
)  # fmt: skip
HEAVY = ("dbt", "great_expectations")
MOST_LINES, MOST_DAG_LINES = 300, 120

# Written in pieces, so that this file does not hold what it looks for.
REGISTRY_HOSTS = re.compile("|".join(
    re.escape(host) for host in (
        "files.python" + "hosted", "pypi" + ".org/simple", "registry.npm" + "js", "deb.deb" + "ian.org",
        "proxy.golang" + ".org", "conda.ana" + "conda", "index.crates" + ".io",
    )
))  # fmt: skip
MACHINE_PATHS = re.compile(rf"(?<![\w.$}}])(?:{re.escape(str(PROJECT))}|/(?:root|home/\w+|Users/\w+)/)")


def tracked() -> list[str]:
    """Paths of the tracked files that exist; without git (an unpacked archive) every file git would not ignore."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        paths = listed.stdout.split("\0")
    else:
        hidden = {".venv", "var", "build", "logs", "target"}
        every = (path.relative_to(PROJECT) for path in PROJECT.rglob("*"))
        paths = [str(path) for path in every if not hidden & {*path.parts} and "cache" not in str(path)]
    return sorted(path for path in paths if path and (PROJECT / path).is_file())


TRACKED = tracked()
PYTHON = [path for path in TRACKED if path.endswith(".py")]


def text_of(path: str) -> str:
    """The text of a tracked file; bytes that are no UTF-8 (workbooks) are passed over."""
    return (PROJECT / path).read_text(encoding="utf-8", errors="ignore")


def imports(source: str, *, top_level_only: bool = False) -> set[str]:
    """Dotted names a module imports, `from a import b` as `a` and `a.b`; relative imports stay in their room."""
    tree = ast.parse(source)
    nodes = list(_run_at_import(tree)) if top_level_only else list(ast.walk(tree))
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def _run_at_import(node: ast.AST) -> list[ast.AST]:
    """The nodes that run when the module is imported: not the bodies of functions, nor what only type checkers read."""
    found: list[ast.AST] = []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        found += [child, *_run_at_import(child)]
    return found


def reaches(names: set[str], package: str) -> list[str]:
    """Those of the imported names that lie in a package."""
    return sorted(name for name in names if name == package or name.startswith(package + "."))


def room_breaches(path: str, source: str) -> list[str]:
    """What a module imports although its room must not."""
    room, names = path.split("/")[0], imports(source)
    found = [name for package in MUST_NOT_IMPORT.get(room, ()) for name in reaches(names, package)]
    if not path.startswith((*MAY_IMPORT_AIRFLOW, "tests/")):
        found += reaches(names, "airflow")
    if room == "delivery":
        found += [name for name in modules_read(source) if name.startswith("ingestion.")]
    if room in (*MUST_NOT_IMPORT, "gnbv", "dags"):
        early = imports(source, top_level_only=True)
        found += [f"{name} at import" for package in HEAVY for name in reaches(early, package)]
    return sorted(set(found))


def modules_read(source: str) -> set[str]:
    """The modules a module reaches into: `from a.b import c` is `a.b`."""
    modules = {
        node.module
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and not node.level and node.module
    }
    plain = {alias.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import) for alias in node.names}
    return modules | plain


def test_rooms_import_only_through_their_doors() -> None:
    breaches = {path: found for path in PYTHON if (found := room_breaches(path, text_of(path)))}
    assert breaches == {}


@pytest.mark.parametrize(
    ("path", "source", "found"),
    [
        ("delivery/mails.py", "from airflow.sdk import Asset", ["airflow.sdk", "airflow.sdk.Asset"]),
        ("gnbv/jobs.py", "def f():\n    import airflow", ["airflow"]),
        ("dags/remind.py", "from airflow.sdk import dag", []),
        ("ingestion/collect.py", "from gnbv.settings import Workspace", ["gnbv.settings", "gnbv.settings.Workspace"]),
        ("ingestion/collect.py", "import delivery", ["delivery"]),
        ("delivery/lists.py", "from ingestion.names import match_locality", ["ingestion.names"]),
        ("delivery/lists.py", "from ingestion import load_sources", []),
        ("expectations/suites.py", "import great_expectations as gx", ["great_expectations at import"]),
        ("expectations/suites.py", "def run():\n    import great_expectations as gx", []),
        ("gnbv/transform.py", "if True:\n    from dbt.cli.main import dbtRunner",
         ["dbt.cli.main at import", "dbt.cli.main.dbtRunner at import"]),
        ("gnbv/jobs.py", "if TYPE_CHECKING:\n    import dbt", []),
    ],
)  # fmt: skip
def test_a_breach_is_seen(path: str, source: str, found: list[str]) -> None:
    assert room_breaches(path, source) == found


def test_no_tracked_file_names_a_registry_host_or_a_path_of_one_machine() -> None:
    hits = [
        f"{path}: {hit.group()}"
        for path in TRACKED
        for pattern in (REGISTRY_HOSTS, MACHINE_PATHS)
        for hit in pattern.finditer(text_of(path))
    ]
    assert hits == []


@pytest.mark.parametrize(
    "text", [f"see {PROJECT}/x", "'" + "/roo" + "t/.venv'", "/home/" + "an/data", "(/Use" + "rs/an/x)"]
)
def test_a_machine_path_is_seen(text: str) -> None:
    assert MACHINE_PATHS.search(text)


@pytest.mark.parametrize("text", ["a" + "/roo" + "t/b", "https://a.example/home/x", "$HOME/data", "network/main"])
def test_another_path_is_not_taken_for_one(text: str) -> None:
    assert not MACHINE_PATHS.search(text)


def test_a_registry_host_is_seen() -> None:
    assert REGISTRY_HOSTS.search("https://pypi" + ".org/simple/duckdb")
    assert not REGISTRY_HOSTS.search("https://www.apache.org/licenses/LICENSE-2.0")


def test_modules_and_models_stay_small() -> None:
    counted = {path: len(text_of(path).splitlines()) for path in PYTHON if not path.startswith("tests/")}
    most = {path: MOST_DAG_LINES if path.startswith("dags/") else MOST_LINES for path in counted}
    assert {path: lines for path, lines in counted.items() if lines > most[path]} == {}


def test_nothing_is_left_over() -> None:
    pieces = ("TO" + "DO", "FIX" + "ME", "XX" + "X", "raise NotImplemented" + "Error")
    words = re.compile(r"\b(" + "|".join(pieces) + r")\b")
    kinds = (".py", ".sql", ".yml", ".sh", "Makefile")
    hits = [
        f"{path}: {hit.group()}" for path in TRACKED if path.endswith(kinds) for hit in words.finditer(text_of(path))
    ]
    assert hits == []


def test_test_modules_have_names_of_their_own() -> None:
    # pytest imports them by base name
    names = Counter(
        Path(path).name for path in PYTHON if path.startswith("tests/") and not path.endswith("__init__.py")
    )
    assert [name for name, count in names.items() if count > 1 and name != "conftest.py"] == []


def test_decision_records_are_numbered_without_a_gap() -> None:
    records = sorted(Path(path).name for path in TRACKED if path.startswith("docs/decisions/"))
    assert [name[:4] for name in records] == [f"{number:04}" for number in range(1, len(records) + 1)]
    assert len(records) >= 10
    for name in records:
        text = text_of(f"docs/decisions/{name}")
        assert text.startswith(f"# {name[:4]} "), name
        for heading in ("## Context", "## Decision", "## Consequences", "## Rejected"):
            assert heading in text, f"{name} lacks {heading}"


def test_what_a_reader_looks_for_is_there() -> None:
    wanted = ("README.md", "LICENSE", "CHANGELOG.md", "docs/architecture.md", "docs/testing.md", "samples/README.md")
    assert [path for path in wanted if path not in TRACKED] == []
    assert "## " in text_of("CHANGELOG.md")
    assert "Apache License" in text_of("LICENSE")
    assert "make run" in text_of("README.md")
    assert "make test" in text_of("README.md")
