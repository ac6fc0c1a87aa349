"""Names of localities: by normal form and alias table, never by guess.

A name that does not match stops its file; the answer then carries the nearest names, for the message to the sender.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterator
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
        labels = dict.fromkeys(f"“{one.label}”" for one in self.candidates)
        names = ", ".join(labels)
        if self.is_ambiguous and len(labels) < len(self.candidates):
            count = len(self.candidates)
            return f"Tên địa phương “{self.raw}” có ở {count} nơi ({names}); ghi kèm tên cấp trên (huyện, tỉnh)."
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
    """Find the locality of a level that goes by a name on a date; `within` is the code one level up that it lies in.

    A commune is looked for within its district, from 01/07/2025 within its province: in the whole country most names
    are borne by several.

    The kind of unit before the name ("tỉnh", "TP", "huyện", "xã") is optional but must be right where it is written; a
    body before it ("UBND", "Sở LĐTBXH") is passed over.
    """
    index = _index(reference, level, reference.epoch(on, level), within)
    asked = key(raw)
    for form in (asked, _without_body(asked)):
        for found in _lookups(index, form):
            if len(found) == 1:
                return Match(found[0])
            if found:
                return NoMatch(clean(raw), found, is_ambiguous=True)
    return NoMatch(clean(raw), _nearest(raw, index))


def _lookups(index: _Index, asked: str) -> Iterator[tuple[Locality, ...]]:
    """Yield what the name may mean, the strictest reading first."""
    yield index.full.get(asked, ())
    yield index.bare.get(asked, ())
    for prefix, kinds in _unit_prefixes().items():
        if asked.startswith(prefix + " "):
            rest = asked.removeprefix(prefix + " ")
            for named in (index.bare.get(rest, ()), index.full.get(rest, ())):  # a name may begin as its kind does
                yield tuple(one for one in named if one.unit_type in kinds)


@lru_cache(maxsize=1024)
def _index(reference: Reference, level: str, epoch: date, within: str | None) -> _Index:
    aliases = _aliases(reference, level)
    full: defaultdict[str, dict[Locality, None]] = defaultdict(dict)
    bare: defaultdict[str, dict[Locality, None]] = defaultdict(dict)
    for locality in reference.localities_on(level, epoch, within):
        name = key(locality.name_vi)
        for form in (name, *aliases.get(name, ())):
            full[form][locality] = None
            bare[_without_unit(form, locality.unit_type)][locality] = None
    return _Index({k: tuple(v) for k, v in full.items()}, {k: tuple(v) for k, v in bare.items()})


@lru_cache(maxsize=64)
def _aliases(reference: Reference, level: str) -> dict[str, list[str]]:
    """Return the keys of the other spellings by the key of the name."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for alias in reference.aliases:
        if alias.level == level:
            found[key(alias.name_vi)].append(key(alias.alias))
    return dict(found)


def _nearest(raw: str, index: _Index) -> tuple[Locality, ...]:
    """Return the localities whose names look most like the one asked for, marks left out."""
    asked = unaccented(key(raw))
    heads = [unaccented(prefix) + " " for prefix in _unit_prefixes()]
    forms = {asked.removeprefix(head) for head in heads if asked.startswith(head)} or {asked}
    likeness: dict[Locality, float] = {}
    for name, localities in index.bare.items():
        near = max(_likeness(form, unaccented(name)) for form in forms)
        for one in localities:
            likeness[one] = max(near, likeness.get(one, 0.0))
    ranked = sorted(likeness, key=lambda one: (-likeness[one], one.code))
    return tuple(one for one in ranked if likeness[one] >= _LEAST_LIKENESS)[:_MOST_CANDIDATES]


def _likeness(one: str, other: str) -> float:
    """Return how alike two names are, from 0 to 1; 0 where they are less alike than anybody asks for."""
    matcher = difflib.SequenceMatcher(None, one, other)
    bounds = matcher.real_quick_ratio, matcher.quick_ratio
    return matcher.ratio() if all(bound() >= _LEAST_LIKENESS for bound in bounds) else 0.0


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
