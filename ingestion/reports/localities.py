"""Names of places inside running text: provinces, the districts around the report's home, communes as printed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from ingestion.names import Match, match_locality
from ingestion.reference import Locality, Reference
from ingestion.reports.lexicon import lexicon

_CAPITALISED = r"(?:[A-ZĐÀ-ÖØ-ÝĂÂÊÔƠƯẠ-Ỹ][\w'’-]*)"


@dataclass(frozen=True)
class Place:
    """A place named in a text; `locality` is None for a commune or an unknown name, `printed` as it stands."""

    start: int
    end: int
    printed: str
    locality: Locality | None
    has_kind: bool


class Gazetteer:
    """Finds places in the texts of one report; `home` decides which districts are meant."""

    def __init__(self, reference: Reference, home: Locality | None, on: date) -> None:
        self._reference, self._on = reference, on
        self.home_level = home.level if home else ""
        province = home.parent_code if home and home.level == "district" else home.code if home else None
        self._province = province if home and home.level != "country" else None
        provinces = reference.localities_on("province", on)
        districts = reference.localities_on("district", on)
        near = [one for one in districts if one.parent_code == self._province]
        self._bare = {one.name_vi: one for one in (*near, *provinces)}  # a bare name shared by both is the province
        names = sorted(self._bare, key=lambda name: (-len(name), name))
        bare = "|".join(re.escape(name.removeprefix("TP ")) for name in names)
        kinds = "|".join(re.escape(kind) for kind in sorted(lexicon("headings")["place_kinds"], key=len, reverse=True))
        self._pattern = re.compile(
            rf"(?<![^\W¹²³⁰⁴-⁹])(?:(?P<kind>(?i:{kinds}))\s{{1,3}}(?P<name>{_CAPITALISED}(?:\s{{1,2}}{_CAPITALISED}){{0,3}})"
            rf"|(?P<bare>{bare or '(?!)'}))(?!\w)"
        )

    def find(self, text: str) -> list[Place]:
        """Return the places a text names, in order."""
        places = []
        position = 0
        while match := self._pattern.search(text, position):
            place = self._named(match) if match["kind"] else self._of_bare(match)
            places.append(place)
            position = place.end
        return places

    def _of_bare(self, match: re.Match[str]) -> Place:
        name = match["bare"]
        found = self._bare.get(name) or self._bare.get(f"TP {name}")
        return Place(match.start(), match.end(), name, found, has_kind=False)

    def _named(self, match: re.Match[str]) -> Place:
        kind, start = match["kind"], match.start()
        words = list(re.finditer(r"\S+", match["name"]))
        for count in range(len(words), 0, -1):
            end = match.start("name") + words[count - 1].end()
            printed = match.string[start:end]
            name = match.string[match.start("name") : end]
            locality = self._look_up(kind.casefold(), name)
            if locality:
                return Place(start, end, printed, locality, has_kind=True)
        return Place(start, match.end(), match[0], None, has_kind=True)

    def _look_up(self, kind: str, name: str) -> Locality | None:
        if kind in ("xã", "phường", "thị trấn"):
            return None
        levels = ("province",) if kind == "tỉnh" else ("district", "province")
        for level in levels:
            within = self._province if level == "district" else None
            found = _matched(f"{kind} {name}", level, self._on, self._reference, within)
            if found:
                return found
        return None


@lru_cache(maxsize=4096)
def _matched(raw: str, level: str, on: date, reference: Reference, within: str | None) -> Locality | None:
    found = match_locality(raw, level, on, reference, within)
    return found.locality if isinstance(found, Match) else None
