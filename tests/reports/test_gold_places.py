"""The figures marked by hand stand where their rows say: same line, same characters, and nothing is marked twice."""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
HELD_OUT = PROJECT / "tests" / "reports" / "heldout"
HELD_OUT_2 = PROJECT / "tests" / "reports" / "heldout2"
GOLD = PROJECT / "tests" / "reports" / "gold"
RECEIVED = PROJECT.parent / "shared" / "documents"
MEASURES = {
    "planned", "allocated", "carried_in", "disbursed", "disbursed_estimate", "carried_out", "unallocated", "returned",
    "mobilised", "credit_lent", "credit_recovered", "credit_outstanding", "other",
}  # fmt: skip
SOURCES = {"central", "province", "district", "commune", "local", "other", "total"}
NATURES = {"capital", "recurrent", "total"}
KINDS = {"actual", "estimate", "target", "change"}


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file, every value as text."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def lines(path: Path) -> list[str]:
    """The lines of a text in NFC; line 1 is `lines(path)[0]`."""
    return unicodedata.normalize("NFC", path.read_text(encoding="utf-8")).split("\n")


def misplaced(text: list[str], marked: list[dict[str, str]]) -> list[str]:
    """What the rows say of a text that the text does not hold."""
    found = []
    for row in marked:
        place = text[int(row["line"]) - 1][int(row["char_start"]) : int(row["char_end"])]
        if place != row["value_text"] or not place.strip():
            found.append(f"{row['doc']} line {row['line']}: {row['value_text']!r} but {place!r}")
    return found


def held_out(folder: Path, letter: str) -> list[str]:
    """The lines of one held-out report."""
    (path,) = folder.glob(f"{letter}_*.txt")
    return lines(path)


def table_name(path: Path) -> str:
    """The name of a table in the list of tests: its folder and its stem."""
    return f"{path.parent.name}-{path.stem}"


@pytest.mark.parametrize(("folder", "letter", "funds", "indicators"), [
    (HELD_OUT, "a", 66, 37), (HELD_OUT, "b", 53, 32), (HELD_OUT, "c", 85, 81),
    (HELD_OUT, "d", 78, 9), (HELD_OUT, "e", 55, 90), (HELD_OUT, "f", 7, 108),
    (HELD_OUT_2, "g", 63, 45), (HELD_OUT_2, "h", 79, 4), (HELD_OUT_2, "i", 49, 72),
    (HELD_OUT_2, "j", 26, 57), (HELD_OUT_2, "k", 49, 60), (HELD_OUT_2, "l", 57, 54),
])  # fmt: skip
def test_every_marked_figure_of_a_held_out_report_stands_in_its_place(
    folder: Path, letter: str, funds: int, indicators: int
) -> None:
    money = [row for row in rows(folder / "gold_funds.csv") if row["doc"] == letter]
    social = [row for row in rows(folder / "gold_indicators.csv") if row["doc"] == letter]
    assert (len(money), len(social)) == (funds, indicators)
    assert misplaced(held_out(folder, letter), money + social) == []


@pytest.mark.parametrize("folder", [HELD_OUT, HELD_OUT_2], ids=lambda folder: folder.name)
def test_every_row_belongs_to_a_report_and_every_report_has_rows(folder: Path) -> None:
    reports = {path.name.split("_")[0] for path in folder.glob("*.txt")}
    assert len(reports) == 6
    for table in ("gold_funds.csv", "gold_indicators.csv"):
        assert {row["doc"] for row in rows(folder / table)} == reports


@pytest.mark.parametrize(
    "path", [HELD_OUT / "gold_funds.csv", HELD_OUT_2 / "gold_funds.csv", GOLD / "002_funds.csv"], ids=table_name
)
def test_coordinates_of_money_are_words_of_the_design(path: Path) -> None:
    table = rows(path)
    assert {row["measure"] for row in table} <= MEASURES
    assert {row["source"] for row in table} | {row["source_implied"] for row in table} <= SOURCES
    assert {row["nature"] for row in table} | {row["nature_implied"] for row in table} <= NATURES
    assert [row["row_id"] for row in table if not row["unit_text"] and float(row["value_vnd_million"])] == []
    places = [(row["doc"], row["line"], row["char_start"]) for row in table]
    assert len(places) == len(set(places))


@pytest.mark.parametrize(
    "path",
    [HELD_OUT / "gold_indicators.csv", HELD_OUT_2 / "gold_indicators.csv", GOLD / "002_indicators.csv"],
    ids=table_name,
)
def test_indicators_have_a_known_kind_a_number_and_one_place(path: Path) -> None:
    table = rows(path)
    assert {row["kind"] for row in table} <= KINDS
    assert [row for row in table if not row["unit"] or float(row["value_numeric"]) < 0] == []
    places = [(row["doc"], row["line"], row["char_start"]) for row in table]
    assert len(places) == len(set(places))


def test_a_row_of_another_line_is_found_out() -> None:
    (row,) = [row for row in rows(HELD_OUT / "gold_funds.csv") if row["row_id"] == "d-001"]
    assert misplaced(held_out(HELD_OUT, "d"), [row]) == []
    assert misplaced(held_out(HELD_OUT, "d"), [row | {"line": "1"}]) == ["d line 1: '168.415' but ''"]


@pytest.mark.shared
def test_every_marked_figure_of_the_received_plan_stands_in_its_place() -> None:
    if not RECEIVED.exists():
        pytest.skip("the received documents are not beside the project (../shared/documents)")
    (document,) = RECEIVED.glob("002_*.txt")
    money, social = rows(GOLD / "002_funds.csv"), rows(GOLD / "002_indicators.csv")
    assert (len(money), len(social)) == (66, 37)
    assert misplaced(lines(document), money + social) == []
