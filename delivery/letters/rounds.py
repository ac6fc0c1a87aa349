"""Rounds: the same return of one period from reporters of one level, written to by one office, and how it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from delivery.errors import DeliveryError
from delivery.reminders.model import Earlier, Issuer, Reminder, ReminderList

RECEIVED = ("on_time", "late", "nil")
NOT_RECEIVED = ("overdue", "rejected")
NOT_EXPECTED = ("exempt",)
NO_PROGRAMME = "no_programme"


class NoIssuerError(DeliveryError):
    """Nobody is named to sign the letters to a reporter."""

    def __init__(self, one: Reminder) -> None:
        super().__init__(
            f"no office writes to {one.locality} ({one.locality_code}) about {one.return_type} {one.period}: expected "
            f"a row of policy/letter_issuers.csv for '{one.return_type}' and '{one.reporter_level}' in force on "
            "the day of the list; add one and build again"
        )


@dataclass(frozen=True)
class Round:
    """All obligations of a round, listed or not; counts are of obligations, exempt ones left out."""

    return_type: str
    period: str
    reporter_level: str
    issuer: Issuer
    rows: tuple[Reminder, ...]

    @cached_property
    def listed(self) -> tuple[Reminder, ...]:
        """Those a message is due to."""
        return tuple(one for one in self.rows if one.is_listed)

    @cached_property
    def expected(self) -> int:
        """How many returns are owed."""
        return sum(one.status not in NOT_EXPECTED for one in self.rows)

    @cached_property
    def received(self) -> int:
        """How many were received, late ones and nil returns included."""
        return sum(one.status in RECEIVED for one in self.rows)

    @cached_property
    def has_programmes(self) -> bool:
        """Whether the return presupposes a programme of the locality: some reporter is known to have none."""
        return any(NO_PROGRAMME in one.reasons for one in self.rows)

    def chased(self) -> dict[str, list[Reminder]]:
        """Those listed that a letter to all names, by tier, in the order of the list."""
        tiers: dict[str, list[Reminder]] = {}
        for one in self.listed:
            if one.tier and is_chased(one):
                tiers.setdefault(one.tier, []).append(one)
        return tiers


def is_chased(one: Reminder) -> bool:
    """Whether a return was due and is not received; of others, only a letter of its own can say what is wanted."""
    return one.phase == "overdue" and one.status in NOT_RECEIVED


def rounds(found: ReminderList) -> list[Round]:
    """The rounds of a list in which somebody is listed, in its order. Raises NoIssuerError."""
    rows: dict[tuple[str, str, str, Issuer], list[Reminder]] = {}
    for one in found.rows:
        issuer = found.issuers.get((one.return_type, one.reporter_level, one.locality_code))
        if issuer is not None:
            rows.setdefault((one.return_type, one.period, one.reporter_level, issuer), []).append(one)
        elif one.is_listed:
            raise NoIssuerError(one)
    every = (Round(*key, tuple(members)) for key, members in rows.items())
    return [one for one in every if one.listed]


class History:
    """The reminders recorded as sent, by the return they were about."""

    def __init__(self, earlier: Iterable[Earlier]) -> None:
        self._by_return: dict[tuple[str, str, str], list[Earlier]] = {}
        for one in earlier:
            self._by_return.setdefault((one.return_type, one.period, one.locality_code), []).append(one)

    def of(self, *reminders: Reminder) -> list[Earlier]:
        """Those about any of some returns."""
        keys = [(one.return_type, one.period, one.locality_code) for one in reminders]
        return [earlier for key in keys for earlier in self._by_return.get(key, ())]
