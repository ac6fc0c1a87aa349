"""Text files: what is stored is what was sent, decoded; anything else is refused with a reason."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_files import package

from ingestion.reports.model import StoredText
from ingestion.reports.stored import TextError, store_text

REPORT = (
    "\ufeffUBND HUYỆN BẮC SƠN\r\nSố:    /BC-UBND\r\n\r\nTỷ lệ hộ nghèo: 8,26%\u00a0(giảm 3,35%)¹.\r\n"
    "Chỉ tiêu\tNăm 2022\tNăm 2023\r\nViệc làm\t1.204\t1.011\r\n\f¹ Theo kết quả rà soát.\u2028Hết\u200b.\r\n"
)
LINES = (
    "UBND HUYỆN BẮC SƠN",
    "Số:    /BC-UBND",
    "",
    "Tỷ lệ hộ nghèo: 8,26%\u00a0(giảm 3,35%)¹.",
    "Chỉ tiêu\tNăm 2022\tNăm 2023",
    "Việc làm\t1.204\t1.011",
    "\f¹ Theo kết quả rà soát.\u2028Hết\u200b.",
    "",
)
TCVN3_LINE = "Hé nghÌo cña huyÖn n¨m 2023 gi¶m cßn 1.204 hé; vèn ®­îc giao 3.257 triÖu ®ång, ®· thùc hiÖn hÕt kÕ ho¹ch."


def refused(content: bytes, name: str = "bc.txt") -> TextError:
    with pytest.raises(TextError) as caught:
        store_text(content, name)
    return caught.value


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (REPORT.encode(), "utf-8-sig"),
        (REPORT[1:].encode(), "utf-8"),
        (REPORT[1:].replace("\r\n", "\r").encode(), "utf-8"),
        (REPORT.encode("utf-16-le"), "utf-16"),
        (REPORT.encode("utf-16-be"), "utf-16"),
        (unicodedata.normalize("NFD", REPORT).encode(), "utf-8-sig"),
    ],
)
def test_the_same_text_in_every_form_of_unicode(content: bytes, encoding: str) -> None:
    stored = store_text(content, "bc.txt")
    assert stored.lines == LINES
    assert (stored.media, stored.encoding, stored.cells) == ("txt", encoding, {})


def test_a_clean_text_is_stored_as_it_is() -> None:
    text = "".join(f"Dòng {number}:\tvốn  {number}.000 triệu đồng;  \n" for number in range(1, 400))
    stored = store_text(text.encode(), "bc.txt")
    assert len(stored.lines) == 400
    assert stored.text == text
    assert stored.lines[1] == "Dòng 2:\tvốn  2.000 triệu đồng;  "


def test_an_empty_file_has_one_empty_line() -> None:
    assert store_text(b"", "bc.txt").lines == ("",)
    assert store_text(b"\xef\xbb\xbf", "bc.txt").lines == ("",)
    assert store_text(b" \n\n", "bc.txt").lines == (" ", "", "")


def test_a_legacy_file_is_converted_and_named() -> None:
    stored = store_text(f"{TCVN3_LINE}\r\n\r\n2023".encode("latin-1"), "bc.txt")
    assert stored.lines == (
        "Hộ nghèo của huyện năm 2023 giảm còn 1.204 hộ; vốn được giao 3.257 triệu đồng, đã thực hiện hết kế hoạch.",
        "",
        "2023",
    )
    assert stored.encoding == "tcvn3"
    assert store_text(TCVN3_LINE.encode(), "bc.txt").encoding == "utf-8+tcvn3"


@pytest.mark.parametrize(
    ("content", "rule", "said"),
    [
        (
            "Tỷ lệ".encode() + b"\n\xe9\xff",
            "IN04",
            "dòng 2; đã thử: UTF-8, TCVN3 (ABC), VNI-Windows, VISCII, Windows-1258",
        ),
        (
            TCVN3_LINE.encode("latin-1") + "Tỷ lệ hộ nghèo của tỉnh, huyện, xã".encode(),
            "IN04",
            "Không xác định được mã",
        ),
        ("Hộ nghè".encode()[:-1], "IN04", "Không xác định được mã"),
        (b"\xff\xfea\0b", "IN04", "UTF-16-LE bị hỏng"),
        (b"\xef\xbb\xbfa\xff", "IN04", "UTF-8 bị hỏng"),
        (b"a\0b", "IN04", "byte điều khiển"),
        (bytes(range(1, 32)), "IN04", "byte điều khiển"),
        (("a" + "\u0301\u0323" * 40).encode(), "IN04", "quá nhiều dấu"),
        (("ÿñ þæç ðßö çèé " * 6).encode(), "IN04", "không đọc được như tiếng Việt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(900), "IN04", ".doc"),
        (b"{\\rtf1 a}", "IN11", "RTF"),
        (b"\xff\xd8\xff\xe0", "IN11", "JPEG"),
        (package({"a.txt": b"x"}), "IN11", "không phải báo cáo .docx"),
        (package({"xl/workbook.xml": b"<x/>"}), "IN11", "Excel"),
        (b"PK\x03\x04", "IN04", ".docx bị hỏng"),
        (b"%PDF-1.7\n", "IN04", "PDF bị hỏng"),
    ],
)
def test_damaged_and_foreign_files_are_refused_with_a_way_out(content: bytes, rule: str, said: str) -> None:
    error = refused(content)
    assert (error.rule_id, said in error.message_vi) == (rule, True), error.message_vi
    assert "gửi" in error.message_vi or "lưu lại" in error.message_vi


def test_the_suffix_does_not_decide() -> None:
    assert store_text("Hộ nghèo".encode(), "bc.docx").media == "txt"
    assert refused(package({"xl/workbook.xml": b"<x/>"}), "bc.docx").rule_id == "IN11"


def test_fifty_megabytes_of_one_line_are_refused_at_once() -> None:
    content = b"1.234 " * (50 * 1024 * 1024 // 6)
    before = time.perf_counter()
    assert refused(content).rule_id == "IN11"
    assert time.perf_counter() - before < 2


@pytest.mark.parametrize("unit", ["Hộ nghèo 1.234 ", "hé nghÌo 1.234 ", "´", "\u0301a", "Ð"])
def test_the_longest_line_is_read_in_bounded_time(unit: str) -> None:
    content = unit.encode() * (8 * 1024 * 1024 // len(unit.encode()))
    before = time.perf_counter()
    assert len(store_text(content, "bc.txt").lines) == 1
    assert time.perf_counter() - before < 30


@given(
    st.binary(max_size=400)
    | st.text(max_size=200).map(str.encode)
    | st.text(max_size=100).map(lambda t: t.encode("utf-16"))
)
@settings(max_examples=300, deadline=None)
def test_any_bytes_give_a_text_or_a_reason(content: bytes) -> None:
    try:
        stored = store_text(content, "bc.txt")
    except TextError as error:
        assert error.rule_id in ("IN04", "IN11", "IN12")
    else:
        assert isinstance(stored, StoredText)
        assert stored.lines == tuple(stored.text.split("\n"))
        assert unicodedata.is_normalized("NFC", stored.text)
        assert "\r" not in stored.text
        assert stored.text.encode().decode() == stored.text
