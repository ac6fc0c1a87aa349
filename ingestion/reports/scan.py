"""One pass over a passage: its quantities (number, unit, pair, bound, estimate) and the dates and years between them.

Numbers that belong to a document number, a date, an article of a law or a road are told apart here, once, so that no
grammar sees them. Every pattern is bounded: the pass is linear in the length of the passage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from ingestion.reports.lexicon import lexicon
from ingestion.reports.numbers import parse_number


@dataclass(frozen=True)
class Quantity:
    """One number with what stands right beside it; offsets are those of the passage.

    `value` is as printed (before the unit), `factor` the đồng of a money unit or the scale of a count, `unit_text` the
    unit of money or `%` as printed (else empty), `unit_end` its end. `pair` is numerator or denominator of `a/b`.
    `bound` is at_least, at_most, about or empty, `is_estimate` says that a word of estimating stands close before.
    """

    start: int
    end: int
    text: str
    value: Decimal
    unit_text: str = ""
    unit_end: int = 0
    factor: Decimal = Decimal(1)
    is_money: bool = False
    is_percent: bool = False
    pair: str = ""
    bound: str = ""
    is_estimate: bool = False

    @property
    def amount(self) -> Decimal:
        """The value times its factor: đồng for money."""
        return self.value * self.factor


@dataclass(frozen=True)
class Moment:
    """A date, month, year or span of years in the text; `kind` is day, month, year, span or school_year.

    `first` and `last` are ISO: `2023-06-30`, `2023-06`, `2023`; they are equal but for spans. A day without its year
    (`ngày 30/6`) has the form `--06-30`.
    """

    start: int
    end: int
    kind: str
    first: str
    last: str


@dataclass(frozen=True)
class Scan:
    """What one passage holds, in order."""

    quantities: tuple[Quantity, ...]
    moments: tuple[Moment, ...]


_LETTERS = r"[A-Za-zÀ-ỹĐđ0-9]"
_DOCUMENT = (
    r"(?-i:\b\d{1,6}[a-zA-Z]?\s?(?:[-–]\s?[A-ZĐ][\w.]{0,12}\s?)?/\s?(?:\d{4}\s?/\s?)?"
    rf"[A-ZĐ]{_LETTERS}{{0,14}}(?:\s?[-–&.]\s?[A-ZĐ]{_LETTERS}{{0,20}}){{0,4}}\b)"
)
_DAY = r"(?<!\d)(?P<d>\d{1,2})\s?[/.-]\s?(?P<m>\d{1,2})\s?[/.-]\s?(?P<y>(?:19|20)\d{2})(?!\d)"
_LONG_DAY = r"ngày\s{1,3}(?P<ld>\d{1,2})\s{1,3}tháng\s{1,3}(?P<lm>\d{1,2})\s{1,3}năm\s{1,3}(?P<ly>(?:19|20)\d{2})"
# A letter right behind a number makes it a label (road 1A); the sign of đồng and units of measure are written small.
_NUMBER = r"(?<![\w.,])\d+(?:[.,]\d+)*(?!\d|[.,]\d|(?-i:[A-ZĐ]))"
_TOKEN = re.compile(
    rf"""
      (?P<document>{_DOCUMENT})
    | (?P<day>(?:ngày\s{{1,3}})?{_DAY})
    | (?P<longday>{_LONG_DAY})
    | (?P<shortday>(?:ngày|đến|hết|tới)\s{{1,3}}(?P<sd>\d{{1,2}})/(?P<sm>0?[1-9]|1[0-2])(?![\d/.,%]))
    | (?P<month>(?:tháng\s{{1,3}})(?P<mm>\d{{1,2}})(?:\s?[/-]\s?|\s{{1,3}}năm\s{{1,3}})(?P<my>(?:19|20)\d{{2}})(?!\d))
    | (?P<baremonth>(?<![\w.,/])(?P<bm>0?[1-9]|1[0-2])/(?P<by>(?:19|20)\d{{2}})(?![\d/]))
    | (?P<span>(?<![\d.,/])(?:năm\s{{1,3}}(?=\d{{4}}\s?[-–—]\s?20\d\d))?
        (?P<y1>(?:19|20)\d{{2}})\s?(?:-|–|—|đến(?:\snăm)?)\s?(?P<y2>(?:19|20)\d{{2}})(?![\d.,]*\d))
    | (?P<year>năm\s{{1,3}}(?P<yy>(?:19|20)\d{{2}})(?!\d|[.,]\d|\s?%))
    | (?P<named>(?:tháng|quý)\s{{1,3}}(?:\d{{1,2}}|[IV]{{1,3}})\b(?![.,]?\d))
    | (?P<number>{_NUMBER})
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BARE_YEAR = re.compile(r"(?:199|20[0-4])\d")
_BLANK_DECIMAL = re.compile(r"(\d{1,3}),[ \t](\d{1,2})(?=\s?%)")
_BLANK_GROUP = re.compile(r"\d{1,3}(?:\.\d{3}){0,3}\.[ \t]\d{3}(?![\d.,]\d)")  # `318. 250` of a scan
_GROUP_END = re.compile(r"\s?[,;)](?!\d)")
_PER_CENT = re.compile(r"\s?%")
_SLASH = re.compile(r"\s?/\s?")
_SHORTEST_RUN = 3
_ARROW = re.compile(r"\s{0,2}(?:→|->|=>|➔|⇒|⟶)\s{0,2}")
_WORD_BEFORE = 40  # characters looked at before a number for a label, a bound or a word of estimating


