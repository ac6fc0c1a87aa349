"""The ledger as a list: whose reminder it was, also where the code of the place is another's by now."""

from __future__ import annotations

from pathlib import Path

from ledger_facts import APPROVAL, NOW, subject

from delivery.reminders.history import places_of
from delivery.reminders.ledger import Ledger


def test_a_place_is_called_as_when_it_owed_the_return(reminder_marts: Path, tmp_path: Path) -> None:
    with Ledger(tmp_path).locked() as writer:
        for code in ("31", "20", "77"):
            writer.drop(subject(code), APPROVAL, "filed_since", now=NOW)
    # Since 01/07/2025 another place bears the code 31; nobody ever owed what is recorded of 77.
    assert places_of(reminder_marts, Ledger(tmp_path).read().attempts()) == {
        "coordination_6m:2023-H1:31": "thành phố Hải Phòng",
        "coordination_6m:2023-H1:20": "tỉnh Lạng Sơn",
    }
