"""What a figure speaks of: the year, half-year or span that the words around a number name, or that of the report."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from ingestion.reports.indicators.choice import Read, Told
from ingestion.reports.indicators.spans import (
    Span,
    compared_year,
    introduces,
    is_history,
    is_result,
    is_until,
    spans_in,
)
from ingestion.reports.indicators.wordings import Wording, found_in, vocabulary
from ingestion.reports.indicators.zones import Spot
from ingestion.reports.model import Frame
from ingestion.reports.outline import Node

#: A date says what a sentence is about when it stands so close to its beginning.
_OPENING = 24
_KIN = 5  # figures looked back for one of the same thing


@dataclass(frozen=True)
class Times:
    """Where the periods of a passage come from: its spans, the report's year and period, a span told just before."""

    node: Node
    spans: tuple[Span, ...]
    year: str
    report: str
    carried: str

    @property
    def lasting(self) -> tuple[Span, ...]:
        """The spans that may hold for a whole passage: a school year is its figure's alone."""
        return tuple(one for one in self.spans if not one.is_school)


def times_of(node: Node, frame: Frame, carried: str) -> Times:
    """Return the sources of periods for one passage; `carried` is the span of years of the passage before it."""
    year = year_of(frame)
    return Times(node, spans_in(node.text, year), year, frame.period.removesuffix("-Y") or frame.year, carried)


def year_of(frame: Frame) -> str:
    """Return the year a report is of, the last of several."""
    named = re.findall(r"20\d\d", frame.period)
    return named[-1] if named else frame.year


def span_to_carry(times: Times) -> str:
    """Return the span of years that a passage says its results are of, for the next one."""
    told = [one.code for one in times.spans if is_result(one, times.year)]
    return told[-1] if told else ""


def period_of(spot: Spot, wording: Wording, times: Times, recent: Sequence[Read]) -> Told:
    """Return the period of a figure: told near it, by a figure before, in a heading, or the report's."""
    if wording.time == "previous":
        return before_that(spot, times)
    near = _nearest(spot, times)
    if wording.time == "between" and not (near and near.is_long):
        return _between(spot, times)
    if near and (wording.time != "stock" or near.is_whole):
        return Told(_fitted(near, wording), True)
    if wording.time == "stock":
        day = _day(spot, times)
        return Told(day or times.report, bool(day))
    pointed = (_year_ended(spot, times) or _edge(spot, times)) if wording.time == "year" else ""
    if pointed:
        return Told(pointed, True)
    if wording.time == "half":
        return Told(f"{times.year}-H1" if times.year else "", False)
    if wording.time == "cumulative":
        named = [one.last_year for one in times.spans] or [times.year]
        return Told(f"{min(named)}-{max(named)}" if min(named) != max(named) else named[0], False)
    said = _said_around(spot, times) or _said_before(spot, wording, recent)
    if said:
        return Told(_fitted(said, wording), True) if isinstance(said, Span) else said
    opening = _opening(spot.sentence[0], times.spans) or _opening(times.node.passage.start, times.lasting)
    if opening and opening.start < spot.start:
        return Told(_fitted(opening, wording), True)
    return _inherited(spot, wording, times)


def _inherited(spot: Spot, wording: Wording, times: Times) -> Told:
    is_of_year = wording.time == "year" or wording.kind == "target"
    long = _heading_span(times) if wording.unit in vocabulary().rules["span_units"] else ""
    aimed = _heading_year(times, is_aim=True)
    if is_of_year:
        return Told(long or _heading_year(times) or times.year, False, aimed)
    spans = [one for one in times.spans if one.start < spot.start and is_result(one, times.year)]
    return Told(spans[-1].code if spans else _heading_period(times) or times.carried or times.report, False, aimed)


def before_that(spot: Spot, times: Times) -> Told:
    """Return the year that a figure is compared with: told as such, else the one before."""
    own = next((one for one in times.spans if spot.end <= one.start and one.end <= spot.own), None)
    if own:
        return Told(own.code, True)
    compared = compared_year(times.node.text, *spot.sentence)
    if compared:
        return Told(compared, True)
    opening = _opening(spot.sentence[0], times.spans)
    base = opening.last_year if opening else _heading_year(times) or times.year
    return Told(str(int(base) - 1) if base else "", False)


def _between(spot: Spot, times: Times) -> Told:
    """Return the years that an average lies between: the last two told in the sentence, else the year."""
    told = [one for one in times.spans if spot.sentence[0] <= one.start < spot.start]
    if told and is_result(told[-1], times.year):
        return Told(told[-1].code, True)
    named = sorted({one.last_year for one in told[-2:]})
    if len(named) == 2:
        return Told(f"{named[0]}-{named[1]}", True)
    return Told(named[0] if named else _heading_year(times) or times.year, bool(named))


def _fitted(span: Span, wording: Wording) -> str:
    return span.last_year if wording.time == "year" and not span.is_whole else span.code


