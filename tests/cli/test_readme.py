"""What the README shows is what the commands do."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from click.testing import CliRunner

from delivery import published_marts
from gnbv.cli import cli
from gnbv.run_figures import summarise_figures
from gnbv.run_report import summarise
from gnbv.settings import PROJECT, Workspace

if TYPE_CHECKING:
    from tests.cli.conftest import Run

README = (PROJECT / "README.md").read_text(encoding="utf-8")
PAGES = README + "".join((PROJECT / "docs" / name).read_text(encoding="utf-8") for name in ("usage.md", "own-data.md"))


def test_the_commands_of_the_first_screen_run(
    run: Run, run_in: Run, new_workspace: Callable[..., Workspace], tmp_path: Path
) -> None:
    # A check prepares the rules in its workspace: not in the one that all tests share.
    own = new_workspace()
    lines = re.findall(r"^\$ gnbv (.+?)\s*(?:#.*)?$", README, flags=re.MULTILINE)
    assert len(lines) == 16
    for line in lines:
        # Drafts lie in the workspace unless another folder is named.
        words = shlex.split(line.replace("--draft", f"--out '{tmp_path / 'drafts'}'"))
        words = [
            str(tmp_path / word) if before == "-o" else word for before, word in zip(["", *words], words, strict=False)
        ]
        assert (run_in(own, *words) if words[0] == "check" else run(*words)).code == 0, line
    assert len(list(tmp_path.rglob("*.xlsx"))) == 1 + 81 + 2 + 2


def test_the_figures_of_the_first_screen_are_those_of_the_samples(sample_workspace: Workspace) -> None:
    summary = summarise(published_marts(sample_workspace.published), date(2023, 10, 27))
    shown = {tuple(line.split()) for line in README.splitlines()}
    for row in summary.rates:
        counts = row.expected, row.received, row.received_on_time, row.late, row.overdue
        assert (row.return_type, row.period, *map(str, counts)) in shown
    assert [row.return_type for row in summary.rates] == [
        "coordination_6m",
        "coordination_9m",
        "coordination_programme",
    ]
    figures = summarise_figures(published_marts(sample_workspace.published))
    for row in figures.reports:
        assert tuple(" ".join(map(str, row)).split()) in shown
    assert [row[0] for row in figures.reports] == ["Lạng Sơn", "Quảng Nam", "Quảng Nam", "Bắc Sơn"]
    found = summary.findings
    assert f"findings   {found['stop']} stop, {found['warn']} warn, {found['info']} info" in README
    assert f"receipts   {summary.receipts['accepted']} accepted" in README


def test_every_option_the_pages_name_exists() -> None:
    said = set(re.findall(r"gnbv (\w+)(?: ([a-z]+)\b)?[^\n`]*?(--[a-z-]+)", PAGES))
    assert {("late", "", "--as-of"), ("reminders", "settle", "--not-sent")} <= said
    for command, word, option in said:
        words = [command, word] if word in getattr(cli.commands[command], "commands", {}) else [command]
        assert option in CliRunner().invoke(cli, [*words, "--help"]).output, f"gnbv {' '.join(words)} {option}"


def test_the_pages_lead_to_files_that_are_there() -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    assert len(links) >= 8
    for link in links:
        assert (PROJECT / link).exists(), link
