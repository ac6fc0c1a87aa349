"""The board's data for the browser: every status of every province over time, in both clocks, as small as it goes.

A day is the number of days since 1 January 1970; an instant stands for the first day whose end comes after it. Within
one return, knowledge begins anew with each block; within a block a status holds until the next one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from delivery.reading import LOCAL, Row
from delivery.site.model import Release
from delivery.site.places import source_href

_EPOCH = date(1970, 1, 1)
#: An instant within the last second of a day is seen from the next day on: a day means its 23:59:59.
_LAST_SECOND = timedelta(seconds=1) - timedelta(microseconds=1)

_TERMS = """
select
    o.obligation_key, concat(o.return_type, ':', o.period) as round_key, o.locality_code, o.body_code, d.recipient,
    o.legal_basis, o.request_document, o.due_on, o.due_rule, o.opens_at, o.extension_reason, o.chase_until,
    o.received_at_evidence, o.date_basis
from marts.fct_obligation as o
left join reference.duties as d on o.duty_id = d.duty_id
where o.reporter_level = 'province'
order by o.obligation_key
"""

_INTERVALS = """
select
    s.obligation_key, s.known_from, s.valid_from, s.status, s.evidence, s.days_late, s.reasons, s.document_no,
    s.document_on, s.evidence_key, e.submission_key, e.evidence_kind, e.sheet, e.cell, e.line, e.arrival_basis,
    case
        when s.received_at is null then 0 when s.received_at >= o.due_at then 2 else 1
    end as received
from marts.fct_return_status as s
inner join marts.fct_obligation as o on s.obligation_key = o.obligation_key
left join marts.fct_evidence as e on s.evidence_key = e.evidence_key
where o.reporter_level = 'province'
order by s.obligation_key, s.known_from, s.valid_from
"""


def day_number(value: date | datetime | None) -> int | None:
    """The number of a day; of an instant, that of the first day (Asia/Ho_Chi_Minh) at whose end it has come."""
    if value is None:
        return None
    if isinstance(value, datetime):
        value = (value.astimezone(LOCAL) + _LAST_SECOND).date()
    return (value - _EPOCH).days


def board_data(release: Release) -> dict[str, Any]:
    """What the browser needs to show the board on any day: terms, documents, states, and the states of every return."""
    terms, documents, states = _Pool(), _Pool(), _Pool()
    over_time = {
        key: _blocks(found, documents, states)
        for key, found in groupby(release.rows(_INTERVALS), key=lambda row: row["obligation_key"])
    }
    owed = release.rows(_TERMS)
    returns = {
        row["obligation_key"]: [terms.number(_term(row)), *over_time.get(row["obligation_key"], [])] for row in owed
    }
    as_of = day_number(release.as_of) or 0
    opened = [day_number(row["opens_at"]) or as_of for row in owed]
    due = [day_number(row["due_on"]) or as_of for row in owed]
    return {
        "asOf": as_of,
        "known": day_number(release.known),
        "first": min([*opened, as_of]),
        "last": max([*due, as_of]),
        "terms": terms.values,
        "documents": documents.values,
        "states": states.values,
        "returns": returns,
    }


class _Pool:
    """Different values, each held once under its number."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[Any, ...], int] = {}

    def number(self, value: tuple[Any, ...]) -> int:
        return self._numbers.setdefault(value, len(self._numbers))

    @property
    def values(self) -> list[tuple[Any, ...]]:
        return list(self._numbers)


def _term(row: Row) -> tuple[Any, ...]:
    return (
        row["body_code"], row["recipient"], row["legal_basis"], row["request_document"], day_number(row["due_on"]),
        row["due_rule"], day_number(row["opens_at"]), row["extension_reason"], row["received_at_evidence"],
        row["date_basis"],
    )  # fmt: skip


def _blocks(intervals: Iterable[Row], documents: _Pool, states: _Pool) -> list[list[int]]:
    """A list for each knowledge: the day it begins, then day and state by turns; what meets no end of a day is left."""
    blocks: dict[int, dict[int, int]] = {}
    for known_from, found in groupby(intervals, key=lambda row: row["known_from"]):
        block = {day_number(row["valid_from"]) or 0: states.number(_state(row, documents)) for row in found}
        blocks[day_number(known_from) or 0] = block
    return [[known, *(number for pair in block.items() for number in pair)] for known, block in blocks.items()]


def _state(row: Row, documents: _Pool) -> tuple[Any, ...]:
    document = documents.number(_document(row)) if row["evidence_key"] else None
    return (row["status"], row["evidence"], document, row["days_late"], row["reasons"] or "", row["received"])


def _document(row: Row) -> tuple[Any, ...]:
    href = source_href(row["submission_key"], line=row["line"], sheet=row["sheet"], cell=row["cell"])
    return (row["document_no"], day_number(row["document_on"]), href, row["evidence_kind"], row["arrival_basis"])
