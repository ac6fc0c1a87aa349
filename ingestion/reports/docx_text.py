"""The text of a docx in the order of the page: paragraphs, tables in place, footnotes after the body.

A paragraph is a line (a line break the writer set begins a new one), with the number or bullet that Word prints before
it. A row of a table is a line, its cells parted by a tab, one for each column of the grid: a merged cell stands once,
at its first column, the columns it covers are empty; blanks for what parts lines inside a cell. Foot- and endnotes
follow the body as `¹ text`, with the mark in place. Headers, footers and pictures are left out; text boxes follow the
paragraph they hang on.

Only the parts that carry text are unpacked, pictures never.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, TypeVar

from docx.oxml import parse_xml
from docx.oxml.ns import qn

from ingestion.reports.docx_numbering import Numbering, number_of, value_of
from ingestion.reports.docx_runs import LINE, Fonts, paragraph_text, superscript
from ingestion.reports.errors import TextError
from ingestion.reports.letters import settled
from ingestion.reports.model import CellSpan, StoredText
from ingestion.tables import MAX_CELLS, MAX_COLUMNS, column_letters

MAX_PARTS = 5_000
MAX_UNPACKED_BYTES = 256 * 1024 * 1024  # of all parts, by what the file says of itself
MAX_PART_BYTES = 16 * 1024 * 1024  # of a part that is read: ten times a long report
MAX_TAGS = 600_000  # in a part that is read: memory and time go with them

_T = TypeVar("_T")
_MAIN = "word/document.xml"
_BLOCKS_AROUND = frozenset(map(qn, ("w:sdt", "w:sdtContent", "w:ins", "w:moveTo", "w:smartTag", "w:customXml")))
_RESEND = "mở bằng Word, lưu lại thành .docx rồi gửi lại"


@dataclass(frozen=True)
class _Row:
    """One row of a table: its text cells by 0-based column, as places in the list of pieces."""

    table: int
    number: int
    cells: tuple[tuple[int, int], ...]
    width: int


def read_docx(content: bytes) -> StoredText:
    """Return the text of a docx.

    Raises TextError: IN04 if it is damaged or locked, IN11 if of another kind or too big, IN12 if it is pictures alone.
    """
    return _guarded(lambda: _Reader(content).read())


def _guarded(read: Callable[[], _T]) -> _T:
    """Run a reader of foreign bytes: libraries answer broken files with errors of many kinds."""
    try:
        return read()
    except (TextError, KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:
        cause = type(error).__name__
        raise TextError("IN04", f"Tệp .docx bị hỏng hoặc bị cắt ngắn ({cause}); {_RESEND}.") from None


class _Reader:
    """One reading of one docx; every paragraph and cell becomes a piece, laid out into lines at the end."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            sizes = _inspected(package)
            self._document = parse_xml(_part(package, sizes, _MAIN))
            related = {kind: _part_name(target) for kind, target in _relations(package, sizes)}
            parts = {kind: parse_xml(_part(package, sizes, name)) for kind, name in related.items() if name in sizes}
        self._has_pictures = any(name.startswith("word/media/") for name in sizes)
        self._fonts = Fonts(parts.get("styles"))
        self._numbering = Numbering(parts.get("numbering"), parts.get("styles"))
        self._notes = {
            (kind, note.get(qn("w:id"))): note
            for kind, tag in (("footnotes", "w:footnote"), ("endnotes", "w:endnote"))
            if kind in parts
            for note in parts[kind].iter(qn(tag))
        }
        self._marks: dict[tuple[str, str | None], int] = {}
        self._pieces: list[str] = []
        self._layout: list[int | _Row] = []
        self._tables = self._cells = 0

    def read(self) -> StoredText:
        body = self._document.find(qn("w:body"))
        if body is None:
            message = "Tệp .docx không theo dạng thường (ví dụ Strict Open XML); lưu lại thành “Word Document (.docx)”."
            raise TextError("IN11", message)
        for block in _blocks(body):
            if block.tag == qn("w:tbl"):
                self._table(block)
            else:
                self._paragraph(block)
        self._append_notes()
        text, encoding = settled("\n".join(self._pieces))
        if self._has_pictures and not any(char.isalnum() for char in text):
            message = "Tệp .docx chỉ có ảnh quét, không có chữ; gửi bản .docx gốc có chữ hoặc PDF có lớp chữ."
            raise TextError("IN12", message)
        lines, cells = _laid_out(self._layout, text.split("\n"))
        return StoredText(lines, "docx", next(iter(self._fonts.encodings), encoding), cells)

    def _piece(self, text: str) -> int:
        self._pieces.append(text)
        return len(self._pieces) - 1

    def _paragraph(self, paragraph: Any) -> None:
        self._layout += [self._piece(line.rstrip()) for line in self._text(paragraph).split(LINE)]
        for box in _boxes(paragraph):
            for block in _blocks(box):
                self._layout.append(self._piece(self._flat([block])))

    def _text(self, paragraph: Any) -> str:
        style = value_of(paragraph.find(qn("w:pPr")), "w:pStyle")
        text = paragraph_text(paragraph, style, self._fonts, self._mark)
        marker = self._numbering.marker(paragraph, style)
        return f"{marker} {text}" if marker and text.strip() else text

    def _mark(self, reference: Any) -> str:
        """Return the mark of a note: notes are counted through the document; a mark of the writer's own stays."""
        if reference.get(qn("w:customMarkFollows")) not in (None, "0", "false"):
            return ""
        kind = "footnotes" if reference.tag == qn("w:footnoteReference") else "endnotes"
        key = kind, reference.get(qn("w:id"))
        return superscript(self._marks.setdefault(key, len(self._marks) + 1))

    def _append_notes(self) -> None:
        read: set[tuple[str, str | None]] = set()
        while waiting := [key for key in self._marks if key not in read]:  # a note may refer to another
            for key in waiting:
                read.add(key)
                text = self._flat(_blocks(self._notes[key])) if key in self._notes else ""
                self._layout.append(self._piece(f"{superscript(self._marks[key])} {text}".rstrip()))

    def _flat(self, blocks: Iterable[Any]) -> str:
        """Return blocks as one line: of a cell, a note, a text box."""
        words: list[str] = []
        for block in blocks:
            if block.tag == qn("w:tbl"):
                words += [self._flat(_blocks(cell)) for row in _within(block, "w:tr") for cell in _within(row, "w:tc")]
            else:
                words.append(self._text(block))
                words += [self._flat(_blocks(box)) for box in _boxes(block)]
        return " ".join(" ".join(words).split())

    def _table(self, table: Any) -> None:
        self._tables += 1
        for number, row in enumerate(_within(table, "w:tr"), start=1):
            properties = row.find(qn("w:trPr"))
            column = number_of(value_of(properties, "w:gridBefore"), 0)
            cells = []
            for cell in _within(row, "w:tc"):
                merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
                if merged is None or merged.get(qn("w:val")) == "restart":
                    cells.append((column, self._piece(self._flat(_blocks(cell)))))
                column += max(1, number_of(value_of(cell.find(qn("w:tcPr")), "w:gridSpan"), 1))
            self._cells += column
            if column > MAX_COLUMNS or self._cells > MAX_CELLS:
                raise TextError("IN11", f"Bảng {self._tables} quá lớn; gửi bảng số liệu bằng tệp .xlsx.")
            self._layout.append(_Row(self._tables, number, tuple(cells), column))


