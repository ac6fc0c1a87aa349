"""Putting back the stored results of formulas, which openpyxl leaves out when it saves a workbook.

Without them a program that does not reckon (the protected view of a mail's attachment, a preview) shows empty totals.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

#: A cell with a formula and no result, as openpyxl writes it.
_FORMULA = re.compile(rb'<c r="([A-Z]+\d+)"([^>]*)>(<f\b(?:[^>]*/>|[^>]*>.*?</f>))<v\s*(?:/>|></v>)</c>', re.DOTALL)

#: Results by position of the sheet, then by address.
Stored = Mapping[int, Mapping[str, Any]]


def with_results(content: bytes, stored: Stored) -> bytes:
    """Return a workbook saved by openpyxl with the results of its formulas; sheets are counted from 1, as saved."""
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as saved, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as made:
        for part in saved.infolist():
            held = saved.read(part)
            match = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", part.filename)
            if match and (results := stored.get(int(match[1]))):
                held = _FORMULA.sub(lambda cell, results=results: _filled(cell, results), held)  # type: ignore[misc]
            made.writestr(part, held)
    return sink.getvalue()


def _filled(cell: re.Match[bytes], results: Mapping[str, Any]) -> bytes:
    written = _written(results.get(cell[1].decode()))
    if written is None or b" t=" in cell[2]:
        return cell[0]
    kind, text = written
    return b'<c r="%b"%b%b>%b<v>%b</v></c>' % (cell[1], cell[2], kind, cell[3], text)


def _written(value: object) -> tuple[bytes, bytes] | None:
    """Return type and text of a result as a workbook holds it, None for what it cannot."""
    if isinstance(value, bool):
        return b' t="b"', b"1" if value else b"0"
    if isinstance(value, int | float):
        return (b"", repr(value).encode()) if math.isfinite(value) else None
    if isinstance(value, str):
        kind = b' t="e"' if value.startswith("#") else b' t="str"'
        return kind, escape(value).encode("utf-8")
    return None
