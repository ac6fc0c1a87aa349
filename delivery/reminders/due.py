"""Who is reminded of what as of a date, as known on a date: a thin reader of the table macro `marts.reminders`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any, Literal

import duckdb

from delivery.lists import FOREVER
from delivery.reading import Row, check_return_type, end_of_day, known_until, local, open_marts, rows, wordings
from delivery.reminders.model import Earlier, Issuer, Party, Place, Rejection, Reminder, ReminderList, Words

_INSTANTS = ("opens_at", "due_at", "received_at")

_REMINDERS = """
select * replace (
    timezone('Asia/Ho_Chi_Minh', opens_at) as opens_at, timezone('Asia/Ho_Chi_Minh', due_at) as due_at,
    timezone('Asia/Ho_Chi_Minh', received_at) as received_at
)
from marts.reminders($as_of, $known)
where coalesce(return_type = $return_type, true) and coalesce($place in (locality_code, addressed_locality_code), true)
order by sort_order
"""

_EARLIER = """
with sent as (
    select
        return_type, period, locality_code, tier, tier_no, channel, document_no, document_on,
        cast(timezone('Asia/Ho_Chi_Minh', outcome_at) as date) as sent_on
    from marts.fct_reminder
    where
        outcome = 'sent' and coalesce(return_type = $return_type, true) and coalesce(locality_code = $place, true)
        and known_from <= $known and $known < known_to
)
select distinct * from sent
where sent_on <= $day
order by return_type, period, locality_code, sent_on, tier_no, channel
"""

#: Of each return the last version that was sent back, as far as the two clocks allow.
_REJECTIONS = """
select obligation_key, submission_key, document_no, document_on, reason
from marts.fct_submission
where
    state = 'rejected' and reason is not null and obligation_key in (select unnest($obligations))
    and arrived_at <= $as_of and coalesce(known_from <= $known, true)
qualify row_number() over (partition by obligation_key order by version desc, arrived_at desc, submission_key) = 1
"""

#: The row for the very return type goes before `*`, then that for the very level, the very tier, the smallest place.
#: Tiers that no row names have that of `*`.
_ISSUERS = """
with reporters as (
    select distinct o.return_type, o.reporter_level, o.locality_code, l.parent_code, p.parent_code as upper_code
    from marts.fct_obligation as o
    inner join marts.dim_locality as l on l.locality_key = o.locality_key
    left join marts.dim_locality as p
        on p.locality_code = l.parent_code and p.valid_from <= l.valid_from and l.valid_from < p.valid_to
    where coalesce(o.return_type = $return_type, true)
),
in_force as (
    select * from reference.letter_issuers where valid_from <= $day and coalesce($day < valid_to, true)
),
tiers as (select '*' as tier union select tier from in_force)
select
    r.return_type, r.reporter_level, r.locality_code, t.tier, i.superior_vi as superior, i.issuer_vi as name, i.symbol,
    i.place_vi as place, i.signed_for_vi as signed_for, i.signer_title_vi as signer_title, i.filed_vi as filed,
    i.receiver_vi as receiver
from reporters as r
cross join tiers as t
inner join in_force as i
    on i.return_type in (r.return_type, '*') and i.reporter_level in (r.reporter_level, '*')
    and i.tier in (t.tier, '*')
    and list_contains([r.locality_code, r.parent_code, r.upper_code, '*'], i.scope)
