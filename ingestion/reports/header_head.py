"""The head of a report: its number, the line of place and date, the kind of document and the title."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from ingestion.documents import parse_numbers
from ingestion.reference import Reference
from ingestion.reports.header_model import DateLine, Line, Number, Title
from ingestion.reports.lexicon import lexicon
from ingestion.reports.scan import alternation

_MOST_TITLE_LINES = 5
_LONGEST_TITLE_LINE = 400
_SHORTEST_REST = 20  # characters of a title behind its kind on one line in small letters
_SENTENCE_ENDS = (".", ":", ";")
_BLANKS = re.compile(r"[\s.…]+")
_RULES = re.compile(r"[-–—=_.\s]+")


def find_number(lines: list[Line]) -> Number | None:
    """Return the document's own number: the first that begins a line or cell, or follows the issuer on its line."""
    for line in lines:
        for part in line.parts:
            match = _number().match(part) or _number().search(part[:160])
            if match and (match.start() == 0 or "Số" in match[0] or "SỐ" in match[0]) and not _is_mention(part, match):
                return _as_number(match, line.number)
    return None


def _is_mention(part: str, match: re.Match[str]) -> bool:
    """Say whether a number stands inside a sentence (`Căn cứ Quyết định số ...`): a capital begins a field."""
    return match.start() > 0 and (part[match.start()] != "S" or part[: match.start()].rstrip()[-1:].islower())


def _as_number(match: re.Match[str], line: int) -> Number:
    serial = _BLANKS.sub("", match["serial"])
    symbol = re.sub(r"\s", "", match["symbol"])
    raw = match[0].strip()
    kind, _, issuer = symbol.partition("-")
    if match["joint"] == "-":
        kind, _, issuer = symbol.partition("/")
    if not any(char.isdigit() for char in serial):
        return Number(None, raw, line, kind, issuer)
    read = parse_numbers(f"{serial}{match['joint']}{symbol}") if match["joint"] == "/" else ()
    no = read[0].no if len(read) == 1 and read[0].no else f"{serial}{match['joint']}{symbol}"
    return Number(no, raw, line, kind, issuer)


def find_date_line(lines: list[Line]) -> DateLine | None:
    """Return the line of place and date; day, month or year may be blank."""
    for line in lines:
        for part in line.parts:
            match = _date_line().search(part[:400])
            if match:
                return _as_date_line(match, line.number)
    return None


def _as_date_line(match: re.Match[str], line: int) -> DateLine:
    day, month, year = (_number_in(match[name]) for name in ("day", "month", "year"))
    if year is not None and not 1990 <= year <= 2100:
        year = None
    if month is not None and not 1 <= month <= 12:
        month = None
    on = None
    if day and month and year:
        try:
            on = date(year, month, day)
        except ValueError:
            on = None
    return DateLine(match["place"], on, month, year, match[0].strip(), line)


def _number_in(text: str) -> int | None:
    digits = _BLANKS.sub("", text)
    return int(digits) if digits.isdecimal() else None


def find_title(lines: list[Line], reference: Reference, number: Number | None) -> Title:
    """Return kind and title: behind the heading that names the kind, or behind `V/v` of a letter.

    A heading that goes on with the title on its line is in capitals; in small letters it counts where the text has a
    number.
    """
    kinds = _kinds(reference)
    for must_be_upper in (True, False) if number else (True,):
        for index, line in enumerate(lines):
            heading = _heading(line, kinds, must_be_upper)
            if heading:
                kind, name, begun = heading
                text, start = _title_text(lines, index, begun, kinds)
                return Title(kind, name, text, start)
    for index, line in enumerate(lines):
        for part in line.parts:
            match = _subject().match(part)
            if match:
                text, start = _title_text(lines, index, part[match.end() :].strip(), kinds)
                return Title("letter", kinds_name("letter", reference), text, start)
    symbol = number.type_symbol if number else ""
    known = reference.document_types.get(symbol) if symbol else None
    return Title(known.kind, known.name_vi) if known else Title()


def kinds_name(kind: str, reference: Reference) -> str:
    """Return the Vietnamese name of a kind of document."""
    return next((one.name_vi for one in reference.document_types.values() if one.kind == kind), "")


