"""A campaign of real kills: reminders are sent to a mail server that fails at random, by processes that are killed.

Nobody may get two messages of one tier, and each that got none is recorded as failed, uncertain or dropped.
"""

from __future__ import annotations

import json
import os
import random
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from delivery.reminders.events import Attempt
from delivery.reminders.ledger import Ledger, message_id
from tests.soak.faulty_smtp import Office, office
from tests.soak.reminders_driver import FILED, UNKNOWN

PROJECT = Path(__file__).resolve().parents[2]
SEED = 20231027
ROUNDS, RUNS_AGAIN = 200, 3
CODES = ("12", "31", FILED, "01", "22", "25", UNKNOWN, "26", "30", "33", "35", "36")

#: What goes wrong at a step, and how often; hanging costs a second each.
FAULTS = {
    "greeting": (("drop", 3), ("421 too many sessions", 3), ("nonsense", 1), ("hang", 0.5)),
    "EHLO": (("drop", 2), ("421 closing", 1)),
    "NOOP": (("drop", 2), ("421 idle for too long", 2)),
    "MAIL": (("drop", 2), ("451 busy", 2), ("550 sender refused", 1), ("hang", 0.3)),
    "RCPT": (("drop", 1), ("450 greylisted", 1), ("550 no such user", 2), ("hang", 0.2)),
    "DATA": (("drop", 2), ("half", 2), ("421 closing", 1), ("554 no", 1), ("hang", 0.3)),
    "content": (
        ("drop", 2), ("452 full", 2), ("554 refused", 2), ("nonsense", 1), ("hang", 0.3), ("kept_drop", 3),
        ("kept_hang", 0.3), ("drop_after", 2),
    ),
}  # fmt: skip

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


class Campaign:
    """The server, and the process that sends."""

    def __init__(self, home: Path, opened: Office, driver: subprocess.Popen[str]) -> None:
        self.home, self.office, self.driver = home, opened, driver
        self.chance = random.Random(SEED)
        self.figures: Counter[str] = Counter()

    def round(self, number: int) -> None:
        """One list: sent, killed, sent again; then looked at."""
        period = f"round-{number}"
        last = self.chance.randint(0, RUNS_AGAIN)
        for run in range(last + 1):
            # The first run is always killed, if it lives so long; the last one never, unless it is the first as well.
            kill_after = None if run == last and run else self.chance.uniform(0.0, 0.5)
            self._send(period, f"run-{run}", kill_after)
        if last == 0:
            self._send(period, "run-1", None)
        self._wait_until_idle()
        self._look_at(period)

    def _send(self, period: str, run_id: str, kill_after: float | None) -> None:
        order = {
            "port": _dead_port() if self.chance.random() < 0.05 else self.office.port, "codes": CODES,
            "draft": str(self.home / period / "draft"), "ledger": str(self.home / period / "ledger"),
            "period": period, "run_id": run_id, "kill_after": kill_after,
        }  # fmt: skip
        assert self.driver.stdin is not None
        assert self.driver.stdout is not None
        self.driver.stdin.write(json.dumps(order) + "\n")
        self.driver.stdin.flush()
        answer = self.driver.stdout.readline().strip()
        assert answer in ("0", "killed"), f"{period} {run_id}: {answer}"
        self.figures["runs"] += 1
        self.figures["kills"] += answer == "killed"

    def _wait_until_idle(self) -> None:
        ends = time.monotonic() + 10
        while self.office.open_sessions:
            assert time.monotonic() < ends, "a session does not end"
            time.sleep(0.005)

    def _look_at(self, period: str) -> None:
        """Compare what the server holds with what is recorded, name by name."""
        held, book = Counter(self.office.message_ids()), Ledger(self.home / period / "ledger").read()
        for code in CODES:
            key = f"coordination_6m:{period}:{code}:first"
            copies, attempts = held[message_id(key, "bo.invalid")], book.of(key)
            assert copies <= 1, f"{key} went out {copies} times, seed {SEED}"
            assert attempts, f"{key} is forgotten, seed {SEED}"
            _agree(key, copies, book.state(key))
            assert len({one.opened.message_id for one in attempts if one.opened.message_id}) <= 1
            last = attempts[-1].last
            self.figures[last.event] += 1
            if last.event == "uncertain":
                self.figures["uncertain, and the server holds it"] += copies
                self.figures["uncertain by a kill"] += str(last.note).startswith("the run ")


def _agree(key: str, copies: int, stands: Attempt | None) -> None:
    assert stands is not None
    assert stands.last.event in ("sent", "failed", "uncertain", "dropped"), f"{key}: {stands.last}"
    if stands.outcome == "sent":
        assert copies == 1, f"{key} is recorded as sent, the server does not hold it, seed {SEED}"
    if stands.outcome in ("failed", "dropped"):
        assert copies == 0, f"{key} is recorded as {stands.outcome}, the server holds it, seed {SEED}"
        assert stands.last.reason or stands.last.note, f"{key}: {stands.outcome} without a reason"
    assert stands.outcome != "uncertain" or stands.last.note


def _dead_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return int(unused.getsockname()[1])


def _plan(chance: random.Random) -> Callable[[str], str | None]:
    def plan(step: str) -> str | None:
        drawn = chance.uniform(0, 100)
        for kind, share in FAULTS[step]:
            drawn -= share
            if drawn < 0:
                return kind
        return None

    return plan


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Campaign]:
    environment = os.environ | {"AIRFLOW_HOME": str(tmp_path / "airflow"), "AIRFLOW__LOGGING__LOGGING_LEVEL": "ERROR"}
    command: list[Any] = [sys.executable, "-m", "tests.soak.reminders_driver"]
    with office(_plan(random.Random(SEED + 1))) as opened, subprocess.Popen(
        command, cwd=PROJECT, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as driver:  # fmt: skip
        assert driver.stdout is not None
        assert driver.stdout.readline() == "ready\n"
        yield Campaign(tmp_path, opened, driver)
        assert driver.stdin is not None
        driver.stdin.close()


def test_no_addressee_gets_two_messages_of_one_tier_and_nobody_is_forgotten(
    campaign: Campaign, record_property: Callable[[str, object], None]
) -> None:
    for number in range(ROUNDS):
        campaign.round(number)
    twice = [one for one, count in Counter(campaign.office.message_ids()).items() if count > 1]
    assert twice == []

    figures, faults = campaign.figures, campaign.office.faults
    for name, figure in (("kills", figures["kills"]), ("figures", dict(figures)), ("faults", dict(faults))):
        record_property(name, figure)
    print(json.dumps({"figures": figures, "faults": dict(sorted(faults.items()))}, indent=1))
    assert figures["kills"] >= ROUNDS // 2
    assert min(figures[outcome] for outcome in ("sent", "failed", "uncertain", "dropped")) > 0
