"""Who speaks in a report and to whom, what it rests on, who signed it."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from ingestion.documents import parse_dates
from ingestion.reference import Reference
from ingestion.reports.header_head import mottos
from ingestion.reports.header_model import Line, Number, plain, read_lines
from ingestion.reports.header_place import names_body
from ingestion.reports.lexicon import lexicon
from ingestion.reports.model import StoredText
from ingestion.reports.scan import alternation

_MOST_PARTIES, _LONGEST_PARTY = 30, 200
_LONGEST_ISSUER = 160
_ITEM = re.compile(r"[-–+•*]\s?")
_NAME = re.compile(r"[A-ZĐÀ-ỸẠ-Ỹ]\w{0,9}(?: [A-ZĐÀ-ỸẠ-Ỹ]\w{0,9}){1,4}")
_DOCUMENT_NO = (
    r"số\s?:?\s?(?P<no>\d{1,6}[a-zđ]?(?:\s?/\s?\d{4})?\s?[-/]\s?(?-i:[A-ZĐ])[\wĐđ]{0,14}"
    r"(?:\s?[-&./]\s?(?-i:[A-ZĐ])[\wĐđ]{0,20}){0,4})"
    r"(?:\s?,?\s?ngày\s(?P<on>\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}|\d{1,2} tháng \d{1,2} năm \d{4}))?"
)


def find_issuer(lines: list[Line], intro: list[Line], number: Number | None) -> tuple[str, str]:
    """Return the issuer as printed and the body above it: from the head, the first sentences or the symbol."""
    bodies: list[str] = []
    for line in lines:
        for column, part in enumerate(line.parts):
            text = mottos().split(part)[0].strip(" -")
            text = _number_begins().split(text)[0].strip()
            if not text or len(text) > _LONGEST_ISSUER or text != text.upper():
                continue
            if names_body(text):
                bodies.append(text)
            elif bodies and _NAME.match(text) and column == 0:
                bodies[-1] = f"{bodies[-1]} {text}"
    if bodies:
        return bodies[-1], bodies[-2] if len(bodies) > 1 else ""
    for line in intro:
        match = _announces().search(line.text)
        if match:
            return match["issuer"].strip(" ,"), ""
    symbol = number.issuer_symbol if number else ""
    known: dict[str, str] = lexicon("headers")["symbols"]
    return next((name for part, name in known.items() if part in symbol), ""), ""


def find_parties(lines: list[Line], pattern: str) -> tuple[str, ...]:
    """Return the bodies behind `Kính gửi:` or `Nơi nhận:`, on its line and in the items below."""
    begin = re.compile(pattern, re.IGNORECASE)
    for index, line in enumerate(lines):
        for column, part in enumerate(line.parts):
            match = begin.match(part)
            if match:
                return _parties(part[match.end() :], lines[index + 1 :], column if line.cells else None)
    return ()


def _parties(first: str, below: list[Line], column: int | None) -> tuple[str, ...]:
    texts = [first] if first.strip(" :;-") else []
    for line in below[:_MOST_PARTIES]:
        text = line.text
        if column is not None and column < len(line.cells):
            text = line.cells[column]
        if not _ITEM.match(text):
            break
        texts.append(text)
    whole = " ; ".join(texts)
    items = (re.sub(r"^(?:[-–+•*]\s?)+", "", one.strip()).rstrip(" .,") for one in whole.split(";"))
    return tuple(one[:_LONGEST_PARTY] for one in items if one)[:_MOST_PARTIES]


def find_foot(stored: StoredText) -> list[Line]:
    """Return the lines around the recipients and the signature: from a little above `Nơi nhận` up to the annexes."""
    recipients, annex = _recipients(), _annex()
    start = next(
        (
            index
            for index, line in enumerate(stored.lines)
            if recipients.search(line[:80]) and recipients.match(plain(line[:80]).lstrip("- "))
        ),
        None,
    )
    if start is None:
        return []
    lines = read_lines(stored, max(0, start - 12), lexicon("headers")["foot_lines"])
    end = next((i for i, one in enumerate(lines) if one.number > start + 1 and annex.match(one.text)), len(lines))
    return lines[:end]


def find_signer(lines: list[Line]) -> str:
    """Return the name below the last line of a position (`PHÓ CHỦ TỊCH`); empty if the place is blank."""
    is_below = False
    for line in lines:
        for part in line.parts:
            if _ITEM.match(part):
                continue
            match = _position().search(part)
            if match:
                is_below = True
                part = part[match.end() :]
            part = _signed().sub(" ", part).strip(" .,;")
            if is_below and _is_person(part):
                return part
    return ""


def _is_person(text: str) -> bool:
    words = text.split()
    return (
        bool(_NAME.fullmatch(text))
        and not names_body(text)
        and len(words) > 1
        and not any(char.isdigit() for char in text)
    )


def find_legal_basis(lines: list[Line], reference: Reference) -> tuple[str, ...]:
    """Return the documents the first paragraphs name as their basis, each once, in order."""
    begins = _basis_begins()
    pattern = _named_document(reference)
    found: dict[str, date | None] = {}
    for line in lines:
        if not begins.match(line.text):
            continue
        for match in pattern.finditer(line.text):
            no = re.sub(r"\s", "", match["no"])
            on = _day(match["on"])
            kind = match["kind"][:1].upper() + match["kind"][1:].lower()
            found.setdefault(f"{kind} {no}", on)
    return tuple(f"{name} ({on.isoformat()})" if on else name for name, on in found.items())


def _day(text: str | None) -> date | None:
    days = parse_dates(text) if text else ()
    return days[0].on if len(days) == 1 else None


@cache
def _named_document(reference: Reference) -> re.Pattern[str]:
    kinds = [one.name_vi for one in reference.document_types.values() if "(" not in one.name_vi]
    kinds += lexicon("headers")["basis_kinds"]
    return re.compile(rf"(?<!\w)(?P<kind>{alternation(kinds)})\s{{1,2}}{_DOCUMENT_NO}", re.IGNORECASE)


@cache
def _basis_begins() -> re.Pattern[str]:
    return re.compile(rf"[-–+•]?\s?(?:{alternation(lexicon('headers')['basis_begins'])})(?!\w)", re.IGNORECASE)


@cache
def _announces() -> re.Pattern[str]:
    names = [name for named in lexicon("headers")["bodies"].values() for name in named]
    words = alternation(lexicon("headers")["announces"])
    return re.compile(
        rf"(?:^|[,.;]\s)(?P<issuer>(?:{alternation(names)})(?!\w)[^,;.:]{{0,90}}?)\s(?:{words})(?!\w)", re.IGNORECASE
    )


@cache
def _number_begins() -> re.Pattern[str]:
    return re.compile(r"(?<!\w)S[ốỐ]\s?[:.]")


@cache
def _recipients() -> re.Pattern[str]:
    return re.compile(lexicon("headers")["recipients"], re.IGNORECASE)


@cache
def _annex() -> re.Pattern[str]:
    return re.compile(lexicon("headers")["annex"], re.IGNORECASE)


@cache
def _position() -> re.Pattern[str]:
    """The last of the positions in a run of them, in capitals."""
    words = "|".join(sorted((re.escape(one) for one in lexicon("headers")["positions"]), key=len, reverse=True))
    return re.compile(rf"(?:^|\s)(?:(?:KT|TM|TL|TUQ|Q)\.\s?)?(?:(?:{words})\s?){{1,4}}(?=$|\s|\()")


@cache
def _signed() -> re.Pattern[str]:
    return re.compile(lexicon("headers")["signed_marks"], re.IGNORECASE)
