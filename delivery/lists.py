"""The late list and the reporting rate as of a date, as known on a date: thin readers of the two table macros."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from delivery.reading import LOCAL, Row, check_return_type, end_of_day, open_marts, rows, wordings

#: Open ends are 9999-12-31 in the marts.
FOREVER = date(9999, 12, 31)


@dataclass(frozen=True)
class LateReturn:
    """One return that is late or overdue. `due_at` is exclusive; `days_late` counts from the stated due date."""

    return_type: str
    period: str
    locality_code: str
    locality: str
    region: str | None
    due_at: datetime
    due_on: date
    status: str
    evidence: str | None
    document_no: str | None
    document_on: date | None
    days_late: int
    reasons: tuple[str, ...]
    obligation_key: str
    arrival_basis: str | None
    is_chased: bool
    chase_until: date | None


@dataclass(frozen=True)
class Words:
    """What the codes are called in Vietnamese, by code."""

    return_types: dict[str, str]
    statuses: dict[str, str]
    evidence: dict[str, str]
    reasons: dict[str, str]


@dataclass(frozen=True)
class LateList:
    """The late and overdue returns as of a date; `closed` were left out because their chase is over."""

    as_of: date
    known: date | None
    returns: tuple[LateReturn, ...]
    closed: int
    words: Words

    @property
    def assumed_arrivals(self) -> int:
        """How many of the returns listed carry an arrival date that was assumed, not recorded."""
        return sum(1 for one in self.returns if one.arrival_basis == "assumed")


@dataclass(frozen=True)
class ReportingRate:
    """Counts and rates of one return type, period, level of reporters and region; `ALL` is the whole country.

    `rate` = received / expected and `rate_on_time` = received on time / expected, both in [0, 1], None when nothing is
    expected.
    """

    return_type: str
    period: str
    reporter_level: str
    region_code: str
    region: str
    expected: int
    received: int
    received_on_time: int
    late: int
    overdue: int
    rejected: int
    exempt: int
    not_due: int
    rate: float | None
    rate_on_time: float | None


_LATE = """
select
    l.return_type, l.period, l.locality_code, l.locality, l.region, l.status, l.evidence, l.document_no,
    l.document_on, l.days_late, l.reasons, l.obligation_key, l.arrival_basis, l.is_chased, l.chase_until, l.due_on,
    timezone('Asia/Ho_Chi_Minh', l.due_at) as due_at
from marts.late_returns(?, ?) as l
where coalesce(l.return_type = ?, true)
order by l.return_type, l.period, l.status = 'late', l.sort_order, l.locality_code
"""

_RATE = """
select
    return_type, period, reporter_level, region_code, region, expected, received, received_on_time, late, overdue,
    rejected, exempt, not_due, rate, rate_on_time
from marts.reporting_rate(?, ?)
where coalesce(return_type = ?, true)
order by return_type, period, reporter_level, region_code = 'ALL', sort_order, region_code
"""


def late_returns(
    db: Path, as_of: date, known: date | None = None, return_type: str | None = None, include_closed: bool = False
) -> LateList:
    """Who is missing or late at the end of `as_of`, from what the sources had said by the end of `known` (None: all).

    Returns whose chase is over (`chase_until` passed, or the reporter dissolved without a successor that has a recorded
    duty) are left out and counted, unless `include_closed`. Raises DeliveryError (see delivery.errors).
    """
    with open_marts(db) as connection:
        check_return_type(connection, return_type)
        found = rows(connection, _LATE, [end_of_day(as_of), _known(known), return_type])
        words = _words(connection)
    every = [_late_return(row) for row in found]
    kept = tuple(one for one in every if include_closed or one.is_chased)
    return LateList(as_of, known, kept, len(every) - len(kept), words)


def reporting_rate(
    db: Path, as_of: date, known: date | None = None, return_type: str | None = None
) -> tuple[ReportingRate, ...]:
    """Expected, received, on time, late, overdue and rates by return type, period, level and region, regions in order.

    The row of the whole country (`ALL`) comes last of each return type, period and level. Raises DeliveryError.
    """
    with open_marts(db) as connection:
        check_return_type(connection, return_type)
        found = rows(connection, _RATE, [end_of_day(as_of), _known(known), return_type])
    return tuple(ReportingRate(**row) for row in found)


def _words(connection: duckdb.DuckDBPyConnection) -> Words:
    names = rows(connection, "select return_type, name_vi from marts.dim_return_type")
    return Words(
        return_types={row["return_type"]: row["name_vi"] for row in names},
        statuses=wordings(connection, "statuses", "status", "name_vi"),
        evidence=wordings(connection, "evidence_levels", "evidence", "name_vi"),
        reasons=wordings(connection, "status_reasons", "reason", "text_vi"),
    )


def _known(known: date | None) -> datetime | None:
    return None if known is None else end_of_day(known)


def _late_return(row: Row) -> LateReturn:
    values: dict[str, Any] = dict(row)
    values["due_at"] = row["due_at"].replace(tzinfo=LOCAL)
    values["reasons"] = tuple(code for code in (row["reasons"] or "").split("; ") if code)
    values["chase_until"] = None if row["chase_until"] in (None, FOREVER) else row["chase_until"]
    return LateReturn(**values)
