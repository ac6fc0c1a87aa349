"""From lines to passages: what reads as one paragraph, list item, heading, footnote or table row, also across pages.

A report that was printed and recognised again has page breaks inside sentences and footnotes between the halves. A
passage joins them; every character still knows its line and its place there.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from ingestion.reports.model import StoredText

#: A longer line is cut: no official paragraph comes near it, and every step stays bounded by it.
MAX_PASSAGE = 20_000
#: So many passages may wait for their other half: the paragraph of the body and its footnotes.
_MOST_OPEN = 4

_FOOTNOTE = re.compile(r"[ \t]{0,16}([¹²³⁰⁴-⁹]{1,3})[ \t]{0,16}(?=\S)")
_EMPHASIS = re.compile(r"[*_]{1,3}(?=\S)")
_MARKER = re.compile(
    r"""[ \t]{0,16}(?:
      (?P<part>(?:PHẦN|Phần|CHƯƠNG|Chương|MỤC|Mục|PHỤ[ ]LỤC|Phụ[ ]lục)
        \s{1,3}(?:[IVXLC]{1,6}|\d{1,2}|thứ\s\w{1,6})\b[.:]?)
    | (?P<upper>[A-HĐ][.)])(?=\s[^\W\d_])
    | (?P<roman>[IVXL]{1,6}[./)])(?=\s|[^\W\d_])
    | (?P<number>\d{1,2}(?:\.\d{1,2}){0,5}[.)]{1,2}|\d{1,2}(?:\.\d{1,2}){1,5}(?=\s)|\d{1,2}/(?=\s))(?=\s{0,3}[^\W\d])
    | (?P<letter>[a-zđ]\s?[.)])(?=\s|[^\W\d_]|[*_])
    | (?P<paren>\(\d{1,2}\)|\([a-zđ]\)|\([ivx]{1,4}\))
    | (?P<dash>[-–—−•●▪](?=\s|[^\W\d]|[*_])|\*(?=\s))
    | (?P<plus>\+|[oº◦](?=\s))
    )[ \t]{0,16}""",
    re.VERBOSE,
)
_SENTENCE_END = re.compile(r"""[.!?:;…/][)"”»*_\s]*$""")
_PROSE = re.compile(r"[^\W\d][.;,]\s")
_LONG = 160  # characters: no line of a letterhead, no heading and no signature is as long
_TABLE_ROW = re.compile(r"\t")
_CELL_EDGE = re.compile(r"(?:(?<=\s)|^)\|(?=\s|$)")
_FEWEST_EDGES = 2  # so many bars make a line the row of a table
_RULE = re.compile(r"[\s|:+-]+")
_PAGE_NUMBER = re.compile(r"(?:(?:Trang|trang)\s\d{1,3}\s?/\s?\d{1,3}|(?:Trang\s)?[-–]?\s?\d{1,3}\s?[-–]?)")


@dataclass(frozen=True)
class Piece:
    """A run of characters of a passage: it begins at `offset` of the passage, at `char` of the 1-based `line`."""

    offset: int
    line: int
    char: int


@dataclass(frozen=True)
class Passage:
    """One unit of reading.

    `kind`: text, footnote or row (a table row, cells parted by tabs or bars). `style` is that of its marker (part,
    upper, roman, number, letter, paren, dash, plus) or empty, `marker` the marker as printed, `start` the offset behind
    it.
    """

    kind: str
    text: str
    pieces: tuple[Piece, ...]
    style: str = ""
    marker: str = ""
    start: int = 0

    @property
    def line(self) -> int:
        """The 1-based line where it begins."""
        return self.pieces[0].line

    def place(self, offset: int) -> tuple[int, int]:
        """Return the 1-based line and the 0-based character that an offset of the text stands at."""
        piece = self.pieces[bisect_right(self.pieces, offset, key=lambda one: one.offset) - 1]
        return piece.line, piece.char + offset - piece.offset


def split_passages(stored: StoredText) -> list[Passage]:
    """Cut a text into passages, in the order in which they begin."""
    passages: list[Passage] = []
    open_at: list[int] = []
    for number, line in enumerate(stored.lines, start=1):
        if not (bare := line.strip()) or _PAGE_NUMBER.fullmatch(bare) or _is_rule(bare):
            continue
        for start in range(0, len(line), MAX_PASSAGE):
            piece = Passage("text", _with_cells(line[start : start + MAX_PASSAGE]), (Piece(0, number, start),))
            _place_piece(piece, passages, open_at)
    return passages


def _place_piece(piece: Passage, passages: list[Passage], open_at: list[int]) -> None:
    """Put a line where it belongs: behind the earliest passage that waits for it, or at the end as a new one."""
    if _TABLE_ROW.search(piece.text):
        passages.append(Passage("row", piece.text, piece.pieces))
        return
    footnote = _FOOTNOTE.match(piece.text)
    marker = None if footnote else _MARKER.match(_plain_start(piece.text))
    if not footnote and not marker and open_at and (_goes_on(piece.text) or _breaks_off(passages[open_at[0]], piece)):
        index = open_at.pop(0)
        passages[index] = _joined(passages[index], piece)
    elif footnote:
        index = len(passages)
        passages.append(Passage("footnote", piece.text, piece.pieces, "footnote", footnote[1], footnote.end()))
    else:
        index = len(passages)
        style = marker.lastgroup or "" if marker else ""
        start = marker.end() if marker else 0
        passages.append(Passage("text", piece.text, piece.pieces, style, marker[0].strip() if marker else "", start))
        open_at[:] = [one for one in open_at if passages[one].kind == "footnote"]
    if not _SENTENCE_END.search(piece.text[-40:]) and len(passages[index].text) < MAX_PASSAGE:
        open_at.insert(0 if passages[index].kind == "text" else len(open_at), index)
        del open_at[_MOST_OPEN:]


def _is_rule(line: str) -> bool:
    """Say whether a line only draws the edge of a table (`|---|---|`)."""
    return "|" in line and _RULE.fullmatch(line) is not None


def _with_cells(line: str) -> str:
    """Return a line whose cells are parted by bars (`a | b | c`) with tabs in their place, lengths kept."""
    return _CELL_EDGE.sub("\t", line) if len(_CELL_EDGE.findall(line)) >= _FEWEST_EDGES else line


def _plain_start(text: str) -> str:
    """Blank out emphasis marks before the first word, lengths kept: `**1. Dự án**` has the marker `1.`."""
    head = text[:80]
    return _EMPHASIS.sub(lambda match: " " * len(match[0]), head[:6]) + head[6:]


def _goes_on(text: str) -> bool:
    """Say whether a line reads as the rest of a sentence: it begins with a small letter, a number or a closing mark."""
    first = text.lstrip(" \t*_")[:1]
    return first.islower() or first.isdigit() or first in ",;:)%"


def _breaks_off(before: Passage, piece: Passage) -> bool:
    """Say whether a long paragraph of prose stops at a word, and a line that is no heading follows."""
    is_prose = not before.style and before.kind == "text" and len(before.text) >= _LONG and _PROSE.search(before.text)
    is_heading = len(piece.text) < _LONG or piece.text.isupper()
    return bool(is_prose and before.text.rstrip()[-1:].isalpha() and not is_heading)


def _joined(first: Passage, rest: Passage) -> Passage:
    head = first.text if first.text.endswith((" ", "\t")) else first.text + " "
    body = rest.text.lstrip()
    skipped = len(rest.text) - len(body)
    piece = Piece(len(head), rest.pieces[0].line, rest.pieces[0].char + skipped)
    return Passage(first.kind, head + body, (*first.pieces, piece), first.style, first.marker, first.start)