qualify row_number() over (
    partition by r.return_type, r.reporter_level, r.locality_code, t.tier
    order by
        i.return_type = '*', i.reporter_level = '*', i.tier = '*',
        list_position([r.locality_code, r.parent_code, r.upper_code, '*'], i.scope), i.valid_from desc
) = 1
"""

#: The name of a row `l` of dim_locality, its kind before it unless that is a part of it.
PLACE_NAME = """case
        when l.level = 'country' or l.name_vi like 'TP %' then l.name_vi
        else concat(replace(l.unit_type, ' trực thuộc trung ương', ''), ' ', l.name_vi)
    end"""

#: A place as it is on a day, or last was before.
_PLACES = f"""
select locality_code, unit_type, level, parent_code, {PLACE_NAME} as name
from marts.dim_locality as l
where locality_code in (select unnest($codes)) and valid_from <= $day
qualify row_number() over (partition by locality_code order by valid_from desc) = 1
"""

_OWNERS = f"""
select o.obligation_key, l.unit_type, l.level, l.parent_code, {PLACE_NAME} as name
from marts.fct_obligation as o
inner join marts.dim_locality as l on o.locality_key = l.locality_key
where o.obligation_key in (select unnest($keys))
"""

#: The seeds that word the codes, by the field of `Words`: table, column of the code, column of the text.
_WORDINGS = {
    "statuses": ("statuses", "status", "name"),
    "evidence": ("evidence_levels", "evidence", "name"),
    "status_reasons": ("status_reasons", "reason", "text"),
    "tiers": ("reminder_tiers", "tier", "name"),
    "faults": ("reminder_faults", "fault", "name"),
    "reasons": ("reminder_reasons", "reason", "text"),
    "bodies": ("reporter_bodies", "body_code", "name"),
}


def due(db: Path, as_of: date, known: date | None = None, return_type: str | None = None) -> ReminderList:
    """Every obligation opened by the end of `as_of`: reminded of it or not, from what was known by the end of `known`.

    `db` is the marts file of a release, whose folder bears the id of its build. Without `known`: everything known now.
    Raises DeliveryError (see delivery.errors) when it cannot be read or knows no such return type.
    """
    with open_marts(db) as connection:
        check_return_type(connection, return_type)
        found = read_reminders(connection, as_of, known, return_type=return_type)
        return ReminderList(
            as_of=as_of,
            known=known,
            build_id=db.parent.name,
            rows=found,
            earlier=read_earlier(connection, as_of, known, return_type=return_type),
            issuers=_issuers(connection, as_of, return_type),
            words=read_words(connection, "vi"),
            places=read_places(connection, as_of, found),
            rejections=_rejections(connection, as_of, known, found),
            owners=read_owners(connection, [one.obligation_key for one in found]),
        )


def read_reminders(
    connection: duckdb.DuckDBPyConnection,
    as_of: date,
    known: date | None,
    *,
    return_type: str | None = None,
    place: str | None = None,
) -> tuple[Reminder, ...]:
    """The rows of `marts.reminders` in its order; `place` is the code of who owes or who answers for it (None: all)."""
    asked = {
        "as_of": end_of_day(as_of),
        "known": known_until(known),
        "return_type": return_type,
        "place": place,
    }
    return tuple(_reminder(row) for row in rows(connection, _REMINDERS, asked))


def read_earlier(
    connection: duckdb.DuckDBPyConnection,
    as_of: date,
    known: date | None,
    *,
    return_type: str | None = None,
    place: str | None = None,
) -> tuple[Earlier, ...]:
    """The reminders recorded as sent up to a day, the oldest of a return first; `place` is the code of who owes it."""
    asked = {"day": as_of, "known": known_until(known), "return_type": return_type, "place": place}
    return tuple(Earlier(**row) for row in rows(connection, _EARLIER, asked))


def read_words(connection: duckdb.DuckDBPyConnection, language: Literal["vi", "en"]) -> Words:
    """What the codes are called, from the dimensions and the seeds that travel with the marts."""
    types = rows(connection, f"select return_type as code, name_{language} as words from marts.dim_return_type")
    periods = rows(connection, f"select period as code, name_{language} as words from marts.dim_period")
    seeds = {
        field: wordings(connection, table, code, f"{text}_{language}")
        for field, (table, code, text) in _WORDINGS.items()
    }
    return Words(
        return_types={row["code"]: row["words"] for row in types},
        periods={row["code"]: row["words"] for row in periods},
        **seeds,
    )


def read_places(
    connection: duckdb.DuckDBPyConnection, day: date, reminders: Iterable[Reminder], *codes: str
) -> dict[str, Place]:
    """The places some reminders name, and those of some codes, by code, and all those they lie in.

    Each is as it is on a day or last was before; what has no such version is left out.
    """
    found: dict[str, Place] = {}
    wanted = {*codes, *(code for one in reminders for code in _places_of(one))}
    while wanted:
        met = rows(connection, _PLACES, {"codes": sorted(wanted), "day": day})
        found |= {row.pop("locality_code"): Place(**row) for row in met}
        wanted = {place.parent_code for place in found.values() if place.parent_code} - wanted - found.keys()
    return found


def read_owners(connection: duckdb.DuckDBPyConnection, obligations: Iterable[str]) -> dict[str, Place]:
    """The places that owed some returns, by obligation key, as they were then.

    Not by code: some codes of 2025 belonged to other places before.
    """
    met = rows(connection, _OWNERS, {"keys": sorted(set(obligations))})
    return {row.pop("obligation_key"): Place(**row) for row in met}


def _rejections(
    connection: duckdb.DuckDBPyConnection, as_of: date, known: date | None, reminders: Iterable[Reminder]
) -> dict[str, Rejection]:
    asked = {
        "obligations": [one.obligation_key for one in reminders if one.fault == "rejected"],
        "as_of": end_of_day(as_of),
        "known": known_until(known),
    }
    return {row.pop("obligation_key"): Rejection(**row) for row in rows(connection, _REJECTIONS, asked)}


def _issuers(
    connection: duckdb.DuckDBPyConnection, day: date, return_type: str | None
) -> dict[tuple[str, str, str], dict[str, Issuer]]:
    found: dict[tuple[str, str, str], dict[str, Issuer]] = {}
    for row in rows(connection, _ISSUERS, {"day": day, "return_type": return_type}):
        reporter = (row.pop("return_type"), row.pop("reporter_level"), row.pop("locality_code"))
        tier = row.pop("tier")
        found.setdefault(reporter, {})[tier] = Issuer(**row)
    return found


def _places_of(one: Reminder) -> set[str]:
    named = {party.locality_code for party in one.recipients if party.locality_code}
    return {one.locality_code, one.addressed_locality_code} | named


def _reminder(row: Row) -> Reminder:
    values: dict[str, Any] = {field.name: row[field.name] for field in fields(Reminder)}
    values.update({name: local(values[name]) for name in _INSTANTS})
    values["reasons"] = _parted(values["reasons"])
    values["recipients"] = tuple(_party(one) for one in _parted(values["recipients"]))
    values["chase_until"] = None if values["chase_until"] in (None, FOREVER) else values["chase_until"]
    return Reminder(**values)


def _parted(text: str | None) -> tuple[str, ...]:
    return tuple(part for part in (text or "").split("; ") if part)


def _party(text: str) -> Party:
    """`cc:ubnd_tinh@12`: role, body, place; without a place a body of the country."""
    role, _, rest = text.partition(":")
    body, _, place = rest.partition("@")
    return Party(role, body, place or None)