def _laid_out(layout: list[int | _Row], pieces: list[str]) -> tuple[tuple[str, ...], dict[int, tuple[CellSpan, ...]]]:
    """Return the lines and the cells by 1-based line."""
    lines: list[str] = []
    spans: dict[int, tuple[CellSpan, ...]] = {}
    for at, one in enumerate(layout, start=1):
        if isinstance(one, int):
            lines.append(pieces[one])
            continue
        texts = {column: pieces[piece] for column, piece in one.cells}
        lines.append("\t".join(texts.get(column, "") for column in range(one.width)))
        spans[at] = tuple(_spans(one, texts))
    return tuple(lines) or ("",), spans


def _spans(row: _Row, texts: dict[int, str]) -> Iterator[CellSpan]:
    start = 0
    for column in range(row.width):
        text = texts.get(column, "")
        if text:
            name = f"{column_letters(column + 1)}{row.number}"
            yield CellSpan(start, start + len(text), f"Bảng {row.table}", name)
        start += len(text) + 1


def _blocks(parent: Any) -> Iterator[Any]:
    """Yield paragraphs and tables in order."""
    for child in parent:
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag in _BLOCKS_AROUND:
            yield from _blocks(child)


def _within(parent: Any, tag: str) -> Iterator[Any]:
    """Yield rows of a table or cells of a row, also where a control or an insertion stands around them."""
    for child in parent:
        if child.tag == qn(tag):
            if child.find(f"{qn('w:trPr')}/{qn('w:del')}") is None:
                yield child
        elif child.tag in _BLOCKS_AROUND:
            yield from _within(child, tag)


def _boxes(paragraph: Any) -> Iterator[Any]:
    """Yield the text boxes that hang on a paragraph, those within others not: each is read with the one around it."""
    boxes = set(paragraph.iter(qn("w:txbxContent")))
    for box in paragraph.iter(qn("w:txbxContent")):
        above = list(box.iterancestors())
        within = above[: above.index(paragraph)]
        is_copy = any(one.tag.endswith("}Fallback") for one in within)  # the same box again, for old programs
        if not is_copy and boxes.isdisjoint(within):
            yield box


def _inspected(package: zipfile.ZipFile) -> dict[str, int]:
    """Return the parts and their unpacked sizes; refuse other packages, and what needs more memory than a report."""
    parts = package.infolist()
    sizes = {part.filename: part.file_size for part in parts}
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise TextError("IN11", "Tệp .docx quá lớn khi giải nén; giảm cỡ ảnh hoặc chia nhỏ rồi gửi lại.")
    if any(name.startswith("xl/") for name in sizes):
        raise TextError("IN11", "Tệp này là sổ tính Excel, không phải báo cáo .docx; gửi đúng đuôi .xlsx.")
    if _MAIN not in sizes:
        raise TextError("IN11", "Tệp nén không phải báo cáo .docx; gửi từng tệp .docx, .pdf có lớp chữ hoặc .txt.")
    if any(part.flag_bits & 1 for part in parts):
        raise TextError("IN04", f"Tệp có mật khẩu; bỏ mật khẩu, {_RESEND}.")
    return sizes


def _part(package: zipfile.ZipFile, sizes: dict[str, int], name: str) -> bytes:
    content = package.read(name) if sizes[name] <= MAX_PART_BYTES else None
    if content is None or content.count(b"<") > MAX_TAGS:
        raise TextError("IN11", "Báo cáo .docx quá dài; chỉ gửi nội dung báo cáo, gửi bảng số liệu bằng tệp .xlsx.")
    return content


def _relations(package: zipfile.ZipFile, sizes: dict[str, int]) -> Iterator[tuple[str, str]]:
    """Yield kind and target of the parts the main part needs."""
    name = "word/_rels/document.xml.rels"
    if name not in sizes:
        return
    for one in parse_xml(_part(package, sizes, name)):
        kind = (one.get("Type") or "").rpartition("/")[2]
        if kind in ("styles", "numbering", "footnotes", "endnotes"):
            yield kind, one.get("Target") or ""


def _part_name(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else str(PurePosixPath("word") / target)
