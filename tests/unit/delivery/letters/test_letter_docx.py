"""The document: what it says, how it looks, and that it can be edited."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as Opened
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.table import Table
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate
from letter_samples import COLLECTIVE, SINGLE, same_spaces
from lxml import etree

from delivery.letters.document import TEMPLATE, write_docx
from delivery.letters.model import Letter
from delivery.letters.printed import LetterError, printed

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CENTRE, BOTH = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY

Write = Callable[[Letter], Opened]


@pytest.fixture
def written(tmp_path: Path) -> Write:
    def write(letter: Letter) -> Opened:
        write_docx(letter, tmp_path / "letter.docx")
        return Document(str(tmp_path / "letter.docx"))

    return write


def paragraphs(document: Opened) -> Iterator[Paragraph]:
    """Every paragraph in the order of the page, those of tables row by row."""
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                for cell in dict.fromkeys(row.cells):
                    yield from cell.paragraphs
        else:
            yield block


def lines(document: Opened) -> list[str]:
    return [text for one in paragraphs(document) if (text := same_spaces(one.text))]


def test_a_letter_to_one_says_what_it_was_given(written: Write) -> None:
    assert lines(written(SINGLE)) == [
        "BỘ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI",
        "VĂN PHÒNG QUỐC GIA VỀ GIẢM NGHÈO",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: /CV-VPQGGN",
        "V/v đề nghị cung cấp văn bản báo cáo 6 tháng đầu năm 2023",
        "Hà Nội, ngày tháng năm 2023",
        "Kính gửi: Sở Lao động - Thương binh và Xã hội tỉnh Lai Châu",
        "Căn cứ Công văn số 329/CV-VPQGGN ngày 14/06/2023, báo cáo phải được gửi về Bộ trước ngày 25/06/2023.",
        "Đề nghị Sở gửi văn bản nêu trên về Bộ (qua Văn phòng Quốc gia về giảm nghèo).",
        "Trân trọng./.",
        "Nơi nhận:",
        "- Như trên;",
        "- Lưu: VT, VPQGGN.",
        "TL. BỘ TRƯỞNG",
        "CHÁNH VĂN PHÒNG QUỐC GIA VỀ GIẢM NGHÈO",
    ]


def test_blanks_to_be_filled_in_by_hand_are_kept(written: Write) -> None:
    texts = [one.text for one in paragraphs(written(SINGLE))]
    assert "Số:          /CV-VPQGGN" in texts
    assert "Hà Nội, ngày       tháng       năm 2023" in texts


def test_several_addressees_are_a_list(written: Write) -> None:
    texts = lines(written(COLLECTIVE))
    begin = texts.index("Kính gửi:")
    assert texts[begin + 1 : begin + 3] == [
        "- Ủy ban nhân dân các tỉnh, thành phố;",
        "- Sở Lao động - Thương binh và Xã hội các tỉnh, thành phố.",
    ]


def test_the_annex_lists_63_rows_under_their_regions(written: Write) -> None:
    document = written(COLLECTIVE)
    texts = lines(document)
    begin = texts.index("Phụ lục")
    assert texts[begin + 1 : begin + 4] == [
        "DANH SÁCH TỈNH, THÀNH PHỐ CHƯA GỬI",
        "BÁO CÁO 6 THÁNG ĐẦU NĂM 2023",
        "(Kèm theo Công văn số /CV-VPQGGN ngày tháng năm 2023)",
    ]
    table = document.tables[-1]
    rows = [[cell.text for cell in dict.fromkeys(row.cells)] for row in table.rows]
    assert len(rows) == 1 + 1 + 6 + 63
    assert rows[:4] == [
        ["TT", "TỈNH, THÀNH PHỐ", "TÌNH TRẠNG BÁO CÁO", "SỐ NGÀY QUÁ HẠN"],
        ["", "Tổng cộng", "chưa gửi: 63", ""],
        ["I", "Trung du và miền núi phía Bắc"],
        ["1", "Tỉnh thứ 1", "chưa gửi", "124"],
    ]
    assert rows[-1] == ["63", "Tỉnh thứ 63", "chưa gửi", "124"]
    assert [row[0] for row in rows if len(row) == 2] == ["I", "II", "III", "IV", "V", "VI"]


def test_the_header_row_repeats_and_columns_have_their_widths(written: Write) -> None:
    table = written(COLLECTIVE).tables[-1]
    repeats = [row._tr.find(f"{W}trPr/{W}tblHeader") is not None for row in table.rows]
    assert repeats == [True] + [False] * 70
    assert [column.width.mm for column in table.columns] == pytest.approx([16.5, 66, 49.5, 33], abs=0.05)
    assert [cell.width.mm for cell in table.rows[3].cells] == pytest.approx([16.5, 66, 49.5, 33], abs=0.05)
    assert [tc.width.mm for tc in table.rows[2]._tr.tc_lst] == pytest.approx([16.5, 148.5], abs=0.05)
    alignments = [cell.paragraphs[0].style.paragraph_format.alignment for cell in table.rows[3].cells]
    assert alignments == [CENTRE, None, None, CENTRE]


def test_a_merged_cell_says_so_where_the_schema_wants_it(written: Write) -> None:
    region = written(COLLECTIVE).tables[-1].rows[2]._tr.tc_lst[1]
    assert [child.tag.removeprefix(W) for child in region.tcPr] == ["tcW", "gridSpan", "vAlign"]


def test_only_an_annex_begins_a_section_of_its_own(written: Write) -> None:
    assert len(written(SINGLE).sections) == 1
    assert len(written(COLLECTIVE).sections) == 2
    assert len(written(SINGLE).tables) == 2


@pytest.mark.parametrize("letter", [SINGLE, COLLECTIVE], ids=["single", "collective"])
def test_pages_are_a4_with_the_margins_of_the_decree(written: Write, letter: Letter) -> None:
    for section in written(letter).sections:
        assert section.page_width is not None and section.page_height is not None
        assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.1)
        margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [one.mm for one in margins if one is not None] == pytest.approx([20, 20, 30, 15], abs=0.1)


def test_the_page_number_is_in_the_top_margin_and_not_on_the_first_page(written: Write) -> None:
    for section in written(COLLECTIVE).sections:
        assert section.different_first_page_header_footer
        assert not section.first_page_header.paragraphs[0].text
        number = section.header.paragraphs[0]
        assert [one.text for one in number._p.iter(f"{W}instrText")] == [" PAGE "]
        assert (number.style.paragraph_format.alignment, number.style.font.size.pt) == (CENTRE, 13)
        assert section._sectPr.find(f"{W}pgNumType").get(f"{W}start") == "1"


@pytest.mark.parametrize(
    ("begins", "points", "bold", "italic", "alignment"),
    [
        ("BỘ LAO ĐỘNG", 12, False, False, CENTRE),
        ("VĂN PHÒNG QUỐC GIA", 12, True, False, CENTRE),
        ("CỘNG HÒA", 12, True, False, CENTRE),
        ("Độc lập", 13, True, False, CENTRE),
        ("Số:", 13, False, False, CENTRE),
        ("V/v", 12, False, False, CENTRE),
        ("Hà Nội", 13, False, True, CENTRE),
        ("Kính gửi", 14, False, False, CENTRE),
        ("Căn cứ", 14, False, False, BOTH),
        ("Trân trọng", 14, False, False, BOTH),
        ("Nơi nhận", 12, True, True, None),
        ("- Như trên", 11, False, False, None),
        ("TL. BỘ TRƯỞNG", 14, True, False, CENTRE),
        ("CHÁNH VĂN PHÒNG", 14, True, False, CENTRE),
    ],
)
def test_each_part_has_the_size_and_weight_of_the_decree(
    written: Write, begins: str, points: int, bold: bool, italic: bool, alignment: WD_ALIGN_PARAGRAPH | None
) -> None:
    found = next(one for one in paragraphs(written(SINGLE)) if same_spaces(one.text).startswith(begins))
    chain = [found.style]
    while chain[-1].base_style is not None:
        chain.append(chain[-1].base_style)
    size = next((style.font.size.pt for style in chain if style.font.size), 14)
    place = next((style.paragraph_format.alignment for style in chain if style.paragraph_format.alignment), None)
    assert (size, any(style.font.bold for style in chain), any(style.font.italic for style in chain), place) == (
        points, bold, italic, alignment,
    )  # fmt: skip
    assert all(run.font.size is None and run.font.bold is None for run in found.runs), "looks are styles, to be edited"


def test_the_first_line_of_a_paragraph_is_indented(written: Write) -> None:
    body = next(one for one in paragraphs(written(SINGLE)) if one.text.startswith("Căn cứ"))
    assert body.style.paragraph_format.first_line_indent.mm == pytest.approx(12.7, abs=0.05)


def test_the_last_two_paragraphs_stay_with_the_signature(written: Write) -> None:
    body = written(replace(SINGLE, paragraphs=("Một.", "Hai.", "Ba.", "Trân trọng./."))).paragraphs
    begin = next(place for place, one in enumerate(body) if one.text == "Một.")
    kept = [one.paragraph_format.keep_with_next or one.style.paragraph_format.keep_with_next for one in body[begin:]]
    assert kept[:5] == [None, None, True, True, True], "of four paragraphs two, and the room above the signature"


def test_every_font_named_is_times_new_roman(tmp_path: Path) -> None:
    write_docx(COLLECTIVE, tmp_path / "a.docx")
    with zipfile.ZipFile(tmp_path / "a.docx") as package:
        parts = [etree.fromstring(package.read(name)) for name in package.namelist() if name.startswith("word/")]
    fonts = [element.attrib for part in parts for element in part.iter(f"{W}rFonts")]
    assert fonts
    for named in fonts:
        assert dict(named) == {f"{W}{kind}": "Times New Roman" for kind in ("ascii", "hAnsi", "eastAsia", "cs")}


def test_a_letter_without_a_superior_or_a_deputy_leaves_no_gap(written: Write) -> None:
    document = written(replace(SINGLE, superior=None, signed_for=None))
    issuer = document.tables[0].rows[0].cells[0]
    assert [same_spaces(one.text) for one in issuer.paragraphs] == ["VĂN PHÒNG QUỐC GIA VỀ GIẢM NGHÈO", ""]
    assert "None" not in "\n".join(lines(document))


def test_what_looks_like_a_mark_up_or_a_placeholder_is_text(written: Write) -> None:
    name = "Sở A & B <C> \"D\" '{{ issuer }}' {% if %} {# E #}"
    document = written(replace(SINGLE, subject=name, addressees=(name,), paragraphs=(name,)))
    assert lines(document).count(name) == 2
    assert f"Kính gửi: {name}" in lines(document)
    assert document.core_properties.title == name


def test_the_placeholders_of_the_template_are_the_fields_of_a_letter() -> None:
    assert DocxTemplate(TEMPLATE).get_undeclared_template_variables() == set(printed(SINGLE))


def test_nothing_of_the_template_is_left(tmp_path: Path) -> None:
    write_docx(COLLECTIVE, tmp_path / "a.docx")
    with zipfile.ZipFile(tmp_path / "a.docx") as package:
        for name in package.namelist():
            text = package.read(name).decode()
            assert "{{" not in text and "{%" not in text, name


def test_the_same_letter_gives_the_same_bytes(tmp_path: Path) -> None:
    write_docx(COLLECTIVE, tmp_path / "a.docx")
    write_docx(SINGLE, tmp_path / "b.docx")
    write_docx(COLLECTIVE, tmp_path / "c.docx")
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "c.docx").read_bytes()
    assert (tmp_path / "a.docx").read_bytes() != (tmp_path / "b.docx").read_bytes()


@pytest.mark.parametrize(
    ("bad", "code"), [("\x07", "U+0007"), ("\n", "U+000A"), ("\t", "U+0009"), ("\u200b", "U+200B")]
)
def test_a_character_of_control_is_named(tmp_path: Path, bad: str, code: str) -> None:
    with pytest.raises(
        LetterError, match=rf"letter 12-lai-chau: .* holds the character {code[:1]}\{code[1:]}; expected"
    ):
        write_docx(replace(SINGLE, copies=("- Như trên;", f"- Lưu:{bad}VT.")), tmp_path / "a.docx")
    assert list(tmp_path.iterdir()) == []
