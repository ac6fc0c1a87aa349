"""`gnbv backtest` with the example of docs/own-data.md, on the samples: what it says, and that it changes nothing."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gnbv.settings import PROJECT, Workspace

if TYPE_CHECKING:
    from tests.cli.conftest import Run

pytestmark = [pytest.mark.slow, pytest.mark.whole_round]

GUIDE = (PROJECT / "docs" / "own-data.md").read_text(encoding="utf-8")
#: The two documents of the samples that are dated on a Saturday and a Sunday.
ON_DAYS_OFF = ["Bình Dương", "Ninh Thuận"]


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    folder = tmp_path / "draft"
    folder.mkdir()
    example = GUIDE.partition("`draft/validation_rules.csv`")[2].partition("```\n")[2].partition("```")[0]
    (folder / "validation_rules.csv").write_text(example, encoding="utf-8")
    return folder


def _files(home: Path) -> dict[str, int]:
    return {str(path.relative_to(home)): path.lstat().st_mtime_ns for path in home.rglob("*")}


def test_the_example_of_the_guide_changes_two_rules_and_nothing_in_the_workspace(
    run: Run, sample_workspace: Workspace, draft: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = _files(sample_workspace.home)
    ran = run(
        "backtest", "--policy", str(draft), "--rule", "RG12", "--rule", "RG14", "--rule", "RG01", "--format", "json"
    )
    assert ran.code == 0, ran.err
    assert _files(sample_workspace.home) == before
    assert [path.name for path in tmp_path.iterdir()] == ["draft"]
    told = json.loads(ran.out)
    assert (told["as_of"], told["rules_on"]) == ("2023-10-27", "2023-10-27")
    rules = {one["rule_id"]: one for one in told["rules"]}
    counts = {
        rule: [one[name] for name in ("is_in_force", "before", "after", "anew", "gone", "reweighed", "unchanged")]
        for rule, one in rules.items()
    }
    assert counts == {
        "RG12": [True, 2, 2, 0, 0, 2, 0],
        "RG14": [False, 4, 0, 0, 4, 0, 0],
        "RG01": [True, 1, 1, 0, 0, 0, 1],
    }
    shown = rules["RG12"]["examples"]
    assert sorted(one["locality"] for one in shown) == ON_DAYS_OFF
    assert {(one["kind"], one["severity_before"], one["severity_now"]) for one in shown} == {
        ("reweighed", "info", "warn")
    }
    assert all("đề ngày nghỉ. Đề nghị xác nhận ngày." in one["message_vi"] for one in shown)
    assert [one["kind"] for one in rules["RG14"]["examples"]] == ["gone", "gone", "gone"]
    assert "2 of 3 rules would raise something else; compared with build " in ran.err
    assert "running the rules ..." in ran.err


def test_rows_that_begin_later_are_asked_on_their_first_day_and_a_report_may_be_written(
    run: Run, draft: Path, tmp_path: Path
) -> None:
    register = draft / "validation_rules.csv"
    later = register.read_text(encoding="utf-8").replace("2023-10-01,,,", "2023-11-01,,,")
    register.write_text(later, encoding="utf-8")
    report = tmp_path / "report.md"
    ran = run(
        "backtest", "--policy", str(draft), "--rule", "RG12", "--format", "md", "--examples", "1", "-o", str(report)
    )
    assert ran.code == 0, ran.err
    lines = report.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "# Back-test of the rules in force on 2023-11-01"
    assert "| RG12 | dated on a day that is not worked | 2 | 2 | 0 | 0 | 2 |" in lines
    assert lines[-2].startswith("- `~` [info -> warn] ")
    assert lines[-1] == "- `~` and 1 more"


def test_what_is_asked_wrongly_is_one_line(run: Run, draft: Path) -> None:
    ran = run("backtest", "--rule", "ZZ99")
    assert ran.code == 1
    assert "the register has no rule ZZ99; it has DC01, " in ran.err
    (draft / "validation_rules.csv").write_text("rule,severity\nFG01,warn\n", encoding="utf-8")
    ran = run("backtest", "--policy", str(draft))
    assert ran.code == 1
    assert "the header must name the columns of the seed validation_rules.csv" in ran.err
    ran = run("backtest", "--policy", str(draft / "absent"))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1
