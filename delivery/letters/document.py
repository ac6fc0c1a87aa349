"""A letter as an editable document: `templates/letter.docx`, which is kept by hand, filled by docxtpl."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docxtpl import DocxTemplate  # type: ignore[import-untyped]
from jinja2 import Environment, StrictUndefined, Template

from delivery.files import write_file
from delivery.letters.model import Annex, Letter
from delivery.letters.printed import printed

if TYPE_CHECKING:
    from docx.table import Table

TEMPLATE = Path(__file__).parent / "templates" / "letter.docx"
#: The time of every part of a package, so that the same letter gives the same bytes.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
#: A property of a document holds no more characters.
_LONGEST = 255


def write_docx(letter: Letter, path: Path) -> None:
    """Write a letter as .docx, whole or not at all; the same letter gives the same bytes.

    Raises LetterError for text that cannot be printed, and OSError.
    """
    document = _Document(io.BytesIO(_template()))
    document.render(printed(letter), _environment())
    # Set here: docxtpl would escape them a second time.
    document.core_properties.title = letter.subject[:_LONGEST]
    document.core_properties.author = letter.issuer[:_LONGEST]
    if letter.annex:
        _set_widths(document.tables[-1], letter.annex)
    package = io.BytesIO()
    document.save(package)
    write_file(path, _without_times(package))


class _Document(DocxTemplate):  # type: ignore[misc]
    """docxtpl that turns each part of the template into jinja once, not for every letter."""

    def patch_xml(self, src_xml: str) -> str:
        """The part as a jinja template."""
        return _patched(src_xml)


@cache
def _patched(part: str) -> str:
    patched: str = DocxTemplate(io.BytesIO()).patch_xml(part)
    return patched


class _Environment(Environment):
    """Jinja that compiles each part of the template once, not for every letter."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self._compiled: dict[str, Template] = {}

    def from_string(self, source: Any, *args: Any, **kwargs: Any) -> Template:
        """The compiled template of a text."""
        if source not in self._compiled:
            self._compiled[source] = super().from_string(source, *args, **kwargs)
        return self._compiled[source]


@cache
def _environment() -> _Environment:
    return _Environment()


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def _set_widths(table: Table, annex: Annex) -> None:
    """Share the width of the table out among its columns: how many they are is known from the letter alone."""
    whole = sum(column.width or 0 for column in table.columns)
    widths = [int(whole * share / sum(annex.widths)) for share in annex.widths]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        for cell in row._tr.tc_lst:
            cell.grid_span = cell.grid_span  # docxtpl puts it first, the schema after the width
            cell.width = sum(widths[cell.left : cell.right])


def _without_times(package: io.BytesIO) -> bytes:
    """The same package with no times in it."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(package) as source, zipfile.ZipFile(fixed, "w") as target:
        for part in source.infolist():
            target.writestr(zipfile.ZipInfo(part.filename, _NO_TIME), source.read(part), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
