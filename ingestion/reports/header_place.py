"""The place a report is about: from its title, its issuer, its date line or its first sentences, never by guess."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from ingestion.names import Match, match_locality
from ingestion.reference import Locality, Reference
from ingestion.reports.header_model import DateLine
from ingestion.reports.lexicon import lexicon
from ingestion.reports.localities import Gazetteer
from ingestion.reports.scan import alternation


def find_home(
    title: str,
    issuer: str,
    superior: str,
    date_line: DateLine | None,
    intro: str,
    reference: Reference,
    on: date,
    near: Locality | None,
) -> tuple[Locality | None, str]:
    """Return the place and what told it (title, issuer, date line, text); None and empty if nothing does.

    `superior` is the body above the issuer, `intro` the first sentences, `near` a place in whose province districts
    are looked for first (the sender's). Several places in one of these tell nothing.
    """
    level = body_level(issuer)
    if level == "country":
        return _country(reference, on), "issuer"
    printed = _province_of(date_line, reference, on)
    around = near if near and near.level != "country" else printed
    gazetteer = Gazetteer(reference, around, on)
    for text, basis in ((title, "title"), (issuer, "issuer"), (superior, "issuer")):
        found = _only_place(text, gazetteer)
        if found:
            return found, basis
    if date_line:
        found = _of_date_line(date_line.place, level, around, reference, on)
        if found:
            return found, "date line"
    found = _only_place(intro, gazetteer)
    return (found, "text") if found else (None, "")


def body_level(issuer: str) -> str:
    """Return the level of the place a body stands for: country, province, district; empty if its name does not say."""
    for level, pattern in _bodies():
        if level != "any" and pattern.match(issuer):
            return level
    return ""


def names_body(text: str) -> bool:
    """Say whether a text begins with the name of a body."""
    return any(pattern.match(text) for _, pattern in _bodies())


def _only_place(text: str, gazetteer: Gazetteer) -> Locality | None:
    """Return the one place a text is about: of a district and its province the district; None if it names several."""
    named = {one.locality for one in gazetteer.find(text) if one.locality}
    above = {one.parent_code for one in named if one.level == "district"}
    lowest = [one for one in named if not (one.level == "province" and one.code in above)]
    return lowest[0] if len(lowest) == 1 else None


def _province_of(date_line: DateLine | None, reference: Reference, on: date) -> Locality | None:
    found = match_locality(date_line.place, "province", on, reference) if date_line else None
    return found.locality if isinstance(found, Match) else None


def _of_date_line(place: str, level: str, around: Locality | None, reference: Reference, on: date) -> Locality | None:
    """Return the place named in the line of place and date, at the level of the issuer."""
    province = match_locality(place, "province", on, reference)
    within = None
    if around:
        within = around.parent_code if around.level == "district" else around.code
    district = match_locality(place, "district", on, reference, within)
    if level != "district" and isinstance(province, Match):
        return province.locality
    if not isinstance(district, Match):
        return None
    if level == "province":
        return reference.locality("province", district.locality.parent_code, on)
    return district.locality


def _country(reference: Reference, on: date) -> Locality | None:
    return next(iter(reference.localities_on("country", on)), None)


@cache
def _bodies() -> tuple[tuple[str, re.Pattern[str]], ...]:
    named: dict[str, list[str]] = lexicon("headers")["bodies"]
    return tuple(
        (level, re.compile(rf"(?:{alternation(names)})(?!\w)", re.IGNORECASE)) for level, names in named.items()
    )
