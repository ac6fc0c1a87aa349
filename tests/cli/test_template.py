"""`gnbv template`, `gnbv templates`, `gnbv forms` as people type them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import openpyxl
import pytest
from openpyxl.workbook import Workbook

from gnbv.settings import Workspace

if TYPE_CHECKING:
    from tests.cli.conftest import Run

NewWorkspace = Callable[..., Workspace]

_RELEASE = """
create schema marts;
create table marts.dim_period as select * from (values
    ('2023-H1', 'half_year', '6 tháng đầu năm 2023', date '2023-06-30'),
    ('2024-H1', 'half_year', '6 tháng đầu năm 2024', date '2024-06-30')
) as t (period, period_type, name_vi, ends_on);
create table marts.dim_locality as
    select '20-1' as locality_id, '20' as locality_code, date '2021-01-01' as valid_from, date '9999-12-31' as valid_to;
create table marts.dim_form_cell as
    select 'monitoring' as form, 1 as form_version, 1 as cell_no, 'funds' as sheet_code, 'DA2' as row_code,
        '1' as column_code;
create table marts.fct_form_value as
    select 'monitoring' as form, 1 as form_version, 1 as cell_no, '20' as locality_code,
        'monitoring_6m' as return_type, '2023-H1' as period, 1234.5 as value, true as is_current;
