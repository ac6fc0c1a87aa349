"""Which place a figure is about: one named beside the number, the one of the heading above, or the report's own."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from ingestion.reports.indicators.joined import name_between, region_in
from ingestion.reports.indicators.wordings import vocabulary
from ingestion.reports.indicators.zones import Spot
from ingestion.reports.localities import Gazetteer, Place
from ingestion.reports.outline import Node, Outline
from ingestion.reports.scan import alternation

_REGION_REACH = 60


def place_of(spot: Spot, node: Node, outline: Outline) -> tuple[str, str, bool]:
    """Return name, code and whether the place was said in the passage or a heading."""
    near = _single(spot.before, spot.start, node, outline.gazetteer) or _single(
        spot.end, spot.tail, node, outline.gazetteer
    )
    name = "" if near else _named(spot, node.text)
    if name:
        told = list(outline.gazetteer.find(name))
        only = told[0].locality if len(told) == 1 else None
        return (only.label, only.code, True) if only else (name, "", True)
    place = near or node.place_in_force
    if place:
        return place.locality.label if place.locality else place.printed, _code(place), True
    home = outline.frame.home
    return (home.label, home.code, False) if home else ("", "", False)


def _named(spot: Spot, text: str) -> str:
    """Return the name that alone stands between two numbers of a list, or that of a region right before the number."""
    is_listed = spot.since > spot.sentence[0]  # the first word of a sentence is no name for its capital
    name = name_between(text, spot.since, spot.start) if is_listed else ""
    name = name or region_in(text, spot.since, spot.start)
    if name:
        return name
    found = _region().search(text, max(spot.since, spot.start - _REGION_REACH), spot.start)
    return found[0].strip(" :") if found and all(word[0].isupper() for word in found["name"].split()) else ""


@cache
def _region() -> re.Pattern[str]:
    words = alternation(vocabulary().rules["regions"])
    return re.compile(
        rf"(?:{words})\s(?P<name>[^\W\d_]{{2,9}}(?:\s[^\W\d_]{{2,9}}){{1,4}}):?\s(?:(?:là|còn|chiếm)\s)?$"
    )


def _code(place: Place) -> str:
    return place.locality.code if place.locality else ""


def _single(start: int, end: int, node: Node, gazetteer: Gazetteer) -> Place | None:
    named = [one for one in _places(gazetteer, node.text) if start <= one.start and one.end <= end and one.has_kind]
    if len(named) != 1 or node.text[: named[0].start].endswith("các "):
        return None
    is_word = named[0].locality is None and named[0].printed.split()[-1].isupper()  # an abbreviation, not a name
    return None if is_word else named[0]


@lru_cache(maxsize=64)
def _places(gazetteer: Gazetteer, text: str) -> tuple[Place, ...]:
    return tuple(gazetteer.find(text))
