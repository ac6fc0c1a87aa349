"""Three levels from file to mart: the communes of Bắc Sơn, their district, its province; sums, coverage, late list."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from gnbv import jobs
from gnbv.cli import main
from gnbv.policy import SEEDS
from gnbv.settings import Workspace
from ingestion import Reference, SourceEntry, read_file, sources_from_folder
from tests.round.faults import Values
from tests.round.making import the_form, workbook

pytestmark = [pytest.mark.slow, pytest.mark.whole_round]

RETURN, PERIOD, DISTRICT, PROVINCE = "monitoring_6m", "2024-H1", "185", "20"
TAN_LAP = "06352"
#: Vocational classes held in the period: no equation but a rate holds it.
WRONG = ("results", "DA4.TDA1.1", "2")
#: Other sources allocated to sub-project 3 of project 4: on no sheet of a commune.
MONEY = ("funds", "DA4.TDA3", "5")
BEFORE, AFTER = date(2024, 5, 25), date(2024, 6, 10)


@pytest.fixture(scope="module")
def reference() -> Reference:
    return Reference.load(SEEDS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("levels")


def summed(parts: list[Values], values: Values) -> None:
    """Put the sums of the parts' amounts and counts into the whole's own values."""
    form, sums = the_form(), defaultdict(float)
    for part in parts:
        for place, value in part.items():
            if isinstance(value, int | float):
                sums[place] += value
    for place, total in sums.items():
        if place in values and form.by_place[place].column.type in ("money", "count"):
            values[place] = int(total) if total == int(total) else round(total, 3)


@pytest.fixture(scope="module")
def levels(folder: Path, reference: Reference) -> Workspace:
    """Two builds: without Tân Lập (kept as `before.duckdb`), and with all communes."""
    communes = [one.code for one in reference.localities_on("commune", date(2024, 6, 30), DISTRICT)]
    entries, sent = [], list[Values]()
    for level, code in [*(("commune", code) for code in communes), ("district", DISTRICT), ("province", PROVINCE)]:
        place = reference.locality(level, code, date(2024, 6, 30))
        assert place is not None
        (folder / code).mkdir()
        entries.append({"id": code, "name": place.label, "level": level, "locality_code": code, "url": code})

        def change(values: Values, level: str = level) -> None:
            if level == "commune":
                values[WRONG] = 3
                sent.append(dict(values))
            elif level == "district":
                summed(sent, values)
                values[WRONG] = 60  # the communes held 54
                values[MONEY] = 70_000
                sent[:] = [dict(values)] * 3
            else:
                summed(sent, values)  # as much as three districts like it
                values[MONEY] = 65_000  # less than the one district of eleven alone

        workbook(
            folder / code / "bieu.xlsx", reference, level=level, code=code, return_type=RETURN, period=PERIOD,
            seed=int(code), change=change, cover={"document_on": date(2024, 5, 6)},
        )  # fmt: skip
    (folder / "sources.yml").write_text(yaml.safe_dump({"sources": entries}, allow_unicode=True), encoding="utf-8")
    workspace = Workspace(folder / "var", folder / "sources.yml")
    held_back = (folder / TAN_LAP / "bieu.xlsx").rename(folder / "tan-lap.xlsx")
    collect(workspace, datetime(2024, 5, 8, 3, tzinfo=UTC))
    jobs.build(workspace, BEFORE)
    shutil.copyfile(workspace.warehouse, folder / "before.duckdb")
    held_back.rename(folder / TAN_LAP / "bieu.xlsx")
    collect(workspace, datetime(2024, 6, 3, 3, tzinfo=UTC))
    jobs.build(workspace, AFTER)
    return workspace


def collect(workspace: Workspace, now: datetime) -> None:
    done = jobs.collect_all(workspace, f"r{now:%m%d}", now=now)
    assert [one.failure for one in done if one.failure] == []
    assert {state for one in done for state in one.states} <= {"accepted", "unchanged"}


@pytest.fixture
def after(levels: Workspace) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(levels.warehouse), read_only=True) as connection:
        yield connection


@pytest.fixture
def before(levels: Workspace, folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(folder / "before.duckdb"), read_only=True) as connection:
        yield connection


def at(place: tuple[str, str, str], level: str) -> tuple[str, str]:
    """The title of the sheet and the cell of a place of the form."""
    cell = the_form().by_place[place]
    assert cell.sheet in the_form().sheets_for(level) and not cell.is_formula
    return cell.sheet.title, cell.address


FINDINGS = "select locality_code, sheet, cell, found, expected from marts.fct_finding where rule_id = 'XS02' order by 1"
ROLLED = """
select own_value, parts_value, parts_reported, parts_expected from marts.rpt_roll_up
where locality_code = ? and sheet = ? and cell = ?
"""


def test_all_parts_there_the_one_cell_that_differs_is_told(after: duckdb.DuckDBPyConnection) -> None:
    told = [row for row in after.sql(FINDINGS).fetchall() if row[0] == DISTRICT]
    assert told == [(DISTRICT, *at(WRONG, "district"), "60", "54 (18/18)")]
    assert after.execute(ROLLED, [DISTRICT, *at(WRONG, "district")]).fetchall() == [(60, 54, 18, 18)]
    assert after.sql(
        "select distinct parts_reported, parts_expected from marts.rpt_roll_up where locality_code = '185'"
    ).fetchall() == [(18, 18)]


def test_a_commune_missing_the_coverage_is_shown_and_nothing_is_put_in_its_place(
    before: duckdb.DuckDBPyConnection,
) -> None:
    assert [row for row in before.sql(FINDINGS).fetchall() if row[0] == DISTRICT] == []
    assert before.execute(ROLLED, [DISTRICT, *at(WRONG, "district")]).fetchall() == [(60, 51, 17, 18)]
    assert before.sql("select count(*) from marts.fct_form_value where locality_code = '06352'").fetchall() == [(0,)]


def test_parts_that_exceed_the_whole_are_told_before_all_are_there(after: duckdb.DuckDBPyConnection) -> None:
    sheet, cell = at(MONEY, "province")
    assert after.execute(ROLLED, [PROVINCE, sheet, cell]).fetchall() == [(65_000, 70_000, 1, 11)]
    told = [row for row in after.sql(FINDINGS).fetchall() if row[0] == PROVINCE]
    assert told == [(PROVINCE, sheet, cell, "65.000", "70.000 (1/11)")]
    assert after.execute(ROLLED, [PROVINCE, *at(WRONG, "province")]).fetchall() == [(180, 60, 1, 11)]


def test_sums_take_the_money_once_the_superior_before_its_parts(after: duckdb.DuckDBPyConnection) -> None:
    assert after.sql(
        "select locality_code, amount_vnd // 1000000, is_counted from marts.fct_fund where component_code = 'DA4.TDA3' "
        "and measure = 'allocated' and source = 'other' order by 1 desc"
    ).fetchall() == [("20", 65_000, False), ("185", 70_000, False)]
    # What communes raised besides is asked of communes alone: it stands in no form of the district or the province.
    assert after.sql(
        "select measure = 'mobilised', level, count(distinct f.locality_code) from marts.fct_fund f "
        "join marts.dim_locality using (locality_key) where is_counted group by all order by all"
    ).fetchall() == [(False, "province", 1), (True, "commune", 18)]
    assert after.sql(
        "select locality_code, value from marts.fct_poverty_indicator where indicator_code = 'vocational_classes' "
        "and is_counted and value_kind = 'actual'"
    ).fetchall() == [("20", 180)]


def test_the_late_list_names_the_commune_and_its_district(before: duckdb.DuckDBPyConnection) -> None:
    assert before.sql(
        "select locality_code, locality, status, days_late from marts.rpt_late_returns "
        "where return_type = 'monitoring_6m' order by sort_order"
    ).fetchall() == [("06352", "Tân Lập (huyện Bắc Sơn)", "overdue", 15)]


def test_a_commune_that_came_after_the_due_date_is_late(after: duckdb.DuckDBPyConnection) -> None:
    assert after.sql(
        "select locality, status, days_late from marts.rpt_late_returns where locality_code = '06352'"
    ).fetchall() == [("Tân Lập (huyện Bắc Sơn)", "late", 24)]


def test_a_name_that_many_communes_bear_is_that_of_the_senders_district(reference: Reference) -> None:
    record = (
        "Loại báo cáo,Báo cáo giám sát 6 tháng\nKỳ báo cáo,6 tháng đầu năm 2024\nĐơn vị báo cáo,UBND xã {name}\n"
        "Số hiệu văn bản,15/BC-UBND\nNgày ban hành,06/05/2024\n"
    )
    entry = SourceEntry("tan-lap", "Tân Lập", "commune", TAN_LAP, "x")

    def read(name: str) -> tuple[str, str | None, str | None]:
        content = record.format(name=name).encode()
        reading = read_file(content, "a.csv", entry=entry, reference=reference, on=date(2024, 5, 8))
        return reading.state, reading.reason_code, reading.locality_code

    assert read("Tân Lập") == ("accepted", None, TAN_LAP)
    assert read("Tân Tri") == ("rejected", "IN08", TAN_LAP)  # its neighbour
    assert read("Khánh Khê")[:2] == ("rejected", "IN08")  # of another district


def test_folders_named_by_the_code_of_a_commune(tmp_path: Path, reference: Reference) -> None:
    for name in ("06352-tan-lap", "185-bac-son"):
        (tmp_path / name).mkdir()
    found = sources_from_folder(tmp_path, reference)
    assert [(one.source_id, one.level, one.name) for one in found] == [
        ("06352-tan-lap", "commune", "Tân Lập"),
        ("185-bac-son", "district", "Bắc Sơn"),
    ]


def test_a_communes_form_is_checked_by_its_code(
    tmp_path: Path, reference: Reference, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GNBV_HOME", str(tmp_path / "var"))
    path = tmp_path / "bieu.xlsx"
    workbook(path, reference, level="commune", code=TAN_LAP, return_type=RETURN, period=PERIOD)
    for options in (["--locality", TAN_LAP], []):
        told: Any = None
        assert main(["check", str(path), "--on", "2024-05-08", "--quick", *options]) == 0
        told = capsys.readouterr().out
        assert f"xã Tân Lập ({TAN_LAP})" in told
