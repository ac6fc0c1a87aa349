"""The PDF: its words, its fonts, its pages."""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest
from letter_samples import COLLECTIVE, SINGLE, VIETNAMESE, same_spaces

from delivery.letters.model import Letter
from delivery.letters.pdf import FONTS, PdfWriter
from delivery.letters.printed import LetterError

MM = 72 / 25.4
#: A letter long enough for a second page.
LONG = replace(SINGLE, paragraphs=(SINGLE.paragraphs[0],) * 20 + SINGLE.paragraphs[-1:])

Write = Callable[[Letter], pdfium.PdfDocument]


@pytest.fixture(scope="module")
def writer() -> PdfWriter:
    return PdfWriter()


@pytest.fixture
def written(writer: PdfWriter, tmp_path: Path) -> Write:
    def write(letter: Letter) -> pdfium.PdfDocument:
        writer.write(letter, tmp_path / "letter.pdf")
        return pdfium.PdfDocument((tmp_path / "letter.pdf").read_bytes())

    return write


def texts(document: pdfium.PdfDocument) -> list[str]:
    """The text of each page, every run of white space as one space."""
    return [same_spaces(page.get_textpage().get_text_range()) for page in document]


def characters(page: pdfium.PdfPage) -> Iterator[tuple[str, tuple[float, float, float, float], float]]:
    """Each sign of a page with its box (left, bottom, right, top) in mm from the lower left, and its size in points."""
    text = page.get_textpage()
    for index in range(text.count_chars()):
        sign = chr(raw.FPDFText_GetUnicode(text.raw, index))
        if not sign.isspace():
            left, bottom, right, top = (value / MM for value in text.get_charbox(index))
            yield sign, (left, bottom, right, top), round(raw.FPDFText_GetFontSize(text.raw, index), 1)


def fonts(document: pdfium.PdfDocument) -> set[tuple[str, bool]]:
    """Name and "is embedded" of every font that a text of the document is set in."""
    found = set()
    for page in document:
        for text in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=15):
            font = raw.FPDFTextObj_GetFont(text.raw)
            name = ctypes.create_string_buffer(200)
            raw.FPDFFont_GetBaseFontName(font, name, 200)
            found.add((name.value.decode().partition("+")[2], raw.FPDFFont_GetIsEmbedded(font) == 1))
    return found


def test_a_letter_to_one_says_what_it_was_given(written: Write) -> None:
    assert texts(written(SINGLE)) == [
        "BỘ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI VĂN PHÒNG QUỐC GIA VỀ GIẢM NGHÈO "
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc "
        "Số: /CV-VPQGGN V/v đề nghị cung cấp văn bản báo cáo 6 tháng đầu năm 2023 Hà Nội, ngày tháng năm 2023 "
        "Kính gửi: Sở Lao động - Thương binh và Xã hội tỉnh Lai Châu "
        "Căn cứ Công văn số 329/CV-VPQGGN ngày 14/06/2023, báo cáo phải được gửi về Bộ trước ngày 25/06/2023. "
        "Đề nghị Sở gửi văn bản nêu trên về Bộ (qua Văn phòng Quốc gia về giảm nghèo). "
        "Trân trọng./. "
        "Nơi nhận: - Như trên; - Lưu: VT, VPQGGN. TL. BỘ TRƯỞNG CHÁNH VĂN PHÒNG QUỐC GIA VỀ GIẢM NGHÈO"
    ]


def test_several_addressees_are_a_list(written: Write) -> None:
    listed = (
        "Kính gửi: - Ủy ban nhân dân các tỉnh, thành phố; - Sở Lao động - Thương binh và Xã hội các tỉnh, thành phố."
    )
    assert listed in texts(written(COLLECTIVE))[0]


