"""The ledger of explanations: findings that somebody accepts, until when and why. Append-only; the next build reads it.

One file an entry: `<instant it was written down>-<key>.json`. An entry is taken back by another one that names it. The
key is made of what the entry says, so that the same said twice, also by somebody whose first try was killed, is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any
from unicodedata import normalize

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from delivery.append_only import LedgerError, read_entries, write_entry, writing
from delivery.reading import LOCAL, Row, end_of_day, open_marts, rows

#: So many characters of a key are enough to ask for it, if no other begins so.
LEAST_KEY = 6
#: An explanation is looked at again: after a year unless said otherwise, after three at the latest.
USUAL_MONTHS, MOST_MONTHS = 12, 36

_SHOWN_KEYS = 5

Words = Annotated[str, BeforeValidator(lambda text: normalize("NFC", text).strip() if isinstance(text, str) else text)]


class Explanation(BaseModel):
    """One entry. What the finding said is copied, so that a person can read the ledger without the warehouse.

    `accepted_at`: from when it holds; `accepted_until`: the first day it no longer does (None for an entry that
    `withdraws` another); `recorded_at`: when it was written down.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    explanation_key: str = Field(pattern=r"^[0-9a-f]{16}$")
    finding_key: str
    subject_key: str
    rule_id: str
    return_type: str | None
    period: str | None
    locality_code: str | None
    subject: str | None
    found: str | None
    expected: str | None
    text: Words
    accepted_by: Words
    accepted_at: AwareDatetime
    accepted_until: date | None
    recorded_at: AwareDatetime
    withdraws: str | None = None


@dataclass(frozen=True)
class Standing:
    """An explanation and how it stands on a day: `in_force`, `lapsed`, `withdrawn` or `not_yet`."""

    entry: Explanation
    state: str
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class Recorded:
    """An entry that is in the ledger; `is_new` is false when it stood there already."""

    entry: Explanation
    is_new: bool


def read_explanations(ledger: Path) -> list[Explanation]:
    """Return the entries in the order they were written down, each once. Raises LedgerError, OSError."""
    found: dict[str, Explanation] = {}
    for entry in read_entries(
        ledger, Explanation, name="explanations", mend="take it away and explain the finding again"
    ):
        found.setdefault(entry.explanation_key, entry)
    return list(found.values())


def explanation_rows(ledger: Path) -> list[dict[str, Any]]:
    """Return the entries as rows for the next build. Raises LedgerError, OSError."""
    return [entry.model_dump() for entry in read_explanations(ledger)]


def explain(
    ledger: Path, marts: Path, finding: str, *, text: str, by: str, now: datetime, until: date, on: date | None = None
) -> Recorded:
    """Record that somebody accepts a published finding until a day, from now or from the beginning of the day `on`.

    `finding` is the beginning of its key. Raises LedgerError when the finding or the days will not do, OSError.
    """
    accepted_at = datetime.combine(on, time.min, LOCAL) if on else now
    _check_days(accepted_at, until, now)
    said = {"text": _said(text, "the reason, in words"), "accepted_by": _said(by, "who accepts it")}
    about = _finding(marts, finding)
    facts = {**about, **said, "accepted_at": accepted_at, "accepted_until": until, "withdraws": None}
    parts = [about["subject_key"], *said.values(), str(until), str(on or "")]
    with writing(ledger):
        return _record(ledger, facts, parts, now)


def withdraw(ledger: Path, explanation: str, *, now: datetime, by: str = "", text: str = "") -> Recorded:
    """Take an explanation back, from now on. `explanation` is the beginning of its key. Raises LedgerError, OSError."""
    with writing(ledger):
        entry = _explanation(read_explanations(ledger), explanation)
        facts = {name: getattr(entry, name) for name in (*_COPIED, "accepted_by")}
        facts |= {"text": text, "accepted_at": now, "accepted_until": None, "withdraws": entry.explanation_key}
        return _record(ledger, {**facts, "accepted_by": by or entry.accepted_by}, ["-", entry.explanation_key], now)


def standings(ledger: Path, on: date) -> list[Standing]:
    """Return every explanation with its state at the end of a day, in the order they were written down."""
    entries = read_explanations(ledger)
    taken_back = {entry.withdraws: entry.accepted_at for entry in entries if entry.withdraws}
    return [
        Standing(entry, _state(entry, taken_back.get(entry.explanation_key), on), taken_back.get(entry.explanation_key))
        for entry in entries
        if not entry.withdraws
    ]


