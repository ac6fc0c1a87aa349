"""Whom a reminder is sent to: role addresses with a validity, from one CSV. They stay out of what is published."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NoReturn
from unicodedata import category, normalize

from delivery.errors import DeliveryError
from delivery.reminders.draft_model import Address
from delivery.reminders.model import Party

#: The header of the file, in this order.
CONTACT_COLUMNS = (
    "contact_id", "body_code", "locality_code", "name_vi", "email", "phone", "valid_from", "valid_to", "note",
)  # fmt: skip

# RFC 5321 and 5322 without what no office uses: quoted local parts, comments, literals, domains of one label. Not
# email-validator: it refuses `.invalid`, which RFC 2606 sets aside for samples such as ours.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = re.compile(rf"(?=.{{1,64}}@.{{1,189}}$){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+")

# Line breaks would end a header and begin another; the rest changes how a name looks without being seen.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


class ContactsError(DeliveryError):
    """The file of contacts cannot be used; the text names the place and what to write there."""


@dataclass(frozen=True)
class Contact:
    """One row: a role of a body at a place (None: a body of the country), reachable while `from <= day < to`."""

    contact_id: str
    body_code: str
    locality_code: str | None
    name_vi: str
    email: str
    phone: str | None
    valid_from: date
    valid_to: date | None
    note: str | None

    def holds(self, on: date) -> bool:
        """Say whether the contact is in force on a day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True)
class Contacts:
    """All contacts, in the order of the file."""

    contacts: tuple[Contact, ...]
    _held: dict[tuple[str, str | None], list[Contact]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        held: dict[tuple[str, str | None], list[Contact]] = {}
        for one in self.contacts:
            held.setdefault((one.body_code, one.locality_code), []).append(one)
        object.__setattr__(self, "_held", held)

    def of(self, party: Party, on: date) -> tuple[Address, ...]:
        """The addresses of a body at its place on a day, each e-mail once; empty when there is no contact in force."""
        found: dict[str, Address] = {}
        for one in self._held.get((party.body_code, party.locality_code), ()):
            if one.holds(on):
                address = Address(
                    contact_id=one.contact_id,
                    body_code=one.body_code,
                    locality_code=one.locality_code,
                    name=one.name_vi,
                    email=one.email,
                )
                found.setdefault(one.email.casefold(), address)
        return tuple(found.values())


def load_contacts(
    path: Path, *, bodies: Collection[str] | None = None, localities: Collection[str] | None = None
) -> Contacts:
    """Read the file of contacts: CSV, UTF-8, the columns CONTACT_COLUMNS.

    `bodies` and `localities` are the codes that exist; without them codes are taken as they stand. Two contacts of one
    body in force at once are both written to. Raises ContactsError with line and column; nothing is passed over.
    """
    found: dict[str, Contact] = {}
    for cells in _rows(path):
        contact = _contact(cells, bodies, localities)
        if contact.contact_id in found:
            cells.refuse("contact_id", "an id that no other row has", "give the row an id of its own")
        found[contact.contact_id] = contact
    return Contacts(tuple(found.values()))


@dataclass(frozen=True)
class _Cells:
    """One row as it stands in the file, by column; refuses what does not fit, with its place."""

    path: Path
    line: int
    values: dict[str, str]

    def refuse(self, column: str, expected: str, to_do: str) -> NoReturn:
        raise ContactsError(
            f"{self.path}, line {self.line}, column {column}: expected {expected}, found {self.values[column]!r}; "
            f"{to_do} and run again"
        )

    def text(self, column: str) -> str:
        raw = self.values[column]
        if any(category(char) in _UNSEEN for char in raw):
            self.refuse(column, "text in one line without control characters", "take out what cannot be seen")
        return " ".join(normalize("NFC", raw).split())

    def needed(self, column: str) -> str:
        text = self.text(column)
        if not text:
            self.refuse(column, "a value", "fill it in")
        return text

    def code(self, column: str, known: Collection[str] | None, empty: bool = False) -> str | None:
        text = self.text(column) if empty else self.needed(column)
        if text and known is not None and text not in known:
            self.refuse(column, "a code of the reference data", "write the code as dbt_project/seeds has it")
        return text or None

    def day(self, column: str) -> date:
        text = self.needed(column)
        try:
            day = date.fromisoformat(text)
        except ValueError:
            day = None
        if day is None or day.isoformat() != text:
            self.refuse(column, "a date YYYY-MM-DD", "write the date so")
        return day


def _contact(cells: _Cells, bodies: Collection[str] | None, localities: Collection[str] | None) -> Contact:
    email = cells.needed("email")
    if not _EMAIL.fullmatch(email):
        cells.refuse("email", "one e-mail address such as vanthu@so.tinh.vn", "correct the address")
    valid_from = cells.day("valid_from")
    valid_to = cells.day("valid_to") if cells.text("valid_to") else None
    if valid_to is not None and valid_to <= valid_from:
        cells.refuse("valid_to", f"nothing or a day after valid_from, {valid_from}", "correct the dates")
    return Contact(
        contact_id=cells.needed("contact_id"),
        body_code=cells.code("body_code", bodies) or "",
        locality_code=cells.code("locality_code", localities, empty=True),
        name_vi=cells.needed("name_vi"),
        email=email,
        phone=cells.text("phone") or None,
        valid_from=valid_from,
        valid_to=valid_to,
        note=cells.text("note") or None,
    )


def _rows(path: Path) -> Iterator[_Cells]:
    """The rows under the header, with the line each begins on; empty lines are passed over."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ContactsError(
            f"{path}: the contacts cannot be read ({error.strerror}); write the file, or name another in GNBV_CONTACTS"
        ) from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ContactsError(f"{path}, line {line}: expected UTF-8 text, found other bytes; save it as UTF-8") from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        for number, cells in enumerate(reader):
            if number == 0 and tuple(cells) != CONTACT_COLUMNS:
                raise ContactsError(
                    f"{path}, line 1: expected the columns {','.join(CONTACT_COLUMNS)}, found {','.join(cells)}; "
                    "correct the header"
                )
            if number and cells:
                yield _cells(path, begins, cells)
            begins = reader.line_num + 1
    except csv.Error as error:
        raise ContactsError(f"{path}, line {begins}: expected CSV, found a broken row ({error}); mend it") from error
    if begins == 1:
        raise ContactsError(f"{path}: expected the columns {','.join(CONTACT_COLUMNS)}, found an empty file; fill it")


def _cells(path: Path, line: int, cells: list[str]) -> _Cells:
    if len(cells) != len(CONTACT_COLUMNS):
        raise ContactsError(
            f"{path}, line {line}: expected {len(CONTACT_COLUMNS)} cells, found {len(cells)}; put a text with a comma "
            "in quotation marks"
        )
    return _Cells(path, line, dict(zip(CONTACT_COLUMNS, cells, strict=True)))
