"""What the header reader tells of a report, and the lines it reads from."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, field
from datetime import date

from ingestion.reference import Locality
from ingestion.reports.model import Frame, StoredText
from ingestion.text import clean, plain_dashes

#: Of a longer line only so much is looked at: no line of a head or a foot comes near it.
LONGEST_LINE = 2_000
_EMPHASIS = re.compile(r"[*]+|_{2,}|(?<!\w)_|_(?!\w)")


@dataclass(frozen=True)
class Remark:
    """One rule that did not hold for the head of a report; `problem` and `todo` are Vietnamese, for the sender.

    `refuses`: nothing of the report can be filed as long as it does not hold.
    """

    rule_id: str
    problem: str
    line: int | None = None
    expected: str | None = None
    found: str | None = None
    todo: str = ""
    refuses: bool = False


@dataclass(frozen=True)
class Number:
    """The number of a document: `no` is None where the serial is blank; `issuer_symbol` as in `SLĐTBXH`."""

    no: str | None
    raw: str
    line: int
    type_symbol: str = ""
    issuer_symbol: str = ""


@dataclass(frozen=True)
class DateLine:
    """Place and date of issue: `on` is None where day or month is blank; `month` and `year` are None where blank.

    `is_inherited`: it is the date of the letter the report was sent with.
    """

    place: str
    on: date | None
    month: int | None
    year: int | None
    raw: str
    line: int
    is_inherited: bool = False

    @property
    def latest(self) -> date | None:
        """The last day it can be: of a blank day the end of the month, of a blank month that of the year."""
        if self.on or not self.year:
            return self.on
        month = self.month or 12
        return date(self.year, month, calendar.monthrange(self.year, month)[1])


@dataclass(frozen=True)
class Title:
    """Kind of document (code of the seed document_types, empty if not said) and title, and where it begins."""

    kind: str = ""
    name_vi: str = ""
    text: str = ""
    line: int | None = None


@dataclass(frozen=True)
class Told:
    """A period and its last day as the report says them; `basis` is title, body, as_of, issued or years.

    Years: the one that is named most. `year` is that of its money: `2023`, `2021-2025` of a phase.
    """

    period: str = ""
    ends_on: date | None = None
    basis: str = ""
    year: str = ""


@dataclass(frozen=True)
class Header:
    """What a report says of itself. Texts are empty, dates None where nothing is said.

    `legal_basis` names documents as `Thông tư 10/2022/TT-BLĐTBXH (2022-05-31)`. `home` is the place the report is
    about, by `home_basis` (title, issuer, date line, text, source). `period` is what its figures are of, by
    `period_basis` (title, body, as_of, issued, years); `return_period` the period under which it is filed; both are
    codes (`2023-H1`), empty if they cannot be told. `remarks` say what is blank or cannot be told.
    """

    frame: Frame
    title: Title
    number: Number | None = None
    date_line: DateLine | None = None
    issuer: str = ""
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    legal_basis: tuple[str, ...] = ()
    signer: str = ""
    home: Locality | None = None
    home_basis: str = ""
    period: str = ""
    period_basis: str = ""
    as_of: date | None = None
    as_of_basis: str = ""
    return_type: str = ""
    return_period: str = ""
    remarks: tuple[Remark, ...] = ()

    @property
    def kind(self) -> str:
        """Kind of document: report, plan, letter ...; empty if not said."""
        return self.title.kind

    @property
    def issued_on(self) -> date | None:
        """The day it was issued."""
        return self.date_line.on if self.date_line else None

    @property
    def is_document(self) -> bool:
        """Say whether the text has anything of an official document: a kind with a title, or a number."""
        return bool(self.title.text or self.number)


@dataclass(frozen=True)
class Line:
    """One line that is not blank: 1-based number, text without emphasis and with plain dashes, its cells."""

    number: int
    text: str
    cells: tuple[str, ...] = field(default=())

    @property
    def parts(self) -> tuple[str, ...]:
        """The cells of a table row, else the whole line."""
        return self.cells or (self.text,)


def read_lines(stored: StoredText, start: int, most: int) -> list[Line]:
    """Return at most so many lines that are not blank, from a 0-based line on."""
    found: list[Line] = []
    for number in range(start, len(stored.lines)):
        printed = stored.lines[number]
        if not printed.strip():
            continue
        cells = [plain(cell) for cell in printed[:LONGEST_LINE].split("\t")]
        text = " ".join(cell for cell in cells if cell)
        if text:
            found.append(Line(number + 1, text, tuple(cells) if len(cells) > 1 else ()))
        if len(found) == most:
            break
    return found


def plain(text: str) -> str:
    """Return the text without emphasis and rules, with single blanks and plain dashes."""
    return clean(plain_dashes(_EMPHASIS.sub(" ", text[:LONGEST_LINE])))
