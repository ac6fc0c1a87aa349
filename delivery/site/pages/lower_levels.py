"""Returns of communes, districts and the ministry: counts by the place above, and the first that are missing."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from delivery.reading import Row
from delivery.site.model import Release
from delivery.site.pages.returns import HOLDS, clocks, rounds

#: So many names of a place are written out, and so many places of a round: a country has 10,600 communes.
NAMES, PLACES = 5, 100

_BY_PARENT = f"""
select
    o.reporter_level, o.return_type, o.period, concat_ws(' ', any_value(p.unit_type), any_value(p.name_vi)) as parent,
    count(s.status) filter (s.status <> 'exempt') as expected,
    count(s.received_at) filter (s.status <> 'exempt') as received,
    count(s.received_at) filter (s.status <> 'exempt' and coalesce(s.received_at < o.due_at, true)) as on_time,
    count(s.received_at) filter (s.status <> 'exempt' and s.received_at >= o.due_at) as late,
    count(*) filter (s.status = 'overdue') as overdue,
    count(*) filter (s.status = 'rejected') as rejected,
    count(*) filter (s.status in ('due_soon', 'not_due')) as not_due,
    count(*) filter (s.status = 'exempt') as exempt,
    count(*) as owed,
    (list(l.name_vi order by l.locality_code) filter (s.status = 'overdue'))[:{NAMES}] as names
from marts.fct_obligation as o
inner join marts.dim_locality as l on o.locality_key = l.locality_key
left join marts.dim_locality as p
    on l.parent_code = p.locality_code and p.valid_from <= l.valid_from and l.valid_from < p.valid_to
left join marts.fct_return_status as s on o.obligation_key = s.obligation_key and {HOLDS}
where o.reporter_level <> 'province'
group by o.reporter_level, o.return_type, o.period, l.parent_code
order by o.reporter_level, o.return_type, o.period, overdue desc, late desc, l.parent_code
"""

_SUMS = ("expected", "received", "on_time", "late", "overdue", "rejected", "not_due", "exempt", "owed")


def lower_levels(release: Release) -> list[Row]:
    """One row a level and round: its sums, its `places` (at most PLACES, those with most missing first), `left_out`.

    Counts as in `marts.reporting_rate`, as of the release's date; a round that is not opened has `expected` 0.
    """
    found = {
        key: list(rows) for key, rows in groupby(release.rows(_BY_PARENT, clocks(release)), key=lambda row: _key(row))
    }
    return [_round(one, found[_key(one)]) for one in rounds(release) if _key(one) in found]


def _key(row: Row) -> tuple[Any, ...]:
    return row["reporter_level"], row["return_type"], row["period"]


def _round(one: Row, places: list[Row]) -> Row:
    sums = {name: sum(place[name] for place in places) for name in _SUMS}
    return {**one, **sums, "places": places[:PLACES], "left_out": max(len(places) - PLACES, 0)}
