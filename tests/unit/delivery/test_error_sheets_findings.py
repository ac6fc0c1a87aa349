"""Error sheets after a build: what the rules found at a cell stands beside what the door said, each thing once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest
from openpyxl import load_workbook

from delivery import ErrorSheet, write_error_sheets
from gnbv.settings import PROJECT
from ingestion import Reference, SourceEntry, collect_source, read_table
from ingestion.forms import load_forms
from ingestion.workbooks import write_template

SEEDS = PROJECT / "dbt_project" / "seeds"
FUNDS = "Biểu 03 - Vốn"
LANG_SON = SourceEntry("20-lang-son", "Lạng Sơn", "province", "20", "")
NOW = datetime(2024, 7, 6, 3, tzinfo=UTC)

#: rule, severity, state, sheet, cell, found, expected, message
_Row = tuple[str, str, str, str | None, str | None, str | None, str | None, str]
SUM = (
    "IN22",
    "warn",
    "open",
    FUNDS,
    "H14",
    "99",
    "1.200,5",
    "Tổng không khớp. Nếu 99 là 1.200,5 thì 2 phép tính khớp.",
)
RATE = ("FG12", "warn", "open", FUNDS, "D14", "376", "37,6", "Tỷ lệ quá 100.")


@pytest.fixture(scope="module")
def taken_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A form with a wrong total at H14 (the door says IN22) and an illegible number at D24 (IN19); a good report."""
    home = tmp_path_factory.mktemp("sheets")
    reference = Reference.load(SEEDS)
    reporter = reference.locality("province", "20", date(2024, 6, 30))
    assert reporter is not None
    (home / "in").mkdir()
    zeros = {("funds", "DA2", column): 0 for column in "2345"}
    wrong = {("funds", "DA2", "1"): 1200.5, ("funds", "DA2", "6"): 99, ("funds", "DA6.TDA1", "2"): "chưa rõ"}
    write_template(
        load_forms().by_key["monitoring@1"], home / "in" / "bieu.xlsx", reporter=reporter, return_type="monitoring_6m",
        period=reference.periods["2024-H1"], seeds=SEEDS, values=zeros | wrong,
        cover={"document_no": "30/BC-UBND", "document_on": date(2024, 6, 20)},
    )  # fmt: skip
    entry = SourceEntry(**{**vars(LANG_SON), "url": str(home / "in"), "settle_seconds": 0.0})
    collect_source(entry, landing=home / "landing", bronze=home / "bronze", seeds=SEEDS, run_id="r", now=NOW)
    return home


@pytest.fixture
def write(taken_in: Path, tmp_path: Path) -> Callable[..., list[ErrorSheet]]:
    """Write the sheets with these findings in the marts, `write([SUM], of_warehouse=True)`; `write()`: no marts."""
    submission = read_table(taken_in / "bronze", "submission").column("submission_key")[0].as_py()

    def run(rows: list[_Row] | None = None, *, of_warehouse: bool = False, only: str | None = None) -> list[ErrorSheet]:
        marts = None if rows is None else _marts(tmp_path / "gnbv.duckdb", submission, rows)
        return write_error_sheets(
            bronze=taken_in / "bronze", landing=taken_in / "landing", seeds=SEEDS, out=tmp_path / "errors",
            senders={"20-lang-son": LANG_SON}, marts=marts, of_warehouse=of_warehouse,
            submissions=None if only is None else {only},
        )  # fmt: skip

    return run


def _marts(path: Path, submission: str, rows: list[_Row]) -> Path:
    path.unlink(missing_ok=True)
    with duckdb.connect(path) as connection:
        connection.execute(Path(__file__).with_name("findings_marts.sql").read_text(encoding="utf-8"))
        connection.execute("delete from marts.fct_finding")
        for number, (rule, severity, state, sheet, cell, found, expected, message) in enumerate(rows):
            values = {
                "finding_key": f"k{number}", "rule_id": rule, "severity": severity, "level": "form", "state": state,
                "submission_key": submission, "sheet": sheet, "cell": cell, "found": found, "expected": expected,
                "message_vi": message,
            }  # fmt: skip
            marks = ", ".join("?" for _ in values)
            connection.execute(
                f"insert into marts.fct_finding ({', '.join(values)}) values ({marks})", list(values.values())
            )
    return path


def _comment(sheet: ErrorSheet, cell: str) -> str:
    comment = load_workbook(sheet.path)[FUNDS][cell].comment
    return comment.text if comment else ""


def test_before_a_build_the_door_speaks_alone(write: Callable[..., list[ErrorSheet]]) -> None:
    (one,) = write()
    assert _comment(one, "H14").startswith("IN22: ")
    assert _comment(one, "D24").startswith("IN19: ")
    assert _comment(one, "D14") == ""


def test_the_sheets_of_some_submissions_alone(write: Callable[..., list[ErrorSheet]]) -> None:
    (one,) = write()
    assert write(only=one.path.stem) == [one]
    assert write(only="4ee9f9e9b0eedbfbba47") == []


def test_what_the_rules_found_is_added_and_the_sum_is_told_once_with_its_repair(
    write: Callable[..., list[ErrorSheet]],
) -> None:
    (before,) = write()
    (one,) = write([SUM, RATE])
    assert (one.path, one.warnings) == (before.path, before.warnings + 1)
    assert _comment(one, "H14").split("\n")[0] == "IN22: Tổng không khớp. Nếu 99 là 1.200,5 thì 2 phép tính khớp."
    assert _comment(one, "H14").count("IN22") == 1
    assert _comment(one, "D14") == "FG12: Tỷ lệ quá 100.\nCần: 37,6\nThấy: 376"
    assert _comment(one, "D24").startswith("IN19: ")
    listed = [row[2:6] for row in load_workbook(one.path)["Lỗi cần sửa"].values if row[2] in ("IN22", "FG12")]
    assert listed == [("FG12", FUNDS, "D14", "37,6"), ("IN22", FUNDS, "H14", "1.200,5")]


@pytest.mark.parametrize(
    "finding",
    [
        (*RATE[:2], "explained", *RATE[3:]),
        (*RATE[:2], "resolved", *RATE[3:]),
        ("FG20", "info", *RATE[2:]),
        (*RATE[:3], None, None, *RATE[5:]),
    ],
    ids=["explained", "resolved", "only to know", "at no cell"],
)
def test_what_is_no_open_finding_to_act_on_at_a_cell_is_not_added(
    write: Callable[..., list[ErrorSheet]], finding: _Row
) -> None:
    (one,) = write([finding])
    assert _comment(one, "D14") == ""
    assert write([finding], of_warehouse=True) == []


def test_a_sum_that_was_explained_is_not_asked_for_again(write: Callable[..., list[ErrorSheet]]) -> None:
    (one,) = write([(*SUM[:2], "explained", *SUM[3:])])
    assert _comment(one, "H14") == ""
    assert _comment(one, "D24").startswith("IN19: ")


def test_after_a_build_only_files_with_a_finding_at_a_cell_are_written(write: Callable[..., list[ErrorSheet]]) -> None:
    assert [one.file for one in write([RATE], of_warehouse=True)] == ["bieu.xlsx"]
    assert write([], of_warehouse=True) == []