def scan(text: str, start: int = 0) -> Scan:
    """Return the quantities and moments of a passage; what stands before `start`, its marker, is left out."""
    quantities: list[Quantity] = []
    moments: list[Moment] = []
    position = start
    while match := _TOKEN.search(text, position):
        position = match.end()
        kind = match.lastgroup  # the outermost group of the alternative that matched
        if kind == "number":
            broken = _BLANK_DECIMAL.match(text, match.start()) or _blank_group(text, match.start())
            position = broken.end() if broken else position
            _number(text, match.start(), position, quantities, moments)
        elif kind not in (None, "document", "named"):
            moments.append(_moment(match, str(kind)))
    return Scan(tuple(_paired(text, _run(text, list(_compounded(text, quantities))))), tuple(moments))


def _blank_group(text: str, start: int) -> re.Match[str] | None:
    """Return a number with a blank between its groups, where its unit or the end of its clause follows."""
    broken = _BLANK_GROUP.match(text, start)
    is_whole = broken and (_GROUP_END.match(text, broken.end()) or _units().match(text, broken.end()))
    return broken if is_whole else None


def _number(text: str, start: int, end: int, quantities: list[Quantity], moments: list[Moment]) -> None:
    printed = text[start:end]
    percent = _PER_CENT.match(text, end)
    number = parse_number(printed, is_percent=percent is not None)
    if number is None:
        return
    unit = _units().match(text, end)
    is_count = counted().match(text, unit.end() if unit else end) is not None
    if not percent and not unit and not is_count and _BARE_YEAR.fullmatch(printed):
        moments.append(Moment(start, end, "year", printed, printed))
        return
    before = text[max(0, start - _WORD_BEFORE) : start]
    if not percent and not unit and _labels().search(before):
        return
    bound, reach = _bound(text, before, unit.end() if unit else percent.end() if percent else end)
    quantity = Quantity(start, end, printed, number.value, unit_end=end, bound=bound)
    if percent:
        quantity = replace(quantity, unit_text="%", unit_end=percent.end(), is_percent=True)
    elif unit:
        name = _normal(unit["unit"])
        scales = lexicon("quantities")["scales"]
        is_money = not (name in scales and is_count)
        factor = lexicon("quantities")["money_units"][name]
        quantity = replace(
            quantity, unit_text=unit["unit"], unit_end=unit.end(), factor=Decimal(factor), is_money=is_money
        )
    is_estimate = _estimates().search(before[: len(before) - reach]) is not None
    quantities.append(replace(quantity, is_estimate=is_estimate))


def _bound(text: str, before: str, after: int) -> tuple[str, int]:
    """Return the bound told beside a number, and how many characters before it that took."""
    told = _bounds_before().search(before)
    if told:
        return next(name for name, phrase in told.groupdict().items() if phrase), len(before) - told.start()
    behind = _bounds_after().match(text, after)
    return (next(name for name, phrase in behind.groupdict().items() if phrase), 0) if behind else ("", 0)


def _compounded(text: str, quantities: list[Quantity]) -> Iterator[Quantity]:
    """Join `5 tỷ 300 triệu đồng` to one quantity, in the unit printed last."""
    held: Quantity | None = None
    for one in quantities:
        joins = held and held.is_money and one.is_money and not text[held.unit_end : one.start].strip()
        if held and joins and held.factor > one.factor and one.amount < held.factor:
            value = (held.amount + one.amount) / one.factor
            held = replace(
                held, end=one.end, text=text[held.start : one.end], value=value, unit_text=one.unit_text,
                unit_end=one.unit_end, factor=one.factor,
            )  # fmt: skip
            continue
        if held:
            yield held
        held = one
    if held:
        yield held


