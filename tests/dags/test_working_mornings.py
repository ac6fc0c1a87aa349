"""When the scheduled DAGs run. 2/9/2023 was a Saturday, Tết 2024 off from 8 to 14/2, 4/5/2024 worked."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pendulum
import pytest
import time_machine

pytestmark = pytest.mark.airflow

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def local(text: str) -> pendulum.DateTime:
    return pendulum.instance(datetime.fromisoformat(text).replace(tzinfo=HANOI))


def following(last: str | None, *, now: str, catchup: bool = False, earliest: str | None = None) -> str | None:
    """The morning after the last scheduled run, as local time, when the clock stands at `now`."""
    from airflow.timetables.base import DataInterval, TimeRestriction

    from gnbv.airflow_plugin import WorkingMornings

    restriction = TimeRestriction(local(earliest) if earliest else None, local("2027-01-01T00:00"), catchup)
    interval = DataInterval.exact(local(last)) if last else None
    with time_machine.travel(local(now), tick=False):
        found = WorkingMornings("06:00").next_dagrun_info(
            last_automated_data_interval=interval, restriction=restriction
        )
    if found is None:
        return None
    assert found.data_interval == (found.run_after, found.run_after)
    assert found.run_after.utcoffset().total_seconds() == 0
    return found.run_after.astimezone(HANOI).strftime("%Y-%m-%dT%H:%M")


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("2023-10-26T06:00", "2023-10-27T06:00"),  # Thursday, Friday
        ("2023-10-27T06:00", "2023-10-30T06:00"),  # Friday, Monday
        ("2023-08-31T06:00", "2023-09-05T06:00"),  # National Day: off from Friday 1/9 to Monday 4/9
        ("2024-02-07T06:00", "2024-02-15T06:00"),  # Tết: off from 8 to 14 February
        ("2024-04-26T06:00", "2024-05-02T06:00"),  # Monday 29/4 was swapped, 30/4 and 1/5 are holidays
        ("2024-05-03T06:00", "2024-05-04T06:00"),  # the Saturday worked for it
        ("2024-05-04T06:00", "2024-05-06T06:00"),  # Sunday is not worked
    ],
)
def test_next_working_morning(last: str, expected: str) -> None:
    assert following(last, now=last) == expected


def test_missed_mornings_are_made_up_for_by_the_latest_alone() -> None:
    assert following("2023-10-02T06:00", now="2023-10-27T09:00") == "2023-10-27T06:00"


def test_missed_friday_is_made_up_for_on_sunday() -> None:
    assert following("2023-10-26T06:00", now="2023-10-29T12:00") == "2023-10-27T06:00"


def test_catchup_asks_for_every_morning() -> None:
    assert following("2023-10-02T06:00", now="2023-10-27T09:00", catchup=True) == "2023-10-03T06:00"


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2023-10-27T05:59", "2023-10-27T06:00"),
        ("2023-10-27T06:30", "2023-10-27T06:00"),  # within the hour of grace: the scheduler may have been busy
        ("2023-10-27T07:01", "2023-10-30T06:00"),  # a DAG switched on later waits for the next morning
        ("2023-10-28T12:00", "2023-10-30T06:00"),
    ],
)
def test_first_run_waits_for_the_next_morning(now: str, expected: str) -> None:
    assert following(None, now=now, earliest="2023-01-01T00:00") == expected


def test_backfill_starts_with_the_first_working_morning() -> None:
    found = following(None, now="2026-11-20T12:00", catchup=True, earliest="2023-06-24T00:00")
    assert found == "2023-06-26T06:00"  # 24 and 25 June 2023 were a weekend


def test_nothing_after_the_end() -> None:
    assert following("2026-12-31T06:00", now="2026-12-31T07:00") is None


def test_no_start_means_no_run() -> None:
    assert following(None, now="2023-10-27T06:00", catchup=True) is None


def test_morning_is_six_in_hanoi_wherever_the_machine_stands() -> None:
    from airflow.timetables.base import DataInterval, TimeRestriction

    from gnbv.airflow_plugin import WorkingMornings

    with time_machine.travel(local("2023-10-26T12:00"), tick=False):
        found = WorkingMornings().next_dagrun_info(
            last_automated_data_interval=DataInterval.exact(local("2023-10-26T06:00")),
            restriction=TimeRestriction(None, None, False),
        )
    assert found is not None
    assert found.run_after.isoformat() == "2023-10-26T23:00:00+00:00"


def test_run_started_by_hand_speaks_of_its_own_instant() -> None:
    from gnbv.airflow_plugin import WorkingMornings

    at = local("2023-10-28T15:30")
    assert WorkingMornings().infer_manual_data_interval(run_after=at) == (at, at)


def test_plugin_registers_the_timetable() -> None:
    from airflow.plugins_manager import get_timetables_plugins

    assert "gnbv.airflow_plugin.WorkingMornings" in get_timetables_plugins()
