"""The Airflow plugin: the timetable `WorkingMornings`, and what a process loads before it forks.

Registered by the entry point `airflow.plugins`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from importlib import import_module
from itertools import count
from typing import Any

import pendulum
from airflow.listeners import hookimpl
from airflow.plugins_manager import AirflowPlugin
from airflow.timetables.base import DagRunInfo, DataInterval, TimeRestriction, Timetable

from gnbv.dag_support import TIMEZONE
from gnbv.spread import PRELOADED

LOCAL = pendulum.timezone(TIMEZONE.key)

#: A DAG that has never run starts with the morning it was switched on in, if that began no longer ago than this.
FIRST_RUN_GRACE = timedelta(hours=1)


class WorkingMornings(Timetable):
    """One run on every working day at a local hour: not on weekends and holidays, but on swapped working Saturdays.

    Holidays come from the `holidays` package, swapped days from the seed `policy/swapped_days` that is in force.
    A run speaks of its own morning: logical date, both ends of the data interval and `run_after` are the same instant.
    With catch-up off, only the latest missed morning is made up for. A backfill asks for every working morning.
    `at` is the local time, `HH:MM`.
    """

    description = "Every working morning, Asia/Ho_Chi_Minh"

    def __init__(self, at: str = "06:00") -> None:
        self.at = at
        self._time = time.fromisoformat(at)

    @property
    def summary(self) -> str:
        """What the pages show as the schedule."""
        return f"working mornings {self.at}"

    def serialize(self) -> dict[str, Any]:
        """Return what `deserialize` needs."""
        return {"at": self.at}

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> Timetable:
        """Rebuild the timetable from the serialised DAG."""
        return cls(at=data["at"])

    def infer_manual_data_interval(self, *, run_after: pendulum.DateTime) -> DataInterval:
        """Give a run that a person starts its own instant."""
        return DataInterval.exact(run_after)

    def next_dagrun_info(
        self, *, last_automated_data_interval: DataInterval | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        """Return the next working morning after the last scheduled run, within the restriction; None after its end."""
        bounds = [restriction.earliest] if restriction.earliest else []
        if last_automated_data_interval is not None:
            bounds.append(last_automated_data_interval.end.add(microseconds=1))
        if not restriction.catchup:
            bounds.append(self._not_before(pendulum.now(LOCAL), first=last_automated_data_interval is None))
        if not bounds:
            return None
        morning = self._first_from(max(bounds))
        if restriction.latest is not None and morning > restriction.latest:
            return None
        return DagRunInfo.exact(morning)

    def _not_before(self, now: pendulum.DateTime, *, first: bool) -> pendulum.DateTime:
        return now - FIRST_RUN_GRACE if first else self._last_until(now)

    def _first_from(self, instant: pendulum.DateTime) -> pendulum.DateTime:
        return next(morning for morning in self._mornings(instant, +1) if morning >= instant)

    def _last_until(self, instant: pendulum.DateTime) -> pendulum.DateTime:
        return next(morning for morning in self._mornings(instant, -1) if morning <= instant)

    def _mornings(self, instant: pendulum.DateTime, step: int) -> Iterator[pendulum.DateTime]:
        from gnbv.policy import effective_seeds
        from gnbv.settings import Workspace
        from ingestion import is_working_day

        seeds = effective_seeds(Workspace.from_env())
        local = instant.in_timezone(LOCAL)
        for number in count():
            day = date(local.year, local.month, local.day) + timedelta(days=number * step)
            if is_working_day(day, seeds):
                morning = datetime.combine(day, self._time, tzinfo=TIMEZONE)
                yield pendulum.instance(morning).in_timezone("UTC")


class Preloading:
    """Loads, before a process forks, what each of its children would import anew: seconds of a processor in all.

    The DAG processor forks one for every file it parses, a scheduler one for every task where its executor is
    `LocalExecutor`; with any other, and elsewhere, nothing is loaded.
    """

    @hookimpl
    def on_starting(self) -> None:
        """Load it; Airflow calls this before it has written down what the process is to be."""
        from airflow.configuration import conf

        part = sys.argv[1:2]
        runs_tasks = part == ["scheduler"] and "LocalExecutor" in conf.get("core", "executor")
        for name in (*PRELOADED, "delivery", "gnbv.jobs") if runs_tasks else ():
            import_module(name)
        if runs_tasks or part == ["dag-processor"]:
            import_module("airflow.providers.standard.decorators.python")
            # The first asset with an address brings in the providers' own kinds of assets, Amazon's library with them.
            import_module("airflow.sdk").Asset("preloaded", uri="gnbv://preloaded")


class GnbvPlugin(AirflowPlugin):
    """What Airflow finds through the entry point."""

    name = "gnbv"
    timetables = [WorkingMornings]  # noqa: RUF012 - as Airflow declares it
    listeners = [Preloading()]  # noqa: RUF012 - as Airflow declares it
