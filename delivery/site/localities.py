"""Localities as the pages name and order them: by province in the order of the lists, districts under theirs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from delivery.site.model import Release
from delivery.site.places import slug

_RANK = {"country": 0, "province": 1, "district": 2, "commune": 3}


@dataclass(frozen=True)
class Place:
    """A locality of the site: `leaf` names its own page within a topic, `name` tells it from others of its name."""

    leaf: str
    name: str
    level: str
    order: tuple[int, int, str]


def unknown(name: str | None) -> Place:
    """A place that no list of localities holds, under the name it is printed with; it stands behind all others."""
    return Place(f"x-{slug(name or '') or '0'}", name or "–", "", (9999, 9, name or ""))


def places(release: Release, keys: Iterable[str | None]) -> dict[str, Place]:
    """The localities of the given `locality_key`s, by key."""
    found = release.rows(
        """
        select
            l.locality_key, l.locality_id, l.locality_code, l.level, l.name_vi, l.unit_type, p.name_vi as parent,
            coalesce(l.report_order, p.report_order, g.report_order, 9998) as position
        from marts.dim_locality as l
        left join marts.dim_locality as p
            on l.parent_code = p.locality_code and l.valid_from >= p.valid_from and l.valid_from < p.valid_to
        left join marts.dim_locality as g
            on p.parent_code = g.locality_code and l.valid_from >= g.valid_from and l.valid_from < g.valid_to
        where list_contains($keys, l.locality_key)
        """,
        {"keys": sorted({key for key in keys if key})},
    )
    return {
        row["locality_key"]: Place(
            row["locality_id"],
            row["name_vi"]
            if row["level"] in {"country", "province"}
            else f"{row['unit_type']} {row['name_vi']}" + (f" ({row['parent']})" if row["parent"] else ""),
            row["level"],
            (row["position"], _RANK.get(row["level"], 9), row["locality_code"]),
        )
        for row in found
    }


def provinces(release: Release) -> int:
    """How many provinces there are on the day the release speaks about: what coverage is out of."""
    found = release.rows(
        "select count(*) as n from marts.dim_locality "
        "where level = 'province' and valid_from <= $day and valid_to > $day",
        {"day": release.as_of},
    )
    return int(found[0]["n"])