"""


def hidden(path: Path) -> dict[str, object]:
    """What the very hidden sheet says."""
    return {str(row[0].value): row[1].value for row in _opened(path)["_gnbv"].iter_rows(max_row=6, max_col=2)}


def _opened(path: Path) -> Workbook:
    return openpyxl.load_workbook(path)


@pytest.fixture
def workspace(new_workspace: NewWorkspace) -> Workspace:
    return new_workspace()


def test_a_template_by_name_into_a_folder(run_in: Run, workspace: Workspace, tmp_path: Path) -> None:
    ran = run_in(
        workspace, "template", "monitoring", "--locality", "Lạng Sơn", "--period", "2024-H1", "-o", str(tmp_path)
    )
    path = tmp_path / "monitoring_20_2024-H1.xlsx"
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == f"written to {path}: monitoring@1 for tỉnh Lạng Sơn, monitoring_6m 2024-H1\n"
    assert hidden(path) == {
        "form": "monitoring", "version": 1, "locality_code": "20", "level": "province", "period": "2024-H1",
        "return_type": "monitoring_6m",
    }  # fmt: skip


def test_a_district_by_code_into_a_file(run_in: Run, workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "bac-son.xlsx"
    asked = ("--locality", "185", "--period", "2024-Y", "-o", str(path), "--version", "1")
    assert run_in(workspace, "template", "monitoring", *asked).code == 0
    assert (hidden(path)["level"], hidden(path)["return_type"]) == ("district", "monitoring_annual")


def test_the_period_before_stands_beside(run_in: Run, workspace: Workspace, tmp_path: Path) -> None:
    release = workspace.published / "releases" / "b1"
    release.mkdir(parents=True)
    with duckdb.connect(release / "gnbv.duckdb") as connection:
        connection.execute(_RELEASE)
    (workspace.published / "current").symlink_to(release)
    path = tmp_path / "a.xlsx"
    ran = run_in(workspace, "template", "monitoring", "-l", "20", "-p", "2024-H1", "-o", str(path))
    assert (ran.code, ran.err.endswith("; beside it the values of 2023-H1\n")) == (0, True)
    sheet = _opened(path)["Biểu 03 - Vốn"]
    values = [cell.value for row in sheet.iter_rows() for cell in row]
    assert "Kỳ trước (6 tháng đầu năm 2023)" in values
    assert 1234.5 in values


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("monitorin", "-l", "20", "-p", "2024-H1"), "there is no form 'monitorin'; the nearest: monitoring"),
        (("monitoring", "-l", "20", "-p", "2024H1"), "there is no period '2024H1'; the nearest: 2024-H1"),
        (("monitoring", "-l", "20", "-p", "2024-9M"),
         "form monitoring@1 is not for 2024-9M (a nine_months); its periods: 2022-Y, 2023-H1"),
        (("monitoring", "-l", "20", "-p", "2026-H1"),
         "form monitoring has no version for 2026-H1, which ends on 2026-06-30; versions and their validity: "
         "1 (2022-07-15 to 2026-01-01)"),
        (("monitoring", "-l", "20", "-p", "2024-H1", "--version", "7"), "form monitoring has no version 7;"),
        (("monitoring", "-l", "VN", "-p", "2024-H1"), "Việt Nam (VN) is a country; expected a province"),
        (("monitoring", "-l", "Lạng Xơn", "-p", "2024-H1"), "the nearest: tỉnh Lạng Sơn (20)"),
        (("monitoring", "-l", "185", "-p", "2025-Y"), "185 named huyện Bắc Sơn from 2021-01-01 until 2025-07-01"),
        (("monitoring", "-l", "20", "-p", "2024-H1", "-t", "monitoring_annual"),
         "monitoring@1 does not serve 'monitoring_annual' for 2024-H1; add --return-type with one of monitoring_6m"),
        (("monitoring", "-l", "20", "-p", "2024-H1", "-o", "/no/such/x.xlsx"), "there is no folder /no/such"),
        (("monitoring", "-l", "20", "-p", "2024-H1", "-o", "x.csv"), "a workbook's name ends in .xlsx"),
    ],
)  # fmt: skip
def test_what_is_asked_wrongly(run_in: Run, workspace: Workspace, arguments: tuple[str, ...], said: str) -> None:
    ran = run_in(workspace, "template", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1


def test_the_set_of_a_period(run_in: Run, workspace: Workspace, tmp_path: Path) -> None:
    """63 provinces owe the six-month report; each has a folder named as sources are."""
    folder = tmp_path / "set"
    ran = run_in(
        workspace, "templates", "--period", "2024-H1", "--form", "monitoring", "--level", "province", "-o", str(folder)
    )
    assert (ran.code, ran.out) == (0, "")
    assert len(list(folder.iterdir())) == 63
    assert len(list(folder.rglob("*.xlsx"))) == 63
    assert hidden(folder / "20-lang-son" / "monitoring_20_2024-H1.xlsx")["locality_code"] == "20"
    said = ran.err.splitlines()
    assert said[0] == "writing the workbooks ..."
    assert said[-1].startswith("63 workbooks for 63 localities in ")
    assert said[-1].endswith(f" s, in {folder}")


def test_the_set_of_one_locality_by_the_calendar(run_in: Run, workspace: Workspace, tmp_path: Path) -> None:
    ran = run_in(workspace, "templates", "-p", "2023-H1", "-l", "Lạng Sơn", "-o", str(tmp_path))
    assert ran.code == 0
    assert [one.relative_to(tmp_path).as_posix() for one in tmp_path.rglob("*.xlsx")] == [
        "20-lang-son/coordination_20_2023-H1.xlsx"
    ]


def test_two_returns_of_one_form_have_names_of_their_own(run_in: Run, workspace: Workspace, tmp_path: Path) -> None:
    ran = run_in(workspace, "templates", "-p", "2024-Y", "-f", "poverty_review", "-l", "20", "-o", str(tmp_path))
    assert ran.code == 0
    assert sorted(one.name for one in tmp_path.rglob("*.xlsx")) == [
        "poverty_review_20_2024-Y_poverty_review_official.xlsx",
        "poverty_review_20_2024-Y_poverty_review_provisional.xlsx",
    ]


def test_a_set_of_nothing(run_in: Run, workspace: Workspace, tmp_path: Path) -> None:
    ran = run_in(workspace, "templates", "-p", "2024-9M", "-o", str(tmp_path / "set"))
    assert (ran.code, ran.out) == (2, "")
    assert "no workbook of any form is owed for 2024-9M; the calendar has no return then" in ran.err
    assert not (tmp_path / "set").exists()


def test_the_list_of_forms(run_in: Run, workspace: Workspace) -> None:
    rows = {row["form"]: row for row in json.loads(run_in(workspace, "forms", "--format", "json").out)}
    assert {name: rows["monitoring"][name] for name in ("version", "valid_from", "valid_to", "returns", "levels")} == {
        "version": 1, "valid_from": "2022-07-15", "valid_to": "2026-01-01",
        "returns": ["monitoring_6m", "monitoring_annual"], "levels": ["province", "district", "commune"],
    }  # fmt: skip
    listed = run_in(workspace, "forms", "--format", "csv").rows()
    assert [row["returns"] for row in listed if row["form"] == "monitoring"] == ["monitoring_6m, monitoring_annual"]
    assert "monitoring" in run_in(workspace, "forms").out
