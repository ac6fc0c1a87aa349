"""Fund progress: all provinces that have figures by component, and every locality with a page of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from delivery.reading import Row
from delivery.site.localities import Place, places, provinces, unknown
from delivery.site.model import Leaf, Page, Release
from delivery.site.progress import MEASURES, Progress, bar, read_progress, widest

_WIDEST = ("total", "total")


def content(release: Release) -> Mapping[str, Any]:
    """`components`: groups of period and budget year, a row a component; `localities`: the money of each in all."""
    rows = read_progress(release)
    named = _named(release, rows)
    names = _components(release)
    held = _by_place(rows, named)
    return {
        "of": provinces(release),
        "covered": sum(1 for place, _ in held if place.level == "province"),
        "components": [_component_group(group, names, named) for group in _groups(_provincial(rows, named))],
        "localities": [{"place": place, "rows": [_in_all(group) for group in _groups(own)]} for place, own in held],
        "names": names,
    }


def leaves(release: Release) -> list[Leaf]:
    """A page a locality: by period and budget year, by component, by source and nature."""
    rows = read_progress(release)
    names = _components(release)
    codes = release.rows("select coordinate, code, within, name_vi, name_en from reference.fund_codes")
    within = {(one["coordinate"], one["code"]): one["within"] for one in codes}
    shared = {
        "names": names,
        "codes": {(one["coordinate"], one["code"]): one for one in codes},
    }
    return [
        Leaf(
            place.leaf,
            {"place": place, "groups": [_detail_group(group, names, within) for group in _groups(own)], **shared},
        )
        for place, own in _by_place(rows, _named(release, rows))
    ]


def _components(release: Release) -> dict[str, Row]:
    """The components by code, in the order of the programme; `project` and `sub` are their numbers."""
    found = release.rows(
        "select component_code, level, parent_code, name_vi, name_en from marts.dim_component "
        "order by component_code <> 'CT', component_code"
    )
    return {one["component_code"]: one for one in found}


def _named(release: Release, rows: Iterable[Progress]) -> dict[str, Place]:
    """The place of each locality key, and of each name without one."""
    found = places(release, (row.row["locality_key"] for row in rows))
    lacking = {row.row["locality"] for row in rows if row.row["locality_key"] not in found}
    return {**{name: unknown(name) for name in lacking}, **found}


def _place(row: Progress, named: Mapping[str, Place]) -> Place:
    return named.get(row.row["locality_key"]) or named[row.row["locality"]]


def _by_place(rows: Iterable[Progress], named: Mapping[str, Place]) -> list[tuple[Place, list[Progress]]]:
    held: dict[str, tuple[Place, list[Progress]]] = {}
    for row in rows:
        place = _place(row, named)
        held.setdefault(place.leaf, (place, []))[1].append(row)
    return sorted(held.values(), key=lambda one: one[0].order)


def _provincial(rows: Iterable[Progress], named: Mapping[str, Place]) -> list[Progress]:
    """What may be added up over provinces: one row a province and component, of all sources and natures."""
    return [
        row
        for row in rows
        if _place(row, named).level == "province"
        and (row.row["source"], row.row["nature"]) == _WIDEST
        and row.given is not None
        and row.disbursed is not None
    ]


def _groups(rows: Iterable[Progress]) -> list[list[Progress]]:
    """Rows by period and budget year, in the order they come in."""
    held: dict[tuple[str, str | None], list[Progress]] = {}
    for row in rows:
        held.setdefault((row.row["period"], row.row["budget_year"]), []).append(row)
    return list(held.values())


def _head(rows: list[Progress]) -> Row:
    return {name: rows[0].row[name] for name in ("period", "period_vi", "period_en", "budget_year")}


def _component_group(rows: list[Progress], names: Mapping[str, Row], named: Mapping[str, Place]) -> Row:
    ordered = sorted(rows, key=lambda row: _order(row.row["component_code"], names))
    return {
        **_head(rows),
        "rows": [
            {
                "component": code,
                "provinces": sorted({_place(row, named) for row in own}, key=lambda place: place.order),
                **_sum(own),
            }
            for code, own in (
                (code, list(own)) for code, own in groupby(ordered, lambda row: row.row["component_code"])
            )
        ],
    }


def _in_all(rows: list[Progress]) -> Row:
    """The money of a locality for a budget year: what both is given and disbursed; apart where no row has both.

    A budget year that is part of a wider one is no total of the locality: then the row of the whole programme stands.
    """
    totals = [row for row in rows if row.row["is_locality_total"]] or [
        row for row in rows if (row.row["component_code"], row.row["source"], row.row["nature"]) == ("CT", *_WIDEST)
    ]
    paired = [row for row in totals if row.given is not None and row.disbursed is not None]
    counted = paired or totals
    return {
        **_head(rows),
        **_sum(counted),
        "amounts": counted[0].amounts if len(counted) == 1 else dict.fromkeys(MEASURES),
        "components": sorted({row.row["component_code"] for row in counted}),
        "is_whole": [row.row["component_code"] for row in counted] == ["CT"],
        "is_apart": not paired and any(row.given for row in totals) and any(row.disbursed for row in totals),
        **({"rate": None, "bar": None} if not paired else {}),
    }


def _sum(rows: list[Progress]) -> Row:
    given, disbursed, planned = (
        _total(getattr(row, name) for row in rows) for name in ("given", "disbursed", "planned")
    )
    return {
        "given": given,
        "disbursed": disbursed,
        "planned": planned,
        "rate": 100 * disbursed / given if given and disbursed is not None else None,
        "is_estimate": any(row.is_estimate for row in rows),
        "bar": bar(given, disbursed, planned),
    }


def _total(values: Iterable[int | None]) -> int | None:
    held = [value for value in values if value is not None]
    return sum(held) if held else None


def _detail_group(rows: list[Progress], names: Mapping[str, Row], within: Mapping[tuple[str, str], str]) -> Row:
    """Components with their rows; a project of which only sub-projects are known stands above them without amounts."""
    held = {row.row["component_code"] for row in rows}
    shown = held | {parent for code in held if (parent := names.get(code, {}).get("parent_code")) and parent != "CT"}
    components = []
    for code in sorted(shown, key=lambda code: _order(code, names)):
        heads, parts = widest([row for row in rows if row.row["component_code"] == code], within)
        components.append({"component": code, "heads": heads, "parts": parts})
    return {**_head(rows), "components": components}


def _order(code: str, names: Mapping[str, Row]) -> tuple[int, str]:
    known = list(names)
    return (known.index(code) if code in known else len(known), code)


PAGE = Page("funds", content, leaves=leaves)
