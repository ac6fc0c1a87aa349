"""The tokens of a passage: its amounts, percentages, cue words, years, days and the marks between them, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from ingestion.reports.funds.cues import Cue, find_cues
from ingestion.reports.lexicon import lexicon
from ingestion.reports.outline import component_mentions
from ingestion.reports.scan import Moment, Quantity, Scan, alternation, counted

_MARK = re.compile(r"[();,:]|\.(?=\s|$|[*_”\"])|[!?](?=\s|$)")
_ABBREVIATION = re.compile(r"(?:\b[A-ZĐ]|\b(?:TP|Tp|tr|TX|TT|ThS|TS))$")
_ENDS_AMOUNT = re.compile(r"\s{0,2}(?:[,;.)(]|$|và\s|còn\s|[*_])")
_ENDS_LARGE = re.compile(r"\s{0,2}(?:[,;.)(/]|[-–]\s|$|và\s|còn\s|[*_])")
_ENDS_LIST = re.compile(r"\s{0,2}(?:[,;)(]|\.(?=\s|$)|$|và\s)")
_LONGEST_NAME = 48  # characters between the mark before a name and its number
_OPENS_LIST = re.compile(r"[^:\d]{0,40}:")
_CLAUSE_MARKS = (", ", "; ", ". ", "(", ")")
_SECOND = re.compile(r"\s?/\s?[\d.,]{1,20}\d")
_SHORTEST = 3  # digits of a number that is money without a unit of its own
_BEFORE_AMOUNT = ("source", "nature", "measure", "hint", "bare_source", "bare_nature")
_BEFORE_BARE = re.compile(r"[\s:*]{0,3}(?:(?:là|được|đạt|giao|số)\s{1,2})?")
_UNTIL = re.compile(
    r"(?:đến|hết|tại|kể từ)\s{1,2}(?:hết\s|cuối\s|thời điểm\s|ngày\s|tháng\s|thời\s){0,3}", re.IGNORECASE
)
_JOINS = re.compile(r"\s{0,2}(?:,|và|cùng)\s{1,2}", re.IGNORECASE)
_LONGEST_JOIN = 9
_ROUNDED = Decimal("0.0055")  # percentage points that a rate of two decimals may be off
_ONLY_BEFORE = ("performed", "bare_source", "bare_nature")
_TO_AMOUNT = re.compile(
    r"[\s:*]{1,4}"
    r"(?:(?:là|được(?!\s{1,2}(?:cấp|bố trí))|đạt|khoảng|trên|gần|hơn|số tiền|cấp|bố trí)\s{1,2}){0,2}(?=\d)",
    re.IGNORECASE,
)
_FROM = re.compile(r"từ\s{1,2}(?:đầu\s)?(?:năm\s{1,2})?$", re.IGNORECASE)
_TO = re.compile(r"\s{0,2}đến\s")
#: The end of a span that goes on until the report (`từ năm 2022 đến nay`).
NOW = "now"
_WORD_BEFORE = 24


@dataclass(frozen=True)
class Token:
    """One thing said in a passage.

    `kind`: amount, percent, cue (with `axis` and `value`), year (`value` as `2023` or `2021-2025`), day (`value` ISO)
    or mark (`value` one of `( ) ; , : .` or `nest`, `and`).
    """

    start: int
    end: int
    kind: str
    value: str = ""
    axis: str = ""
    quantity: Quantity | None = None


def tokenize(text: str, start: int, scan: Scan, unit: Quantity | None = None, *, is_wide: bool = False) -> list[Token]:
    """Return the tokens of a text behind `start`; `unit` is that of numbers which print none, where one is told.

    `is_wide`: it is told for the prose of the report, and not for a table.
    """
    cues = [cue for cue in find_cues(text) if cue.start >= start]
    mentions = component_mentions(text, start)
    names = [cue.start for cue in cues if cue.axis in _BEFORE_AMOUNT or cue.axis == "nouns"]
    names += [at for at, _, _ in mentions]
    is_large = is_wide and (bool(names) or _has_rated_pair(scan))
    amounts = list(_amounts(text, scan, cues, unit, names, is_wide=is_large))
    starts = {one.start for one in amounts}
    joined = list(_joined_bare(text, cues))
    cues = [cue for cue in cues if cue.axis not in _ONLY_BEFORE or _reach(text, cue) in starts]
    cues += joined
    percents = [one for one in scan.quantities if one.is_percent]
    spans = [(one.start, max(one.end, one.unit_end)) for one in scan.quantities]
    spans += [(one.start, one.end) for one in scan.moments]
    tokens = [Token(one.start, max(one.end, one.unit_end), "amount", quantity=one) for one in amounts]
    tokens += [Token(one.start, one.unit_end, "percent", quantity=one) for one in percents]
    tokens += [
        Token(cue.start, cue.end, "relative" if cue.axis == "relative" else "cue", cue.value, cue.axis)
        for cue in cues
        if cue.axis not in ("nests", "ands") and not (cue.axis == "relative" and _is_compared(text, cue.start))
    ]
    tokens += [Token(cue.start, cue.end, "mark", cue.axis[:-1]) for cue in cues if cue.axis in ("nests", "ands")]
    tokens += [Token(at, end, "cue", code, "component") for at, end, code in mentions]
    tokens += list(_moments(text, scan.moments))
    tokens += list(_marks(text, start, sorted(spans)))
    return list(_without_excluded(sorted(tokens, key=lambda one: (one.start, one.end, one.kind))))


def _without_excluded(tokens: list[Token]) -> Iterator[Token]:
    """Leave out what is said not to be counted in: `(chưa tính ngân sách huyện)`, up to the end of its clause."""
    ends: str | None = None
    mark = ""
    for one in tokens:
        if one.axis == "excluding":
            ends = ends or (")" if mark == "(" else "(),;:.")
            continue
        if one.kind == "mark":
            mark = one.value
        if one.kind == "amount" or (one.kind == "mark" and ends and one.value in ends):
            ends = None
        if ends is None:
            yield one


def _amounts(
    text: str, scan: Scan, cues: list[Cue], unit: Quantity | None, names: list[int], *, is_wide: bool
) -> Iterator[Quantity]:
    """Yield the amounts of money; a bare number in a list of amounts takes the unit of those beside it.

    `names`: where words of money and components begin.
    """
    money = [one for one in scan.quantities if one.is_money and not _foreign().match(text, one.unit_end)]
    ends = {cue.end for cue in cues if (cue.axis in _BEFORE_AMOUNT and cue.value) or cue.axis == "spent_on"}
    ends |= {one.end for one in scan.moments if one.kind in ("year", "span")}
    told = unit or (money[0] if money else None)
    is_list = is_behind_count = False  # the number before was money; it was none
    for one in scan.quantities:
        if one.is_money and _foreign().match(text, one.unit_end):
            continue
        if one.is_money:
            told, is_list, is_behind_count = one, True, False
            yield one
        elif one.is_percent:
            continue
        elif told and (
            (_is_large(text, one, names, is_behind_count=is_behind_count) if is_wide else _is_bare(text, one, ends))
            or (is_list and _is_of_name(text, one))
        ):
            is_list, is_behind_count = True, False
            yield replace(one, unit_text=told.unit_text, factor=told.factor, is_money=True, unit_end=one.end)
        else:
            is_list, is_behind_count = False, True


def _has_rated_pair(scan: Scan) -> bool:
    """Say whether a pair of bare numbers is followed by its rate: `93.368,4/122.083,5, đạt 76,48%`."""
    numbers = scan.quantities
    for first, second, rate in zip(numbers, numbers[1:], numbers[2:], strict=False):
        is_pair = first.pair == "numerator" and not first.unit_text and second.pair == "denominator"
        if (
            is_pair
            and second.value
            and rate.is_percent
            and abs(first.value * 100 / second.value - rate.value) <= _ROUNDED
        ):
            return True
    return False


def _is_of_name(text: str, one: Quantity) -> bool:
    """Say whether a number goes on with a list of money by names: `Tây Nguyên 12 tỷ đồng, Đông Nam Bộ 9,5;`."""
    if not _ENDS_LIST.match(text, one.end):
        return False
    before = text[max(0, one.start - _LONGEST_NAME) : one.start]
    mark = max(before.rfind(each) for each in (",", ";", ":", "(", " và "))
    words = before[mark + 1 :].replace("và ", "", 1).strip(" :*_").split()
    kinds = lexicon("headings")["place_kinds"]
    while words and words[0].casefold() in kinds:
        words.pop(0)
    return mark >= 0 and bool(words) and all(word[0].isupper() for word in words) and not words[-1].isupper()


def _is_large(text: str, one: Quantity, cues: list[int], *, is_behind_count: bool) -> bool:
    """Say whether a number without a unit is money where the unit is told for all: it is long, and nothing is counted.

    For the first of a pair the second is looked at. `cues`: where words of money begin.
    """
    clause = max(text.rfind(mark, 0, one.start) for mark in _CLAUSE_MARKS)
    is_counted = is_behind_count or counted().search(text, max(0, clause), one.start) is not None
    if is_counted and not any(clause < at < one.start for at in cues):
        return False
    end = one.end
    if one.pair == "numerator":
        other = _SECOND.match(text, end)
        end = other.end() if other else end
    return len(one.text) >= _SHORTEST and _ENDS_LARGE.match(text, end) is not None


def _is_compared(text: str, start: int) -> bool:
    return _other_year().search(text[max(0, start - _WORD_BEFORE) : start]) is not None


def _reach(text: str, cue: Cue) -> int:
    """Return where the words end that may stand between a cue and its amount."""
    reached = _TO_AMOUNT.match(text, cue.end)
    return reached.end() if reached else -1


def _joined_bare(text: str, cues: list[Cue]) -> Iterator[Cue]:
    """Yield a bare source that is joined to one told in full: `ngân sách trung ương và tỉnh cấp`."""
    told = {one.end: one.value for one in cues if one.axis == "source" and one.value not in ("total", "other")}
    for one in cues:
        if one.axis != "bare_source":
            continue
        before = next((end for end in range(one.start - 1, one.start - _LONGEST_JOIN, -1) if end in told), None)
        if before is not None and told[before] != one.value and _JOINS.fullmatch(text, before, one.start):
            yield replace(one, axis="source")


def _is_bare(text: str, one: Quantity, ends: set[int]) -> bool:
    """Say whether a number without a unit stands where a list prints an amount: behind a cue, before a mark."""
    if not _ENDS_AMOUNT.match(text, one.end):
        return False
    return any(
        end <= one.start and _BEFORE_BARE.fullmatch(text, end, one.start) for end in range(one.start - 9, one.start + 1)
        if end in ends
    )  # fmt: skip


def _moments(text: str, moments: Sequence[Moment]) -> Iterator[Token]:
    """Yield years and spans of money, and the days up to which it was counted."""
    for index, one in enumerate(moments):
        before = text[max(0, one.start - _WORD_BEFORE) : one.start]
        if one.kind in ("day", "month"):
            if _UNTIL.search((before + text[one.start : one.end])[:_WORD_BEFORE]):
                yield Token(one.start, one.end, "day", one.first)
        elif one.kind == "span":
            yield Token(
                one.start, one.end, "year", f"{one.first}-{one.last}", axis="named" if _is_named(text, one) else ""
            )
        elif one.kind == "year" and _FROM.search(before) and _TO.match(text, one.end):
            last = moments[index + 1] if index + 1 < len(moments) else None
            year = last.first[:4] if last and last.start - one.end <= _WORD_BEFORE else NOW
            yield Token(one.start, one.end, "year", f"{one.first}-{year}" if year != one.first else year)
        elif one.kind == "year" and _until_year().search(before + text[one.start : one.end - 4]):
            yield Token(one.start, one.end, "year", one.first, axis="until")
        elif one.kind == "year" and not _other_year().search(before):
            yield Token(one.start, one.end, "year", one.first)


def _is_named(text: str, moment: Moment) -> bool:
    """Say whether a span stands in the full name of the programme."""
    before = text[max(0, moment.start - 110) : moment.start]
    return re.search(r"(?:chương trình|ctmtqg)[^,;.:()]{12,100}giai\sđoạn\s{0,3}$", before, re.IGNORECASE) is not None


def _marks(text: str, start: int, spans: list[tuple[int, int]]) -> Iterator[Token]:
    index = 0
    for match in _MARK.finditer(text, start):
        while index < len(spans) and spans[index][1] <= match.start():
            index += 1
        if index < len(spans) and spans[index][0] <= match.start():
            continue
        value = match[0] if match[0] in "();,:" else "."
        if match[0] == "." and _ABBREVIATION.search(text[max(0, match.start() - 4) : match.start()]):
            continue
        yield Token(match.start(), match.end(), "mark", value)


def unit_told(text: str) -> tuple[str, Decimal] | None:
    """Return the unit of money that a line tells for what follows (`ĐVT: triệu đồng`), and its factor."""
    found = _unit_line().search(text)
    if not found:
        return None
    name = " ".join(found["unit"].casefold().split())
    return found["unit"], Decimal(lexicon("quantities")["money_units"][name])


def unit_of_list(text: str) -> tuple[str, Decimal] | None:
    """Return the unit in brackets of a line that opens a list: `Phân theo vùng (tỷ đồng):`."""
    found = bracketed_unit().search(text)
    if not found or not _OPENS_LIST.match(text, found.end()) or re.search(r"\d[.,]\d", text[: found.start()]):
        return None
    return found["unit"], Decimal(lexicon("quantities")["money_units"][" ".join(found["unit"].casefold().split())])


@cache
def _other_year() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternation(lexicon('funds')['other_years'])})\s{{1,3}}(?:năm\s)?$", re.IGNORECASE)


@cache
def _foreign() -> re.Pattern[str]:
    return re.compile(rf"\s{{0,2}}(?:{alternation(lexicon('funds')['foreign'])})(?!\w)", re.IGNORECASE)


@cache
def _until_year() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternation(lexicon('funds')['until_years'])})\s{{1,3}}(?:năm\s)?$", re.IGNORECASE)


@cache
def _unit_line() -> re.Pattern[str]:
    words = alternation(lexicon("funds")["unit_lines"])
    units = alternation(list(lexicon("quantities")["money_units"]))
    return re.compile(rf"(?<!\w)(?:{words})\s?[:\s]\s?(?P<unit>{units})(?!\w)", re.IGNORECASE)


@cache
def bracketed_unit() -> re.Pattern[str]:
    """Return the pattern of a unit of money in brackets: `(triệu đồng)`, `(ĐVT: tỷ đồng)`."""
    units = alternation(list(lexicon("quantities")["money_units"]))
    return re.compile(rf"\(\s?(?:đvt:?\s|đơn vị:?\s)?(?P<unit>{units})\s?\)", re.IGNORECASE)
