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

#: Return type, period, level, who writes.
_Key = tuple[str, str, str, Issuer]


class NoIssuerError(DeliveryError):
    """Nobody is named to sign the letters to a reporter."""

    def __init__(self, one: Reminder) -> None:
        super().__init__(
            f"no office writes to {one.locality} ({one.locality_code}) about {one.return_type} {one.period}: expected "
            f"a row of policy/letter_issuers.csv for '{one.return_type}', '{one.reporter_level}' and '{one.tier}' in "
            "force on the day of the list; add one and build again"
        )


@dataclass(frozen=True)
class Round:
    """What one office writes about in a round; counts are of obligations, exempt ones left out.

    `rows` are all obligations that it writes about in some tier, listed or not, so that counts are those of the whole
    return also where another office writes in other tiers; `listed` those it is due to write about now.
    """

    return_type: str
    period: str
    reporter_level: str
    issuer: Issuer
    rows: tuple[Reminder, ...]
    listed: tuple[Reminder, ...]

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
    rows: dict[_Key, list[Reminder]] = {}
    listed: dict[_Key, list[Reminder]] = {}
    for one in found.rows:
        for signer in found.signers(one):
            rows.setdefault(_key(one, signer), []).append(one)
        if one.is_listed:
            listed.setdefault(_key(one, _issuer(found, one)), []).append(one)
    return [Round(*key, tuple(rows[key]), tuple(members)) for key, members in listed.items()]


def _key(one: Reminder, issuer: Issuer) -> _Key:
    return one.return_type, one.period, one.reporter_level, issuer


def _issuer(found: ReminderList, one: Reminder) -> Issuer:
    issuer = found.issuer(one, one.tier)
    if issuer is None:
        raise NoIssuerError(one)
    return issuer


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
