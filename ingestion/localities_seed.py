"""The localities of the seeds by level, code, parent and date.

Codes stay text (`02`, `VN`). A code names a locality only together with a date: seven province codes and nearly every
commune code changed owner on 01/07/2025 (QĐ 19/2025/QĐ-TTg). Validity is half-open: `valid_from` <= date < `valid_to`.

Communes are some thirteen thousand rows: they are read when one is first asked for, and never by who asks for a
province or a district.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from ingestion.seed_files import SeedFile

FOREVER = date(9999, 12, 31)
COMMUNE = "commune"
#: Of each level above the commune: the seed, and the columns of the code and of the code one level up.
_UPPER = {
    "country": ("countries", "locality_code", ""),
    "province": ("provinces", "province_code", ""),
    "district": ("districts", "district_code", "province_code"),
}
_COLUMNS = "locality_id {code} name_vi unit_type {parent} valid_from valid_to"


@dataclass(frozen=True)
class Locality:
    """One version of a country, province, district or commune.

    `parent_code` is the code one level up: of a commune its district, and from 01/07/2025 its province. `province_code`
    is that of the province it lies in, its own for a province, empty for the country.
    """

    locality_id: str
    level: str
    code: str
    name_vi: str
    unit_type: str
    parent_code: str
    valid_from: date
    valid_to: date
    province_code: str = ""

    @property
    def label(self) -> str:
        """Name with its kind, for messages: `huyện Bắc Sơn`, `xã Tân Tri`, `TP Hồ Chí Minh`."""
        kind = self.unit_type.removesuffix(" trực thuộc trung ương")
        return self.name_vi if self.name_vi.startswith("TP ") or self.level == "country" else f"{kind} {self.name_vi}"

    def lies_in(self, scope: str) -> bool:
        """Say whether a scope means this locality: `*`, its own code, or the code of a place that holds it."""
        return scope in ("*", self.code, self.parent_code, self.province_code)


class Versions:
    """Versions of localities by level and code, and by level and the code one level up."""

    def __init__(self, localities: Iterable[Locality]) -> None:
        self.all = tuple(localities)
        self.by_level: defaultdict[str, list[Locality]] = defaultdict(list)
        self.by_code: defaultdict[tuple[str, str], list[Locality]] = defaultdict(list)
        self.by_parent: defaultdict[tuple[str, str], list[Locality]] = defaultdict(list)
        for one in self.all:
            self.by_level[one.level].append(one)
            self.by_code[one.level, one.code].append(one)
            self.by_parent[one.level, one.parent_code].append(one)

    @cached_property
    def turning_days(self) -> tuple[date, ...]:
        """The days on which any of them begins or ends."""
        return tuple(sorted({day for one in self.all for day in (one.valid_from, one.valid_to)}))


class Localities:
    """All localities of a folder of seeds."""

    def __init__(self, seeds: Path) -> None:
        self._seeds = seeds

    @cached_property
    def upper(self) -> Versions:
        """Country, provinces and districts. Raises SeedError if their seeds cannot be used."""
        return Versions(one for level in _UPPER for one in self._read_upper(level))

    @cached_property
    def communes(self) -> Versions:
        """The communes. Raises SeedError if their seed cannot be used."""
        return Versions(self._read_communes())

    def of(self, level: str) -> Versions:
        """Return the versions among which those of a level are; only the commune's level reads the communes."""
        return self.communes if level == COMMUNE else self.upper

    def on(self, level: str, on: date, within: str | None = None) -> tuple[Locality, ...]:
        """Return the localities of a level valid on a date; `within` is the code one level up."""
        held = self.of(level)
        some = held.by_level.get(level, ()) if within is None else held.by_parent.get((level, within), ())
        return tuple(one for one in some if one.valid_from <= on < one.valid_to)

    def one(self, level: str, code: str, on: date) -> Locality | None:
        """Return the locality a code names on a date, or None."""
        versions = self.of(level).by_code.get((level, code), ())
        return next((one for one in versions if one.valid_from <= on < one.valid_to), None)

    def with_code(self, code: str) -> tuple[Locality, ...]:
        """Return every version of whatever bore a code, at any level and time; communes are looked up last."""
        found = [one for level in _UPPER for one in self.upper.by_code.get((level, code), ())]
        return tuple(found or self.communes.by_code.get((COMMUNE, code), ()))

    def epoch(self, on: date, level: str = "") -> date:
        """Return the last day up to `on` at which a locality of the level's versions changed."""
        return max((day for day in self.of(level).turning_days if day <= on), default=date.min)

    def _read_upper(self, level: str) -> Iterable[Locality]:
        name, code, parent = _UPPER[level]
        seed = SeedFile(self._seeds, "geography", name, _COLUMNS.format(code=code, parent=parent))
        for line, row in enumerate(seed.rows(), start=2):
            since = seed.day(row["valid_from"], line, "valid_from")
            until = seed.day(row["valid_to"], line, "valid_to", FOREVER)
            above = row[parent] if parent else "VN" if level == "province" else ""
            province = above if level == "district" else row[code] if level == "province" else ""
            names = row["name_vi"], row["unit_type"], above
            yield Locality(row["locality_id"], level, row[code], *names, since, until, province)

    def _read_communes(self) -> Iterable[Locality]:
        columns = _COLUMNS.format(code="commune_code", parent="parent_code")
        seed = SeedFile(self._seeds, "geography", "communes", columns)
        provinces = {one.code: one.province_code for one in self.upper.by_level["district"]}
        for line, values in enumerate(seed.values(), start=2):
            locality_id, code, name, unit_type, parent, valid_from, valid_to = values
            since = seed.day(valid_from, line, "valid_from")
            until = seed.day(valid_to, line, "valid_to", FOREVER)
            province = provinces.get(parent, parent)
            yield Locality(locality_id, COMMUNE, code, name, unit_type, parent, since, until, province)