def test_the_annex_begins_a_page_and_repeats_its_header_row(written: Write) -> None:
    first, *annex = texts(written(COLLECTIVE))
    assert "Phụ lục" not in first
    assert annex[0].startswith(
        "Phụ lục DANH SÁCH TỈNH, THÀNH PHỐ CHƯA GỬI BÁO CÁO 6 THÁNG ĐẦU NĂM 2023 (Kèm theo Công văn số /CV-VPQGGN ngày "
        "tháng năm 2023) TT TỈNH, THÀNH PHỐ TÌNH TRẠNG BÁO CÁO SỐ NGÀY QUÁ HẠN Tổng cộng chưa gửi: 63 I Trung du và "
        "miền núi phía Bắc 1 Tỉnh thứ 1 chưa gửi 124 2 Tỉnh thứ 2 chưa gửi 124"
    )
    assert annex[1].startswith("2 TT TỈNH, THÀNH PHỐ TÌNH TRẠNG BÁO CÁO SỐ NGÀY QUÁ HẠN")
    assert len(annex) == 2
    whole = " ".join(annex)
    assert [whole.count(f" Tỉnh thứ {number} chưa gửi") for number in range(1, 64)] == [1] * 63


@pytest.mark.parametrize("rows", range(20, 40))
def test_the_heading_of_a_region_is_never_the_last_line_of_a_page(written: Write, rows: int) -> None:
    annex = COLLECTIVE.annex
    assert annex is not None
    every = [row for section in annex.sections for row in section.rows]
    first, second = annex.sections[:2]
    sections = (replace(first, rows=tuple(every[:rows])), replace(second, rows=tuple(every[rows:])))
    pages = texts(written(replace(COLLECTIVE, annex=replace(annex, sections=sections))))
    assert not any(page.endswith("II Đồng bằng sông Hồng") for page in pages)


def test_every_vietnamese_letter_is_printed_in_the_fonts_of_the_project(written: Write) -> None:
    assert unicodedata.is_normalized("NFC", VIETNAMESE) and len(set(VIETNAMESE)) == 134
    annex = COLLECTIVE.annex
    assert annex is not None
    spaced = " ".join(VIETNAMESE)
    letter = replace(
        COLLECTIVE,
        paragraphs=(spaced,),
        place_and_date=spaced,
        annex=replace(annex, title=(spaced,), total=(spaced,) * 4),
    )
    document = written(letter)
    first, second = texts(document)[:2]
    assert (first.count(spaced), second.count(spaced)) == (2, 5)
    assert fonts(document) == {
        ("TeXGyreTermes-Regular", True),
        ("TeXGyreTermes-Bold", True),
        ("TeXGyreTermes-Italic", True),
        ("TeXGyreTermes-BoldItalic", True),
    }


def test_the_fonts_are_those_of_the_folder() -> None:
    assert sorted(path.name for path in FONTS.glob("*.otf")) == [
        "texgyretermes-bold.otf", "texgyretermes-bolditalic.otf", "texgyretermes-italic.otf",
        "texgyretermes-regular.otf",
    ]  # fmt: skip


