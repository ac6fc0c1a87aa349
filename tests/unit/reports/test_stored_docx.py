"""Word files: paragraphs with their numbers, tables in place with the places of their cells, footnotes."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st
from report_files import package

from ingestion.reports.docx_numbering import formatted
from ingestion.reports.model import CellSpan, StoredText
from ingestion.reports.stored import TextError, store_text

W = nsdecls("w")
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def saved(document: Any) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def raw(body: str, **parts: str) -> bytes:
    """A docx of a body written out, with further parts (`footnotes`, `numbering`, `styles`)."""
    relations = "".join(f'<Relationship Id="r{n}" Type="{KIND}{n}" Target="{n}.xml"/>' for n in parts)
    files = {f"word/{name}.xml": content.encode() for name, content in parts.items()}
    document = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    rels = RELATIONS.format(relations + f'<Relationship Id="x" Type="{KIND}image" Target="NULL"/>')
    return package({"word/document.xml": document.encode(), "word/_rels/document.xml.rels": rels.encode(), **files})


def paragraph(text: str, properties: str = "", run: str = "") -> str:
    return (
        f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
    )


def lines(content: bytes) -> tuple[str, ...]:
    return store_text(content, "bc.docx").lines


def refused(content: bytes) -> TextError:
    with pytest.raises(TextError) as caught:
        store_text(content, "bc.docx")
    return caught.value


def test_paragraphs_and_tables_in_order_with_the_places_of_cells() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Đầu trang"
    document.add_paragraph("Tỷ lệ hộ nghèo\tnăm 2023:")
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Chỉ số\nthiếu hụt"
    table.cell(0, 2).text = "Năm 2023"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "Việc làm"
    table.cell(1, 1).text = "Số hộ"
    table.cell(1, 2).text = "1.204"
    table.cell(2, 1).text = "Tỷ lệ"
    table.cell(2, 2).text = "8,26%"
    document.add_paragraph("Trong đó:\nhuyện Bắc Sơn")
    stored = store_text(saved(document), "bc.docx")
    assert stored.media == "docx"
    assert stored.encoding is None
    assert stored.lines == (
        "Tỷ lệ hộ nghèo năm 2023:",
        "Chỉ số thiếu hụt\t\tNăm 2023",
        "Việc làm\tSố hộ\t1.204",
        "\tTỷ lệ\t8,26%",
        "Trong đó:",
        "huyện Bắc Sơn",
    )
    assert stored.cells == {
        2: (CellSpan(0, 16, "Bảng 1", "A1"), CellSpan(18, 26, "Bảng 1", "C1")),
        3: (CellSpan(0, 8, "Bảng 1", "A2"), CellSpan(9, 14, "Bảng 1", "B2"), CellSpan(15, 20, "Bảng 1", "C2")),
        4: (CellSpan(1, 6, "Bảng 1", "B3"), CellSpan(7, 12, "Bảng 1", "C3")),
    }


def test_a_second_table_a_table_in_a_cell_and_columns_before_a_row() -> None:
    document = docx.Document()
    document.add_table(1, 1).cell(0, 0).text = "một"
    outer = document.add_table(1, 2)
    outer.cell(0, 0).add_table(1, 2).cell(0, 1).text = "trong"
    outer.cell(0, 1).text = "ngoài"
    row = outer.rows[0]._tr
    row.insert(0, parse_xml(f'<w:trPr {W}><w:gridBefore w:val="2"/></w:trPr>'))
    stored = store_text(saved(document), "bc.docx")
    assert stored.lines == ("một", "\t\ttrong\tngoài")
    assert stored.cells[2] == (CellSpan(2, 7, "Bảng 2", "C1"), CellSpan(8, 13, "Bảng 2", "D1"))


def test_automatic_numbers_and_bullets() -> None:
    document = docx.Document()
    for text, style in [
        ("Thuận lợi", "List Number"),
        ("Khó khăn", "List Number"),
        ("vốn giao chậm", "List Bullet"),
        ("Kiến nghị", "List Number"),
    ]:
        document.add_paragraph(text, style=style)
    assert lines(saved(document)) == ("1. Thuận lợi", "2. Khó khăn", "• vốn giao chậm", "3. Kiến nghị")


NUMBERING = f"""<w:numbering {W}>
<w:abstractNum w:abstractNumId="7">
 <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
 <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2."/></w:lvl>
 <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%3)"/></w:lvl>
 <w:lvl w:ilvl="3"><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="7"/>
 <w:lvlOverride w:ilvl="2"><w:startOverride w:val="4"/></w:lvlOverride></w:num>
