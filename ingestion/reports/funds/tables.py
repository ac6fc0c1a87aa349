"""Tables of money: rows by project, source or place, columns by measure, source, nature or year, one unit for all.

A table is read only where a unit of money is told for it (above it, in its head or in a column). What a column says is
what its head cells say, those that span several columns included; what a row says is its text cells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from ingestion.reports.funds.context import Context
from ingestion.reports.funds.reading import Axes, Reading
from ingestion.reports.funds.said import head_axes
from ingestion.reports.funds.tokens import Token, tokenize, unit_told
from ingestion.reports.lexicon import lexicon
from ingestion.reports.numbers import parse_number
from ingestion.reports.outline import Node, component_mentions
from ingestion.reports.scan import Quantity, Scan, alternation, scan

_NUMBER = re.compile(r"(?P<number>\d[\d.,]{0,30})\s{0,2}(?P<percent>%?)")
_ORDER = re.compile(r"(?:[IVX]{1,5}|\d{1,2}(?:\.\d{1,2}){0,4}|[a-zđA-Z])[.)]?")
_INDEX = re.compile(r"\(?\d{1,2}\)?(?:\s?=.{0,24})?")
_MOST_HEADS = 4
_LONGEST_TITLE = 400
_AXES = ("measure", "source", "nature", "year", "exec_year", "component", "estimate")


@dataclass
class _Column:
    """What the head of a column says; `kind` is money, percent, text or empty."""

    kind: str = ""
    axes: Axes = field(default_factory=dict)
    unit: tuple[str, Decimal] | None = None


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
    told = unit_told(" ".join(cell.text for row in heads for cell in row)) or _unit_in(heads)
    told = told or ((unit.unit_text, unit.factor) if unit else None)
    columns = _columns(heads, max((len(row) for row in cells), default=0))
    if not any(column.kind == "money" for column in columns):
        return []
    base, origin = context.base(rows[0])
    above: Axes = {}
    for title in titles:
        above = {**(_said(title.text) if len(title.text) <= _LONGEST_TITLE else {}), **above}
    origin = {**origin, **dict.fromkeys(above, "heading")}
    found: list[tuple[Node, Reading]] = []
    held: Axes = {}
    for node, row in zip(rows[first:], cells[first:], strict=True):
        label = " ".join(
            cell.text for cell in row if not _NUMBER.fullmatch(cell.text) and not _ORDER.fullmatch(cell.text)
        )
        own = _row_axes(label, held)
        held = own if own.get("component") else held
        before: Reading | None = None
        for at, cell in enumerate(row):
            column = columns[at] if at < len(columns) else _Column()
            number = _NUMBER.fullmatch(cell.text)
            value = parse_number(number["number"]) if number else None
            if not number or value is None:
                continue
            if column.kind == "percent" or number["percent"]:
                if before:
                    before.percent = (parse_number(number["number"], is_percent=True) or value).value
                continue
            money = column.unit or told
            if column.kind != "money" or money is None:
                continue
            axes = {**base, **above, **column.axes, **own}
            where = dict.fromkeys((*column.axes, *own), "said")
            start = cell.start + number.start("number")
            end = cell.start + number.end("number")
            quantity = Quantity(
                start, end, number["number"], value.value, unit_text=money[0], unit_end=end, factor=money[1],
                is_money=True,
            )  # fmt: skip
            token = Token(start, end, "amount", quantity=quantity)
            before = Reading(quantity, token, axes, {**origin, **where}, frozenset(where), "table")
            found.append((node, before))
    return found


def _cells(text: str) -> list[_Cell]:
    cells = []
    start = 0
    for part in text.split("\t"):
        cells.append(_Cell(start + len(part) - len(part.lstrip()), part.strip()))
        start += len(part) + 1
    return cells


def _is_data(row: list[_Cell]) -> bool:
    """Say whether a row holds data: words in a label and a number behind them, and no column numbers."""
    numbers = [at for at, cell in enumerate(row) if _NUMBER.fullmatch(cell.text)]
    labels = [at for at, cell in enumerate(row) if re.search(r"[^\W\d]{2}", cell.text)]
    return bool(numbers and labels and any(at > labels[0] for at in numbers))


def _columns(heads: list[list[_Cell]], width: int) -> list[_Column]:
    """Tell the columns from the head rows; an empty cell goes on with the one to its left, but in the last row."""
    texts = [""] * width
    for depth, row in enumerate(heads):
        spanning = ""
        for at in range(width):
            own = row[at].text if at < len(row) else ""
            spanning = own or spanning
            is_last = depth == len(heads) - 1
            texts[at] = f"{texts[at]}; {own if is_last else spanning}" if (own or not is_last) else texts[at]
    return [_column(text.strip("; ")) for text in texts]


def _column(text: str) -> _Column:
    nearest = text.rpartition("; ")[2]
    if _words("table_percents").search(nearest):
        return _Column("percent")
    if not text or _words("table_counts").match(nearest):
        return _Column("text")
    axes = _said(text)
    tokens = _tokens(text)
    is_money = any(one.axis in ("nouns", "measure", "source", "nature", "hint") for one in tokens)
    hint = [one.value for one in tokens if one.axis == "hint"]
    if "measure" not in axes and hint:
        axes["measure"] = "planned" if hint[-1] == "planned" else "other"
    unit = _unit_of(text)
    return _Column("money" if is_money or unit else "", axes, unit)


def _row_axes(label: str, held: Axes) -> Axes:
    """Return what a row says; one that names a source or nature alone goes on with the project above it."""
    axes = {axis: value for axis, value in _said(label).items() if axis in _AXES}
    mentions = component_mentions(label)
    if mentions:
        code = mentions[-1][2]
        project = held.get("component", "").partition(".")[0]
        axes["component"] = f"{project}.{code[1:]}" if code.startswith("?") else code
    elif _words("table_totals").match(label.strip()):
        axes["component"] = "CT"
    elif axes.keys() & {"source", "nature"} and held.get("component"):
        axes["component"] = held["component"]
    return {axis: value for axis, value in axes.items() if value}


def _said(text: str) -> Axes:
    return head_axes(_tokens(text))


def _tokens(text: str) -> list[Token]:
    told: Scan = scan(text)
    return [one for one in tokenize(text, 0, told) if one.kind != "amount"]


def _unit_in(heads: list[list[_Cell]]) -> tuple[str, Decimal] | None:
    units = [_unit_of(cell.text) for row in heads for cell in row]
    return next((one for one in units if one), None)


def _unit_of(text: str) -> tuple[str, Decimal] | None:
    found = _bracketed().search(text)
    if not found:
        return None
    return found["unit"], Decimal(lexicon("quantities")["money_units"][" ".join(found["unit"].casefold().split())])


@cache
def _bracketed() -> re.Pattern[str]:
    units = alternation(list(lexicon("quantities")["money_units"]))
    return re.compile(rf"\(\s?(?:đvt:?\s|đơn vị:?\s)?(?P<unit>{units})\s?\)", re.IGNORECASE)


@cache
def _words(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternation(lexicon('funds')[name])})(?!\w)", re.IGNORECASE)
