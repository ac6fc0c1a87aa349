"""PDF files: visual lines are joined to paragraphs, page numbers left out, scans and damaged files refused."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_files import pdf

from ingestion.reports.pdf_text import VisualLine, paragraphs, without_page_numbers
from ingestion.reports.stored import TextError, store_text

WRAPPED = [
    ("BÁO CÁO", 260, 780),
    ("Kinh phí năm 2023 giao cho huyện Bắc Sơn là 3.257 triệu đồng, đã giải ngân", 90, 760),
    ("1.102 triệu đồng, đạt 33,8% kế hoạch; còn lại chuyển sang các tháng cuối năm", 60, 744),
    ("để tiếp tục thực hiện.", 60, 728),
    ("- Vốn đầu tư: 2.000 triệu đồng.", 90, 712),
    ("Chỉ tiêu", 60, 690),
    ("Năm 2023", 300, 690),
]
PARAGRAPHS = (
    "BÁO CÁO",
    "Kinh phí năm 2023 giao cho huyện Bắc Sơn là 3.257 triệu đồng, đã giải ngân 1.102 triệu đồng, đạt 33,8% kế hoạch; "
    "còn lại chuyển sang các tháng cuối năm để tiếp tục thực hiện.",
    "- Vốn đầu tư: 2.000 triệu đồng.",
    "Chỉ tiêu\tNăm 2023",
)


def refused(content: bytes) -> TextError:
    with pytest.raises(TextError) as caught:
        store_text(content, "bc.pdf")
    return caught.value


def test_a_text_layer_becomes_paragraphs() -> None:
    stored = store_text(pdf([WRAPPED]), "bc.pdf")
    assert stored.lines == PARAGRAPHS
    assert (stored.media, stored.encoding, stored.cells) == ("pdf", None, {})


def test_raised_digits_are_marks_and_never_part_of_a_number() -> None:
    page = [
        ("Phân bổ 1.234", 60, 700),
        ("1", 125, 704, 6),
        (" triệu đồng", 128, 700),
        ("1", 60, 104, 6),
        ("Theo quyết định của tỉnh", 63, 100),
    ]
    assert store_text(pdf([page]), "bc.pdf").lines == ("Phân bổ 1.234¹ triệu đồng", "¹Theo quyết định của tỉnh")


def test_a_paragraph_goes_on_over_the_page_and_its_number() -> None:
    first = [("Kết quả rà soát hộ nghèo của tỉnh năm 2023 cho thấy tỷ lệ hộ nghèo giảm từ", 60, 100)]
    second = [("2", 290, 800), ("11,61% xuống còn 8,26%.", 60, 780)]
    third = [("3", 290, 800), ("12", 60, 780), ("Hết.", 60, 700)]
    assert store_text(pdf([first, second, third]), "bc.pdf").lines == (
        "Kết quả rà soát hộ nghèo của tỉnh năm 2023 cho thấy tỷ lệ hộ nghèo giảm từ 11,61% xuống còn 8,26%.",
        "12",
        "Hết.",
    )


def line(
    text: str, *, page: int = 0, left: float = 60, right: float = 500, bottom: float = 700, height: float = 10
) -> VisualLine:
    return VisualLine(page, left, right, bottom, height, text)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (line("Dự án 1 của huyện", right=300), line("Dự án 2 của huyện", bottom=685)),  # the word would have fitted
        (line("a) vốn đầu tư;"), line("b) vốn sự nghiệp", bottom=685)),  # a list item after the end of one
        (line("Kinh phí"), line("Kết quả", bottom=685, left=90)),  # indented: a new paragraph
        (line("Kinh phí"), line("Kết quả", bottom=600)),  # far below
        (line("Kinh phí"), line("Kết quả", bottom=685, height=6)),  # a footnote
        (line("Số hộ\t12"), line("Tỷ lệ", bottom=685)),  # columns
        (line("Số hộ"), line("Tỷ lệ\t5", bottom=685)),
        (line("Kinh phí"), line("Kết quả", page=2)),
    ],
)
def test_lines_that_stay_apart(first: VisualLine, second: VisualLine) -> None:
    assert len(paragraphs([line("x" * 80, bottom=800), first, second])) == 3


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        (line("giai đoạn 2021"), line("- 2025 là 12%", bottom=685), "giai đoạn 2021 - 2025 là 12%"),
        (
            line("- Hỗ trợ nhà ở cho", left=75),
            line("12 hộ nghèo", left=85, bottom=685),
            "- Hỗ trợ nhà ở cho 12 hộ nghèo",
        ),
        (line("theo Báo cáo số 12/BC-"), line("UBND", bottom=685), "theo Báo cáo số 12/BC-UBND"),
        (line("Hỗ trợ cho 12.", bottom=60), line("hộ nghèo", page=1, bottom=780), "Hỗ trợ cho 12. hộ nghèo"),
    ],
)
def test_lines_that_go_on(first: VisualLine, second: VisualLine, joined: str) -> None:
    apart = line("x", right=60, bottom=720, height=30)
    assert paragraphs([apart, first, second])[1:] == [joined]


def test_only_numbers_that_count_along_are_page_numbers() -> None:
    tops = [line(text, page=page, bottom=800) for page, text in enumerate(["Trang 4", "- 5 -", "2023", "7/9"])]
    bodies = [line("12", page=page, bottom=400) for page in range(4)]
    ends = [line(text, page=page, bottom=50) for page, text in enumerate(["Hết", "x", "y", "z"])]
    kept = without_page_numbers([one for page in range(4) for one in (tops[page], bodies[page], ends[page])])
    assert [one.text for one in kept] == ["12", "Hết", "12", "x", "2023", "12", "y", "12", "z"]
    assert without_page_numbers([line("1")]) == [line("1")]


def test_a_scan_is_told_from_a_text_with_pictures() -> None:
    error = refused(pdf([[("Ký bởi UBND", 60, 700)], []], picture=True))
    assert (error.rule_id, "bản quét" in error.message_vi, ".docx" in error.message_vi) == ("IN12", True, True)
    assert refused(pdf([[]])).rule_id == "IN12"
    assert store_text(pdf([WRAPPED], picture=True), "bc.pdf").lines == PARAGRAPHS


def test_letters_of_an_old_font_are_recovered_or_refused() -> None:
    typed = "Hé nghÌo cña huyÖn n¨m 2023 gi¶m cßn 1.204 hé; vèn giao 3.257 triÖu ®ång, ®· thùc hiÖn hÕt"
    stored = store_text(pdf([[(typed, 60, 700)]]), "bc.pdf")
    assert stored.lines == (
        "Hộ nghèo của huyện năm 2023 giảm còn 1.204 hộ; vốn giao 3.257 triệu đồng, đã thực hiện hết",
    )
    assert stored.encoding == "tcvn3"
    lost = store_text(pdf([[(typed + "; nguån n-íc ®-îc giao", 10, 700)]]), "bc.pdf")
    assert lost.lines[0].endswith("; nguồn nước được giao")
    error = refused(pdf([[("ÿñ þæç ðßö çèé " * 6, 60, 700)]]))
    assert (error.rule_id, "không đọc được" in error.message_vi) == ("IN12", True)


def test_locked_and_damaged_files() -> None:
    content = pdf([WRAPPED])
    key = "<" + "00" * 32 + ">"
    lock = f"/Encrypt<</Filter/Standard/V 1/R 2/O {key}/U {key}/P -4>>/ID[<00><00>]"
    assert "mật khẩu" in refused(pdf([WRAPPED], trailer_extra=lock)).message_vi
    assert refused(content[:200]).rule_id == "IN04"


def test_too_many_pages() -> None:
    error = refused(pdf([[]] * 401))
    assert (error.rule_id, "400 trang" in error.message_vi) == ("IN11", True)


def test_a_crash_or_a_standstill_of_the_extraction_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def crashed(*args: Any, **kwargs: Any) -> subprocess.CompletedProcess[bytes]:
        return subprocess.CompletedProcess([], -11, b"", b"")

    def stood(*args: Any, **kwargs: Any) -> subprocess.CompletedProcess[bytes]:
        raise subprocess.TimeoutExpired([], 60)

    monkeypatch.setattr(subprocess, "run", crashed)
    assert refused(pdf([WRAPPED])).rule_id == "IN04"
    monkeypatch.setattr(subprocess, "run", stood)
    assert (error := refused(pdf([WRAPPED]))).rule_id == "IN11"
    assert "60 giây" in error.message_vi


@given(cut=st.integers(10, 2500), inserted=st.binary(max_size=12), dropped=st.integers(0, 60))
@settings(max_examples=25, deadline=None)
def test_a_broken_inside_gives_a_text_or_a_reason(cut: int, inserted: bytes, dropped: int) -> None:
    content = pdf([WRAPPED])
    try:
        stored = store_text(content[:cut] + inserted + content[cut + dropped :], "bc.pdf")
    except TextError as error:
        assert error.rule_id in ("IN04", "IN11", "IN12")
    else:
        assert stored.media == "pdf"
