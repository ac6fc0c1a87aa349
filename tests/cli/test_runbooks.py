"""What the runbooks tell people to type is typed here, on the samples, page by page; and a backup is restored."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest
from click.testing import CliRunner

from gnbv.cli import cli
from gnbv.settings import PROJECT, Workspace

if TYPE_CHECKING:
    from tests.cli.conftest import Run

FOLDER = PROJECT / "docs" / "runbooks"
PAGES = sorted(path.name for path in FOLDER.glob("*.md"))
HEADINGS = ("## Symptom", "## How to see it", "## What to do", "## How to know it is over", "## Whom to tell")
#: Pages that answer another question than what to do about one trouble.
OTHER_SHAPE = {"README.md": (), "restore-from-backup.md": HEADINGS[3:], "backfill-a-period.md": HEADINGS[2:]}
#: The marts that tell of the warehouse itself: two builds of the same returns differ in them.
RUNS = {"fct_run_step", "rpt_run_cost"}
#: What these do to a workspace once need not be done again for every page.
SLOW = {"collect", "build", "publish"}


def blocks(page: str) -> list[list[str]]:
    """The blocks of a page that are to be run: those without a language."""
    text = (FOLDER / page).read_text(encoding="utf-8")
    # Every second fence ends a block.
    found = re.findall(r"^```(\w*)\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
    return [body.splitlines() for language, body in found if not language]


def commands(page: str) -> list[str]:
    return [line for block in blocks(page) for line in block]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_the_same_questions(page: str) -> None:
    text = (FOLDER / page).read_text(encoding="utf-8")
    places = [text.find(f"\n{heading}\n") for heading in OTHER_SHAPE.get(page, HEADINGS)]
    assert -1 not in places and places == sorted(places)
    links = re.findall(r"\]\((?!http)([^)#]+)\)", text)
    assert [link for link in links if not (FOLDER / link).exists()] == []


def test_the_index_lists_every_page() -> None:
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [page for page in PAGES if page != "README.md" and f"]({page})" not in index] == []
    assert len(PAGES) == 9


@pytest.mark.parametrize("page", PAGES)
def test_every_option_a_page_names_exists(page: str) -> None:
    text = (FOLDER / page).read_text(encoding="utf-8")
    for line in re.findall(r"gnbv [^\n`|]+", text):
        words = line.split()[1:]
        command = cli.commands[words[0]]
        path = words[:2] if len(words) > 1 and words[1] in getattr(command, "commands", {}) else words[:1]
        said = CliRunner().invoke(cli, [*path, "--help"]).output
        assert [one for one in re.findall(r"(?<!\S)--[a-z-]+", line) if one not in said] == [], line


@pytest.fixture(scope="module")
def own(sample_workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A copy of the samples that may be written to."""
    home = tmp_path_factory.mktemp("runbooks") / "var"
    shutil.copytree(sample_workspace.home, home, symlinks=True)
    yield Workspace(home, sample_workspace.sources)


@pytest.mark.slow
@pytest.mark.whole_round
@pytest.mark.timeout(1800)
def test_the_commands_of_all_pages_run(run_in: Run, own: Workspace, tmp_path: Path) -> None:
    """In the order of a bad day: build and publish come before the way back, which needs a release before."""
    guide = (PROJECT / "docs" / "own-data.md").read_text(encoding="utf-8")
    rules = guide.partition("`draft/validation_rules.csv`")[2].partition("```\n")[2].partition("```")[0]
    (tmp_path / "draft").mkdir()
    (tmp_path / "draft" / "validation_rules.csv").write_text(rules, encoding="utf-8")
    done: set[str] = set()
    for page in sorted(set(PAGES) - {"restore-from-backup.md"}):
        for line in commands(page):
            words = [_here(word, tmp_path) for word in shlex.split(line)]
            assert words[0] == "gnbv", f"{page}: {line}"
            if line in done and words[1] in SLOW:
                continue
            ran = run_in(own, *words[1:])
            assert ran.code == 0, f"{page}: {line}: {ran.err}"
            done.add(line)
            if words[1:] == ["collect"]:
                assert ran.out.splitlines()[0].split(",")[0] in (FOLDER / "source-is-down.md").read_text("utf-8")
    assert len(done) >= 20


def _here(word: str, folder: Path) -> str:
    if word.startswith("samples/"):
        return str(PROJECT / word)
    return str(folder / word) if word == "draft" else word


@pytest.mark.slow
@pytest.mark.whole_round
@pytest.mark.timeout(1800)
def test_what_was_backed_up_is_the_same_warehouse_again(
    run_in: Run, sample_workspace: Workspace, tmp_path: Path
) -> None:
    home, backup = tmp_path / "home", tmp_path / "backup"
    for name in ("landing", "bronze", "ledgers"):
        shutil.copytree(sample_workspace.home / name, home / name)
    (home / "bronze" / "attempt" / ".half.parquet.0123.tmp").touch()
    back_up, restore = blocks("restore-from-backup.md")[:2]
    variables = {"GNBV_HOME": str(home), "BACKUP": str(backup)}
    for line in back_up:
        subprocess.run(["sh", "-ec", line], env=variables | {"PATH": "/usr/bin:/bin"}, check=True)
    shutil.rmtree(home)
    workspace = Workspace(home, sample_workspace.sources)
    for line in restore:
        if line.startswith("gnbv "):
            ran = run_in(workspace, *shlex.split(line)[1:])
            assert ran.code == 0, ran.err
        else:
            subprocess.run(["sh", "-ec", line], env=variables | {"PATH": "/usr/bin:/bin"}, check=True)
    assert not list(home.rglob(".half*"))
    assert _differences(sample_workspace, workspace) == {}


def _differences(one: Workspace, other: Workspace) -> dict[str, int]:
    """Rows that only one of two releases holds, EXCEPT ALL both ways, by mart; the marts of runs are left out."""
    found = {}
    with duckdb.connect() as connection:
        for name, ws in (("one", one), ("other", other)):
            connection.execute(f"attach '{ws.published / 'current' / 'gnbv.duckdb'}' as {name} (read_only)")
        # Tables and views.
        query = "select table_schema, table_name from information_schema.tables where table_catalog = 'one'"
        marts = {str(name) for schema, name in connection.execute(query).fetchall() if schema == "marts"} - RUNS
        assert len(marts) > 30
        for mart in sorted(marts):
            rows = connection.execute(
                f"select count(*) from ((from one.marts.{mart} except all from other.marts.{mart}) union all "
                f"(from other.marts.{mart} except all from one.marts.{mart}))"
            ).fetchone()
            if rows and rows[0]:
                found[mart] = int(rows[0])
    return found