def _run(text: str, quantities: list[Quantity]) -> Iterator[Quantity]:
    """Give numbers with slashes, three or more, or arrows between them the unit of money behind the last."""
    run: list[Quantity] = []
    has_arrow = False
    for at, one in enumerate(quantities):
        behind = quantities[at + 1] if at + 1 < len(quantities) else None
        run.append(one)
        is_arrow = behind is not None and _ARROW.fullmatch(text, one.end, behind.start) is not None
        if behind and one.unit_end == one.end and (is_arrow or _SLASH.fullmatch(text, one.end, behind.start)):
            has_arrow = has_arrow or is_arrow
            continue
        if (len(run) >= _SHORTEST_RUN or has_arrow) and one.is_money:
            run = [replace(each, unit_text=one.unit_text, factor=one.factor, is_money=True, pair="run") for each in run]
        yield from run
        run, has_arrow = [], False


def _paired(text: str, quantities: Iterator[Quantity]) -> Iterator[Quantity]:
    """Mark `a/b`: numerator and denominator; the numerator takes the unit printed behind the pair."""
    waiting: Quantity | None = None
    for one in quantities:
        slash = waiting and waiting.unit_end == waiting.end and _SLASH.fullmatch(text, waiting.end, one.start)
        both = waiting and waiting.is_money and one.is_money and _SLASH.fullmatch(text, waiting.unit_end, one.start)
        if waiting and both and not slash and not waiting.pair:
            yield replace(waiting, pair="numerator")
            one = replace(one, pair="denominator")
        elif waiting and slash and not waiting.pair:
            shared = replace(waiting, pair="numerator", unit_text=one.unit_text, factor=one.factor)
            yield replace(shared, is_money=one.is_money, is_percent=one.is_percent, bound=waiting.bound or one.bound)
            one = replace(one, pair="denominator")
        elif waiting:
            yield waiting
        waiting = one
    if waiting:
        yield waiting


def _moment(match: re.Match[str], kind: str) -> Moment:
    parts = match.groupdict()
    start, end = match.span()
    if kind in ("day", "longday"):
        names = ("d", "m", "y") if kind == "day" else ("ld", "lm", "ly")
        day, month, year = (parts[name] for name in names)
        iso = f"{year}-{int(month):02}-{int(day):02}"
        return Moment(start, end, "day", iso, iso)
    if kind == "shortday":
        iso = f"--{int(parts['sm']):02}-{int(parts['sd']):02}"
        return Moment(start, end, "day", iso, iso)
    if kind in ("month", "baremonth"):
        month, year = (parts["mm"], parts["my"]) if kind == "month" else (parts["bm"], parts["by"])
        iso = f"{year}-{int(month):02}"
        return Moment(start, end, "month", iso, iso)
    if kind == "span":
        is_school = re.search(r"(?:năm học|niên khóa)\s*$", match.string[max(0, start - 12) : start], re.IGNORECASE)
        return Moment(start, end, "school_year" if is_school else "span", parts["y1"], parts["y2"])
    return Moment(start, end, "year", parts["yy"], parts["yy"])


def _normal(phrase: str) -> str:
    return " ".join(phrase.casefold().split())


def alternation(phrases: list[str]) -> str:
    """Return a pattern for any of the phrases, the longest first; a blank stands for one to three blanks."""
    longest_first = sorted(phrases, key=lambda one: (-len(one), one))
    return "|".join(re.escape(one).replace("\\ ", r"\s{1,3}") for one in longest_first)


@cache
def _units() -> re.Pattern[str]:
    units = alternation(list(lexicon("quantities")["money_units"]))
    return re.compile(rf"[\s*_]{{0,4}}(?P<unit>{units})(?![^\W¹²³⁰⁴-⁹])", re.IGNORECASE)


@cache
def counted() -> re.Pattern[str]:
    """Return the pattern of a blank, not the edge of a cell, and a word for what is counted: ` hộ`."""
    return re.compile(rf"[^\S\t]{{1,2}}(?:{alternation(lexicon('quantities')['counted'])})(?!\w)", re.IGNORECASE)


@cache
def _labels() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternation(lexicon('quantities')['labels'])})\s{{1,3}}$", re.IGNORECASE)


@cache
def _estimates() -> re.Pattern[str]:
    estimates = alternation(lexicon("quantities")["estimates"])
    return re.compile(rf"(?<!\w)(?:{estimates})(?!\w)[^,;.()]{{0,25}}$", re.IGNORECASE)


@cache
def _bounds_before() -> re.Pattern[str]:
    return re.compile(rf"(?:(?<!\w)|(?<=\s))(?:{_named_bounds('bounds_before')})\s{{0,3}}$", re.IGNORECASE)


@cache
def _bounds_after() -> re.Pattern[str]:
    return re.compile(rf"\s{{1,3}}(?:{_named_bounds('bounds_after')})(?!\w)", re.IGNORECASE)


def _named_bounds(place: str) -> str:
    return "|".join(f"(?P<{name}>{alternation(words)})" for name, words in lexicon("quantities")[place].items())
