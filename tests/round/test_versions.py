"""Versions from file to mart: corrected, refused and late returns of provinces, and what was known of them before."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from delivery import late_returns
from gnbv import jobs
from gnbv.policy import SEEDS
from gnbv.settings import Workspace
from ingestion import Reference
from tests.round.faults import Values
from tests.round.making import the_form, workbook

pytestmark = [pytest.mark.slow, pytest.mark.whole_round]

#: Other sources allocated to sub-project 3 of project 4: a cell that no equation but its totals' holds.
MONEY = ("funds", "DA4.TDA3", "5")
EARLY = date(2024, 5, 14)
OPEN = datetime(9999, 12, 31, tzinfo=UTC)
FOLDERS = {"20": "20-lang-son", "02": "02-ha-giang", "04": "04-cao-bang", "06": "06-bac-kan"}


def noon(month: int, day: int) -> datetime:
    return datetime(2024, month, day, 5, tzinfo=UTC)


#: The narrative report that goes with a form: one amount the form states too, one it does not.
REPORT = """ỦY BAN NHÂN DÂN
TỈNH BẮC KẠN
Số: 107/BC-UBND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Bắc Kạn, ngày 12 tháng 5 năm 2024

BÁO CÁO
Kết quả thực hiện Chương trình mục tiêu quốc gia giảm nghèo bền vững 6 tháng đầu năm 2024
(Số liệu tính đến ngày 10/5/2024)

