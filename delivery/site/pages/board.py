"""The status board: provinces by return and period, as of the release's date; the browser moves it to other days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from typing import Any

from delivery.reading import Row
from delivery.site.model import Page, Release
from delivery.site.pages.board_data import board_data
from delivery.site.pages.lower_levels import lower_levels
from delivery.site.pages.returns import HOLDS, anchor_of, clocks, named, rounds

_CELLS = f"""
select
    o.obligation_key, concat(o.return_type, ':', o.period) as round_key, o.locality_id, o.locality_code,
    l.name_vi as locality, l.region_code, l.region_vi, l.region_en, l.report_order, s.status, s.document_no,
    s.document_on,
    case
        when s.status = 'overdue' then greatest(date_diff('day', o.due_on, $today), 0) else s.days_late
    end as days_late
from marts.fct_obligation as o
inner join marts.dim_locality as l on o.locality_key = l.locality_key
left join marts.fct_return_status as s on o.obligation_key = s.obligation_key and {HOLDS}
where o.reporter_level = 'province'
order by l.report_order, o.locality_code, l.valid_from > $today, abs(date_diff('day', l.valid_from, $today))
"""

_RATES = """
select
    concat(return_type, ':', period) as round_key, region_code, expected, received, received_on_time as on_time, late,
    overdue, rejected, exempt, not_due
from marts.reporting_rate($as_of, $known)
where reporter_level = 'province'
"""

#: What is counted of a round, in the order it is shown.
COUNTS = ("on_time", "late", "overdue", "rejected", "not_due", "exempt")


def content(release: Release) -> Mapping[str, Any]:
    """The sections (one for each map of the country), their columns, regions, rows and cells; the other levels."""
    columns = [one for one in rounds(release) if one["reporter_level"] == "province"]
    columns.sort(key=lambda one: one["era"] or date.min)
    cells = release.rows(_CELLS, {**clocks(release), "today": release.as_of})
    rates = {(row["round_key"], row["region_code"]): row for row in release.rows(_RATES, clocks(release))}
    statuses = named(release, "statuses", "status", "name")
    return {
        "sections": [
            _section(era, list(found), cells, rates) for era, found in groupby(columns, key=lambda one: one["era"])
        ],
        "types": {one["return_type"]: one for one in columns},
        "notable": _notable(release.as_of, columns),
        "counts": COUNTS,
        "lower": lower_levels(release),
        "data": board_data(release),
        "statuses": statuses,
        "codes": {
            "statuses": statuses,
            "evidence": named(release, "evidence_levels", "evidence", "name"),
            "reasons": named(release, "status_reasons", "reason", "text"),
            "bodies": named(release, "reporter_bodies", "body_code", "name"),
        },
    }


def _section(era: date | None, columns: list[Row], cells: list[Row], rates: Mapping[tuple[str, str], Row]) -> Row:
    keys = [one["key"] for one in columns]
    own = [cell for cell in cells if cell["round_key"] in keys]
    places: dict[str, Row] = {}
    for cell in own:
        place = places.setdefault(cell["locality_id"], {**cell, "cells": dict.fromkeys(keys)})
        place["cells"][cell["round_key"]] = {**cell, "anchor": anchor_of(cell["obligation_key"])}
    regions: dict[str, Row] = {}
    for place in places.values():
        code = place["region_code"]
        about = {"code": code, "name_vi": place["region_vi"], "name_en": place["region_en"], "places": []}
        regions.setdefault(code, about)["places"].append(place)
    for code, region in regions.items():
        region["rates"] = {key: rates.get((key, code)) for key in keys}
    return {
        "era": era,
        "until": columns[0]["until"],
        "columns": [{**one, "rate": rates.get((one["key"], "ALL"))} for one in columns],
        "regions": list(regions.values()),
        "size": len(places),
    }


def _notable(as_of: date, columns: list[Row]) -> dict[date, list[Row]]:
    """The days worth a button: each due date with the rounds due then, and the release's own."""
    days: dict[date, list[Row]] = {as_of: []}
    for one in columns:
        if one["due_on"]:
            days.setdefault(one["due_on"], []).append(one)
    return dict(sorted(days.items()))


PAGE = Page("board", content, scripts=("board.js",))
