"""Groups of localities: which rows of a form apply to whom. Source: the seed `geography/locality_groups`."""

from __future__ import annotations

import csv
from datetime import date
from functools import lru_cache
from pathlib import Path

from ingestion.reference import FOREVER, Locality, Reference

_LEVELS = ("province", "district", "commune")


def applies(only_for: str, reporter: Locality, on: date, seeds: Path) -> bool:
    """Say whether a row for a group applies to a reporter on a date; a row for nobody in particular applies to all.

    A group holds for its members, for what lies in a member (a commune of such a district), and for what holds a member
    (a province with such a district, the country). Raises SeedError if the seeds cannot be used, KeyError never: a
    group without members applies to nobody.
    """
    return not only_for or holds(only_for, reporter, on, Reference.load(seeds))


def holds(group: str, reporter: Locality, on: date, reference: Reference) -> bool:
    """Say whether a group holds for a reporter on a date, by look-ups that are at hand."""
    members = _members(reference, group, on)
    if not members.isdisjoint((reporter.code, reporter.parent_code, reporter.province_code)):
        return True
    return reporter.code in _holders(reference, members, on)


@lru_cache(maxsize=256)
def _members(reference: Reference, group: str, on: date) -> frozenset[str]:
    """The codes of a group on a date. (A changed seed makes other look-ups.)"""
    path = reference.seeds / "geography" / "locality_groups.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return frozenset(
            row["locality_code"]
            for row in csv.DictReader(stream)
            if row["group_code"] == group and _is_valid(row["valid_from"], row["valid_to"], on)
        )


def _is_valid(since: str, until: str, on: date) -> bool:
    return date.fromisoformat(since) <= on < (date.fromisoformat(until) if until else FOREVER)


@lru_cache(maxsize=256)
def _holders(reference: Reference, members: frozenset[str], on: date) -> frozenset[str]:
    """The codes of the localities in which a member lies."""
    found: set[str] = set()
    for code in members:
        for one in reference.versions(code):
            if one.valid_from <= on < one.valid_to:
                found |= {one.parent_code, one.province_code, "VN"}
    return frozenset(found - {""})
