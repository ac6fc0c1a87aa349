"""Passages: what reads as one paragraph, also across pages, with the place of every character."""

from __future__ import annotations

import pytest

from ingestion.reports.model import StoredText
from ingestion.reports.passages import MAX_PASSAGE, Passage, split_passages


def split(*lines: str) -> list[Passage]:
    return split_passages(StoredText(lines))


def test_a_sentence_goes_on_behind_a_footnote_and_a_page_number() -> None:
    body, note = split("Đã mở 12 lớp cho xã¹ và", "", "¹ Gồm 02 xã biên giới.", "- 3 -", "các thôn với 20 triệu đồng.")
    assert (body.kind, note.kind, note.marker) == ("text", "footnote", "¹")
    assert body.text == "Đã mở 12 lớp cho xã¹ và các thôn với 20 triệu đồng."
    assert body.place(body.text.index("20 triệu")) == (5, 13)
    assert body.place(0) == (1, 0)


def test_a_footnote_over_two_pages_goes_on_after_the_body() -> None:
    body, note = split("Các huyện triển khai", "¹ Theo văn bản của", "mô hình.", "sở chuyên ngành.")
    assert body.text == "Các huyện triển khai mô hình."
    assert note.text == "¹ Theo văn bản của sở chuyên ngành."


def test_a_finished_sentence_waits_for_nothing() -> None:
    assert len(split("Kết thúc tại đây.", "và đây là đoạn khác.")) == 2


@pytest.mark.parametrize(
    ("line", "style", "marker"),
    [
        ("PHẦN II KẾT QUẢ", "part", "PHẦN II"),
        ("A. Đánh giá", "upper", "A."),
        ("IV. KIẾN NGHỊ", "roman", "IV."),
        ("1.2. Dự án 2", "number", "1.2."),
        ("**1. Dự án 1**", "number", "1."),
        ("a) Tiểu dự án 1", "letter", "a)"),
        ("đ) Chính sách", "letter", "đ)"),
        ("(1) Huyện Bình Gia", "paren", "(1)"),
        ("- Vốn sự nghiệp", "dash", "-"),
        ("* Vốn sự nghiệp", "dash", "*"),
        ("+ Ngân sách tỉnh", "plus", "+"),
        ("Kinh phí được giao", "", ""),
    ],
)
def test_markers(line: str, style: str, marker: str) -> None:
    (one,) = split(line)
    assert (one.style, one.marker.removeprefix("**")) == (style, marker)


def test_a_table_row_stands_alone() -> None:
    rows = split("Kinh phí gồm", "Dự án 2\t515\t100", "dự án 4\t10\t5")
    assert [one.kind for one in rows] == ["text", "row", "row"]


def test_an_endless_line_is_cut_and_keeps_its_places() -> None:
    first, second = split("x" * (MAX_PASSAGE + 5))
    assert (len(first.text), len(second.text)) == (MAX_PASSAGE, 5)
    assert second.place(2) == (1, MAX_PASSAGE + 2)


def test_a_page_number_of_pages_parts_no_paragraph() -> None:
    (body,) = split("Đã giao cho Dự án 2", "Trang 2/3", "58.730 triệu đồng.")
    assert body.text == "Đã giao cho Dự án 2 58.730 triệu đồng."


def test_bars_part_cells_as_tabs_do_in_their_places() -> None:
    header, row, said = split(
        "STT | Xã | Hộ nghèo", "--- | --- | ---", "01 | Pha Long | 331", "Chia theo a | b: không phải bảng."
    )
    assert (header.kind, row.kind, said.kind) == ("row", "row", "text")
    assert row.text == "01 \t Pha Long \t 331"
    assert row.place(16) == (3, 16)
