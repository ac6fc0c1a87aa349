"""What the board, the late list and the map share: the two clocks of a release, how a round and a return are named."""

from __future__ import annotations

from delivery.reading import Row, end_of_day, known_until
from delivery.site.model import Release

#: A status that holds at `$as_of` from what was known at `$known`.
HOLDS = """
    s.valid_from <= $as_of and $as_of < s.valid_to and s.known_from <= $known and $known < s.known_to
"""

_ROUNDS = """
select
    o.reporter_level, o.return_type, o.period, t.name_vi, t.name_en, p.name_vi as period_vi, p.name_en as period_en,
    mode(o.due_on) as due_on, mode(o.due_rule) as due_rule, min(o.opens_at) as opens_at, p.starts_on, p.ends_on,
    max(l.valid_from) as since
from marts.fct_obligation as o
inner join marts.dim_locality as l on o.locality_key = l.locality_key
left join marts.dim_return_type as t on o.return_type = t.return_type
left join marts.dim_period as p on o.period = p.period
group by all
order by p.starts_on, p.ends_on, due_on nulls first, o.return_type, o.reporter_level
"""

#: Days on which the provinces became others.
_CHANGES = """
select distinct effective_on from marts.bridge_locality_succession where old_locality_id <> new_locality_id order by 1
"""


def clocks(release: Release) -> dict[str, object]:
    """The instants a release speaks about: `as_of`, and `known` (everything known, unless it was built for a day)."""
    return {"as_of": end_of_day(release.as_of), "known": known_until(release.known)}


def rounds(release: Release) -> list[Row]:
    """Every return type and period owed at a level, by period: `key`, and between which mergers its places stand.

    `era` is the day of the last merger of provinces before it, `until` that of the next one; None where there is none.
    """
    changes = [row["effective_on"] for row in release.rows(_CHANGES)]
    found = release.rows(_ROUNDS)
    for one in found:
        one["key"] = f"{one['return_type']}:{one['period']}"
        one["era"] = max((day for day in changes if day <= one["since"]), default=None)
        one["until"] = min((day for day in changes if day > one["since"]), default=None)
    return found


def anchor_of(obligation_key: str) -> str:
    """The anchor of a return, the same on the board and in the late list."""
    return obligation_key.replace(":", "-")


def named(release: Release, table: str, code: str, text: str) -> dict[str, dict[str, str]]:
    """What the codes of a reference table are called: code, then language."""
    found = release.rows(f"select {code} as code, {text}_vi as vi, {text}_en as en from reference.{table}")
    return {row["code"]: {"vi": row["vi"], "en": row["en"]} for row in found}