def test_a_letter_the_fonts_lack_is_named_and_no_box_is_printed(writer: PdfWriter, tmp_path: Path) -> None:
    with pytest.raises(LetterError) as told:
        writer.write(replace(SINGLE, addressees=("Sở 漢 字 Ж",)), tmp_path / "a.pdf")
    assert str(told.value) == (
        "letter 12-lai-chau: the fonts have no '漢, 字, Ж'; expected Vietnamese or other Latin letters; correct the "
        "name or text it comes from"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_character_of_control_is_named(writer: PdfWriter, tmp_path: Path) -> None:
    with pytest.raises(LetterError, match=r"letter 12-lai-chau: the text '- Lưu:\\x07VT' holds the character U\+0007;"):
        writer.write(replace(SINGLE, copies=("- Lưu:\x07VT",)), tmp_path / "a.pdf")


def test_text_is_never_taken_for_typst(written: Write) -> None:
    name = 'Sở *A* _B_ #text(red)[C] $x$ @d <e> "f" \\g {{ h }} // i'
    assert (
        f"Kính gửi: {name} {name} {name}"
        in texts(written(replace(SINGLE, addressees=(name,), paragraphs=(name,) * 2)))[0]
    )


def test_pages_are_a4_and_text_stays_within_the_margins_of_the_decree(written: Write) -> None:
    for page in written(COLLECTIVE):
        assert (page.get_width() / MM, page.get_height() / MM) == pytest.approx((210, 297), abs=0.1)
        for sign, (left, bottom, right, top), _ in characters(page):
            in_the_head = sign.isdigit() and top > 297 - 20
            assert left > 29.5 and right < 195.5 and bottom > 19 and (top < 297 - 19.7 or in_the_head), sign


def test_the_page_number_is_centred_in_the_top_margin_and_not_on_the_first_page(written: Write) -> None:
    pages = list(written(LONG))
    assert len(pages) == 2
    heads = [[one for one in characters(page) if one[1][1] > 297 - 19] for page in pages]
    assert heads[0] == []
    ((sign, (left, _, right, _), size),) = heads[1]
    assert (sign, size) == ("2", 13.0)
    assert (left + right) / 2 == pytest.approx((30 + 195) / 2, abs=0.5)


def test_an_annex_has_page_numbers_of_its_own(written: Write) -> None:
    pages = list(written(COLLECTIVE))
    heads = ["".join(sign for sign, box, _ in characters(page) if box[1] > 297 - 19) for page in pages]
    assert heads == ["", "", "2"]


def test_the_signature_never_stands_alone_on_a_page(written: Write) -> None:
    for count in range(8, 16):
        pages = texts(written(replace(SINGLE, paragraphs=(SINGLE.paragraphs[0],) * count + ("Trân trọng./.",))))
        assert "Trân trọng./. Nơi nhận:" in pages[-1]


def test_two_lines_of_the_body_at_least_stand_above_the_signature(written: Write) -> None:
    """A paragraph of two lines, so many that the closing words or the signature are the first to want a second page."""
    on_two_pages = 0
    for count in range(8, 16):
        body = tuple(f"{SINGLE.paragraphs[0]} Lần {number}." for number in range(1, count + 1))
        pages = texts(written(replace(SINGLE, paragraphs=(*body, "Trân trọng./."))))
        assert f"{body[-1]} Trân trọng./. Nơi nhận:" in pages[-1]
        on_two_pages += len(pages) == 2
    assert 1 <= on_two_pages < 8


def test_the_body_is_14_points_with_its_first_line_indented(written: Write) -> None:
    (page,) = written(SINGLE)
    signs = list(characters(page))
    begin = "".join(sign for sign, *_ in signs).index("Căncứ")
    assert signs[begin][1][0] == pytest.approx(30 + 12.7, abs=0.6)
    assert {size for _, _, size in signs[begin : begin + 150]} == {14.0}


def test_the_same_letter_gives_the_same_bytes(writer: PdfWriter, tmp_path: Path) -> None:
    writer.write(COLLECTIVE, tmp_path / "a.pdf")
    writer.write(SINGLE, tmp_path / "b.pdf")
    writer.write(COLLECTIVE, tmp_path / "c.pdf")
    PdfWriter().write(COLLECTIVE, tmp_path / "d.pdf")
    first, second, third, fourth = ((tmp_path / f"{name}.pdf").read_bytes() for name in "abcd")
    assert first == third == fourth != second
    assert b"CreationDate" not in first


def test_a_reader_is_told_title_and_language(written: Write) -> None:
    document = written(SINGLE)
    assert document.get_metadata_dict()["Title"] == "V/v đề nghị cung cấp văn bản báo cáo 6 tháng đầu năm 2023"
    size = raw.FPDFCatalog_GetLanguage(document.raw, None, 0)
    language = ctypes.create_string_buffer(size)
    raw.FPDFCatalog_GetLanguage(document.raw, ctypes.cast(language, ctypes.POINTER(ctypes.c_ushort)), size)
    assert language.raw.decode("utf-16-le").rstrip("\0") == "vi"
