"""From a figure to the characters it was read from, and why a sum takes it or not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from delivery import AmbiguousKeyError, DeliveryError, FigureTrace, Trace, UnknownKeyError, publish, trace

ALLOCATED = "b2b2b2b2b2b2b2b2b2b2/11111111aaaaaaaaaaaa"
TRAINING = "b2b2b2b2b2b2b2b2b2b2/22222222bbbbbbbbbbbb"
SUPERSEDED = "a1a1a1a1a1a1a1a1a1a1/33333333cccccccccccc"
IN_DISTRICT = "c3c3c3c3c3c3c3c3c3c3/44444444dddddddddddd"
IN_COMMUNES = "c3c3c3c3c3c3c3c3c3c3/66666666aaaaaaaaaaaa"


@pytest.fixture
def marts(tmp_path: Path) -> Path:
    """The file of `figure_marts.sql`."""
    path = tmp_path / "gnbv.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute(Path(__file__).with_name("figure_marts.sql").read_text(encoding="utf-8"))
    return path


@pytest.fixture
def find(marts: Path, tmp_path: Path) -> Callable[[str], FigureTrace]:
    """Trace a figure; the file it names lies in `tmp_path/landing`."""

    def run(key: str) -> FigureTrace:
        found = trace(marts, tmp_path / "landing", key)
        assert isinstance(found, FigureTrace)
        return found

    return run


@pytest.fixture
def edit(marts: Path) -> Callable[[str], None]:
    """Change the marts with a statement."""

    def run(sql: str) -> None:
        with duckdb.connect(marts) as connection:
            connection.execute(sql)

    return run


def test_money_leads_to_its_characters_in_the_line(find: Callable[[str], FigureTrace], tmp_path: Path) -> None:
    (tmp_path / "landing" / "sha256").mkdir(parents=True)
    (tmp_path / "landing" / "sha256" / "b2").write_text("x")
    found = find(ALLOCATED)
    assert (found.key, found.kind, found.mart) == (ALLOCATED, "figure", "fct_fund")
    assert found.text == {
        "line": 5,
        "text": "Toàn tỉnh được giao 396.550 triệu đồng, riêng dạy nghề 80.000,5 triệu đồng.",
        "before": {"line": 3, "text": "II. Kết quả thực hiện vốn"},
        "after": {"line": 6, "text": "Tỷ lệ hộ nghèo còn 4,97%."},
    }
    row = found.figure
    assert (row["char_start"], row["char_end"], row["value_text"], row["amount_vnd"]) == (
        20,
        27,
        "396.550",
        396550000000,
    )
    assert (row["measure_vi"], row["source_en"], row["nature_vi"]) == ("Vốn được giao", "Central budget", "Tổng vốn")
    assert (row["component_vi"], row["component_en"]) == ("Chương trình giảm nghèo", "Poverty programme")
    assert (row["known_from"], row["known_to"]) == (datetime(2023, 7, 20, 8), None)
    assert found.counted == {"is_counted": True, "reasons": [], "instead": []}
    document = found.document
    assert document is not None
    assert (document["path"], document["document_no"], document["version"]) == ("bao-cao-2.txt", "108/BC-UBND", 2)
    assert (document["document_on"], document["is_held"]) == (date(2023, 7, 5), True)
    assert document["landing_file"] == str(tmp_path / "landing" / "sha256" / "b2")
    # Those of the line, and the one that compares another line with it; not those of other lines and files.
    assert [one["finding_key"] for one in found.findings] == ["f1", "f3"]


def test_an_indicator_has_the_names_of_its_codes(find: Callable[[str], FigureTrace]) -> None:
    row = find("b2b2b2b2b2b2b2b2b2b2/55555555aaaaaaaaaaaa").figure
    assert (row["indicator_vi"], row["indicator_en"]) == ("Tỷ lệ hộ nghèo", "Poverty rate")
    assert (row["population_vi"], row["population_en"]) == ("Tất cả hộ", "All households")
    assert (row["value"], row["unit"], row["char_start"], row["char_end"]) == (4.97, "percent", 19, 23)


@pytest.mark.parametrize(
    "key", [ALLOCATED, "11111111aaaaaaaaaaaa", "11111111", "b2b2b2b2b2b2b2b2b2b2/1", f" {ALLOCATED}\n"]
)
def test_whole_keys_identifiers_and_beginnings_name_a_figure(find: Callable[[str], FigureTrace], key: str) -> None:
    assert find(key).key == ALLOCATED


def test_a_beginning_of_several_is_refused_with_the_first_of_them(find: Callable[[str], FigureTrace]) -> None:
    with pytest.raises(AmbiguousKeyError) as error:
        find("44444444")
    assert error.value.first == (IN_DISTRICT, "c3c3c3c3c3c3c3c3c3c3/44444444eeeeeeeeeeee")
    assert str(error.value).startswith("'44444444' names 2 figures; give the key of one: ")
    with pytest.raises(AmbiguousKeyError, match=r"'c3c3c3c3c3' names 4 figures; .*, \.\.\.$"):
        find("c3c3c3c3c3")


def test_an_identifier_in_two_submissions_is_refused(
    find: Callable[[str], FigureTrace], edit: Callable[[str], None]
) -> None:
    edit(
        "insert into marts.fct_fund select * replace ('a1a1a1a1a1a1a1a1a1a1/11111111aaaaaaaaaaaa' as figure_key) "
        f"from marts.fct_fund where figure_key = '{ALLOCATED}'"
    )
    with pytest.raises(AmbiguousKeyError, match="'11111111aaaaaaaaaaaa' names 2 figures"):
        find("11111111aaaaaaaaaaaa")
    assert find(ALLOCATED).key == ALLOCATED


@pytest.mark.parametrize("key", ["1111111", "22222222bbbbbbbbbbbc"])
def test_too_short_a_beginning_and_a_slip_are_unknown(find: Callable[[str], FigureTrace], key: str) -> None:
    with pytest.raises(UnknownKeyError) as error:
        find(key)
    assert len(error.value.nearest) == 5


def test_the_nearest_key_is_found_by_the_identifier_alone(find: Callable[[str], FigureTrace]) -> None:
    with pytest.raises(UnknownKeyError) as error:
        find("22222222bbbbbbbbbbbc")
    assert error.value.nearest[0] == TRAINING


def test_a_part_names_the_total_that_is_counted(find: Callable[[str], FigureTrace]) -> None:
    counted = find(TRAINING).counted
    assert (counted["is_counted"], counted["reasons"]) == (False, ["part"])
    assert [one["figure_key"] for one in counted["instead"]] == [ALLOCATED]


def test_a_district_lies_in_its_province(find: Callable[[str], FigureTrace]) -> None:
    counted = find(IN_DISTRICT).counted
    assert counted["reasons"] == ["contained"]
    assert [one["figure_key"] for one in counted["instead"]] == [ALLOCATED]


def test_a_place_without_a_code_lies_in_the_locality_of_the_sender(find: Callable[[str], FigureTrace]) -> None:
    counted = find(IN_COMMUNES).counted
    assert counted["reasons"] == ["contained"]
    assert [one["figure_key"] for one in counted["instead"]] == ["b2b2b2b2b2b2b2b2b2b2/55555555aaaaaaaaaaaa"]


def test_places_are_those_of_the_day_the_report_was_known(
    find: Callable[[str], FigureTrace], edit: Callable[[str], None]
) -> None:
    edit("update marts.dim_locality set valid_to = date '2025-07-01' where locality_code = '185'")
    edit(f"update marts.fct_fund set as_of_on = date '2030-12-31' where figure_key = '{IN_DISTRICT}'")
    assert [one["figure_key"] for one in find(IN_DISTRICT).counted["instead"]] == [ALLOCATED]
    edit("update marts.dim_locality set valid_to = date '2023-01-01' where locality_code = '185'")
    assert find(IN_DISTRICT).counted["reasons"] == []


def test_a_superseded_figure_is_held_by_none(find: Callable[[str], FigureTrace]) -> None:
    found = find(SUPERSEDED)
    assert found.figure["known_to"] == datetime(2023, 7, 20, 8)
    assert found.counted == {"is_counted": False, "reasons": ["superseded"], "instead": []}


@pytest.mark.parametrize(
    ("change", "reasons", "instead"),
    [
        ("role = 'repeat'", ["repeat"], [ALLOCATED]),
        ("value_kind = 'change'", ["change"], []),
        ("amount_vnd = null", ["no_amount"], [ALLOCATED]),
        # Other money: of another measure, another time, a sister component, years that do not meet.
        ("measure = 'planned'", [], []),
        ("period = '2022'", [], []),
        ("budget_year = '2021-2022'", [], []),
        ("budget_year = '2022+2023'", ["contained"], [ALLOCATED]),
        ("budget_year = null", ["contained"], [ALLOCATED]),
        # Narrower in one coordinate and wider in another: common money all the same.
        ("source = 'total'", ["contained"], [ALLOCATED]),
        ("component_code = null", [], []),
    ],
)
def test_reasons_and_what_is_counted_instead(
    find: Callable[[str], FigureTrace], edit: Callable[[str], None], change: str, reasons: list[str], instead: list[str]
) -> None:
    edit(f"update marts.fct_fund set {change} where figure_key = '{IN_DISTRICT}'")
    counted = find(IN_DISTRICT).counted
    assert (counted["reasons"], [one["figure_key"] for one in counted["instead"]]) == (reasons, instead)


def test_an_estimate_and_what_was_done_are_one_money(
    find: Callable[[str], FigureTrace], edit: Callable[[str], None]
) -> None:
    edit(f"update marts.fct_fund set measure = 'disbursed' where figure_key = '{IN_DISTRICT}'")
    counted = find(IN_DISTRICT).counted
    assert [one["measure"] for one in counted["instead"]] == ["disbursed_estimate"]


def test_a_target_gives_way_to_what_was_done_and_never_the_other_way_round(
    find: Callable[[str], FigureTrace], edit: Callable[[str], None]
) -> None:
    edit(f"update marts.fct_fund set value_kind = 'target' where figure_key = '{IN_DISTRICT}'")
    assert [one["figure_key"] for one in find(IN_DISTRICT).counted["instead"]] == [ALLOCATED]
    edit("update marts.fct_fund set value_kind = if(is_counted, 'target', 'actual')")
    assert find(IN_DISTRICT).counted["instead"] == []
    # Also where what was done is told of a narrower place.
    edit(
        f"update marts.fct_fund set value_kind = if(figure_key = '{ALLOCATED}', 'target', 'actual'), "
        f"is_counted = figure_key = '{IN_DISTRICT}'"
    )
    assert [one["figure_key"] for one in find(ALLOCATED).counted["instead"]] == [IN_DISTRICT]


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        ("population = 'poor'", ["contained"]),
        ("population = null", []),
        ("value_kind = 'change'", []),
        ("locality_code = 'VN'", []),
        ("period = '2022'", []),
    ],
)
def test_an_indicator_is_held_by_wider_places_and_populations_alone(
    find: Callable[[str], FigureTrace], edit: Callable[[str], None], change: str, reasons: list[str]
) -> None:
    edit(f"update marts.fct_poverty_indicator set {change} where figure_key = '{IN_COMMUNES}'")
    assert find(IN_COMMUNES).counted["reasons"] == reasons


def test_a_target_of_a_report_and_one_of_the_programme(find: Callable[[str], FigureTrace]) -> None:
    printed = find("77777777")
    assert (printed.mart, printed.figure["issuer_level"], printed.figure["value"]) == ("fct_target", "district", 8.0)
    assert printed.text is not None and printed.text["line"] == 9
    own = find("target:yearly_fall")
    assert (own.text, own.document, own.findings) == (None, None, ())
    assert (own.figure["value"], own.figure["value_to"]) == (1.0, 1.5)


def test_a_report_says_how_many_figures_it_gave(marts: Path, tmp_path: Path) -> None:
    found = trace(marts, tmp_path / "landing", "c3c3c3c3c3c3c3c3c3c3")
    assert isinstance(found, Trace)
    (document,) = found.documents
    assert document["figures"] == [
        {"kind": "fund", "figures": 2, "counted": 1},
        {"kind": "indicator", "figures": 1, "counted": 0},
        {"kind": "target", "figures": 1, "counted": 1},
    ]


def test_a_line_that_the_marts_do_not_hold_is_said_to_be_missing(
    find: Callable[[str], FigureTrace], edit: Callable[[str], None]
) -> None:
    edit("delete from marts.fct_text_line where line = 5")
    found = find(ALLOCATED)
    assert found.text is not None
    assert (found.text["line"], found.text["text"]) == (5, None)


def test_a_file_without_names_still_leads_to_the_line(
    find: Callable[[str], FigureTrace], edit: Callable[[str], None]
) -> None:
    edit("drop table reference.fund_codes; drop table reference.populations")
    found = find(ALLOCATED)
    assert (found.figure["measure_vi"], found.figure["measure"]) == (None, "allocated")
    assert find("55555555").figure["population_vi"] is None


def test_a_file_of_before_there_were_figures_has_none(
    find: Callable[[str], FigureTrace], edit: Callable[[str], None]
) -> None:
    for mart in ("fct_fund", "fct_poverty_indicator", "fct_target"):
        edit(f"drop table marts.{mart}")
    with pytest.raises(UnknownKeyError):
        find(ALLOCATED)


def test_a_file_that_lacks_the_lines_says_what_to_do(
    find: Callable[[str], FigureTrace], edit: Callable[[str], None]
) -> None:
    edit("drop table marts.fct_text_line")
    with pytest.raises(DeliveryError, match=r"lacks a mart or a column: .*; it was published by another version"):
        find(ALLOCATED)


def test_the_names_of_codes_are_published_with_the_marts(marts: Path, tmp_path: Path) -> None:
    warehouse = shutil.copy(marts, tmp_path / "warehouse.duckdb")
    with duckdb.connect(warehouse) as connection:
        connection.execute("alter table marts.fct_finding add column state varchar default 'open'")
    folder = publish(warehouse, tmp_path / "published", build_id="b1")
    with duckdb.connect(folder / "gnbv.duckdb", read_only=True) as connection:
        rows: list[Any] = connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'reference' order by 1"
        ).fetchall()
    assert rows == [("fund_codes",), ("populations",)]
