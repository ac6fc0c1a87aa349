"""Letters as they are stored: NFC, and Unicode also where they were typed for a legacy font."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from ingestion.reports import legacy
from ingestion.reports.errors import TextError

MAX_MARKS = 32  # combining marks in a row: ordering them takes time with the square of their number


def settled(text: str) -> tuple[str, str | None]:
    """Return the text as it is stored and the legacy encoding its letters were typed for, if any. Lines stay lines.

    Raises TextError (IN04) where marks are heaped as no person types them.
    """
    whole = _composed(text)
    return legacy.recover(whole) or (whole, None)


def _composed(text: str) -> str:
    if unicodedata.is_normalized("NFC", text):
        return text
    if _heaped_marks().search(text):
        raise TextError("IN04", "Tệp chứa ký tự hỏng (quá nhiều dấu chồng lên nhau); lưu lại từ Word rồi gửi lại.")
    return unicodedata.normalize("NFC", text)


@cache
def _heaped_marks() -> re.Pattern[str]:
    marks = "".join(char for char in map(chr, range(0x300, 0x1F000)) if unicodedata.combining(char))
    return re.compile(f"[{marks}]{{{MAX_MARKS}}}")
