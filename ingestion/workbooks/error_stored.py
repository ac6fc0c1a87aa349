"""What openpyxl does when it saves a workbook, put right: stored results of formulas are back, the time of day is out.

Without results a program that does not reckon (the protected view of a mail's attachment, a preview) shows empty
totals. With times no sheet would be the same bytes twice, and a mail it goes with could not be told by its sha256.
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
#: When it was saved, and when it was made: openpyxl says now where the sender's file does not say.
_TIMES = re.compile(rb"<dcterms:(created|modified)\b.*?</dcterms:\1>", re.DOTALL)

#: Results by position of the sheet, then by address.
Stored = Mapping[int, Mapping[str, Any]]


def with_results(content: bytes, stored: Stored) -> bytes:
    """Return a workbook saved by openpyxl with the results of its formulas and without the times it was made at.

    Sheets are counted from 1, as saved.
    """
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as saved, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as made:
        for part in saved.infolist():
            held = saved.read(part)
            match = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", part.filename)
            if match and (results := stored.get(int(match[1]))):
                held = _FORMULA.sub(lambda cell, results=results: _filled(cell, results), held)  # type: ignore[misc]
            elif part.filename == "docProps/core.xml":
                held = _TIMES.sub(b"", held)
            made.writestr(zipfile.ZipInfo(part.filename), held, zipfile.ZIP_DEFLATED)
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