def _nearest(spot: Spot, times: Times) -> Span | None:
    """Return the span behind the number up to a comma, else the last one between it and the number before.

    One behind a comma counts unless it begins what is said of the next number (`, năm 2022 còn 7%`).
    """
    spans, text = times.spans, times.node.text
    index = bisect_left(spans, spot.end, key=lambda one: one.start)
    behind = spans[index] if index < len(spans) and spans[index].end <= spot.tail else None
    if behind and is_history(behind, times.year):
        behind = None
    is_of_next = behind and "(" in text[spot.end : behind.start] and introduces(text, behind.end)
    if behind and not is_of_next and ", " not in text[spot.end : behind.start]:
        return behind
    if index and spans[index - 1].start >= spot.since and spans[index - 1].end <= spot.start:
        return spans[index - 1]
    return behind if behind and not introduces(text, behind.end) else None


def _day(spot: Spot, times: Times) -> str:
    """Return the period that ends on the day a stock is told at (`đến 31/12/2022`), empty if none is told."""
    days = [one for one in times.node.scan.moments if one.kind == "day" and spot.since <= one.start < spot.start]
    if not days or days[-1].first.startswith("--"):
        return ""
    year, end = days[-1].first[:4], vocabulary().rules["period_ends"].get(days[-1].first[5:])
    return year if end is None else f"{year}{end}"


def _edge(spot: Spot, times: Times) -> str:
    """Return the year that bare words between the numbers tell: `đầu năm` the one before the report's, `cuối kỳ` its.

    A comparison with the start of the year and the first months of it tell none.
    """
    rules, text = vocabulary().rules, times.node.text
    edges = rules["start_labels"] | rules["end_labels"]
    said = [one for one in found_in(text).within(spot.since, spot.start) if one.phrase in edges]
    if not said or not times.year.isdigit():
        return ""
    words = text[max(0, said[-1].start - 12) : said[-1].start].split()
    if words and words[-1].casefold() in rules["not_at_start"]:
        return ""
    return str(int(times.year) - (said[-1].phrase in rules["start_labels"]))


def _year_ended(spot: Spot, times: Times) -> str:
    """Return the year of the day a figure is told at (`đến 31/12/2022`), empty if none; a document's day is none."""
    days = [one for one in times.node.scan.moments if one.kind == "day" and spot.since <= one.start < spot.start]
    if not days or days[-1].first.startswith("--") or not is_until(times.node.text, days[-1].start):
        return ""
    return days[-1].first[:4]


def _said_around(spot: Spot, times: Times) -> Span | None:
    """Return the last span before the number in its clause, else a span of years that closes the clause."""
    index = bisect_left(times.spans, spot.start, key=lambda one: one.start)
    if index and times.spans[index - 1].start >= spot.clause[0]:
        return times.spans[index - 1]
    closing = [one for one in times.spans[index:] if one.end <= spot.clause[1] and is_result(one, times.year)]
    return closing[0] if closing else None


def _said_before(spot: Spot, wording: Wording, recent: Sequence[Read]) -> Told | None:
    """Return the period of a figure before it, if both speak of the same thing: in its sentence, or of one code."""
    families = [set(one) for one in vocabulary().rules["families"]]
    for one in reversed(recent[-_KIN:]):
        if not one.told.is_near or one.wording.time == "previous" or one.spot.start >= spot.start:
            continue
        last = one.wording.indicator
        if one.spot.start < spot.sentence[0]:
            return one.told if last == wording.indicator and wording.time == "year" and not wording.kind else None
        is_kin = last == wording.indicator or last in wording.follows
        if is_kin or any({last, wording.indicator} <= family for family in families):
            return one.told
    return None


def _opening(start: int, spans: tuple[Span, ...]) -> Span | None:
    index = bisect_left(spans, start, key=lambda one: one.start)
    return spans[index] if index < len(spans) and spans[index].start - start <= _OPENING else None


def _heading_span(times: Times) -> str:
    for above in times.node.lineage[1:]:
        told = [one for one in spans_in(above.head, times.year) if is_result(one, times.year)]
        if told:
            return told[-1].code
    return ""


def _heading_year(times: Times, *, is_aim: bool = False) -> str:
    """Return the year that a heading tells; only an aim may be of a year to come."""
    for above in times.node.lineage[1:]:
        whole = [one for one in spans_in(above.head, times.year) if one.is_whole and not one.is_long]
        whole = [one for one in whole if is_aim or one.code <= (times.year or one.code)]
        if whole:
            return whole[-1].code
    return ""


def _heading_period(times: Times) -> str:
    for above in times.node.lineage[1:]:
        told = [one for one in spans_in(above.head, times.year) if not one.is_long or is_result(one, times.year)]
        told = [one for one in told if not times.year or one.last_year <= times.year]
        if told:
            return told[-1].code
    return ""
