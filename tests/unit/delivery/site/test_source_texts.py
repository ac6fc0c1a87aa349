"""The source texts: every place anybody names is there once, figures are marked where they are printed."""

from __future__ import annotations

import pytest
from told_release import told_release

from delivery.site.pages import sources
from delivery.site.source_texts import Source, cut, read_sources


@pytest.fixture(scope="module")
def held() -> dict[str, Source]:
    with told_release() as release:
        return read_sources(release)


def test_figures_are_marked_in_the_line_they_are_printed_in(held: dict[str, Source]) -> None:
    line = held["report"].lines[1]
    assert line.anchors == ["d2"]
    assert [(text, [one["figure_key"] for one in figures]) for text, figures in line.segments] == [
        ("Kế hoạch vốn là: ", []),
        ("344.961", ["report/f1"]),
        (" triệu, trung ương ", []),
        ("334.913", ["report/f4"]),
        (" triệu", []),
    ]


def test_figures_that_overlap_share_a_piece() -> None:
    first, second = (
        {"figure_key": key, "char_start": at, "char_end": to} for key, at, to in (("a", 3, 7), ("b", 5, 9))
    )
    unplaced = {"figure_key": "c", "char_start": None, "char_end": None}
    assert cut("0123456789", [second, unplaced, first]) == [("012", []), ("345678", [first, second]), ("9", [])]
    assert cut("", []) == []


def test_a_finding_stands_at_its_place_or_with_the_whole(held: dict[str, Source]) -> None:
    assert [one["finding_key"] for one in held["report"].lines[2].findings] == ["k1"]
    assert [one["finding_key"] for one in held["report"].unplaced] == ["k4"]
    [spot] = held["register"].others
    assert [one["finding_key"] for one in spot.findings] == ["k3"]


def test_a_cell_that_names_two_documents_is_one_place_with_two_anchors(held: dict[str, Source]) -> None:
    [spot] = held["register"].others
    assert spot.anchors == ["o-Phu-luc-I-D9", "d187"]
    assert len(spot.documents) == 2


def test_a_cover_record_has_the_place_of_its_number(held: dict[str, Source]) -> None:
    [spot] = held["cover"].others
    assert (spot.anchors, spot.documents[0]["raw_text"]) == (["o--B4", "d4"], "280/BC<script>")


def test_a_form_is_laid_out_as_it_was_filled_in(held: dict[str, Source]) -> None:
    [sheet] = held["form"].sheets
    assert (sheet["sheet"], [column["heading_vi"] for column in sheet["columns"]]) == ("Biểu 03", ["Hộ nghèo"])
    [row] = sheet["rows"]
    assert (row["form"]["label_vi"], row["cells"][0].form["value"], row["cells"][0].anchors) == (
        "Việc làm",
        6498.0,
        ["o-Bieu-03-C9"],
    )
    assert held["form"].figure_count == 9


def test_the_list_has_every_submission_with_what_was_read_and_found() -> None:
    with told_release() as release:
        content = sources.content(release)
        names = [leaf.name for leaf in sources.leaves(release)]
    told = {one["submission_key"]: one for rows in content["groups"] for one in rows}
    assert content["submissions"] == 4
    assert sorted(names) == sorted(told) == ["cover", "form", "register", "report"]
    assert (told["report"]["figures"], told["report"]["findings"], told["report"]["file"]) == (5, 2, "bao-cao.docx")
    assert told["register"]["locality"] == "Việt Nam"
