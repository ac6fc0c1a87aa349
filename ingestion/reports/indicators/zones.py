"""The text around each number of a passage, cut into the zones that wordings speak of."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from decimal import Decimal

from ingestion.reports.indicators.joined import ranges
from ingestion.reports.indicators.phrases import Hit, Hits
from ingestion.reports.indicators.wordings import vocabulary
from ingestion.reports.scan import Quantity

_SENTENCE_END = re.compile(r"[.!?…](?=\s{1,20}[\"“(]?[A-ZĐÀ-ÖØ-Ý¹²³⁰⁴-⁹*_]|\s{0,20}$)")
_CLAUSE_END = re.compile(r";|\t")
_POINTS = re.compile(r"\s?điểm\s?(?:%|phần\s?trăm)(?:\s?(?:/|mỗi\s|một\s)\s?năm)?", re.IGNORECASE)
_EACH = re.compile(
    r"(?:\s?[^\W\d]{1,8})?\s?/\s?(?:tháng|người|học sinh|hộ|em|khẩu|năm|ngày|lượt|nhà)(?!\w)", re.IGNORECASE
)
_BARE_NOUN = re.compile(r"[^\W\d]{1,12}(?:\s[^\W\d]{1,12})?\s?(?:,|và)\s?", re.IGNORECASE)
_NAME_BEFORE = re.compile(r"[^\W\d_]-$")  # Covid-19
_BRACKET = re.compile(r"[()]")
_NOUN_END = re.compile(r"[,.;:()¹²³⁰⁴-⁹]")
_WORD = re.compile(r"[^\W\d_]+")
_MOST_FILLERS = 3
_JUST_BEFORE = 16
_FAR_BEFORE, _FAR_BEHIND = 1500, 600  # of a longer sentence only so much is looked at
_PASSED_OVER = " \t/*_\"“‘'"


@dataclass(frozen=True)
class Spot:
    """One number and its zones, as offsets in the passage.

    `kind` is count, percent or money; `end` stands behind its unit and, in `a/b`, behind the pair; `head` is where its
    noun begins, behind fillers such as `các`; `denominator` the `b` of `a/b`. `since` is where the number before ended,
    `before` where the words on it did; `own` is where the words behind this one end, `tail` where those end that it
    shares with the next. `is_each`: it is so much for each (`kg/tháng`);
    `comma` is the first one behind the number, -1 if none.
    """

    quantity: Quantity
    kind: str
    end: int
    head: int
    before: int
    since: int
    tail: int
    sentence: tuple[int, int]
    clause: tuple[int, int]
    own: int
    denominator: Quantity | None = None
    is_each: bool = False
    comma: int = -1

    @property
    def start(self) -> int:
        """Where the number begins."""
        return self.quantity.start


def spots(text: str, quantities: tuple[Quantity, ...], hits: Hits, start: int = 0) -> list[Spot]:
    """Return the numbers of a passage that count something, each with its zones."""
    quantities = ranges(text, quantities)
    counted = [
        (one, other if other and one.pair == "numerator" else None)
        for one, other in zip(quantities, (*quantities[1:], None), strict=True)
        if one.pair != "denominator" and not _is_void(text, one, hits)
    ]
    sentence_ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    clause_ends = sorted({*sentence_ends, *(match.end() for match in _CLAUSE_END.finditer(text))})
    placed: list[Spot] = []
    for index, (quantity, denominator) in enumerate(counted):
        following = counted[index + 1][0] if index + 1 < len(counted) else None
        after_next = counted[index + 2][0] if index + 2 < len(counted) else None
        kind, end = _kind_and_end(text, quantity, denominator)
        first, last = _around(sentence_ends, quantity.start, start, len(text))
        sentence = max(first, quantity.start - _FAR_BEFORE), min(last, quantity.start + _FAR_BEHIND)
        clause = _around(clause_ends, quantity.start, start, len(text))
        since = max(placed[-1].end if placed else start, clause[0])
        tail = _closed(text, end, _tail(text, end, clause[1], following, after_next))
        placed.append(
            Spot(
                quantity,
                kind,
                end,
                _head(text, end, hits),
                _after_noun(text, since, quantity.start) if placed and placed[-1].end >= clause[0] else since,
                since,
                tail,
                sentence,
                clause,
                min(tail, following.start if following else tail),
                denominator,
                kind != "percent" and _EACH.match(text, quantity.unit_end) is not None,
                text.find(",", end, tail),
            )
        )
    return placed


def sentence_around(text: str, at: int, first: int) -> tuple[int, int]:
    """Return the sentence that an offset lies in."""
    return _around([match.end() for match in _SENTENCE_END.finditer(text)], at, first, len(text))


def zones_of(spot: Spot, hits: Hits) -> dict[str, dict[str, Hit]]:
    """Return, by zone, the phrases that stand there; of one phrase the hit nearest to the number."""
    found: dict[str, dict[str, Hit]] = {}
    found["after"] = {one.phrase: one for one in hits.at(spot.head)}
    found["tail"] = {one.phrase: one for one in reversed(list(hits.within(spot.end, spot.tail)))}
    until = spot.comma if spot.comma >= 0 else spot.tail
    found["behind"] = {one.phrase: one for one in reversed(list(hits.within(spot.end, until)))}
    found["before"] = {one.phrase: one for one in hits.within(spot.before, spot.start)}
    found["just"] = {one.phrase: one for one in found["before"].values() if spot.start - one.end <= _JUST_BEFORE}
    found["near"] = {**found["tail"], **found["before"]}
    found["sentence"] = {one.phrase: one for one in hits.within(*spot.sentence)}
    return found


def noun(text: str, spot: Spot, most: int = 4) -> list[str]:
    """Return the first words of what is counted, folded: `['vụ', 'việc', 'tư', 'vấn']`."""
    words = _NOUN_END.split(text[spot.head : min(spot.head + 60, spot.own)], maxsplit=1)[0]
    return [match[0].casefold() for match in _WORD.finditer(words)][:most]


def amount_in(spot: Spot, unit: str, quantity: Quantity | None = None, *, is_tonnes: bool = False) -> Decimal:
    """Return the value of a number in the unit of the catalogue: scales and đồng taken into account."""
    one = quantity or spot.quantity
    if unit == "million_vnd":
        return one.amount / 1_000_000
    if unit == "kg" and is_tonnes:
        return one.amount * 1000
    return one.value if one.is_percent else one.amount


def _is_void(text: str, quantity: Quantity, hits: Hits) -> bool:
    if quantity.is_percent or quantity.is_money:
        return False
    if _NAME_BEFORE.search(text, max(0, quantity.start - 2), quantity.start):
        return True
    word = _WORD.search(text, quantity.unit_end, quantity.unit_end + 12)
    if not word or text[quantity.unit_end : word.start()].strip():
        return False
    named = max(hits.at(word.start()), key=lambda one: one.words, default=None)
    return named is not None and named.phrase in vocabulary().rules["not_counted"]


def _kind_and_end(text: str, quantity: Quantity, denominator: Quantity | None) -> tuple[str, int]:
    end = denominator.unit_end if denominator else quantity.unit_end
    if quantity.is_money:
        return "money", end
    if quantity.is_percent:
        return "percent", end
    points = _POINTS.match(text, end)
    return ("percent", points.end()) if points else ("count", end)


def _around(ends: list[int], at: int, first: int, last: int) -> tuple[int, int]:
    index = bisect_right(ends, at)
    return max(first, ends[index - 1] if index else first), ends[index] if index < len(ends) else last


def _tail(text: str, end: int, clause_end: int, following: Quantity | None, after_next: Quantity | None) -> int:
    """Return where the words behind a number end; `181 xã, 05 phường và 14 thị trấn`: the last noun is for all."""
    if not following or following.start >= clause_end:
        return clause_end
    if _BARE_NOUN.fullmatch(text[end : following.start].strip() + " "):
        return min(clause_end, after_next.start if after_next else clause_end)
    return following.start


def _after_noun(text: str, end: int, until: int) -> int:
    """Return where the words on the number before end: at the first comma that follows it, else at the first `và`."""
    for separator in (", ", " và "):
        at = text.find(separator, end, until)
        if at >= 0:
            return at
    return end


def _closed(text: str, end: int, tail: int) -> int:
    """Return where the bracket closes that a number stands in, if it does before its words end."""
    depth = 0
    for match in _BRACKET.finditer(text, end, tail):
        depth += 1 if match[0] == "(" else -1
        if depth < 0:
            return match.start()
    return tail


def _head(text: str, end: int, hits: Hits) -> int:
    """Return where the noun behind a number begins."""
    fillers = vocabulary().rules["fillers"]
    position = end
    for _ in range(_MOST_FILLERS):
        word = _WORD.search(text, position)
        if not word or text[position : word.start()].strip(_PASSED_OVER):
            return end
        if word[0].casefold() not in fillers:
            return word.start()
        position = word.end()
    return position
