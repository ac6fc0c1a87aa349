"""The shipped suite over open findings, on a warehouse made by hand: one flag a rule, none for what is explained."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from expectations import GateResult, run_suites

REGISTER = """rule_id,name,name_vi,severity,valid_from,valid_to
FG02,total is not its parts,Tổng không khớp,warn,2021-01-01,
IN17,form altered,Biểu bị sửa,stop,2021-01-01,
OB02,return received late,Gửi muộn,info,2021-01-01,
RG01,mark missing,Thiếu dấu,warn,2021-01-01,
"""


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    path = tmp_path / "warehouse.duckdb"
    rows = [
        *((f"aaaaaaa{n}0", "FG02", "open", "Lạng Sơn", "20", "Bảng 1", f"C{n}", None) for n in range(1, 8)),
        ("bbbbbbbb0", "FG02", "explained", "Lạng Sơn", "20", "Bảng 1", "C9", None),
        ("cccccccc0", "IN17", "open", "Sơn La", "14", None, None, 12),
        ("dddddddd0", "RG01", "explained", "Lai Châu", "12", None, None, 278),
        ("eeeeeeee0", "RG01", "resolved", "Lai Châu", "12", None, None, 278),
    ]
    with duckdb.connect(path) as connection:
        connection.execute(
            """create schema marts;
            create table marts.fct_finding (
              finding_key varchar, rule_id varchar, state varchar, locality varchar, locality_code varchar,
              sheet varchar, cell varchar, line bigint, return_type varchar default 'monitoring_6m',
              period varchar default '2023-H1')"""
        )
        connection.executemany(
            "insert into marts.fct_finding (finding_key, rule_id, state, locality, locality_code, sheet, cell, line) "
            "values (?, ?, ?, ?, ?, ?, ?, ?)",
            [list(row) for row in rows],
        )
    return path


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    (tmp_path / "seeds" / "policy").mkdir(parents=True)
    (tmp_path / "seeds" / "policy" / "validation_rules.csv").write_text(REGISTER, encoding="utf-8")
    return tmp_path / "seeds"


def run(tmp_path: Path, warehouse: Path, seeds: Path) -> GateResult:
    return run_suites(warehouse, as_of=date(2023, 10, 27), docs=tmp_path / "docs", suites=["findings"], seeds=seeds)


def test_a_rule_with_open_findings_is_one_flag_and_stops_nothing(tmp_path: Path, warehouse: Path, seeds: Path) -> None:
    result = run(tmp_path, warehouse, seeds)
    assert (result.stops, result.infos) == ((), ())
    assert [flag.message for flag in result.warnings] == [
        "findings.finding_fg02: does not hold for 7 rows: aaaaaaa1 Lạng Sơn monitoring_6m 2023-H1 Bảng 1!C1, "
        "aaaaaaa2 Lạng Sơn monitoring_6m 2023-H1 Bảng 1!C2, aaaaaaa3 Lạng Sơn monitoring_6m 2023-H1 Bảng 1!C3, "
        "aaaaaaa4 Lạng Sơn monitoring_6m 2023-H1 Bảng 1!C4, aaaaaaa5 Lạng Sơn monitoring_6m 2023-H1 Bảng 1!C5 "
        "and 2 more (FG02, total is not its parts: no finding is open that nobody explained)",
        "findings.finding_in17: does not hold for cccccccc Sơn La monitoring_6m 2023-H1 dòng 12 "
        "(IN17, form altered: no finding is open that nobody explained)",
    ]
    assert result.warnings[1].message_vi == (
        "IN17, Biểu bị sửa: không còn phát hiện nào chưa giải thích: "
        "không đúng với cccccccc Sơn La monitoring_6m 2023-H1 dòng 12"
    )
    assert set(result.evaluated) == {
        "findings.finding_fg02", "findings.finding_in17", "findings.finding_ob02", "findings.finding_rg01",
    }  # fmt: skip
    (page,) = (tmp_path / "docs" / "validations").rglob("*.html")
    shown = page.read_text(encoding="utf-8")
    assert all(f"{rule}: không còn phát hiện nào" in shown for rule in ("Tổng không khớp", "Gửi muộn", "Thiếu dấu"))


def test_where_all_is_explained_nothing_is_flagged(tmp_path: Path, warehouse: Path, seeds: Path) -> None:
    with duckdb.connect(warehouse) as connection:
        connection.execute("delete from marts.fct_finding where state = 'open'")
    result = run(tmp_path, warehouse, seeds)
    assert (result.stops, result.warnings, result.infos) == ((), (), ())
