"""Who a figure is about: the groups of people that the words around a number name."""

from __future__ import annotations

from collections.abc import Iterable

from ingestion.reports.indicators.choice import Read, Setting
from ingestion.reports.indicators.phrases import Hit, Hits
from ingestion.reports.indicators.wordings import Wording, vocabulary
from ingestion.reports.indicators.zones import Spot
from ingestion.reports.outline import Node


def population_of(
    spot: Spot, wording: Wording, setting: Setting, node: Node, head_hits: Iterable[Hits], before: Read | None
) -> str:
    """Return the population of a figure: named behind the number, before it, at the head of its passage, or above.

    A wording that knows no choice keeps its own; where no words tell, one told by the figure before takes that one's.
    """
    if not wording.populations:
        return wording.population
    beside = _beside(spot, setting)
    first = min((one.start for one in node.scan.quantities), default=len(node.text))
    ranges = beside[2:]
    if not wording.is_near:
        ranges += [] if wording.follows else [(spot.sentence[0], spot.start)]
        ranges.append((node.passage.start, first))
    told = _told(beside[:2], wording, setting)
    if told:
        return told
    if before and wording.follows and before.population in wording.populations and _goes_on(spot, before, wording):
        return before.population
    told = _told(ranges, wording, setting)
    for hits in () if wording.is_near or told else head_hits:
        told = told or allowed(groups_in(hits.all), wording)
    return told or wording.population


def _goes_on(spot: Spot, before: Read, wording: Wording) -> bool:
    """Say whether a number goes on with the group of the figure before: in its clause, or in a list that it ends."""
    return before.spot.start >= spot.clause[0] or not wording.is_near


def _told(ranges: list[tuple[int, int]], wording: Wording, setting: Setting) -> str:
    """Return the population that the first range with one tells, empty if none does."""
    for start, end in ranges:
        told = allowed(groups_in(setting.hits.within(start, end)), wording)
        if told:
            return told
    return ""


def _beside(spot: Spot, setting: Setting) -> list[tuple[int, int]]:
    """Return the ranges beside a number, the first to tell first: behind it up to a comma, before it, beyond.

    A list of groups goes on behind commas (`thẻ cho hộ nghèo, hộ cận nghèo`).
    """
    end = _tail(spot, setting)
    comma = setting.text.find(", ", spot.end, end)
    if comma < 0 or groups_in(setting.hits.within(spot.end, comma)):
        return [(spot.end, end), (spot.before, spot.start)]
    ranges = [(spot.end, comma), (spot.before, spot.start)]
    is_of_next = setting.text[end : end + 1].isdigit()  # behind the comma begin the words on the next number
    return ranges if is_of_next else [*ranges, (comma, end)]


def _tail(spot: Spot, setting: Setting) -> int:
    """Return where the words on the number end: behind `trong đó` or a bracket of numbers stand those on the next."""
    parts = vocabulary().rules["parts"]
    ends = [one.start for one in setting.hits.within(spot.end, spot.own) if one.phrase in parts]
    bracket = setting.text.find("(", spot.end, spot.own)
    if bracket >= 0 and setting.text[spot.own : spot.own + 1].isdigit():
        ends.append(bracket)
    return min(ends, default=spot.own)


def groups_in(hits: Iterable[Hit]) -> frozenset[str]:
    """Return the groups that phrases name; of phrases that overlap the longest counts."""
    known = vocabulary().populations
    named = sorted((one for one in hits if one.phrase in known), key=lambda one: (-one.words, one.start))
    taken: list[Hit] = []
    for one in named:
        if all(one.end <= other.start or other.end <= one.start for other in taken):
            taken.append(one)
    return frozenset(known[one.phrase] for one in taken) - {""}


def allowed(groups: frozenset[str], wording: Wording) -> str:
    """Return the population that groups named together make, if the wording may have it."""
    if not groups:
        return ""
    together = vocabulary().combined.get(groups)
    if together in wording.populations:
        return str(together)
    single = sorted(group for group in groups if group in wording.populations)
    if len(single) > 1:
        single = [group for group in single if group not in vocabulary().rules["describing"]]
    if len(single) == 1:
        return single[0]
    partly = vocabulary().combined.get(frozenset(single))
    return partly if partly in wording.populations else ""
