"""Who a workbook is made for: a locality of any level, named by its code or as people call it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ingestion.names import Match, match_locality
from ingestion.reference import Locality, Reference

LEVELS = ("country", "province", "district", "commune")


class ReporterError(ValueError):
    """No single locality goes by a name; the text is one English line with the nearest ones."""


def find_reporter(asked: str, on: date, reference: Reference, levels: Sequence[str] = LEVELS) -> Locality:
    """Return the locality of one of some levels that a code or a name means on a date, of the highest level.

    Raises ReporterError if there is none, or if several places of one level have the name.
    """
    asked = asked.strip()
    bearers = reference.versions(asked)
    for one in bearers:
        if one.valid_from <= on < one.valid_to:
            if one.level not in levels:
                raise ReporterError(f"{one.label} ({asked}) is a {one.level}; expected a {' or '.join(levels)}")
            return one
    if bearers:
        last = max(bearers, key=lambda one: one.valid_from)
        raise ReporterError(
            f"{asked} named {last.label} from {last.valid_from} until {last.valid_to}, not on {on}; give the code in "
            "force at the end of the period"
        )
    return _named(asked, on, reference, levels)


def _named(asked: str, on: date, reference: Reference, levels: Sequence[str]) -> Locality:
    near: list[Locality] = []
    for level in sorted(levels, key=LEVELS.index):
        answer = match_locality(asked, level, on, reference)
        if isinstance(answer, Match):
            return answer.locality
        if answer.is_ambiguous:
            listed = ", ".join(f"{one.label} ({one.code})" for one in answer.candidates[:5])
            raise ReporterError(f"{asked!r} may mean {listed}; give the code")
        near += answer.candidates
    listed = ", ".join(f"{one.label} ({one.code})" for one in near[:3])
    raise ReporterError(f"there is no {' or '.join(levels)} {asked!r} on {on}; " + (
        f"the nearest: {listed}" if listed else "give a GSO code such as 20 or 185"
    ))  # fmt: skip
