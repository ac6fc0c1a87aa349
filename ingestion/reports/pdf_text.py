"""The text of a PDF with a text layer: its visual lines, those of one paragraph joined again.

A line goes on in the next one when that one's first word would not have fitted on it; when the next line is not
indented against it, stands as close below it as lines mostly do (or on top of the next page) in letters of the same
size; when neither has columns (tabs), and the next does not begin with a list marker that is indented or follows the
end of a sentence. Page numbers are left out where they count along with the pages; repeated headers stay, for the head
of a table repeats as well and is needed. Columns of a table are parted by tabs where they stand far enough apart; cells
are not told apart further.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from ingestion.reports import legacy
from ingestion.reports.errors import TextError
from ingestion.reports.letters import settled
from ingestion.reports.model import StoredText
from ingestion.reports.pdf_extract import MAX_PAGES

MAX_SECONDS = 60

MOST_STEP = 3.0  # heights of a letter from one line of a paragraph to the next
PART_GAP = 1.2  # usual steps: more is the gap between two paragraphs
USUAL = 0.8  # of the pages reach no further to the right

_EXTRACT = Path(__file__).with_name("pdf_extract.py")
_NUMBER = re.compile(r"(?:[Tt]rang\s+|[-–]\s*)?(\d{1,4})(?:\s*[-–]|\s*/\s*\d{1,4})?")
_MARKER = re.compile(r"(?:[-–+•*●▪]|\(?(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,5}|[A-Za-zĐđ])[.)])\s")
_SENTENCE_END = re.compile(r"[.;:!?…][”\")]?$")
_RESEND = "gửi bản .docx hoặc PDF xuất thẳng từ Word (có lớp chữ, tìm kiếm được)"
_FAILURES = {
    "locked": ("IN04", "Tệp PDF có mật khẩu; bỏ mật khẩu rồi gửi lại."),
    "damaged": ("IN04", f"Tệp PDF bị hỏng hoặc bị cắt ngắn; {_RESEND}."),
    "pages": ("IN11", f"Tệp PDF quá dài (tối đa {MAX_PAGES} trang); chỉ gửi báo cáo."),
    "slow": ("IN11", f"Tệp PDF quá lớn hoặc quá phức tạp để đọc trong {MAX_SECONDS} giây; {_RESEND}."),
}


@dataclass(frozen=True)
class VisualLine:
    """One line as it stands on a page (0-based), in points from the left and lower edge; `height` of its letters."""

    page: int
    left: float
    right: float
    bottom: float
    height: float
    text: str
    page_width: float = 0.0


def read_pdf(content: bytes) -> StoredText:
    """Return the text of a PDF.

    Raises TextError: IN04 if it is damaged or locked, IN11 if it is too big or takes too long, IN12 if it has no text.
    """
    answer = _extracted(content)
    if answer.get("error"):
        raise TextError(*_FAILURES[answer["error"]])
    pages = answer["pages"]
    lines = list(_visual_lines(pages))
    pictures = sum(1 for page in pages if page["is_picture"])
    if not any(char.isalnum() for line in lines for char in line.text) or pictures * 2 > len(pages):
        raise TextError("IN12", f"Tệp PDF là bản quét (ảnh), không có lớp chữ nên không đọc được số liệu; {_RESEND}.")
    text, encoding = _settled("\n".join(paragraphs(without_page_numbers(lines))))
    return StoredText(tuple(text.split("\n")), "pdf", encoding)


def _settled(text: str) -> tuple[str, str | None]:
    kept, typed_for = settled(text)
    again = (kept, None) if typed_for else settled(legacy.with_lost_letter(text))
    return again if again[1] else (kept, typed_for)


def _extracted(content: bytes) -> dict[str, Any]:
    """Run the extraction in a process of its own; a crash there is a damaged file here."""
    command = [sys.executable, "-I", str(_EXTRACT)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=MAX_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return {"error": "slow"}
    if done.returncode:
        return {"error": "damaged"}
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _visual_lines(pages: Sequence[dict[str, Any]]) -> Iterator[VisualLine]:
    for number, page in enumerate(pages):
        for left, right, bottom, height, text in page["lines"]:
            yield VisualLine(number, left, right, bottom, height, text, page["width"])


def without_page_numbers(lines: Sequence[VisualLine]) -> list[VisualLine]:
    """Leave out page numbers: the top or bottom line of a page, a number, counting along on two pages or more."""
    found = dict(_numbers(lines))
    offset, times = next(iter(Counter(found.values()).most_common(1)), (0, 0))
    return [line for at, line in enumerate(lines) if times < 2 or found.get(at) != offset]


def _numbers(lines: Sequence[VisualLine]) -> Iterator[tuple[int, int]]:
    """Yield the place of each line that may be a page number and how far it is ahead of the page."""
    pages: dict[int, list[int]] = {}
    for at, line in enumerate(lines):
        pages.setdefault(line.page, []).append(at)
    for page, places in pages.items():
        by_height = sorted(places, key=lambda at: lines[at].bottom)
        for at in {by_height[0], by_height[-1]}:
            if number := _NUMBER.fullmatch(lines[at].text):
                yield at, int(number[1]) - page


def paragraphs(lines: Sequence[VisualLine]) -> list[str]:
    """Return the lines with those that go on in the next one joined to it."""
    edges, step = _edges(lines), _usual_step(lines)
    joined: list[str] = []
    for at, line in enumerate(lines):
        before = lines[at - 1] if at else None
        if before and _goes_on(before, line, edges[before.page], step):
            gap = "" if joined[-1].endswith("-") and not joined[-1].endswith(" -") else " "
            joined[-1] += gap + line.text
        else:
            joined.append(line.text)
    return joined


def _edges(lines: Sequence[VisualLine]) -> dict[int, tuple[float, float]]:
    """Return where text begins and how far it reaches, by page; alike on all pages of the same width.

    A few lines that reach beyond the margin, and pages with hardly any text, do not count.
    """
    by_page: dict[int, list[VisualLine]] = {}
    for line in lines:
        by_page.setdefault(line.page, []).append(line)
    by_width: dict[float, list[tuple[float, float]]] = {}
    for page in by_page.values():
        left, right = min(line.left for line in page), sorted(line.right for line in page)[-1 - min(2, len(page) // 5)]
        by_width.setdefault(page[0].page_width, []).append((left, right))
    edges = {}
    for width, found in by_width.items():
        lefts, rights = sorted(left for left, _ in found), sorted(right for _, right in found)
        edges[width] = lefts[len(found) // 2], rights[round(USUAL * (len(found) - 1))]
    return {number: edges[page[0].page_width] for number, page in by_page.items()}


def _usual_step(lines: Sequence[VisualLine]) -> float:
    """Return how far a line stands below the one before, in heights of its letters: the lower half of all steps."""
    pairs = [(one, two) for one, two in pairwise(lines) if one.page == two.page and one.bottom > two.bottom]
    steps = sorted((one.bottom - two.bottom) / max(one.height, 1.0) for one, two in pairs)
    return steps[len(steps) // 2] if steps else 0.0


def _goes_on(line: VisualLine, following: VisualLine, edges: tuple[float, float], step: float) -> bool:
    em = max(line.height, 1.0)
    begins_item = _MARKER.match(following.text) is not None
    if "\t" in line.text or "\t" in following.text or following.page > line.page + 1:
        return False
    is_open = following.text[0].islower() and not begins_item and not _SENTENCE_END.search(line.text)
    most = MOST_STEP if is_open else min(PART_GAP * step, MOST_STEP)
    if following.page == line.page and not 0 < line.bottom - following.bottom < most * em:
        return False
    if not 0.7 < following.height / em < 1.4:
        return False
    hangs = _MARKER.match(line.text) is not None
    if following.left > line.left + (4 * em if hangs else 0.5 * em):
        return False
    if begins_item and (_SENTENCE_END.search(line.text) or following.left > edges[0] + 0.5 * em):
        return False
    per_char = (following.right - following.left) / max(len(following.text), 1)
    return line.right + per_char * (len(following.text.split()[0]) + 0.5) + em > edges[1]
