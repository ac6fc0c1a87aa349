"""Names of localities: by normal form and alias table, never by guess.

A name that does not match stops its file; the answer then carries the nearest names, for the message to the sender.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from ingestion.layouts import layout
from ingestion.reference import Locality, Reference
from ingestion.text import clean, key, unaccented

_MOST_CANDIDATES = 3
_LEAST_LIKENESS = 0.6


@dataclass(frozen=True)
class Match:
    """The one locality a name stands for."""

    locality: Locality


@dataclass(frozen=True)
class NoMatch:
    """No locality, or more than one, goes by that name; `candidates` are the nearest, best first."""

    raw: str
    candidates: tuple[Locality, ...]
    is_ambiguous: bool = False

    @property
    def message_vi(self) -> str:
        """What is wrong and which names come near, in Vietnamese."""
        names = ", ".join(f"“{one.label}”" for one in self.candidates)
        if self.is_ambiguous:
            return f"Tên địa phương “{self.raw}” có thể là {names}; ghi rõ loại đơn vị hành chính trước tên."
        near = f"tên gần nhất: {names}" if names else "không có tên nào gần giống"
        return f"Không có địa phương nào tên “{self.raw}” trong danh mục; {near}."


@dataclass(frozen=True)
class _Index:
    """Localities by the key of a whole name, and by the key without the kind of unit before it."""

    full: dict[str, tuple[Locality, ...]]
    bare: dict[str, tuple[Locality, ...]]


def match_locality(raw: str, level: str, on: date, reference: Reference, within: str | None = None) -> Match | NoMatch:
    """Find the locality of a level that goes by a name on a date; `within` limits districts to one province code.

    The kind of unit before the name ("tỉnh", "TP", "huyện") is optional but must be right where it is written; a body
    before it ("UBND", "Sở LĐTBXH") is passed over.
    """
    index = _index(reference, level, reference.epoch(on))
    asked = key(raw)
    for form in (asked, _without_body(asked)):
        for found in _lookups(index, form):
            inside = tuple(one for one in found if within is None or one.parent_code == within)
            if len(inside) == 1:
                return Match(inside[0])
            if inside:
                return NoMatch(clean(raw), inside, is_ambiguous=True)
    return NoMatch(clean(raw), _nearest(raw, index, within))


def _lookups(index: _Index, asked: str) -> list[tuple[Locality, ...]]:
    """Return what the name may mean, the strictest reading first."""
    readings = [index.full.get(asked, ()), index.bare.get(asked, ())]
    for prefix, kinds in _unit_prefixes().items():
        if asked.startswith(prefix + " "):
            named = index.bare.get(asked.removeprefix(prefix + " "), ())
            readings.append(tuple(one for one in named if one.unit_type in kinds))
    return readings


@lru_cache(maxsize=64)
def _index(reference: Reference, level: str, epoch: date) -> _Index:
    valid = reference.localities_on(level, epoch)
    aliases = defaultdict(list)
    for alias in reference.aliases:
        if alias.level == level:
            aliases[key(alias.name_vi)].append(alias.alias)
    full: defaultdict[str, dict[Locality, None]] = defaultdict(dict)
    bare: defaultdict[str, dict[Locality, None]] = defaultdict(dict)
    for locality in valid:
        for name in (locality.name_vi, *aliases[key(locality.name_vi)]):
            full[key(name)][locality] = None
            bare[_without_unit(key(name), locality.unit_type)][locality] = None
    return _Index({k: tuple(v) for k, v in full.items()}, {k: tuple(v) for k, v in bare.items()})


def _nearest(raw: str, index: _Index, within: str | None) -> tuple[Locality, ...]:
    """Return the localities whose names look most like the one asked for, marks left out."""
    asked = unaccented(key(raw))
    heads = [unaccented(prefix) + " " for prefix in _unit_prefixes()]
    forms = {asked.removeprefix(head) for head in heads if asked.startswith(head)} or {asked}
    likeness: dict[Locality, float] = {}
    for name, localities in index.bare.items():
        near = max(difflib.SequenceMatcher(None, form, unaccented(name)).ratio() for form in forms)
        for one in localities:
            if within is None or one.parent_code == within:
                likeness[one] = max(near, likeness.get(one, 0.0))
    ranked = sorted(likeness, key=lambda one: (-likeness[one], one.code))
    return tuple(one for one in ranked if likeness[one] >= _LEAST_LIKENESS)[:_MOST_CANDIDATES]


def _without_unit(name: str, unit_type: str) -> str:
    for prefix, kinds in _unit_prefixes().items():
        if unit_type in kinds and name.startswith(prefix + " "):
            return name.removeprefix(prefix + " ")
    return name


def _without_body(name: str) -> str:
    for body in layout("names")["body_prefixes"]:
        if name.startswith(key(body) + " "):
            return name.removeprefix(key(body) + " ")
    return name


@lru_cache(maxsize=1)
def _unit_prefixes() -> dict[str, frozenset[str]]:
    prefixes: dict[str, list[str]] = layout("names")["unit_prefixes"]
    return {key(prefix): frozenset(kinds) for prefix, kinds in prefixes.items()}
