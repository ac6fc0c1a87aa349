"""Rules between documents, from forms and a report put into bronze: a district over three periods with one fault of
each kind, another whose second return is a copy of its first, and a third without a fault."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import pytest
from form_returns import Bronze, Values, cell_no, figure_key, key_of, policy_folder, the_form

from gnbv import jobs
from gnbv.settings import PROJECT, Workspace
from ingestion.bronze_store import as_table, write_batch

pytestmark = [pytest.mark.slow, pytest.mark.whole_round]

CARRIED_OUT = """
      - {column: out, heading: [{vi: "Chuyển sang năm sau", en: "Carried out"}], type: money, required: false,
         figure: {measure: carried_out}}
"""
#: Văn Lãng and Cao Lộc are no poor districts, Bình Gia is one.
FAULTY, SOUND, COPIED, PROVINCE = "182", "183", "181", "20"
LAST_YEAR: Values = {"money!CT.given": 150, "money!CT.spent": 30, "money!CT.out": 120, "people!all.now": 9100}
FIRST_HALF: Values = {
    "money!CT.given": 160, "money!CT.spent": 85, "money!CT.carried": 120, "money!DA4.given": 5200,
    "people!all.now": 9000, "people!all.before": 9100, "people!all.wanted": 3.5,
}  # fmt: skip
WHOLE_YEAR: Values = {
    "money!CT.given": 160, "money!CT.spent": 90, "money!CT.carried": 120, "money!DA4.given": 5200,
    "money!DA1.given": "-", "people!all.now": 8800, "people!all.before": 9100,
}  # fmt: skip
SPENT: Values = {
    f"money!{row}.{column}": amount
    for row, amounts in {"CT": (812, 913), "DA1": (300, 351), "DA4": (512, 562)}.items()
    for column, amount in zip(("spent", "all_spent"), amounts, strict=True)
}


def _returns(form: Any) -> Bronze:
    bronze = Bronze("history", form)

    def submit(name: str, code: str, period: str, values: Values, level: str = "district") -> None:
        return_type = "monitoring_annual" if period.endswith("Y") else "monitoring_6m"
        day = {"2023-Y": date(2024, 1, 5), "2024-H1": date(2024, 6, 10), "2024-Y": date(2024, 12, 10)}[period]
        bronze.submit(name, code, level, day, values, return_type=return_type, period=period)

    submit("f1", FAULTY, "2023-Y", LAST_YEAR)
    submit("f2", FAULTY, "2024-H1", FIRST_HALF | {
        "money!CT.carried": 100, "people!all.before": 9500, "people!all.wanted": 4.0,
    })  # fmt: skip
    submit("f3", FAULTY, "2024-Y", WHOLE_YEAR | {
        "money!CT.spent": 60, "money!CT.carried": 100, "money!DA4.given": 5_200_000, "money!DA1.given": 20,
        "people!all.before": 9500,
    })  # fmt: skip
    for name, period, values in (
        ("s1", "2023-Y", LAST_YEAR),
        ("s2", "2024-H1", FIRST_HALF),
        ("s3", "2024-Y", WHOLE_YEAR),
    ):
        submit(name, SOUND, period, values)
    submit("c2", COPIED, "2024-H1", SPENT)
    submit("c3", COPIED, "2024-Y", SPENT)
    submit("p2", PROVINCE, "2024-H1", {"people!all.wanted": 3.5}, "province")
    bronze.submit("bc", PROVINCE, "province", date(2024, 7, 1), kind="report")
    bronze.add("report", submission_key=key_of("bc"), locality_code=PROVINCE, period="2024-H1")
    for place, amount in ((FAULTY, 163), (SOUND, 160)):
        bronze.tell(
            "bc", kind="fund", locality_code=place, period="2024-H1", as_of=date(2024, 6, 30), source="total",
            nature="total", component="CT", measure="allocated", budget_year="2024", value=float(amount),
            value_text=str(amount), value_vnd=amount * 1_000_000,
        )  # fmt: skip
    return bronze


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The small form of the tests with a column more: what is carried out."""
    folder = policy_folder(tmp_path_factory.mktemp("own"))
    path = folder / "small.v1.yml"
    head, sheet, rest = path.read_text(encoding="utf-8").partition("  - sheet: people\n")
    path.write_text(head + CARRIED_OUT.lstrip("\n") + sheet + rest, encoding="utf-8")
    return the_form(folder), folder


@pytest.fixture(scope="module")
def raised(form: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    defined, folder = form
    workspace = Workspace(tmp_path_factory.mktemp("history") / "var", PROJECT / "samples" / "sources.yml", (folder,))
    tables = {name: as_table(name, rows) for name, rows in _returns(defined).rows.items()}
    write_batch(workspace.bronze, "history", tables)
    jobs.build(workspace, date(2024, 12, 31))
    with duckdb.connect(workspace.warehouse, read_only=True) as connection:
        yield connection


OTHER = "Báo cáo giám sát 6 tháng; 2024-H1; 182; Vốn!E9"
BETWEEN = """
select rule_id, locality_code, severity, found, expected, repair_text
from marts.fct_finding
where rule_id like 'HI%' or rule_id in ('XS03', 'XS04', 'XS05')
order by all
"""


def test_each_fault_is_told_once_and_the_sound_district_is_not(raised: duckdb.DuckDBPyConnection) -> None:
    assert raised.execute(BETWEEN).fetchall() == [
        ("HI01", FAULTY, "warn", "100 triệu đồng", "120 triệu đồng (2023-Y)", None),
        ("HI02", FAULTY, "warn", "60 triệu đồng", "≥ 85 triệu đồng (2024-H1)", None),
        ("HI03", FAULTY, "warn", "5.200.000 triệu đồng", "5.200 triệu đồng (2024-H1)", "5.200"),
        ("HI04", COPIED, "warn", "6 số; 913 triệu đồng", "≠ 2024-H1", None),
        ("HI05", FAULTY, "warn", "9.500", "9.100 (2023-Y)", None),
        ("XS03", FAULTY, "warn", "163 triệu đồng", f"160 triệu đồng ({OTHER})", None),
        ("XS05", FAULTY, "warn", "20 triệu đồng", "0", None),
    ]  # fmt: skip


def test_the_figures_on_both_sides_are_named(raised: duckdb.DuckDBPyConnection, form: Any) -> None:
    told = dict(
        raised.execute("select rule_id, figure_keys from marts.fct_finding where rule_id like 'HI%'").fetchall()
    )
    defined, _ = form
    assert set(told["HI01"].split()) == {
        figure_key(defined, "f1", "money!CT.out"), figure_key(defined, "f2", "money!CT.carried"),
    }  # fmt: skip
    assert told["HI03"].split()[0] == figure_key(defined, "f3", "money!DA4.given")
    assert len(told["HI04"].split()) == 6
    assert cell_no(defined, "money!CT.given") == 3
