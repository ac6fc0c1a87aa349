"""Which date a run speaks about."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from gnbv.dag_support import as_of_date


def event(as_of: str | None, minute: int) -> SimpleNamespace:
    extra = {"as_of": as_of} if as_of else {}
    return SimpleNamespace(extra=extra, timestamp=datetime(2026, 11, 20, 8, minute, tzinfo=UTC))


def context(**given: Any) -> dict[str, Any]:
    run = SimpleNamespace(run_after=datetime(2026, 11, 20, 17, 30, tzinfo=UTC))
    return {"params": {"as_of": None}, "triggering_asset_events": {}, "logical_date": None, "dag_run": run} | given


def test_parameter_comes_first() -> None:
    given = context(params={"as_of": "2023-10-27"}, triggering_asset_events={"bronze": [event("2023-06-30", 1)]})
    assert as_of_date(given) == date(2023, 10, 27)


def test_newest_event_counts() -> None:
    events = {"bronze": [event("2023-08-31", 5), event("2023-06-30", 1), event(None, 9)]}
    assert as_of_date(context(triggering_asset_events=events)) == date(2023, 8, 31)


def test_logical_date_is_a_day_in_viet_nam() -> None:
    assert as_of_date(context(logical_date=datetime(2023, 6, 25, 23, 0, tzinfo=UTC))) == date(2023, 6, 26)


def test_without_a_logical_date_the_day_it_was_due() -> None:
    assert as_of_date(context()) == date(2026, 11, 21)


def test_unreadable_date_says_what_was_expected() -> None:
    with pytest.raises(ValueError, match="as_of: expected a date as YYYY-MM-DD, found '27/10/2023'"):
        as_of_date(context(params={"as_of": "27/10/2023"}))
