"""The late list as of the release's date, round by round: who is missing, who was late, and where it was looked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from delivery.reading import Row, local
from delivery.reminders.proof_sql import LOOKS, SOURCES
from delivery.site.model import Page, Release
from delivery.site.pages.returns import anchor_of, clocks, named, rounds
from delivery.site.places import source_href

#: So many rows of a part of a round are written out: a country has 10,600 communes.
LISTED = 500

_LATE = """
select
    l.*, p.region_en, o.reporter_level, o.due_rule, concat(l.return_type, ':', l.period) as round_key,
    e.submission_key, e.evidence_kind, e.sheet, e.cell, e.line
from marts.rpt_late_returns as l
inner join marts.fct_obligation as o on l.obligation_key = o.obligation_key
inner join marts.dim_locality as p on o.locality_key = p.locality_key
left join marts.fct_evidence as e on l.evidence_key = e.evidence_key
order by l.return_type, l.period, l.sort_order
"""

_RATES = """
select
    concat(return_type, ':', period) as round_key, reporter_level, expected, received, received_on_time, late, overdue
from marts.rpt_reporting_rate
where region_code = 'ALL'
"""

#: Registers that say who has sent a return, by sheet, and how many they name.
_REGISTERS = """
select
    concat(o.return_type, ':', o.period) as round_key, e.submission_key, s.document_no, s.document_on, e.sheet,
    arg_min(e.cell, e.line) as cell, min(e.line) as line, count(distinct e.obligation_key) as names
from marts.fct_evidence as e
inner join marts.fct_obligation as o on e.obligation_key = o.obligation_key
inner join marts.fct_submission as s on e.submission_key = s.submission_key
where e.evidence_kind = 'register' and e.known_from <= $known
group by all
order by s.document_on, e.sheet
"""

_LOOKED = """
select
    count(distinct source_id) as sources, timezone('Asia/Ho_Chi_Minh', max(attempted_at)) as last_at
from marts.fct_receipt
where attempt_kind = 'source' and attempted_at <= $known
"""


def content(release: Release) -> Mapping[str, Any]:
    """The rounds with somebody late or missing, each with its counts, registers and rows; what is not chased apart."""
    known = {"known": clocks(release)["known"]}
    found = [_row(one) for one in release.rows(_LATE)]
    looks = _looks(release, known)
    for one in found:
        one["looks"] = looks.get(one["locality_code"], []) if one["status"] == "overdue" else []
    registers = defaultdict(list)
    for one in release.rows(_REGISTERS, known):
        href = source_href(one["submission_key"], line=one["line"], sheet=one["sheet"], cell=one["cell"])
        registers[one["round_key"]].append({**one, "href": href})
    rates = {(one["round_key"], one["reporter_level"]): one for one in release.rows(_RATES)}
    return {
        "rounds": [
            {**one, "rate": rates[_key(one)], "registers": registers[one["key"]], **_parts(found, one)}
            for one in rounds(release)
            if any((row["round_key"], row["reporter_level"]) == _key(one) for row in found)
        ],
        "listed": sum(one["is_chased"] for one in found),
        "overdue": sum(one["is_chased"] and one["status"] == "overdue" for one in found),
        "assumed": sum(one["is_chased"] and one["arrival_basis"] == "assumed" for one in found),
        "closed": sum(not one["is_chased"] for one in found),
        "closed_overdue": sum(not one["is_chased"] and one["status"] == "overdue" for one in found),
        "looked": _looked(release, known),
        "limit": LISTED,
        "evidence": named(release, "evidence_levels", "evidence", "name"),
        "reasons": named(release, "status_reasons", "reason", "text"),
    }


def _key(one: Row) -> tuple[str, str]:
    return one["key"], one["reporter_level"]


def _row(one: Row) -> Row:
    return {
        **one,
        "anchor": anchor_of(one["obligation_key"]),
        "href": source_href(one["submission_key"], line=one["line"], sheet=one["sheet"], cell=one["cell"]),
        "reasons": [code for code in (one["reasons"] or "").split("; ") if code],
    }


def _parts(found: list[Row], one: Row) -> dict[str, list[Row]]:
    """The rows of a round: missing, late, and those whose chase is over; all of them, the page shows LISTED of each."""
    own = [row for row in found if (row["round_key"], row["reporter_level"]) == _key(one)]
    chased = [row for row in own if row["is_chased"]]
    return {
        "missing": [row for row in chased if row["status"] == "overdue"],
        "late": [row for row in chased if row["status"] == "late"],
        "closed": [row for row in own if not row["is_chased"]],
    }


def _looks(release: Release, known: Mapping[str, object]) -> dict[str, list[Row]]:
    """The last look at each source of a place, by its code."""
    owners = release.rows(SOURCES, known)
    asked = {"sources": sorted({one["source_id"] for one in owners}), **known}
    looks = {one["source_id"]: _local(one) for one in release.rows(LOOKS, asked)}
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for one in owners:
        if one["source_id"] in looks:
            found[one["locality_code"]].append(looks[one["source_id"]])
    return found


def _local(look: Row) -> Row:
    return {**look, "attempted_at": local(look["attempted_at"]), "listed_at": local(look["listed_at"])}


def _looked(release: Release, known: Mapping[str, object]) -> Row:
    one = release.rows(_LOOKED, known)[0]
    return {**one, "last_at": local(one["last_at"])}


PAGE = Page("late", content, scripts=("late.js",))
