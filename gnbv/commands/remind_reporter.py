"""Which reporter a person means: a code, or a name, with or without marks, as it is or once was."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ingestion import Reference
    from ingestion.reference import Locality

#: A name of several levels is that of the widest place.
_LEVELS = ("country", "province", "district")
_COMMUNE = "commune"


def reporter_code(asked: str, reference: Reference, on: date) -> str:
    """Return the code of the locality that goes by a code or a name; communes are looked up last, as of `on`.

    Raises click.UsageError with the codes a name may mean, or the names that come near.
    """
    if reference.versions(asked.strip().upper()):
        return asked.strip().upper()
    return _by_name(asked, reference, on) or _unmarked(asked, reference, on) or _commune(asked, reference, on)


def _by_name(asked: str, reference: Reference, on: date) -> str | None:
    """The name as it is written, on the day, else as it was last borne before or will be first after."""
    from ingestion.names import Match, match_locality

    days = sorted({one.valid_from for one in reference.localities}, key=lambda day: (day > on, abs(on - day)))
    for day in (on, *days):
        for level in _LEVELS:
            found = match_locality(asked, level, day, reference)
            if isinstance(found, Match):
                return found.locality.code
            if found.is_ambiguous:
                raise _several(asked, found.candidates)
    return None


def _unmarked(asked: str, reference: Reference, on: date) -> str | None:
    """The name without its marks, also that of another spelling, with or without the kind of place before it."""
    from ingestion.text import key, unaccented

    wanted = unaccented(key(asked))
    named = {(one.level, one.name_vi) for one in reference.aliases if unaccented(key(one.alias)) == wanted}
    for level in _LEVELS:
        found = [
            one
            for one in reference.localities
            if one.level == level
            and ((level, one.name_vi) in named or wanted in (unaccented(key(one.name_vi)), unaccented(key(one.label))))
        ]
        held = [one for one in found if one.valid_from <= on < one.valid_to] or found
        if len({one.code for one in held}) > 1:
            raise _several(asked, held)
        if held:
            return held[0].code
    return None


def _commune(asked: str, reference: Reference, on: date) -> str:
    from ingestion.names import Match, match_locality
    from ingestion.text import key, unaccented

    found = match_locality(asked, _COMMUNE, on, reference)
    if isinstance(found, Match):
        return found.locality.code
    if found.is_ambiguous:
        raise _several(asked, found.candidates)
    same = [one for one in found.candidates if unaccented(key(asked)) in _plain(one)]
    if len({one.name_vi for one in same}) > 1:
        raise _several(asked, same)
    if same:
        return _commune(same[0].name_vi, reference, on)
    near = [one for level in _LEVELS for one in _near(asked, level, on, reference)] or list(found.candidates)
    nearest = f"nearest: {_listed(near)}" if near else "no name comes near"
    raise click.UsageError(f"no locality is called '{asked}'; {nearest}; give one of these or a GSO code")


def _plain(one: Locality) -> tuple[str, str]:
    """The name without marks, alone and with its kind."""
    from ingestion.text import key, unaccented

    return unaccented(key(one.name_vi)), unaccented(key(one.label))


def _near(asked: str, level: str, on: date, reference: Reference) -> tuple[Locality, ...]:
    from ingestion.names import NoMatch, match_locality

    found = match_locality(asked, level, on, reference)
    return found.candidates if isinstance(found, NoMatch) else ()


def _several(asked: str, found: Iterable[Locality]) -> click.UsageError:
    return click.UsageError(f"'{asked}' is the name of several localities: {_listed(found)}; give the code of one")


def _listed(found: Iterable[Locality]) -> str:
    names = list(dict.fromkeys(f"{one.label} ({one.code})" for one in found))
    return ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
