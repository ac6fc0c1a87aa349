"""What the parts of the report reader hand to each other."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from functools import cached_property

from ingestion.reference import Locality


@dataclass(frozen=True)
class CellSpan:
    """One cell of a real table within its line: `sheet` as `Bảng 1`, `cell` as `C5`."""

    char_start: int
    char_end: int
    sheet: str
    cell: str


@dataclass(frozen=True)
class StoredText:
    """The text of a report as it is kept: NFC lines (0-based here, 1-based wherever they are named).

    `media` is txt, docx or pdf; `encoding` that of a text file; `cells` the cells of real tables by 1-based line.
    """

    lines: tuple[str, ...]
    media: str = "txt"
    encoding: str | None = None
    cells: Mapping[int, tuple[CellSpan, ...]] = field(default_factory=dict)

    @cached_property
    def text(self) -> str:
        """All lines as one text."""
        return "\n".join(self.lines)

    @cached_property
    def sha256(self) -> str:
        """The sha256 of the text in UTF-8, in hex."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def cell_at(self, line: int, char: int) -> CellSpan | None:
        """Return the table cell that holds a character of a 1-based line, if any."""
        return next((one for one in self.cells.get(line, ()) if one.char_start <= char < one.char_end), None)


@dataclass(frozen=True)
class Frame:
    """What the whole report says of itself, for its figures to inherit; None or empty where it is not said.

    `home` is the place the report is about; `period` its code (`2023-H1`), `year` the budget year its money is of when
    nothing nearer tells, `as_of` the date its figures stand at; `is_plan`: it plans a year (`year`) and looks back.
    """

    home: Locality | None = None
    period: str = ""
    year: str = ""
    as_of: date | None = None
    issued_on: date | None = None
    is_plan: bool = False


@dataclass(frozen=True)
class Figure:
    """One value a report prints, with coordinates and place: the columns of `gnbv read` (architecture, section 9).

    Texts are empty where nothing is said. `value` is in `unit_text`, `value_vnd` in đồng (funds alone), the literal
    reading; `line` is 1-based, characters 0-based and half-open within it.
    """

    kind: str
    locality: str
    locality_code: str
    period: str
    as_of: str
    value_text: str
    unit_text: str
    value: Decimal
    line: int
    char_start: int
    char_end: int
    rule: str
    component: str = ""
    measure: str = ""
    source: str = ""
    nature: str = ""
    budget_year: str = ""
    exec_year: str = ""
    indicator: str = ""
    population: str = ""
    value_vnd: Decimal | None = None
    unit: str = ""
    is_estimate: bool = False
    stated_pct: Decimal | None = None
    sheet: str = ""
    cell: str = ""
    confidence: float = 1.0
    note: str = ""
    value_kind: str = "actual"
    bound: str = ""
    role: str = "total"

    def figure_id(self, text_sha256: str) -> str:
        """Return the key of the figure in the text with that sha256: the same text always gives the same keys."""
        subject = self.indicator or self.measure
        parts = (text_sha256, self.kind, self.line, self.char_start, self.char_end, subject)
        return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:20]


#: The columns of `gnbv read`, in order (DESIGN section 5): the public ones, then the further ones.
FIGURE_COLUMNS = (
    "figure_id", "kind", "locality", "period", "as_of", "component", "measure", "source", "nature", "budget_year",
    "indicator", "population", "value_text", "unit_text", "value", "value_vnd", "is_estimate", "stated_pct", "line",
    "char_start", "char_end", "sheet", "cell", "confidence", "note",
    "value_kind", "bound", "role", "exec_year", "rule", "unit", "locality_code",
)  # fmt: skip
assert set(FIGURE_COLUMNS) == {one.name for one in fields(Figure)} | {"figure_id"}
