"""Somebody reads what is published, over and over, while builds are published, rolled back and swept away."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from delivery.reading import CONFIG
from delivery.releases import Retention, publish, releases, rollback
from tests.unit.delivery.releases.conftest import day

BUILDS = 20
FEW = Retention(keep_newest=2, keep_days=0)
MARTS = ("dim_period", "fct_fund", "fct_obligation", "fct_return_status")


class _Reader(threading.Thread):
    """Opens the published file anew for every look, and asks every mart which build made it."""

    def __init__(self, file: Path) -> None:
        super().__init__(daemon=True)
        self._file, self._stopped, self._looks = file, threading.Event(), threading.Semaphore(0)
        self.seen: list[set[int]] = []
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            while not self._stopped.is_set():
                with duckdb.connect(self._file, read_only=True, config=CONFIG) as connection:
                    markers = [connection.execute(f"select build_no from marts.{mart}").fetchall() for mart in MARTS]
                self.seen.append({row[0] for found in markers for row in found})
                self._looks.release()
        except BaseException as error:
            self.error = error
            self._looks.release()

    def look_again(self) -> None:
        """Wait until another look has ended."""
        assert self._looks.acquire(timeout=60)
        assert self.error is None

    @contextmanager
    def reading(self) -> Iterator[None]:
        self.start()
        try:
            yield
        finally:
            self._stopped.set()
            self.join(timeout=60)


def _next_build(warehouse: Path, number: int) -> None:
    with duckdb.connect(warehouse) as connection:
        connection.execute("create schema if not exists marts")
        for mart in MARTS:
            connection.execute(f"create or replace table marts.{mart} as select {number} as build_no")


def test_a_reader_sees_one_whole_build_at_a_time(tmp_path: Path, published: Path) -> None:
    warehouse = tmp_path / "warehouse.duckdb"
    _next_build(warehouse, 0)
    publish(warehouse, published, build_id="b00", retention=FEW, now=day(0))
    reader = _Reader(published / "current" / "gnbv.duckdb")
    with reader.reading():
        for number in range(1, BUILDS + 1):
            _next_build(warehouse, number)
            publish(warehouse, published, build_id=f"b{number:02}", retention=FEW, now=day(number))
            reader.look_again()
            if number % 4 == 0:
                rollback(published, reason="thử", now=day(number))
                reader.look_again()
    assert reader.error is None
    assert len(reader.seen) >= BUILDS + BUILDS // 4
    assert [markers for markers in reader.seen if len(markers) != 1] == []
    assert len({build for markers in reader.seen for build in markers}) > 2
    assert [one.build_id for one in releases(published)] == ["b20", "b19"]
