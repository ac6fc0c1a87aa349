"""A form, or a new version of one, is a YAML file and rows of policy: no line of Python is written for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest
from openpyxl import load_workbook

from gnbv import jobs
from gnbv.cli import main
from gnbv.settings import PROJECT, Workspace

pytestmark = [pytest.mark.slow, pytest.mark.whole_round]

FORM = """
form: bridges
version: {version}
name: {{vi: "Biểu cầu dân sinh", en: "Foot bridges"}}
origin: own
basis: "Quy định của tỉnh"
valid_from: {valid_from}
{valid_to}
returns: [bridges_6m]
levels: [province]
sheets:
  - sheet: bridges
    title: Cầu
    name: {{vi: "Cầu dân sinh", en: "Foot bridges"}}
    unit: million_vnd
    rows:
      - {{row: all, label: {{vi: "Tổng số", en: "All"}}, sum_of: [new, repaired]}}
      - {{row: new, label: {{vi: "Làm mới", en: "New"}}}}
      - {{row: repaired, label: {{vi: "Sửa chữa", en: "Repaired"}}}}
    columns:
      - {{column: "1", heading: [{{vi: "Số cầu", en: "Bridges"}}], type: count}}
      - {{column: "2", heading: [{{vi: "{heading}", en: "Allocated"}}], type: money,
         figure: {{component: DA1, measure: allocated, source: local, budget_year: 0}}}}
"""


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    folder = tmp_path / "policy"
    folder.mkdir()
    (folder / "bridges.v1.yml").write_text(
        FORM.format(version=1, valid_from="2024-01-01", valid_to="valid_to: 2025-01-01", heading="Vốn được giao")
    )
    (folder / "bridges.v2.yml").write_text(
        FORM.format(version=2, valid_from="2025-01-01", valid_to="", heading="Vốn giao trong năm")
    )

    def add(seed: str, **row: str) -> None:
        (original,) = (PROJECT / "dbt_project" / "seeds").rglob(f"{seed}.csv")
        columns = original.read_text(encoding="utf-8").splitlines()[0].split(",")
        values = ",".join(f'"{row.get(column, "")}"' for column in columns)
        (folder / f"{seed}.csv").write_text(f"{','.join(columns)}\n{values}\n", encoding="utf-8")

    add(
        "return_types", return_type="bridges_6m", name_vi="Báo cáo cầu dân sinh", name_en="Report on foot bridges",
        period_type="half_year", basis_document="12/QĐ-UBND",
    )  # fmt: skip
    add(
        "reporting_calendar", return_type="bridges_6m", reporter_level="province", scope="20", period="2024-H1",
        opens_on="2024-01-01", due_on="2024-06-15", due_rule="by_end_of_day", roll="none", due_soon_days="14",
        legal_basis="12/QĐ-UBND", reason="Quy định của tỉnh",
    )  # fmt: skip
    add(
        "duties", duty_id="CAU-6T", return_type="bridges_6m", reporter_level="province", scope="20",
        body_code="ubnd_tinh", recipient="Bộ LĐTBXH", received_at_evidence="content_complete", date_basis="arrival",
        valid_from="2024-01-01", legal_basis="12/QĐ-UBND",
    )  # fmt: skip
    return folder


def test_a_new_form_is_a_definition_and_rows_of_policy(
    tmp_path: Path, policy: Path, monkeypatch: pytest.MonkeyPatch, new_workspace: Callable[..., Workspace]
) -> None:
    sources = tmp_path / "returns"
    folder = sources / "20-lang-son"
    folder.mkdir(parents=True)
    monkeypatch.setenv("GNBV_POLICY", str(policy))
    monkeypatch.setenv("GNBV_HOME", str(tmp_path / "var"))
    path = folder / "cau.xlsx"
    assert main(["template", "bridges", "--locality", "20", "--period", "2024-H1", "-o", str(path)]) == 0

    book = load_workbook(path)
    info, sheet = book["Thông tin"], book["Cầu"]
    labels = {row[0].value: row[0].row for row in info.iter_rows(max_col=1) if row[0].value}
    info.cell(labels["Số hiệu văn bản"], 2, "45/BC-UBND")
    info.cell(labels["Ngày ban hành"], 2, date(2024, 6, 10))
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=6, max_row=10, max_col=4)] == [
        ["Mã", "Nội dung", "Số cầu", "Vốn được giao"],
        ["A", "B", "(1)", "(2)"],
        ["all", "Tổng số", "=SUM(C9:C10)", "=SUM(D9:D10)"],
        ["new", "Làm mới", None, None],
        ["repaired", "Sửa chữa", None, None],
    ]
    for address, value in {"C9": 4, "C10": 6, "D9": 1500.5, "D10": 320}.items():
        sheet[address] = value
    book.save(path)

    workspace = new_workspace(sources, (policy,))
    (summary,) = jobs.collect_all(workspace, "r1", now=datetime(2024, 6, 12, 1, 0, tzinfo=UTC))
    assert summary.states == {"accepted_with_findings": 1}  # a total saved without its value is told and reckoned
    jobs.build(workspace, date(2024, 6, 20))
    with duckdb.connect(str(workspace.warehouse), read_only=True) as marts:
        funds = marts.sql(
            "select cell, component_code, measure, source, budget_year, amount_vnd, is_counted "
            "from marts.fct_fund order by cell"
        ).fetchall()
        status = marts.sql(
            "select status, evidence from marts.fct_return_status where return_type = 'bridges_6m' "
            "and valid_to > timestamptz '2024-06-20 00:00:00+07' and known_to > timestamptz '9000-01-01 00:00:00+07' "
            "order by valid_from limit 1"
        ).fetchall()
        cells = marts.sql(
            "select form_version, count(*) from marts.dim_form_cell where form = 'bridges' group by 1 order by 1"
        ).fetchall()
    assert funds == [
        ("D10", "DA1", "allocated", "local", "2024", 320_000_000, False),
        ("D8", "DA1", "allocated", "local", "2024", 1_820_500_000, True),
        ("D9", "DA1", "allocated", "local", "2024", 1_500_500_000, False),
    ]
    assert status == [("on_time", "accepted")]
    assert cells == [(1, 6), (2, 6)]


def test_a_new_version_serves_later_periods_and_the_old_one_is_refused_there(
    tmp_path: Path, policy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GNBV_POLICY", str(policy))
    monkeypatch.setenv("GNBV_HOME", str(tmp_path / "var"))
    path = tmp_path / "cau.xlsx"
    assert main(["template", "bridges", "--locality", "20", "--period", "2025-H1", "-o", str(path)]) == 0
    assert load_workbook(path)["Cầu"]["D6"].value == "Vốn giao trong năm"

    old = tmp_path / "cu.xlsx"
    assert main(["template", "bridges", "--locality", "20", "--period", "2024-H1", "-o", str(old)]) == 0
    book = load_workbook(old)
    info = book["Thông tin"]
    for row in info.iter_rows(max_col=2):
        if row[0].value == "Kỳ báo cáo":
            row[1].value = "2025-H1"
    hidden = book["_gnbv"]
    for row in hidden.iter_rows(max_col=2):
        if row[0].value == "period":
            row[1].value = "2025-H1"
    book.save(old)
    capsys.readouterr()

    assert main(["check", str(old), "--locality", "20"]) == 1
    told = capsys.readouterr().out
    assert "IN18" in told and "bridges" in told
