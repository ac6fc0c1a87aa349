"""From the numbers told to be indicators to figures with all coordinates, over a whole report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from ingestion.reports.indicators.choice import Read, Told
from ingestion.reports.indicators.ends import as_of, last_day
from ingestion.reports.indicators.keyed import key_of
from ingestion.reports.indicators.kinds import as_told, direction_of, kind_of
from ingestion.reports.indicators.periods import span_to_carry, times_of
from ingestion.reports.indicators.places import place_of
from ingestion.reports.indicators.rubrics import under_rubrics
from ingestion.reports.indicators.running import read_passage
from ingestion.reports.indicators.tables import read_table
from ingestion.reports.indicators.wordings import vocabulary
from ingestion.reports.indicators.zeros import read_zeros
from ingestion.reports.indicators.zones import amount_in
from ingestion.reports.model import Figure
from ingestion.reports.outline import Node, Outline
from ingestion.reports.scan import Quantity
from ingestion.text import key

_ITEMS = ("dash", "plus", "paren", "letter")
_INHERITED = 0.1  # confidence lost for each coordinate that is inherited
_LIST_REACH = 12  # passages looked back for the sentence a list belongs to


def read_indicators(outline: Outline) -> list[Figure]:
    """Return the indicators of a report in the order of the text, repeats marked; money in the catalogue's unit."""
    figures: list[Figure] = []
    read: dict[int, list[Read]] = {}
    carried: dict[int, str] = {}
    for node in under_rubrics(outline.nodes):
        if node.passage.kind == "row":
            continue
        times = times_of(node, outline.frame, carried.get(id(node.parent), ""))
        carried[id(node.parent)] = span_to_carry(times) or ("" if node.rank else carried.get(id(node.parent), ""))
        read[node.index] = read_passage(node, _seeds(node, outline, read), times, key_of(node, outline.nodes))
        for one in (*read[node.index], *read_zeros(node, times)):
            figures.extend(_figures(one, node, outline))
    for table in outline.tables:
        figures.extend(read_table(table, outline))
    figures.sort(key=lambda one: (one.line, one.char_start))
    return list(_repeats_marked(figures))


def _seeds(node: Node, outline: Outline, read: dict[int, list[Read]]) -> list[Read]:
    """Return the figure that a footnote explains, or whose parts a list tells."""
    if node.passage.kind == "footnote" and node.parent:
        marks = [match.start() for match in re.finditer(rf"(?<!m){node.passage.marker}", node.parent.text)]
        told = [one for one in read.get(node.parent.index, ()) if marks and one.spot.start < marks[-1]]
        return told[-1:]
    if node.rank not in _ITEMS:
        return []
    for above in reversed(outline.nodes[max(0, node.index - _LIST_REACH) : node.index]):
        if above.rank == node.rank:
            continue
        if above.text.rstrip(" *_").endswith(":"):
            return [one for one in read.get(above.index, ()) if not one.whole][-1:]
        return []
    return []


def _figures(one: Read, node: Node, outline: Outline) -> Iterator[Figure]:
    figure = _figure(one, one.spot.quantity, node, outline)
    yield figure
    other = one.spot.denominator
    if not other or one.wording.unit in vocabulary().rules["undivided_units"]:
        return
    code = one.wording.denominator or as_told(figure.indicator, "target")
    if code == "none":
        return
    yield replace(
        _figure(one, other, node, outline), indicator=code, value_kind="target", is_estimate=False,
        rule=f"{one.rule}:of", note="", period=_aimed(one.told),
    )  # fmt: skip


def _figure(one: Read, quantity: Quantity, node: Node, outline: Outline) -> Figure:
    frame, wording = outline.frame, one.wording
    line, char = node.passage.place(quantity.start)
    place, place_code, is_said = place_of(one.spot, node, outline)
    end = last_day(one.told.code) if one.told.is_near else None
    value_kind = kind_of(one, node, is_over=bool(end and frame.as_of and end < frame.as_of))
    value = amount_in(one.spot, wording.unit, quantity, is_tonnes=_is_tonnes(one))
    code = as_told(wording.indicator, value_kind, is_change=wording.kind == "change")
    told = one.told
    period = _aimed(told) if value_kind == "target" else told.code
    if value_kind == "target" and not told.is_near and not period.startswith("20", 5):
        period = period[:4]  # what is aimed at is aimed at for a year, also in a report of its half
    notes = [] if told.is_near else ["period: inherited"]
    if not is_said:
        notes.append("locality: inherited")
    if one.spot.denominator and quantity is one.spot.quantity:
        notes.append(f"of {one.spot.denominator.text}")
    lost = len(notes) + one.rule.endswith(":part")
    turn = direction_of(one, node) if value_kind == "change" else ""
    if turn:
        notes.append(f"change: {turn}")
    return Figure(
        kind="indicator", locality=place, locality_code=place_code, period=period,
        as_of=as_of(period, value_kind, frame), value_text=quantity.text, unit_text=quantity.unit_text,
        value=_plain(value), line=line, char_start=char,
        char_end=node.passage.place(quantity.end - 1)[1] + 1, rule=one.rule, indicator=code,
        population=one.population, unit=wording.unit, is_estimate=value_kind == "estimate", value_kind=value_kind,
        bound=quantity.bound, role="part" if one.whole else "total", note="; ".join(notes),
        confidence=round(1 - _INHERITED * lost, 2),
    )  # fmt: skip


def _aimed(told: Told) -> str:
    """Return the period of a target: a heading may tell a year to come."""
    return told.code if told.is_near else told.aimed or told.code


def _is_tonnes(one: Read) -> bool:
    return bool({key(word) for word in one.noun[:1]} & vocabulary().rules["tonnes"])


def _plain(value: Decimal) -> Decimal:
    """Return a value without trailing zeros and without an exponent."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _repeats_marked(figures: list[Figure]) -> Iterator[Figure]:
    seen: set[tuple[object, ...]] = set()
    for one in figures:
        told = (one.indicator, one.population, one.locality, one.period, one.value_kind, one.value)
        yield replace(one, role="repeat") if told in seen and one.role != "part" else one
        seen.add(told)
