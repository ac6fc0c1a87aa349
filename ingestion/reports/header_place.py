"""The place a report is about: from its title, its issuer, its date line or its first sentences, never by guess."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache

from ingestion.names import Match, match_locality
from ingestion.reference import Locality, Reference
from ingestion.reports.header_model import DateLine
from ingestion.reports.lexicon import lexicon
from ingestion.reports.localities import Gazetteer
from ingestion.reports.scan import alternation
from ingestion.text import key, unaccented


@dataclass(frozen=True)
class Said:
    """What of a report may name the place it is about: the body above the issuer is `superior`.

    `head` are the lines above the title, `addressees` who it goes to, `intro` its first sentences, `foot` its end.
    """

    title: str
    issuer: str
    superior: str
    head: str
    addressees: str
    intro: str
    foot: str
    date_line: DateLine | None


def find_home(said: Said, reference: Reference, on: date, near: Locality | None) -> tuple[Locality | None, str]:
    """Return the place and what told it (title, issuer, date line, text); None and empty if nothing does.

    `near` is a place in whose province districts are looked for first (the sender's), else the one province the report
    names. Several places in one of its parts tell nothing. Of a commune its district stands for it (`settle_commune`).
    """
    level = body_level(said.issuer)
    if level == "country" or (level == "" and body_level(said.superior) == "country"):
        return _country(reference, on), "issuer"
    date_line = said.date_line if said.date_line and said.date_line.place and level != "commune" else None
    printed = _province_of(date_line, reference, on) or _only_province(said, reference, on)
    around = near if near and near.level != "country" else printed
    gazetteer = Gazetteer(reference, around, on)
    found, basis = _of_head(said, gazetteer, reference, on)
    if not found and not level and _whole_country().search(said.intro):
        found, basis = _country(reference, on), "text"  # before the place where its issuer sits
    if not found and date_line:
        found, basis = _of_date_line(date_line.place, level, around, reference, on), "date line"
    if not found:
        found, basis = _of_body(said, gazetteer, reference, on), "text"
    return (found, basis) if found else (None, "")


def _of_head(said: Said, gazetteer: Gazetteer, reference: Reference, on: date) -> tuple[Locality | None, str]:
    """Return the place of the title, the issuer or the lines around it; of a commune that of whom it reports to."""
    parts = [(said.title, "title"), (said.issuer, "issuer"), (said.superior, "issuer"), (said.head, "issuer")]
    if body_level(said.issuer) == "commune":
        parts.append((said.addressees, "text"))
    for text, basis in parts:
        found = _only_place(text, gazetteer, reference, on)
        if found:
            return found, basis
        if basis == "title" and _whole_country().search(said.title):
            return _country(reference, on), basis
    return None, ""


def _of_body(said: Said, gazetteer: Gazetteer, reference: Reference, on: date) -> Locality | None:
    for text in (said.intro, said.foot):
        found = _only_place(text, gazetteer, reference, on)
        if found:
            return found
    return None


def commune_of(said: Said, home: Locality | None) -> Locality | None:
    """Return the commune that issues a report, None if another body does.

    It stands in no list: its code is empty, its name as printed, and it counts as a district of the province of `home`.
    """
    if body_level(said.issuer) != "commune":
        return None
    match = _commune().search(said.issuer)
    if match is None:
        return None
    name = match["name"].title() if match["name"].isupper() else match["name"]
    province = home.parent_code if home and home.level == "district" else home.code if home else ""
    since, until = (home.valid_from, home.valid_to) if home else (date.min, date.max)
    return Locality("", "district", "", name, match["kind"].casefold(), province, since, until)


def settle_commune(
    commune: Locality | None, home: Locality | None, sender: Locality | None, reference: Reference, on: date
) -> tuple[Locality | None, Locality | None]:
    """Return commune and home with the sender in their place, where the sender is that very commune.

    It is when the names are equal and the place the head names, if any, is one that the sender lies in.
    """
    if commune is None or sender is None or sender.level != "commune" or key(commune.name_vi) != key(sender.name_vi):
        return commune, home
    district = reference.locality("district", sender.parent_code or "", on)
    above = {sender.parent_code, district.parent_code if district else None}
    if home is not None and home.code not in above:
        return commune, home
    return replace(commune, code=sender.code), sender


def body_level(issuer: str) -> str:
    """Return the level of the place a body stands for: country, province, district; empty if its name does not say."""
    for level, pattern in _bodies():
        if level != "any" and pattern.match(issuer):
            return level
    return ""


def names_body(text: str) -> bool:
    """Say whether a text begins with the name of a body."""
    return any(pattern.match(text) for _, pattern in _bodies())


def _only_place(text: str, gazetteer: Gazetteer, reference: Reference, on: date) -> Locality | None:
    """Return the one place a text is about: of a district and its province the district; None if it names several."""
    places = gazetteer.find(text)
    read = (one.locality or _misspelt(one.printed, reference, on) if one.has_kind else one.locality for one in places)
    named = {one for one in read if one}
    above = {one.parent_code for one in named if one.level == "district"}
    lowest = [one for one in named if not (one.level == "province" and one.code in above)]
    return lowest[0] if len(lowest) == 1 else None


def _misspelt(printed: str, reference: Reference, on: date) -> Locality | None:
    """Return the province or district whose name differs in blanks and marks alone (`huyện Đakrông`), if it is one."""
    found = _squeezed_names(reference, reference.epoch(on)).get(_squeezed(printed), ())
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=16)
def _squeezed_names(reference: Reference, on: date) -> dict[str, tuple[Locality, ...]]:
    named: dict[str, tuple[Locality, ...]] = {}
    for level in ("province", "district"):
        for one in reference.localities_on(level, on):
            name = _squeezed(one.label)
            named[name] = (*named.get(name, ()), one)
    return named


def _squeezed(text: str) -> str:
    return re.sub(r"\W", "", unaccented(key(text)))


def _only_province(said: Said, reference: Reference, on: date) -> Locality | None:
    """Return the one province that head, title, addressees and first sentences name as such."""
    gazetteer = Gazetteer(reference, None, on)
    text = " ; ".join((said.title, said.issuer, said.superior, said.head, said.addressees, said.intro))
    named = {one.locality for one in gazetteer.find(text) if one.locality and one.locality.level == "province"}
    return named.pop() if len(named) == 1 else None


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


@cache
def _whole_country() -> re.Pattern[str]:
    return re.compile(lexicon("headers")["whole_country"], re.IGNORECASE)


@cache
def _commune() -> re.Pattern[str]:
    return re.compile(lexicon("headers")["commune"])