def _kinds(reference: Reference) -> dict[str, str]:
    """Return the kinds of documents by their name in small letters."""
    named = {one.name_vi.casefold(): one.kind for one in reference.document_types.values()}
    return named | dict(lexicon("headers")["further_kinds"])


def _heading(line: Line, kinds: dict[str, str], must_be_upper: bool) -> tuple[str, str, str] | None:
    """Return kind, its name and what of the line is title, if the line is the heading of a document."""
    for part in line.parts:
        words = part.strip(" .:")
        if words.casefold() in kinds and words[:1].isupper():
            return _parted(words, kinds)
    if line.cells or line.text.endswith(_SENTENCE_ENDS):
        return None
    for name in sorted(kinds, key=len, reverse=True):
        head, rest = line.text[: len(name)], line.text[len(name) :]
        is_written = head == head.upper() if must_be_upper else head[:1].isupper() and len(rest) > _SHORTEST_REST
        if head.casefold() == name and is_written and rest.startswith(" "):
            kind, base, more = _parted(head, kinds)
            return kind, base, f"{more}{rest}".strip()
    return None


def _parted(heading: str, kinds: dict[str, str]) -> tuple[str, str, str]:
    """Part `BÁO CÁO KẾT QUẢ` to the kind, its name and what already belongs to the title."""
    folded = heading.casefold()
    base = min((name for name in kinds if folded == name or folded.startswith(f"{name} ")), key=len)
    is_same = kinds[base] == kinds[folded]
    return kinds[folded], heading[: len(base)] if is_same else heading, heading[len(base) :].strip() if is_same else ""


def _title_text(lines: list[Line], index: int, begun: str, kinds: dict[str, str]) -> tuple[str, int]:
    """Return the title whose begin (which may be empty) stands in the heading of a line, and where it begins."""
    start = lines[index].number
    parts = [begun] if begun else []
    before = lines[index]
    # A heading that is a kind and nothing more stands above its title, whatever that begins with.
    awaited = any(part.strip(" .:").casefold() in kinds for part in before.parts)
    for line in lines[index + 1 : index + 1 + _MOST_TITLE_LINES]:
        if _RULES.fullmatch(line.text):
            continue
        is_first = awaited or not parts
        if line.cells or len(line.text) > _LONGEST_TITLE_LINE or not (is_first or _goes_on(line, before)):
            break
        if (is_first and _addressed().match(line.text)) or _date_line().search(line.text):
            break
        start = line.number if not parts else start
        parts.append(line.text)
        before, awaited = line, False
    return " ".join(parts).strip(), start


def _goes_on(line: Line, before: Line) -> bool:
    """Say whether a line goes on with the title: it begins no paragraph, and stands near or reads as a rest."""
    if _body().match(line.text) or line.text.endswith(_SENTENCE_ENDS) or before.text.endswith(_SENTENCE_ENDS):
        return False
    is_rest = line.text[:1].islower() or line.text[:1].isdigit() or line.text.startswith("(")
    is_alike = line.text.isupper() == before.text.isupper() and len(line.text) < 160
    return is_rest or (line.number == before.number + 1 and is_alike)


@cache
def _number() -> re.Pattern[str]:
    return re.compile(lexicon("headers")["number"], re.IGNORECASE)


@cache
def _date_line() -> re.Pattern[str]:
    return re.compile(lexicon("headers")["date_line"], re.IGNORECASE)


@cache
def _subject() -> re.Pattern[str]:
    return re.compile(lexicon("headers")["subject_of_letter"], re.IGNORECASE)


@cache
def _body() -> re.Pattern[str]:
    return re.compile(lexicon("headers")["body_begins"], re.IGNORECASE)


@cache
def _addressed() -> re.Pattern[str]:
    words = lexicon("headers")
    return re.compile(f"(?:{words['addressees']}|{words['recipients']})", re.IGNORECASE)


@cache
def mottos() -> re.Pattern[str]:
    """The name and the motto of the state, beside or above the issuer."""
    return re.compile(alternation(lexicon("headers")["mottos"]), re.IGNORECASE)