</w:numbering>"""


def test_levels_count_restart_and_begin_where_they_are_told() -> None:
    listed = [(1, 0), (1, 1), (1, 2), (1, 2), (1, 3), (1, 1), (1, 2), (2, 2), (1, 0), (1, 1)]
    body = "".join(
        paragraph("x", f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
        for number, level in listed
    )
    assert lines(raw(body, numbering=NUMBERING)) == (
        "I. x", "1.1. x", "a) x", "b) x", "- x", "1.2. x", "a) x", "d) x", "II. x", "2.1. x",
    )  # fmt: skip


def test_a_list_that_is_not_there_numbers_nothing() -> None:
    item = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{}"/></w:numPr>'
    body = paragraph("a", item.format(0)) + paragraph("b", item.format(99)) + paragraph("", item.format(1))
    assert lines(raw(body, numbering=NUMBERING)) == ("a", "b", "")


@pytest.mark.parametrize(
    ("count", "kind", "shown"),
    [(4, "lowerRoman", "iv"), (1994, "upperRoman", "MCMXCIV"), (27, "lowerLetter", "aa"), (2, "upperLetter", "B"),
     (3, "decimalZero", "03"), (12, "ordinalText", "12"), (0, "lowerLetter", "0"), (99999, "lowerRoman", "99999")],
)  # fmt: skip
def test_counts_as_word_writes_them(count: int, kind: str, shown: str) -> None:
    assert formatted(count, kind) == shown


FOOTNOTES = f"""<w:footnotes {W}>
<w:footnote w:id="0"><w:p/></w:footnote>
<w:footnote w:id="5"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>Gồm 05 mô hình.</w:t></w:r></w:p></w:footnote>
<w:footnote w:id="2"><w:p><w:r><w:t>Theo kế hoạch</w:t></w:r></w:p>
 <w:p><w:r><w:t>của tỉnh.</w:t></w:r></w:p></w:footnote>
