"""`gnbv check` with the rules of the warehouse: what they find in one file, which ran, and that nothing is kept."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from gnbv.settings import PROJECT, Workspace
from gnbv.single_file import _speaks_about
from ingestion import Reference
from ingestion.forms import load_forms
from ingestion.workbooks import write_template

if TYPE_CHECKING:
    from tests.cli.conftest import Ran, Run

pytestmark = pytest.mark.slow

#: The fall printed is no difference: 12.400 - 10.554 = 1.846.
REPORT = """Số: 45/BC-UBND
Lạng Sơn, ngày 05 tháng 7 năm 2024
BÁO CÁO
Giám sát 6 tháng đầu năm 2024 việc giảm nghèo bền vững trên địa bàn tỉnh Lạng Sơn
1. Kết quả giảm nghèo
Tổng số hộ nghèo cuối năm 2022 là 12.400 hộ.
Tổng số hộ nghèo cuối năm 2023 là 10.554 hộ, giảm 1.836 hộ so với cuối năm 2022.
"""
FUNDS = "Biểu 03 - Vốn"

Check = Callable[..., "Ran"]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """One workspace for all tests of the module: the rules are prepared in it once."""
    return Workspace(tmp_path_factory.mktemp("check") / "var", PROJECT / "samples" / "sources.yml")


@pytest.fixture
def check(run_in: Run, workspace: Workspace) -> Check:
    """Check a file on 06/07/2024, and see that nothing but the prepared rules is left."""

    def run(*arguments: object) -> Ran:
        ran = run_in(workspace, "check", "--on", "2024-07-06", *map(str, arguments))
        left = workspace.home / "check"
        assert {path.name for path in workspace.home.iterdir()} <= {"check"}
        assert not (left / "landing").exists() and not (left / "file").exists()
        assert [path for path in left.glob("bronze/*/*.parquet") if not path.name.startswith("_")] == []
        return ran

    return run


@pytest.fixture
def report(tmp_path: Path) -> Path:
    place = tmp_path / "bao-cao.txt"
    place.write_text(REPORT, encoding="utf-8")
    return place


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """A form of Lạng Sơn with a total that is typed and wrong: 1.200,5, not 99."""
    reference = Reference.load(PROJECT / "dbt_project" / "seeds")
    reporter = reference.locality("province", "20", date(2024, 6, 30))
    assert reporter is not None
    place = tmp_path / "bieu.xlsx"
    values = {("funds", "DA2", column): 0 for column in "2345"} | {
        ("funds", "DA2", "1"): 1200.5, ("funds", "DA2", "6"): 99,
    }  # fmt: skip
    write_template(
        load_forms().by_key["monitoring@1"], place, reporter=reporter, return_type="monitoring_6m",
        period=reference.periods["2024-H1"], seeds=reference.seeds, values=values,
        cover={"document_no": "30/BC-UBND", "document_on": date(2024, 6, 20)},
    )  # fmt: skip
    return place


def test_a_report_is_told_what_its_figures_contradict(check: Check, report: Path) -> None:
    ran = check(report, "--locality", "20")
    assert ran.code == 0
    assert ran.out.splitlines()[-1] == (
        "  FG01  Lạng Sơn: mức thay đổi ghi 1.836 (dòng 7) nhưng hiệu của hai năm là 1.846 (dòng 7). Đề nghị kiểm tra "
        "lại."
    )
    told = {line[:14].strip(): line[14:] for line in ran.out.splitlines()}
    assert told["findings"] == "1 (1 warn)"
    assert told["rules run"].startswith("those of the intake, and ")
    assert ", FG01, " in told["rules run"] and "XS05" in told["rules run"]
    assert "OB01" in told["not run"] and "XS02" in told["not run"] and "XS02" not in told["rules run"]
    assert told["not run"].endswith(": they need other returns; after a build, gnbv findings tells them")


def test_json_says_who_found_it(check: Check, report: Path) -> None:
    report.write_text(REPORT.replace("45/BC", "/BC"), encoding="utf-8")
    told = json.loads(check(report, "--locality", "20", "--format", "json").out)
    assert [(one["from"], one["rule"], one["line"]) for one in told["findings"]] == [
        ("door", "IN13", 1), ("warehouse", "FG01", 7),
    ]  # fmt: skip
    door, own = told["findings"]
    assert (own["level"], own["severity"], own["found"], own["expected"]) == ("figure", "warn", "1.836", "1.846")
    assert (door["level"], door["repair_value"], list(door)) == (None, None, list(own))
    assert told["findings_by_severity"] == {"warn": 2}
    assert "OB02" in told["rules"]["not_run"]
    assert not {"OB02", "IN13"} & set(told["rules"]["warehouse"])


def test_the_second_time_nothing_is_prepared(check: Check, report: Path) -> None:
    check(report, "--locality", "20")
    assert check(report, "--locality", "20").err.splitlines() == ["running the rules on the file ..."]


def test_a_correct_report_is_told_nothing(check: Check, report: Path) -> None:
    report.write_text(REPORT.replace("1.836", "1.846"), encoding="utf-8")
    told = json.loads(check(report, "--locality", "20", "--format", "json").out)
    assert (told["state"], told["findings"]) == ("accepted", [])


def test_a_wrong_total_of_a_form_is_told_once(check: Check, form: Path, tmp_path: Path) -> None:
    told = json.loads(check(form, "--format", "json", "--errors", tmp_path / "loi.xlsx").out)
    at = Counter((one["rule"], one["sheet"], one["cell"]) for one in told["findings"])
    assert at["IN22", FUNDS, "H14"] == 1
    assert [key for key, count in at.items() if count > 1 and key[2]] == []
    (total,) = [one for one in told["findings"] if (one["rule"], one["cell"]) == ("IN22", "H14")]
    assert (total["from"], total["found"], total["expected"]) == ("warehouse", "99", "1.200,5")
    comment = load_workbook(tmp_path / "loi.xlsx")[FUNDS]["H14"].comment.text
    assert comment.count("IN22: ") == 1


def test_a_refused_file_gets_the_word_of_the_door_alone(check: Check, form: Path) -> None:
    ran = check(form, "--locality", "04")
    assert ran.code == 1
    assert "rules run     those of the intake; those of the warehouse were not run: the file is refused" in ran.out
    assert ran.err == ""


def test_quick_runs_no_rule(check: Check, report: Path) -> None:
    told = json.loads(check(report, "--locality", "20", "--quick", "--format", "json").out)
    assert (told["findings"], told["rules"]["warehouse"]) == ([], [])


def test_a_workspace_that_cannot_be_written_leaves_the_word_of_the_door(
    run_in: Run, new_workspace: Callable[..., Workspace], report: Path
) -> None:
    workspace = new_workspace()
    workspace.home.write_text("no folder", encoding="utf-8")
    ran = run_in(workspace, "check", report.as_posix(), "--locality", "20")
    assert ran.code == 0
    assert ran.err.startswith("the rules of the warehouse were not run: ")
    assert "those of the warehouse were not run: the workspace cannot be written" in ran.out


def test_the_prepared_rules_serve_until_the_register_changes(tmp_path: Path) -> None:
    (tmp_path / "policy").mkdir()
    (tmp_path / "policy" / "validation_rules.csv").write_text(
        "rule_id,valid_from,valid_to\nA,2021-01-01,2024-01-01\nA,2024-01-01,\nB,2025-03-01,\n", encoding="utf-8"
    )
    assert _speaks_about(date(2023, 12, 31), tmp_path) == date(2023, 12, 31)
    assert _speaks_about(date(2024, 1, 1), tmp_path) == date(2025, 2, 28)
    assert _speaks_about(date(2025, 2, 28), tmp_path) == date(2025, 2, 28)
    assert _speaks_about(date(2026, 11, 21), tmp_path) == date(2100, 1, 1)
