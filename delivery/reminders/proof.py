"""Why a reporter is reminded, or is not: what it owes, what was looked for and where, what came, as of one instant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Protocol, TypeVar

import duckdb

from delivery.errors import DeliveryError
from delivery.reading import Row, check_return_type, end_of_day, known_until, local, open_marts, rows
from delivery.reminders import proof_sql
from delivery.reminders.contacts import Contacts
from delivery.reminders.due import read_earlier, read_places, read_reminders, read_words
from delivery.reminders.model import Earlier, Place, Reminder, Words
from delivery.reminders.proof_model import (
    Addressee,
    Document,
    Look,
    Owed,
    Proof,
    Register,
    ReturnProof,
    Tier,
    Unplaced,
)

Made = TypeVar("Made")


class UnknownReporterError(DeliveryError):
    """A code that no locality of the marts ever bore."""


class Sender(Protocol):
    """An entry of `sources.yml`, as far as a proof needs it."""

    @property
    def locality_code(self) -> str: ...


def explain_reporter(
    db: Path,
    reporter: str,
    as_of: date,
    known: date | None = None,
    *,
    return_type: str | None = None,
    senders: Mapping[str, Sender],
    contacts: Contacts | None = None,
) -> Proof:
    """The proof for every return a locality owes, or answers for, that was opened by the end of `as_of`.

    `reporter` is its code; `senders` are the entries of the sources by id. What was looked at after the end of `known`
    is left out. Raises DeliveryError; UnknownReporterError when no locality has the code.
    """
    with open_marts(db) as connection:
        check_return_type(connection, return_type)
        decisions = read_reminders(connection, as_of, known, return_type=return_type, place=reporter)
        places = read_places(connection, as_of, decisions, reporter)
        read = _Reading(connection, as_of, known, [one.obligation_key for one in decisions])
        if reporter not in places:
            raise _unknown(read, reporter)
        own = {key for key, entry in senders.items() if entry.locality_code == reporter}
        own |= {row["source_id"] for row in read.rows(proof_sql.SOURCES) if row["locality_code"] == reporter}
        names = read_words(connection, "vi")
        english = read_words(connection, "en")
        return Proof(
            as_of=as_of,
            known=known,
            build_id=db.parent.name,
            locality_code=reporter,
            locality=places[reporter],
            own_sources=tuple(sorted(own)),
            returns=_returns(read, decisions, own, places, _Addressing(names, places, contacts, as_of)),
            unplaced=tuple(_made(Unplaced, row) for row in read.rows(proof_sql.UNPLACED, sources=sorted(own))),
            words=replace(english, return_types=names.return_types, periods=names.periods, bodies=names.bodies),
        )


@dataclass(frozen=True)
class _Reading:
    """A connection with what every query of a proof is asked with."""

    connection: duckdb.DuckDBPyConnection
    as_of: date
    known: date | None
    obligations: list[str]

    def rows(self, sql: str, **more: object) -> list[Row]:
        every = {
            "as_of": end_of_day(self.as_of),
            "day": self.as_of,
            "known": known_until(self.known),
            "obligations": self.obligations,
            **more,
        }
        return rows(self.connection, sql, {name: value for name, value in every.items() if f"${name}" in sql})

    def by_obligation(self, sql: str, kind: type[Made], **more: object) -> dict[str, tuple[Made, ...]]:
        found: defaultdict[str, list[Made]] = defaultdict(list)
        for row in self.rows(sql, **more):
            found[row["obligation_key"]].append(_made(kind, row))
        return {key: tuple(made) for key, made in found.items()}

    def earlier(self, codes: Iterable[str]) -> dict[tuple[str, str, str], list[Earlier]]:
        found: defaultdict[tuple[str, str, str], list[Earlier]] = defaultdict(list)
        for code in codes:
            for one in read_earlier(self.connection, self.as_of, self.known, place=code):
                found[one.return_type, one.period, one.locality_code].append(one)
        return found


@dataclass(frozen=True)
class _Addressing:
    """What turns the parties of a reminder into names and addresses."""

    names: Words
    places: Mapping[str, Place]
    contacts: Contacts | None
    on: date

    def of(self, decision: Reminder) -> tuple[Addressee, ...]:
        return tuple(
            Addressee(
                role=party.role,
                body=self.names.bodies.get(party.body_code, party.body_code),
                place=self._place(party.locality_code),
                addresses=None if self.contacts is None else self.contacts.of(party, self.on),
            )
            for party in decision.recipients
        )

    def _place(self, code: str | None) -> str | None:
        return self.places[code].name if code is not None and code in self.places else code


def _returns(
    read: _Reading, decisions: Sequence[Reminder], own: set[str], places: Mapping[str, Place], addressing: _Addressing
) -> tuple[ReturnProof, ...]:
    owed = read.by_obligation(proof_sql.OWED, Owed)
    documents = read.by_obligation(proof_sql.DOCUMENTS, Document)
    registers = read.by_obligation(proof_sql.REGISTERS, Register, places=sorted(places))
    tiers = read.by_obligation(proof_sql.TIERS, Tier)
    earlier = read.earlier(sorted({one.locality_code for one in decisions}))
    asked = own | {met.source_id for found in registers.values() for met in found}
    looks = {row["source_id"]: _made(Look, row) for row in read.rows(proof_sql.LOOKS, sources=sorted(asked))}
    made = []
    for one in decisions:
        key = one.obligation_key
        met = registers.get(key, ())
        asked = own | {register.source_id for register in met}
        made.append(
            ReturnProof(
                decision=one,
                owed=owed[key][0],
                documents=documents.get(key, ()),
                registers=met,
                looks=tuple(looks.get(source, Look(source)) for source in sorted(asked)),
                earlier=tuple(earlier.get((one.return_type, one.period, one.locality_code), ())),
                tiers=tiers.get(key, ()),
                addressees=addressing.of(one),
            )
        )
    return tuple(made)


def _made(kind: type[Made], row: Row) -> Made:
    """A row as one of the classes above; what their fields do not name is left out, instants are local."""
    values = {field.name: row[field.name] for field in fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: local(value) if isinstance(value, datetime) else value for name, value in values.items()})


def _unknown(read: _Reading, reporter: str) -> UnknownReporterError:
    near = ", ".join(row["locality_code"] for row in read.rows(proof_sql.NEAREST_PLACES, place=reporter))
    return UnknownReporterError(
        f"no locality has the code '{reporter}': expected a GSO code such as 20; nearest: {near}"
    )
