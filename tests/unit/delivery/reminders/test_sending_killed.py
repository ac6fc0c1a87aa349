"""A run killed at every effect, on the disk and at the server, and run again: nothing twice, nobody forgotten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path

import pytest
from deaths import Executioner, mortal
from sending_facts import Server, approved, message, sent

from delivery.reminders.draft_model import Draft, DraftMessage
from delivery.reminders.ledger import Ledger
from delivery.reminders.mailer import MailResult
from delivery.reminders.recheck import Objection

CODES = ("12", "20", "31")


class MortalServer(Server):
    """A server at which the sender may die: before a message is handed over, and after it was."""

    executioner: Executioner | None = None

    def send(self, message: EmailMessage, recipients: Sequence[str]) -> MailResult:
        if self.executioner:
            self.executioner.strike(self.executioner.home)
        result = super().send(message, recipients)
        if self.executioner:
            self.executioner.strike(self.executioner.home)
        return result


def recheck(one: DraftMessage) -> Objection | None:
    return Objection("filed_since", "file BC.csv arrived") if one.locality_code == "20" else None


def run(draft: Draft, home: Path, server: MortalServer, survives: int) -> int:
    """One process over the list, which dies at the effect after `survives`; returns how many there were."""
    with mortal(home, survives) as executioner:
        server.executioner = executioner
        sent(draft, home / "reminders", server, recheck=recheck)
    return executioner.effects


def check(home: Path, server: Server, draft: Draft) -> Counter[str]:
    """Nothing was handed over twice, and the record of each name agrees with what the server holds."""
    handed = Counter(recipients[0].partition("@")[2].partition(".")[0] for _, recipients in server.handed)
    assert not [code for code, count in handed.items() if count > 1]
    book = Ledger(home / "reminders").read()
    outcomes = {one.locality_code: book.state(one.reminder_key) for one in draft.content.messages}
    for code, attempt in outcomes.items():
        assert attempt is not None, f"{code} is forgotten"
        if attempt.outcome == "sent":
            assert handed[code] == 1
        if attempt.outcome in ("failed", "dropped"):
            assert handed[code] == 0
    return Counter(str(attempt.last.event) for attempt in outcomes.values() if attempt)


@pytest.fixture
def server() -> MortalServer:
    return MortalServer()


def test_a_run_killed_at_any_effect_and_run_again(tmp_path: Path, server: MortalServer) -> None:
    draft = approved(tmp_path / "draft", *map(message, CODES))
    effects = run(draft, tmp_path / "undisturbed", server, survives=10_000)
    assert check(tmp_path / "undisturbed", server, draft) == {"sent": 2, "dropped": 1}
    assert effects > 20

    came = Counter[str]()
    for survives in range(effects):
        home, server = tmp_path / f"killed-{survives}", MortalServer()
        run(draft, home, server, survives)
        run(draft, home, server, survives=10_000)
        events = check(home, server, draft)
        assert events["uncertain"] <= 1
        assert (events["dropped"], events["sent"] + events["uncertain"]) == (1, 2)
        came += events
    # What was never handed over may be uncertain too: the sender died between the intent and the server.
    assert came["sent"] > came["uncertain"] > 0


def test_the_second_run_is_killed_as_well(tmp_path: Path, server: MortalServer) -> None:
    draft = approved(tmp_path / "draft", *map(message, CODES))
    effects = run(draft, tmp_path / "undisturbed", server, survives=10_000)
    for first in range(0, effects, 5):
        for second in range(1, effects - first, 6):
            home, server = tmp_path / f"killed-{first}-{second}", MortalServer()
            run(draft, home, server, first)
            run(draft, home, server, second)
            run(draft, home, server, survives=10_000)
            events = check(home, server, draft)
            assert events["uncertain"] <= 2
            assert (events["dropped"], events["sent"] + events["uncertain"]) == (1, 2)
