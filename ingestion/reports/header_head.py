"""The head of a report: its number, the kind of document and the title."""

from __future__ import annotations

import re
from functools import cache

from ingestion.documents import parse_numbers
from ingestion.reference import Reference
from ingestion.reports.header_date import date_line_in
from ingestion.reports.header_model import Line, Number, Title
from ingestion.reports.header_place import names_body
from ingestion.reports.lexicon import lexicon
from ingestion.reports.scan import alternation

_MOST_TITLE_LINES = 5
_DEEPEST_TITLE = 20  # lines below which a line that names no kind is no title
_LONGEST_SUBTITLE = 250
_LONGEST_TITLE_LINE = 400
_SHORTEST_REST = 20  # characters of a title behind its kind on one line in small letters
_SENTENCE_ENDS = (".", ":", ";")
_BLANKS = re.compile(r"[\s.…]+")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
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


def find_title(lines: list[Line], reference: Reference, number: Number | None) -> Title:
    """Return kind and title: behind the heading that names the kind, behind `V/v` of a letter, or of no kind.

    Whichever stands first counts. A heading that goes on with the title on its line is in capitals; in small letters it
    counts where the text has a number and nothing else is found.
    """
    kinds = _kinds(reference)
    for index, line in enumerate(lines):
        subject = _subject_part(line)
        heading = _heading(line, kinds, must_be_upper=True) if subject is None else None
        if heading:
            kind, name, begun = heading
            untold = _untold(lines, index) if begun else None  # PHƯƠNG ÁN, CHƯƠNG TRÌNH inside a title name no kind
            if untold:
                kind, name, index, begun = untold[0], "", untold[1], lines[untold[1]].text
            text, start = _title_text(lines, index, begun, kinds)
            return Title(kind, name, text, start)
        if subject is not None:
            column, begun = subject
            text, start = _title_text(lines, index, begun, kinds, column if line.cells else None)
            return Title("letter", kinds_name("letter", reference), text, start)
    for index, line in enumerate(lines) if number else ():
        heading = _heading(line, kinds, must_be_upper=False)
        if heading:
            kind, name, begun = heading
            text, start = _title_text(lines, index, begun, kinds)
            return Title(kind, name, text, start)
    symbol = number.type_symbol if number else ""
    known = reference.document_types.get(symbol) if symbol else None
    told = _untold(lines, _DEEPEST_TITLE)
    if told:
        kind, index = told
        text, start = _title_text(lines, index, lines[index].text, kinds)
        return Title(known.kind if known else kind, known.name_vi if known else "", text, start)
    return Title(known.kind, known.name_vi) if known else Title()


def _subject_part(line: Line) -> tuple[int, str] | None:
    """Return the column of `V/v` of a letter and what stands behind it; in a sentence it is none."""
    for column, part in enumerate(line.parts):
        match = _subject().search(part)
        if match and (match.start() == 0 or _number().search(part[: match.start()])):
            said = date_line_in(part)
            until = said.start() if said and said.start() > match.end() else len(part)
            return column, part[match.end() : until].strip(" )")
    return None


def _untold(lines: list[Line], until: int) -> tuple[str, int] | None:
    """Return kind and index of the line that begins a title without its kind: by first words and topic.

    A line in capitals on one of the topics is a title too where it names a year.
    """
    named: dict[str, list[str]] = lexicon("headers")["titles_without_kind"]
    for index, line in enumerate(lines[:until]):
        folded = line.text.casefold()
        if line.cells or len(line.text) > _LONGEST_TITLE_LINE or line.text.endswith(_SENTENCE_ENDS):
            continue
        around = " ".join(one.text for one in lines[index : index + 3]).casefold()
        if not any(topic in around for topic in lexicon("headers")["topics"]):
            continue
        for kind, begins in named.items():
            if any(folded.startswith(f"{begin} ") or folded == begin for begin in begins):
                return kind, index
        if line.text.isupper() and _YEAR.search(line.text) and not names_body(line.text):
            return "report", index
    return None


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
        words = _before_kind().sub("", part.strip(" .:"), count=1)
        spaced = {name.replace(" ", ""): name for name in kinds}.get(words.replace(" ", "").casefold())
        if spaced and words.isupper() and words.casefold() not in kinds:
            words = spaced.upper()  # letters set apart: B Á O  C Á O
        if words.casefold() in kinds and words[:1].isupper():
            return _parted(words, kinds)
    if line.cells or (line.text.endswith(_SENTENCE_ENDS) and not (must_be_upper and line.text.isupper())):
        return None
    whole = _before_kind().sub("", line.text, count=1) if line.text.isupper() else line.text
    for name in sorted(kinds, key=len, reverse=True):
        head, rest = whole[: len(name)], whole[len(name) :]
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


def _title_text(
    lines: list[Line], index: int, begun: str, kinds: dict[str, str], column: int | None = None
) -> tuple[str, int]:
    """Return the title whose begin (which may be empty) stands in the heading of a line, and where it begins.

    `column` is that of the subject of a letter, which goes on in the cells below.
    """
    start = lines[index].number
    parts = [begun] if begun else []
    before = lines[index]
    # A heading that is a kind and nothing more stands above its title, whatever that begins with.
    awaited = any(part.strip(" .:").casefold() in kinds for part in before.parts)
    for line in lines[index + 1 : index + 1 + _MOST_TITLE_LINES]:
        if _RULES.fullmatch(line.text):
            continue
        is_first = awaited or not parts or bool(_qualifiers().fullmatch(" ".join(parts)))
        if column is not None and line.cells:
            cell = line.cells[column] if column < len(line.cells) else ""
            if not cell or _addressed().match(cell) or _number().match(cell) or date_line_in(cell):
                break
            parts.append(cell)
            continue
        if line.cells or len(line.text) > _LONGEST_TITLE_LINE or not (is_first or _goes_on(line, before)):
            break
        if (is_first and _opens(line, parts)) or date_line_in(line.text):
            break
        start = line.number if not parts else start
        parts.append(line.text)
        before, awaited = line, False
    return " ".join(parts).strip(), start


def _opens(line: Line, parts: list[str]) -> bool:
    """Say whether a line where a title is awaited begins the body: addressed, or a paragraph below a qualifier."""
    return bool(_addressed().match(line.text) or (parts and (_body().match(line.text) or line.text.endswith("."))))


def _goes_on(line: Line, before: Line) -> bool:
    """Say whether a line goes on with the title: it begins no paragraph, and stands near or reads as a rest."""
    if _body().match(line.text) or line.text.endswith(_SENTENCE_ENDS) or before.text.endswith(_SENTENCE_ENDS):
        return False
    is_rest = line.text[:1].islower() or line.text[:1].isdigit() or line.text.startswith("(")
    is_alike = line.text.isupper() == before.text.isupper() and len(line.text) < 160
    is_below = (
        before.text.isupper() and len(line.text) < _LONGEST_SUBTITLE
    )  # a line in capitals, the rest in small letters
    return is_rest or (line.number == before.number + 1 and (is_alike or is_below))


@cache
def _number() -> re.Pattern[str]:
    return re.compile(lexicon("headers")["number"], re.IGNORECASE)


@cache
def _before_kind() -> re.Pattern[str]:
    return re.compile(f"^{lexicon('headers')['before_kind']}", re.IGNORECASE)


@cache
def _qualifiers() -> re.Pattern[str]:
    return re.compile(lexicon("headers")["qualifiers"], re.IGNORECASE)


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