<w:footnote w:id="3"><w:p><w:r><w:t>Không ai nhắc đến.</w:t></w:r></w:p></w:footnote>
</w:footnotes>"""


def test_footnotes_follow_the_body_in_the_order_of_their_marks() -> None:
    mark = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    body = (
        f"<w:p><w:r><w:t>240 hộ</w:t></w:r>{mark.format(5)}<w:r><w:t>, đạt 33,8%</w:t></w:r>{mark.format(2)}</w:p>"
        f"<w:p><w:r><w:t>Như trên</w:t></w:r>{mark.format(5)}</w:p>"
    )
    assert lines(raw(body, footnotes=FOOTNOTES)) == (
        "240 hộ¹, đạt 33,8%²",
        "Như trên¹",
        "¹ Gồm 05 mô hình.",
        "² Theo kế hoạch của tỉnh.",
    )


def test_raised_digits_never_join_the_number_before_them() -> None:
    raised = "<w:rPr><w:vertAlign w:val='superscript'/></w:rPr>"
    body = f"<w:p><w:r><w:t>1.234</w:t></w:r><w:r>{raised}<w:t>12</w:t></w:r></w:p>"
    assert lines(raw(body)) == ("1.234¹²",)


def test_what_the_page_shows_counts() -> None:
    body = (
        "<w:p><w:ins><w:r><w:t>thêm </w:t></w:r></w:ins><w:del><w:r><w:delText>bớt</w:delText></w:r></w:del>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<w:hyperlink><w:r><w:t>liên kết</w:t></w:r></w:hyperlink>"
        "<w:sdt><w:sdtContent><w:r><w:tab/><w:t>ô nhập</w:t><w:noBreakHyphen/><w:t>1</w:t></w:r></w:sdtContent></w:sdt>"
        "<w:r><w:t>giảm ng\u0068e\u0300o</w:t></w:r></w:p>"
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>khối</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    assert lines(raw(body)) == ("thêm liên kết ô nhập-1giảm nghèo", "khối")


def test_a_text_box_follows_its_paragraph_once() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>Số: 12/BC</w:t></w:r></w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    body = (
        f"<w:p><w:r><w:t>UBND HUYỆN</w:t></w:r><w:r><mc:AlternateContent {mc}><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert lines(raw(body)) == ("UBND HUYỆN", "Số: 12/BC")


def test_letters_of_legacy_fonts_by_run_and_style() -> None:
    styles = (
        f"<w:styles {W}>"
        "<w:style w:type='paragraph' w:styleId='A'><w:rPr><w:rFonts w:ascii='VNI-Times'/></w:rPr></w:style>"
        "<w:style w:type='paragraph' w:styleId='B'><w:basedOn w:val='A'/></w:style></w:styles>"
    )
    body = (
        paragraph("hé nghÌo", run="<w:rFonts w:ascii='.VnTime'/>")
        + paragraph("tØnh hµ giang", run="<w:rFonts w:hAnsi='.VnTimeH'/>")
        + paragraph("hoä ngheøo", "<w:pStyle w:val='B'/>")
        + paragraph("hộ nghèo ®")
        + "<w:p><w:r><w:rPr><w:rFonts w:ascii='.VnTime'/></w:rPr><w:t>ch</w:t><w:softHyphen/><w:t>¬ng</w:t></w:r></w:p>"
    )
    stored = store_text(raw(body, styles=styles), "bc.docx")
    assert stored.lines == ("hộ nghèo", "TỈNH HÀ GIANG", "hộ nghèo", "hộ nghèo ®", "chương")
    assert stored.encoding == "tcvn3"


def test_pictures_alone_are_a_scan() -> None:
    document = {"word/document.xml": f"<w:document {W}><w:body><w:p/></w:body></w:document>".encode()}
    assert lines(package(document)) == ("",)
    error = refused(package({**document, "word/media/image1.png": b"x"}))
    assert (error.rule_id, "ảnh quét" in error.message_vi) == ("IN12", True)


def test_damaged_locked_and_oversized_files(monkeypatch: pytest.MonkeyPatch) -> None:
    document = docx.Document()
    document.add_paragraph("Hộ nghèo")
    content = saved(document)
    assert refused(content[: len(content) // 2]).rule_id == "IN04"
    assert refused(package({"word/document.xml": b"<w:document>"})).rule_id == "IN04"
    wide = paragraph("x").join(
        ("<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='9999'/></w:tcPr>", "</w:tc></w:tr></w:tbl>")
    )
    assert refused(raw(wide)).rule_id == "IN11"
    monkeypatch.setattr("ingestion.reports.docx_text.MAX_PART_BYTES", 100)
    assert "quá dài" in refused(content).message_vi
    monkeypatch.setattr("ingestion.reports.docx_text.MAX_UNPACKED_BYTES", 1000)
    assert "quá lớn khi giải nén" in refused(content).message_vi
    monkeypatch.setattr("ingestion.reports.docx_text.MAX_PARTS", 3)
    assert refused(content).rule_id == "IN11"


def test_another_dialect_is_refused_and_not_read_as_empty() -> None:
    strict = b'<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:body/></w:document>'
    assert refused(package({"word/document.xml": strict})).rule_id == "IN11"


def test_too_many_tags_are_refused_before_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingestion.reports.docx_text.MAX_TAGS", 20)
    assert lines(raw(paragraph("x"))) == ("x",)
    assert refused(raw(paragraph("x") * 3)).rule_id == "IN11"


def test_entities_are_not_expanded() -> None:
    bomb = (
        '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        f"<w:document {W}><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>"
    )
    assert lines(package({"word/document.xml": bomb.encode()})) == ("",)


DOCUMENT = raw(
    paragraph("Hộ nghèo", '<w:numPr><w:ilvl w:val="2"/><w:numId w:val="1"/></w:numPr>')
    + "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>"
    + '<w:p><w:r><w:footnoteReference w:id="5"/></w:r></w:p>',
    numbering=NUMBERING,
    footnotes=FOOTNOTES,
)


@given(
    part=st.sampled_from(
        ["word/document.xml", "word/numbering.xml", "word/footnotes.xml", "word/_rels/document.xml.rels"]
    ),
    cut=st.integers(0, 1500),
    inserted=st.sampled_from(
        [b"", b"w:p", b"<w:tbl/>", b"<w:numPr/>", b'w:val="-1"', b"9" * 50, b"\xff", b"<w:tc/>", b"\0"]
    ),
    dropped=st.integers(0, 40),
)
@settings(max_examples=200, deadline=None)
def test_a_broken_inside_gives_a_text_or_a_reason(part: str, cut: int, inserted: bytes, dropped: int) -> None:
    with zipfile.ZipFile(io.BytesIO(DOCUMENT)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = parts[part][:cut] + inserted + parts[part][cut + dropped :]
    try:
        stored = store_text(package(parts), "bc.docx")
    except TextError as error:
        assert error.rule_id in ("IN04", "IN11")
    else:
        assert isinstance(stored, StoredText)
        for line, spans in stored.cells.items():
            assert all(stored.lines[line - 1][one.char_start : one.char_end].strip() for one in spans)


def test_a_long_report_is_read_in_time() -> None:
    one = paragraph("Kinh phí được giao 1.234 triệu đồng, đã giải ngân 34,5% kế hoạch của huyện Bắc Sơn năm 2023.")
    stored = store_text(raw(one * 20_000), "bc.docx")
    assert len(stored.lines) == 20_000
