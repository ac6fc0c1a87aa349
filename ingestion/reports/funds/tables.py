"""Tables of money: rows by project, source or place, columns by measure, source, nature or year, one unit for all.

A table is read only where a unit of money is told for it (above it, in its head or in a column). What a column says is
what its head cells say, those that span several columns included; what a row says is its text cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ingestion.reports.funds.columns import (
    Column,
    Unit,
    columns_of,
    listed,
    said_by,
    settle_sources,
    span_columns,
    unit_of,
)
from ingestion.reports.funds.context import Context
from ingestion.reports.funds.reading import Axes, Reading
from ingestion.reports.funds.tokens import Token, unit_told
from ingestion.reports.lexicon import lexicon
from ingestion.reports.numbers import parse_number
from ingestion.reports.outline import Node, component_mentions
from ingestion.reports.scan import Quantity

_NUMBER = re.compile(r"(?P<number>\d[\d.,]{0,30})\s{0,2}(?P<percent>%?)")
_ORDER = re.compile(r"(?:[IVX]{1,5}|\d{1,2}(?:\.\d{1,2}){0,4}|[a-zđA-Z])[.)]?")
_INDEX = re.compile(r"\(?\d{1,2}\)?(?:\s?=.{0,24})?")
_YEAR = re.compile(r"20\d\d")
_MOST_HEADS = 4
_UNMARKED = 9  # the rank of a row without a mark, below all others
_LONGEST_TITLE = 400
_FEW = 2  # cells of a row that is the title of its table: its words and its unit
_AXES = ("measure", "source", "nature", "year", "exec_year", "component", "estimate")


@dataclass(frozen=True)
class _RowUnit:
    """The unit of money of a row and of its table; `is_other`: the row counts something else."""

    own: Unit | None = None
    told: Unit | None = None
    is_money: bool = False
    is_other: bool = False


@dataclass(frozen=True)
class _Cell:
    start: int
    text: str  # without the blanks around it


def read_table(
    rows: list[Node], titles: list[Node], unit: Quantity | None, context: Context
) -> list[tuple[Node, Reading]]:
    """Return the amounts of one table, each with the node of its row; none where no unit of money is told."""
    cells = [_cells(row.text) for row in rows]
    first = next((at for at, row in enumerate(cells) if _is_data(row)), len(rows))
    heads = cells[max(0, first - _MOST_HEADS) : first]
    heads = [row for row in heads if not all(_INDEX.fullmatch(cell.text) for cell in row if cell.text)]
    titled = [row for row in heads[:1] if unit_told(row[-1].text) and sum(bool(cell.text) for cell in row) <= _FEW]
    heads = heads[len(titled) :]
    told = unit_told(" ".join(cell.text for row in (*titled, *heads) for cell in row)) or _unit_in(heads)
    in_title = next((near for title in titles if (near := unit_of(title.text) or unit_told(title.text))), None)
    told = told or in_title or ((unit.unit_text, unit.factor) if unit else None)
    columns = columns_of([[cell.text for cell in row] for row in heads], max((len(row) for row in cells), default=0))
    settle_sources(columns)
    if not any(column.kind in ("money", "year") for column in columns):
        return []
    axes, origin = context.base(rows[0])
    told_apart = {axis for column in columns for axis in column.axes} & {"measure", "source", "nature"}
    axes = {axis: value for axis, value in axes.items() if axis not in told_apart}  # the columns tell it themselves
    above_it = [title.text for title in reversed(titles)] + [" ".join(cell.text for cell in row) for row in titled]
    for title in above_it:
        if len(title) <= _LONGEST_TITLE:
            above = said_by(title)
            axes, origin = {**axes, **above}, {**origin, **dict.fromkeys(above, "heading")}
    if "year" not in axes:
        span_columns(columns)
    found: list[tuple[Node, Reading]] = []
    open_rows: list[tuple[int, Axes]] = []
    for node, row in zip(rows[first:], cells[first:], strict=True):
        own = _under(open_rows, _rank(row), _label(row))
        row_unit = _row_unit(row, columns, told, own)
        found.extend((node, one) for one in _read_row(row, columns, row_unit, own, axes, origin))
    return found


def _read_row(
    row: list[_Cell], columns: list[Column], unit: _RowUnit, own: Axes, base: Axes, base_origin: Axes
) -> Iterator[Reading]:
    """Yield the amounts of a row; a percentage is that of the amount before it."""
    before: Reading | None = None
    for at, cell in enumerate(row):
        column = columns[at] if at < len(columns) else Column()
        number = _NUMBER.fullmatch(cell.text)
        value = parse_number(number["number"]) if number else None
        if not number or value is None:
            continue
        if column.kind == "percent" or number["percent"]:
            if before:
                before.percent = (parse_number(number["number"], is_percent=True) or value).value
            continue
        money = unit.own or column.unit or unit.told
        is_money = column.kind == "money" or (column.kind == "year" and unit.is_money)
        if not is_money or money is None or unit.is_other:
            continue
        start, end = cell.start + number.start("number"), cell.start + number.end("number")
        quantity = Quantity(
            start, end, number["number"], value.value, unit_text=money[0], unit_end=end, factor=money[1], is_money=True
        )
        where = dict.fromkeys((*column.axes, *own), "said")
        token = Token(start, end, "amount", quantity=quantity)
        axes, origin = {**base, **column.axes, **own}, {**base_origin, **where}
        if column.axes.get("measure", "").startswith("disbursed"):
            axes["measure"] = column.axes["measure"]  # spent of what the row tells: of carried money too
        if before:
            yield before
        flags = frozenset({"carried"} if base.get("measure", "").startswith("carried") else ())
        before = Reading(quantity, token, axes, origin, frozenset(where), "table", flags=flags)
    if before:
        yield before


def _label(row: list[_Cell]) -> str:
    return " ".join(cell.text for cell in row if not _NUMBER.fullmatch(cell.text) and not _ORDER.fullmatch(cell.text))


def _row_unit(row: list[_Cell], columns: list[Column], told: Unit | None, own: Axes) -> _RowUnit:
    """Tell the unit of a row: of its cell in a column of units, in brackets in its label, else that of the table."""
    units = lexicon("quantities")["money_units"]
    for at, column in enumerate(columns[: len(row)]):
        name = " ".join(row[at].text.casefold().split())
        if column.kind == "unit" and name in units:
            return _RowUnit((row[at].text, Decimal(units[name])), told, is_money=True)
        if column.kind == "unit" and name:
            return _RowUnit(is_other=True)
    in_label = unit_of(_label(row))
    is_total = told is not None and not any(column.kind == "unit" for column in columns)
    is_total = is_total and listed("table_totals").match(_label(row).strip()) is not None
    is_money = in_label is not None or bool(own.keys() & {"source", "nature", "measure"}) or is_total
    return _RowUnit(in_label, told, is_money=is_money)


def _cells(text: str) -> list[_Cell]:
    cells = []
    start = 0
    for part in text.split("\t"):
        cells.append(_Cell(start + len(part) - len(part.lstrip()), part.strip()))
        start += len(part) + 1
    return cells


def _is_data(row: list[_Cell]) -> bool:
    """Say whether a row holds data: words in a label and a number behind them, and no column numbers."""
    numbers = [at for at, cell in enumerate(row) if _NUMBER.fullmatch(cell.text) and not _YEAR.fullmatch(cell.text)]
    labels = [at for at, cell in enumerate(row) if re.search(r"[^\W\d]{2}", cell.text)]
    return bool(numbers and labels and any(at > labels[0] for at in numbers))


def _rank(row: list[_Cell]) -> int:
    """Return the rank of a row by the mark in its first cell, as in an outline: `A`, `I`, `1`, `1.1`, `a`, none."""
    mark = row[0].text.rstrip(".)") if row and _ORDER.fullmatch(row[0].text) else ""
    if not mark:
        return _UNMARKED
    if mark[0].isdigit():
        return 2 + mark.count(".")
    if set(mark) <= set("IVX"):
        return 1
    return 0 if mark.isupper() else _UNMARKED - 1


def _under(open_rows: list[tuple[int, Axes]], rank: int, label: str) -> Axes:
    """Return what a row says, with what the rows above it that it stands under say; those it ends are closed.

    One without a mark that names a source or nature alone goes on with the one before.
    """
    if listed("table_totals").match(label.strip()):
        open_rows.clear()
        return _row_axes(label, {})
    while open_rows and open_rows[-1][0] > rank:
        open_rows.pop()
    held = open_rows[-1][1] if open_rows else {}
    own = _row_axes(label, held)
    is_next = bool(open_rows) and open_rows[-1][0] == rank
    if is_next and rank == _UNMARKED and not own.get("component") and own.keys() & {"source", "nature"}:
        return {**held, **own}
    if is_next:
        open_rows.pop()
    above = open_rows[-1][1] if open_rows else {}
    own = {**above, **own}
    if rank != _UNMARKED or own.get("component"):
        open_rows.append((rank, own))
    return own


def _row_axes(label: str, held: Axes) -> Axes:
    """Return what a row says; `held` is what the row above it says, which may tell the project of a sub-project."""
    axes = {axis: value for axis, value in said_by(label).items() if axis in _AXES}
    mentions = component_mentions(label)
    if mentions:
        code = mentions[-1][2]
        project = held.get("component", "").partition(".")[0]
        axes["component"] = f"{project}.{code[1:]}" if code.startswith("?") else code
    elif listed("table_totals").match(label.strip()):
        axes["component"] = "CT"
    return {axis: value for axis, value in axes.items() if value}


def _unit_in(heads: list[list[_Cell]]) -> Unit | None:
    units = [unit_of(cell.text) for row in heads for cell in row]
    return next((one for one in units if one), None)