I. KẾT QUẢ PHÂN BỔ VỐN
Tổng vốn được giao năm 2024 thực hiện Chương trình là 999.000 triệu đồng.
Huy động từ cộng đồng thực hiện Chương trình năm 2024 được 7.000 triệu đồng.
"""


class Round:
    """Provinces that send, one day after the other, into one workspace."""

    def __init__(self, folder: Path) -> None:
        self.returns = folder / "returns"
        for name in FOLDERS.values():
            (self.returns / name).mkdir(parents=True)
        self.workspace = Workspace(folder / "var", self.returns)
        self.reference = Reference.load(SEEDS)

    def send(
        self, code: str, name: str, number: str, money: float | None = None, *, period: str = "2024-H1",
        return_type: str = "monitoring_6m", fault: str = "", nil: bool = False,
    ) -> Path:  # fmt: skip
        def change(values: Values) -> None:
            if nil:
                values.clear()
            elif money is not None:
                values[MONEY] = money

        path = self.returns / FOLDERS[code] / name
        cover: dict[str, Any] = {"document_no": number} | ({"nil": "Có"} if nil else {})
        workbook(
            path, self.reference, level="province", code=code, return_type=return_type, period=period, fault=fault,
            cover=cover, change=change,
        )  # fmt: skip
        return path

    def collect(self, now: datetime) -> dict[str, dict[str, int]]:
        done = jobs.collect_all(self.workspace, f"r{now:%m%d}", now=now)
        assert [one.failure for one in done if one.failure] == []
        return {one.source_id: dict(one.states) for one in done if one.states}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("versions")


@pytest.fixture(scope="module")
def told(folder: Path) -> dict[str, Any]:
    """Built on day 5 (`early.duckdb`), at the end as known on day 5 (`known.duckdb`), and at last with everything."""
    rounds, receipts = Round(folder), {}
    rounds.send("20", "a1.xlsx", "101/BC-UBND", 7100)
    rounds.send("04", "a.xlsx", "104/BC-UBND", nil=True)
    first = rounds.send("06", "a.xlsx", "106/BC-UBND", 7600)
    receipts["day 1"] = rounds.collect(noon(5, 10))
    rounds.send("20", "a2.xlsx", "102/BC-UBND", 7200)
    shutil.copyfile(first, first.with_name("b.xlsx"))
    first.with_name("bc.txt").write_text(REPORT, encoding="utf-8")
    receipts["day 5"] = rounds.collect(noon(5, 14))
    workspace = rounds.workspace
    jobs.build(workspace, EARLY)
    shutil.copyfile(workspace.warehouse, folder / "early.duckdb")

    rounds.send("20", "a3.xlsx", "103/BC-UBND", 7300, fault="renamed_heading")
    rounds.send("02", "a.xlsx", "201/BC-UBND", 7250, fault="renamed_heading")
    receipts["day 9"] = rounds.collect(noon(5, 18))
    rounds.send("02", "b.xlsx", "202/BC-UBND", 7260)
    receipts["11 June"] = rounds.collect(noon(6, 11))
    rounds.send("20", "nam.xlsx", "110/BC-UBND", 7400, period="2024-Y", return_type="monitoring_annual")
    receipts["20 November"] = rounds.collect(noon(11, 20))
    rounds.send("20", "a4.xlsx", "111/BC-UBND", 7150)
    receipts["10 December"] = rounds.collect(noon(12, 10))
    jobs.build(workspace, EARLY, known=EARLY)
    shutil.copyfile(workspace.warehouse, folder / "known.duckdb")
    jobs.build(workspace, date(2024, 12, 31))
    jobs.publish_marts(workspace)
    return {"receipts": receipts, "workspace": workspace}


@pytest.fixture
def now(told: dict[str, Any]) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(told["workspace"].warehouse), read_only=True) as connection:
        connection.execute("set timezone = 'UTC'")
        yield connection


def late(told: dict[str, Any], as_of: date, known: date | None = None) -> dict[str, tuple[Any, ...]]:
    from delivery import published_marts

    found = late_returns(published_marts(told["workspace"].published), as_of, known, "monitoring_6m")
    return {
        one.locality_code: (one.status, one.days_late, tuple(one.reasons))
        for one in found.returns
        if one.locality_code in FOLDERS
    }


def test_each_sending_has_its_receipt(told: dict[str, Any]) -> None:
    assert told["receipts"] == {
        "day 1": {"20-lang-son": {"accepted": 1}, "04-cao-bang": {"accepted": 1}, "06-bac-kan": {"accepted": 1}},
        "day 5": {"20-lang-son": {"accepted": 1}, "06-bac-kan": {"duplicate": 1, "accepted": 1}},
        "day 9": {"20-lang-son": {"rejected": 1}, "02-ha-giang": {"rejected": 1}},
        "11 June": {"02-ha-giang": {"accepted": 1}},
        "20 November": {"20-lang-son": {"accepted": 1}},
        "10 December": {"20-lang-son": {"accepted": 1}},
    }


def test_every_version_stays_and_the_same_bytes_are_one(now: duckdb.DuckDBPyConnection) -> None:
    rows = now.sql(
        "select locality_code, return_type, version, document_no, state, strftime(known_from, '%m-%d'), is_nil "
        "from marts.fct_submission order by 1, 2, 3"
    ).fetchall()
    assert rows == [
        ("02", "monitoring_6m", 1, "201/BC-UBND", "rejected", "05-18", False),
        ("02", "monitoring_6m", 2, "202/BC-UBND", "accepted", "06-11", False),
        ("04", "monitoring_6m", 1, "104/BC-UBND", "accepted", "05-10", True),
        ("06", "monitoring_6m", 1, "106/BC-UBND", "accepted", "05-10", False),
        ("06", "monitoring_6m", 2, "107/BC-UBND", "accepted", "05-14", False),  # the report
        ("20", "monitoring_6m", 1, "101/BC-UBND", "accepted", "05-10", False),
        ("20", "monitoring_6m", 2, "102/BC-UBND", "accepted", "05-14", False),
        ("20", "monitoring_6m", 3, "103/BC-UBND", "rejected", "05-18", False),
        ("20", "monitoring_6m", 4, "111/BC-UBND", "accepted", "12-10", False),
        ("20", "monitoring_annual", 1, "110/BC-UBND", "accepted", "11-20", False),
    ]


FUND = """
select period, amount_vnd // 1000000, known_from, known_to from marts.fct_fund
where locality_code = '20' and component_code = 'DA4.TDA3' and measure = 'allocated' and source = 'other'
order by known_from
"""


def test_a_version_ends_the_one_before_only_once_it_is_accepted(now: duckdb.DuckDBPyConnection) -> None:
    assert now.sql(FUND).fetchall() == [
        ("2024-H1", 7100, noon(5, 10), noon(5, 14)),
        ("2024-H1", 7200, noon(5, 14), noon(12, 10)),  # not ended by the refused one of day 9, nor by the year's
        ("2024-Y", 7400, noon(11, 20), OPEN),
        ("2024-H1", 7150, noon(12, 10), OPEN),
    ]


def test_a_past_day_gives_the_figures_known_then(now: duckdb.DuckDBPyConnection) -> None:
    def known(day: datetime) -> list[tuple[Any, ...]]:
        found = now.execute(f"select * from ({FUND}) where known_from <= $1 and $1 < known_to", [day]).fetchall()
        return [(period, amount) for period, amount, *_ in found]

    assert known(noon(5, 9)) == []
    assert known(noon(5, 12)) == [("2024-H1", 7100)]
    assert known(noon(5, 20)) == [("2024-H1", 7200)]
    assert known(noon(12, 9)) == [("2024-H1", 7200), ("2024-Y", 7400)]
    assert known(noon(12, 11)) == [("2024-Y", 7400), ("2024-H1", 7150)]
    texts = now.execute(
        "select value, is_current from marts.fct_form_value v join marts.dim_form_cell c "
        "on (v.form, v.form_version, v.cell_no) = (c.form, c.form_version, c.cell_no) "
        "where c.sheet_code = ? and c.row_code = ? and c.column_code = ? and v.locality_code = '20' "
        "and v.period = '2024-H1' order by v.known_from", MONEY,
    ).fetchall()  # fmt: skip
    assert texts == [(7100, False), (7200, False), (7150, True)]


# What a mart says at an instant of knowledge: rows known later, and the end of a row that was still open, are not yet.
KNOWN = "known_from <= timestamptz '2024-05-14 23:59:59+07' and known_to > timestamptz '2024-05-14 23:59:59+07'"
# The seeds are those of today: a target of a document that was still to come is not known then either.
NOT_OF_LATER_DOCUMENTS = f"target_key not in (select figure_key from known.marts.fct_target where not ({KNOWN}))"
AT_ONCE = {
    "fct_fund": KNOWN, "fct_poverty_indicator": KNOWN, "fct_target": KNOWN, "fct_form_value": KNOWN,
    "fct_return_status": KNOWN, "fct_obligation": "true", "rpt_late_returns": "true", "rpt_reporting_rate": "true",
    "rpt_fund_progress": "true", "rpt_poverty_trend": "true", "rpt_roll_up": "true",
    "rpt_target_attainment": NOT_OF_LATER_DOCUMENTS,
    "fct_submission": "known_from <= timestamptz '2024-05-14 23:59:59+07'",
}  # fmt: skip


@pytest.mark.parametrize("mart", AT_ONCE)
def test_a_build_with_an_earlier_knowledge_is_the_build_of_that_day(
    told: dict[str, Any], folder: Path, mart: str
) -> None:
    with duckdb.connect() as both:
        for name in ("early", "known"):
            both.execute(f"attach '{folder / name}.duckdb' as {name} (read_only)")
        columns = both.sql(f"describe early.marts.{mart}").fetchall()
        listed = ", ".join(name for name, *_ in columns if name != "known_to")
        then, again = (f"select {listed} from {name}.marts.{mart} where {AT_ONCE[mart]}" for name in ("early", "known"))
        missing = both.sql(f"({then}) except all ({again})").fetchall()
        added = both.sql(f"({again}) except all ({then})").fetchall()
        rows = both.sql(f"select count(*) from ({then})").fetchall()[0][0]
    assert (missing[:3], added[:3]) == ([], [])
    assert rows > 0 or mart in ("rpt_late_returns", "rpt_roll_up")


def test_a_refused_file_silences_nobody(told: dict[str, Any], now: duckdb.DuckDBPyConnection) -> None:
    assert now.sql(
        "select distinct on (valid_from) status, strftime(valid_from at time zone 'Asia/Ho_Chi_Minh', '%m-%d') "
        "from marts.fct_return_status where locality_code = '02' and return_type = 'monitoring_6m' "
        "and period = '2024-H1' and known_to > timestamptz '9000-01-01 00:00:00+00' order by valid_from"
    ).fetchall() == [
        ("not_due", "01-01"), ("due_soon", "05-18"), ("rejected", "05-18"), ("overdue", "06-01"), ("late", "06-11"),
    ]  # fmt: skip
    assert late(told, date(2024, 5, 31)) == {}
    overdue = ("overdue", 4, ("rejected_submission",))
    assert late(told, date(2024, 6, 5)) == {"02": overdue}
    assert late(told, date(2024, 6, 5), date(2024, 6, 5)) == {"02": overdue}
    assert late(told, date(2024, 6, 12)) == {"02": ("late", 10, ("arrived_after_due",))}
    assert late(told, date(2024, 6, 12), date(2024, 6, 10)) == {"02": ("overdue", 11, ("rejected_submission",))}


def test_nil_is_declared_and_received(now: duckdb.DuckDBPyConnection) -> None:
    assert now.sql(
        "select locality_code, status, reasons from marts.fct_return_status where return_type = 'monitoring_6m' "
        "and period = '2024-H1' and locality_code in ('04', '06', '20') "
        "and known_to > timestamptz '9000-01-01 00:00:00+00' and valid_from <= timestamptz '2024-12-31 00:00:00+07' "
        "and valid_to > timestamptz '2024-12-31 00:00:00+07' order by 1"
    ).fetchall() == [("04", "nil", "nil_declared"), ("06", "on_time", None), ("20", "on_time", None)]
    assert now.sql("select count(*) from marts.fct_form_value where locality_code = '04'").fetchall() == [(0,)]


def test_a_form_goes_before_the_report_of_the_same_return_and_ends_it_not(now: duckdb.DuckDBPyConnection) -> None:
    rows = now.sql(
        "select file_kind, measure, amount_vnd // 1000000, is_counted, f.known_from, f.known_to "
        "from marts.fct_fund f join marts.fct_submission s using (submission_key) "
        "where f.locality_code = '06' and component_code = 'CT' and f.source in ('total', 'other') "
        "and (file_kind = 'report' or role = 'total' and nature = 'total' and f.source = 'total' "
        "and measure = 'allocated') order by file_kind, measure"
    ).fetchall()
    assert [(*row[:2], *row[3:]) for row in rows] == [
        ("form", "allocated", True, noon(5, 10), OPEN),
        ("report", "allocated", False, noon(5, 14), OPEN),
        ("report", "mobilised", True, noon(5, 14), OPEN),
    ]
    assert [row[2] for row in rows if row[0] == "report"] == [999_000, 7_000]


def test_the_cell_of_the_money_is_entered() -> None:
    """Else what the tests above put there would be a total, and not what the province typed."""
    assert not the_form().by_place[MONEY].is_formula