def _state(entry: Explanation, withdrawn_at: datetime | None, on: date) -> str:
    moment = end_of_day(on)
    if withdrawn_at and withdrawn_at <= moment:
        return "withdrawn"
    if entry.accepted_at > moment:
        return "not_yet"
    return "in_force" if entry.accepted_until and on < entry.accepted_until else "lapsed"


def later(day: date, months: int) -> date:
    """Return the same day some months later, or the last day of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    for number in range(day.day, 27, -1):
        try:
            return date(day.year + years, month + 1, number)
        except ValueError:
            continue
    return date(day.year + years, month + 1, day.day)


_COPIED = (
    "finding_key", "subject_key", "rule_id", "return_type", "period", "locality_code", "subject", "found", "expected",
)  # fmt: skip


def _check_days(accepted_at: datetime, until: date, now: datetime) -> None:
    first = accepted_at.astimezone(LOCAL).date()
    if accepted_at > now:
        raise LedgerError(f"it cannot have been accepted on {first}, a day that is still to come")
    if until <= first:
        raise LedgerError(f"accepted on {first}, it cannot end on {until}: give a later day")
    if until > later(first, MOST_MONTHS):
        raise LedgerError(
            f"{until} is too far away: nothing is accepted for longer than {MOST_MONTHS} months; give a day up to "
            f"{later(first, MOST_MONTHS)}, and look at it again then"
        )


def _said(text: str, what: str) -> str:
    said = normalize("NFC", text).strip()
    if not said:
        raise LedgerError(f"an explanation says {what}; found: nothing")
    return said


def _finding(marts: Path, wanted: str) -> Row:
    _long_enough(wanted, "finding")
    with open_marts(marts) as connection:
        found = rows(
            connection,
            f"select {', '.join(_COPIED)}, state from marts.fct_finding where starts_with(finding_key, ?) "
            "order by finding_key",
            [wanted],
        )
    if not found:
        raise LedgerError(
            f"no published finding has a key that begins with '{wanted}'; 'gnbv findings --format csv' lists them with "
            "their keys"
        )
    keys = [row["finding_key"] for row in found]
    _refuse_many(keys, wanted, "findings")
    about = found[0]
    if about.pop("state") == "resolved":
        raise LedgerError(
            f"finding {keys[0]} stands in a file that a later version has replaced: there is nothing to explain"
        )
    return about


def _explanation(entries: Sequence[Explanation], wanted: str) -> Explanation:
    _long_enough(wanted, "explanation")
    found = [one for one in entries if one.explanation_key.startswith(wanted) and not one.withdraws]
    if not found:
        raise LedgerError(
            f"no explanation has a key that begins with '{wanted}'; 'gnbv explain --list' lists them with their keys"
        )
    _refuse_many([one.explanation_key for one in found], wanted, "explanations")
    return found[0]


def _long_enough(wanted: str, what: str) -> None:
    if len(wanted) < LEAST_KEY:
        raise LedgerError(f"'{wanted}' is too short to tell one {what}; give at least {LEAST_KEY} characters of a key")


def _refuse_many(keys: Sequence[str], wanted: str, what: str) -> None:
    if len(keys) > 1:
        more = ", ..." if len(keys) > _SHOWN_KEYS else ""
        raise LedgerError(
            f"'{wanted}' names {len(keys)} {what}; give more of the key of one: {', '.join(keys[:_SHOWN_KEYS])}{more}"
        )


def _record(ledger: Path, facts: dict[str, Any], parts: Sequence[str], now: datetime) -> Recorded:
    """Write an entry unless it is there; one that was taken back may be made anew, under another key."""
    held = {entry.explanation_key: entry for entry in read_explanations(ledger)}
    withdrawn = {entry.withdraws for entry in held.values()}
    turn = 0
    while (key := _key([*parts, str(turn)])) in held:
        if key not in withdrawn:
            return Recorded(held[key], is_new=False)
        turn += 1
    entry = Explanation(explanation_key=key, recorded_at=now.astimezone(UTC), **facts)
    write_entry(ledger, f"{now.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}-{key}", entry)
    return Recorded(entry, is_new=True)


def _key(parts: Sequence[str]) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()[:16]
