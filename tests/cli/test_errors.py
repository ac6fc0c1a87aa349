"""Every error is one readable line on standard error with what to do, and an exit code that is not 0."""

from __future__ import annotations

import importlib
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import time_machine
from click.testing import CliRunner

from gnbv.cli import READABLE, cli
from gnbv.commands.options import today
from gnbv.settings import Workspace

if TYPE_CHECKING:
    from tests.cli.conftest import Run


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("late", "--as-of", "27/10/2023"), 2, "'27/10/2023' is not a date; expected YYYY-MM-DD, such as 2023-10-27"),
        (("late", "--as-of", "20231027"), 2, "'20231027' is not a date; expected YYYY-MM-DD"),
        (("late", "--known", "2023-02-30"), 2, "'2023-02-30' is not a date"),
        (("late", "--format", "xlsx"), 2, "add '-o FILE.xlsx'"),
        (("late", "-o", "x.csv"), 2, "add '--format csv', 'json' or 'xlsx'"),
        (("late", "--format", "csv", "-o", "/no/such/folder/x.csv"), 2, "there is no folder /no/such/folder"),
        (("late", "--return-type", "coord"), 1, "unknown return type 'coord': expected one of coordination_6m, "),
        (("status", "--return-type", "coord"), 1, "unknown return type 'coord': expected one of coordination_6m, "),
        (("lates",), 2, "No such command 'lates'"),
        (("trace",), 2, "Missing argument 'ID'"),
    ],
)
def test_what_is_asked_wrongly(run: Run, arguments: tuple[str, ...], code: int, said: str) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith("gnbv: ")
    assert said in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize("command", [("late",), ("status",), ("trace", "coordination_6m:2023-H1:12")])
def test_nothing_published_yet(run_in: Run, new_workspace: Callable[..., Workspace], command: tuple[str, ...]) -> None:
    workspace = new_workspace()
    ran = run_in(workspace, *command)
    assert ran.code == 1
    assert ran.err == (
        f"gnbv: nothing is published at {workspace.published}: "
        "run 'gnbv collect', 'gnbv build' and 'gnbv publish' first\n"
    )


def test_publishing_without_a_warehouse(run_in: Run, new_workspace: Callable[..., Workspace]) -> None:
    ran = run_in(new_workspace(), "publish")
    assert ran.code == 1
    assert "there is no warehouse yet; run `gnbv collect` and `gnbv build` first" in ran.err
    assert ran.err.count("\n") == 1


def test_one_source_that_fails_does_not_stop_the_others(
    run_in: Run, new_workspace: Callable[..., Workspace], tmp_path: Path
) -> None:
    (tmp_path / "20").mkdir()
    (tmp_path / "sources.yml").write_text(
        "sources:\n"
        '  - {id: gone, name: Hà Giang, level: province, locality_code: "02", url: gone}\n'
        '  - {id: here, name: Lạng Sơn, level: province, locality_code: "20", url: "20"}\n',
        encoding="utf-8",
    )
    ran = run_in(new_workspace(), "collect", "--source", str(tmp_path))
    assert ran.code == 1
    assert "1 of 2 sources read, 0 files seen" in ran.out
    (line,) = [line for line in ran.err.splitlines() if line.startswith("gnbv: ")]
    assert line.startswith("gnbv: Hà Giang (gone) could not be read: ")


def test_what_nobody_foresaw_is_one_line_too_and_debug_shows_where(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("by\nzero")

    monkeypatch.setattr("delivery.published_marts", fail)
    ran = run("late")
    assert ran.code == 1
    assert ran.err == (
        "gnbv: internal error, ZeroDivisionError: by zero; set GNBV_DEBUG=1 and run again to see where\n"
    )
    monkeypatch.setenv("GNBV_DEBUG", "1")
    assert "Traceback" in run("late").err


def test_the_errors_that_are_shown_as_they_are_exist() -> None:
    assert len(READABLE) == 12
    for name in READABLE:
        module, _, kind = name.rpartition(".")
        assert issubclass(getattr(importlib.import_module(module), kind), Exception)


def test_an_interrupted_command_says_that_it_can_be_run_again(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("delivery.published_marts", interrupt)
    ran = run("late")
    assert (ran.code, ran.err.strip()) == (130, "gnbv: interrupted; run it again, nothing is left half done")


def test_today_is_the_day_in_viet_nam() -> None:
    with time_machine.travel("2023-06-24T17:00:00+00:00", tick=False):
        assert today() == date(2023, 6, 25)
    with time_machine.travel("2023-06-24T16:59:59+00:00", tick=False):
        assert today() == date(2023, 6, 24)


@pytest.mark.parametrize("command", ["collect", "build", "publish", "late", "status", "trace"])
def test_every_command_explains_itself(command: str) -> None:
    shown = CliRunner().invoke(cli, [command, "--help"])
    assert shown.exit_code == 0
    assert shown.output.startswith(f"Usage: cli {command} ")
    assert len(shown.output.splitlines()) > 5


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from gnbv.cli import main; main(['--help']); "
        "print(sorted({'duckdb','pandas','dbt','airflow','great_expectations','rich','pyarrow'} & set(sys.modules)))"
    )
    began = time.perf_counter()
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"
    assert "gnbv late --as-of 2023-10-27" in ran.stdout
    assert time.perf_counter() - began < 5
