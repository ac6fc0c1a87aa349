"""A copy of a sender's workbook that may be opened without care: no macros, nothing that reaches outside the file.

The values stay as they were sent. A formula that reaches outside the file, or calls what could, becomes the value the
file holds for it; other formulas stay.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from dataclasses import dataclass
from typing import Any

#: openpyxl needs some fifty times the memory of a sheet's XML.
MAX_PARTS = 2_000
MAX_UNPACKED_BYTES = 16 * 1024 * 1024
MAX_CELLS = 300_000

#: References to other workbooks and DDE (`[1]Sheet!A1`, `a|b`), and functions that fetch, link or call.
_REACHES_OUT = re.compile(
    r"\[\d*\]|\[[^\]]*\.xl\w*\]|\||\b(?:WEBSERVICE|HYPERLINK|DDE|RTD|CALL|REGISTER|EXEC|IMAGE|IMPORT\w*|CUBE\w+)\s*\(|://|\\\\",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Copy:
    """A workbook (openpyxl) that is to be changed, and the results of its formulas by title and address."""

    book: Any
    results: dict[str, dict[str, Any]]


def open_copy(content: bytes) -> Copy | None:
    """Return the workbook without what is not kept, None if it cannot be opened or is too large."""
    try:
        if not _is_bounded(content):
            return None
        book = _load(content, data_only=False)
        if sum(len(sheet._cells) for sheet in book.worksheets) > MAX_CELLS:
            return None
        results = _strip(book, content)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:  # libraries answer broken files with errors of every kind
        return None
    return Copy(book, results) if book.worksheets else None


def _is_bounded(content: bytes) -> bool:
    if not content.startswith(b"PK"):
        return False
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = package.infolist()
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
            return False
        xml = (part for part in parts if part.filename.lower().endswith((".xml", ".rels", ".vml")))
        return not any(b"<!DOCTYPE" in package.read(part) for part in xml)


def _load(content: bytes, *, data_only: bool) -> Any:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what openpyxl leaves out is not wanted here
        return load_workbook(io.BytesIO(content), keep_vba=False, keep_links=False, data_only=data_only)


def _strip(book: Any, content: bytes) -> dict[str, dict[str, Any]]:
    """Take out what is not kept; return the stored results of the formulas that stay."""
    formulas: dict[str, list[Any]] = {}
    for sheet in book.worksheets:
        sheet._images, sheet._charts, sheet._pivots = [], [], []
        sheet.legacy_drawing = None
        _strip_names(sheet.defined_names)
        _strip_conditions(sheet)
        for cell in sheet._cells.values():
            if getattr(cell, "hyperlink", None) is not None:
                cell.hyperlink = None
            if cell.data_type == "f":
                formulas.setdefault(sheet.title, []).append(cell)
    _strip_names(book.defined_names)
    return _keep_results(formulas, _load(content, data_only=True)) if formulas else {}


def _formula(value: object) -> str:
    return value if isinstance(value, str) else str(getattr(value, "text", "") or "")


def _strip_names(names: Any) -> None:
    for name in [name for name, one in names.items() if _REACHES_OUT.search(one.value or "")]:
        del names[name]


def _strip_conditions(sheet: Any) -> None:
    rules = sheet.conditional_formatting._cf_rules
    for place in [
        place for place, held in rules.items() if any(_REACHES_OUT.search(text) for one in held for text in one.formula)
    ]:
        del rules[place]
    kept = [
        one
        for one in sheet.data_validations.dataValidation
        if not _REACHES_OUT.search(f"{one.formula1 or ''} {one.formula2 or ''}")
    ]
    sheet.data_validations.dataValidation = kept


def _keep_results(formulas: dict[str, list[Any]], stored: Any) -> dict[str, dict[str, Any]]:
    """Return the results of formulas; those of formulas that reach outside take their place."""
    results: dict[str, dict[str, Any]] = {}
    for title, cells in formulas.items():
        held = results.setdefault(title, {})
        for cell in cells:
            value = stored[title][cell.coordinate].value
            if not _REACHES_OUT.search(_formula(cell.value)):
                held[cell.coordinate] = value
                continue
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
    return results
