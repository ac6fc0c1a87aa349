"""Reading tables: the header cells and the row labels together name what a cell is, in either direction."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise

from ingestion.reports.indicators.groups import allowed, groups_in
from ingestion.reports.indicators.periods import year_of
from ingestion.reports.indicators.phrases import Hits
from ingestion.reports.indicators.spans import is_result, spans_in
from ingestion.reports.indicators.wordings import Wording, vocabulary
from ingestion.reports.model import Figure
from ingestion.reports.outline import Node, Outline
from ingestion.reports.scan import Quantity

_YEAR_SPAN = re.compile(r"20\d\d\s?[-–—]\s?20\d\d")
_BARE_YEAR = re.compile(r"(?<![\d.,])20\d\d(?![\d.,])")
_MOST_WORDS = 14  # characters a cell may hold beside its number
_TITLE_REACH = 3
_ORDINAL = re.compile(r"\(?(?:\d{1,3}|[IVX]{1,5}|[a-zA-Z])[.)]?\)?")


@dataclass(frozen=True)
class Cell:
    """One cell of a row: its text, the offset of its beginning, and its number if it is one."""

    index: int
    start: int
    text: str
    quantity: Quantity | None


@dataclass
class Grid:
    """What a table has told so far: its header rows, its title, and who it is about."""

    title: str
    headers: list[list[Cell]] = field(default_factory=list)
    is_open: bool = True

    def header(self, index: int) -> str:
        """Return the header texts above a column; an empty cell belongs to the one on its left."""
        told = []
        for row in self.headers:
            left = [one.text for one in row[: index + 1] if one.text]
            if left:
                told.append(row[index].text if index < len(row) and row[index].text else left[-1])
        return " ; ".join(dict.fromkeys(told))


def read_table(rows: list[Node], outline: Outline) -> Iterator[Figure]:
    """Yield the figures of one table: cells that are a number whose labels name an indicator."""
    grid = Grid(_title(rows[0], outline))
    cells = [_cells(node) for node in rows]
    years = sorted({year for row in cells for one in row if not one.quantity for year in _years(one.text)})
    population = _table_population(grid.title, cells)
    for node, row in zip(rows, cells, strict=True):
        numbers = _numbers(row)
        if not numbers:
            if _is_header(row, grid):
                _add_header(grid, row)
            continue
        if _is_numbering(row):
            continue
        grid.is_open = False
        label = " ; ".join(one.text for one in row if not one.quantity and one.index < numbers[-1].index and one.text)
        for cell in numbers:
            figure = _figure(cell, label, grid, node, outline, years, population)
            if figure:
                yield figure


def _cells(node: Node) -> list[Cell]:
    cells: list[Cell] = []
    quantities = list(node.scan.quantities)
    position = 0
    for index, text in enumerate(node.text.split("\t")):
        inside = [one for one in quantities if position <= one.start < position + len(text)]
        number = inside[0] if len(inside) == 1 and len(text.strip()) - len(inside[0].text) <= _MOST_WORDS else None
        cells.append(Cell(index, position, text.strip(" *_"), number))
        position += len(text) + 1
    return cells


def _numbers(row: list[Cell]) -> list[Cell]:
    """Return the cells that are values: an ordinal in front of a label is none."""
    numbers = [one for one in row if one.quantity]
    first = numbers[0] if numbers else None
    is_ordinal = first and first.index == 0 and _ORDINAL.fullmatch(first.text) and len(row) > 1 and row[1].text
    return numbers[1:] if is_ordinal and not row[1].quantity else numbers


def _is_numbering(row: list[Cell]) -> bool:
    """Say whether a row only numbers the columns: 1, 2, 3 ..."""
    numbers = [one.quantity.value for one in row if one.quantity]
    steps = {after - before for before, after in pairwise(numbers)}
    return len(numbers) > 2 and steps == {Decimal(1)} and all(_ORDINAL.fullmatch(one.text) for one in row if one.text)


def _is_header(row: list[Cell], grid: Grid) -> bool:
    """Say whether a row without values names columns; below the first values it may only head a group of rows."""
    named = [one for one in row if one.text and not _ORDINAL.fullmatch(one.text)]
    return len(named) > (1 if grid.is_open else 2)


def _add_header(grid: Grid, row: list[Cell]) -> None:
    if not grid.is_open:
        grid.headers, grid.is_open = [], True
    grid.headers.append(row)


def _title(first: Node, outline: Outline) -> str:
    above = outline.nodes[max(0, first.index - _TITLE_REACH) : first.index]
    return " ; ".join(one.text[-300:] for one in above if one.passage.kind == "text")


def _table_population(title: str, cells: list[list[Cell]]) -> str:
    """Return who a table of deprivations is about, empty for any other table."""
    vocab = vocabulary()
    named: set[str] = set()
    for row in cells:
        for cell in row:
            if not cell.quantity and cell.text:
                found = vocab.finder.find(cell.text).all
                named |= {one.indicator for hit in found for one in vocab.labels.get(hit.phrase, ())}
    if sum(one.startswith(vocab.rules["deprivation"]["prefix"]) for one in named) < vocab.rules["deprivation"]["least"]:
        return ""
    told = groups_in(vocab.finder.find(title.rpartition(";")[2]).all)
    default = str(vocab.rules["deprivation"]["population"])
    return str(vocab.combined.get(told) or (next(iter(told)) if len(told) == 1 else default))


def _figure(
    cell: Cell, label: str, grid: Grid, node: Node, outline: Outline, years: list[str], population: str
) -> Figure | None:
    assert cell.quantity
    column = grid.header(cell.index)
    labels = f"{label} ; {column}"
    hits = vocabulary().finder.find(labels)
    wording = _named(hits, cell.quantity)
    if wording is None and cell.index and any(hit.phrase in vocabulary().rules["rate_labels"] for hit in hits.all):
        labels = f"{label} ; {grid.header(cell.index - 1)} ; {column}"  # a share stands behind what it is the share of
        hits = vocabulary().finder.find(labels)
        wording = _named(hits, cell.quantity)
    if wording is None or (wording.unit_kind == "count" and _is_money(grid, column)):
        return None
    is_negative = cell.text.startswith(("-", "–", "−"))
    is_change = is_negative or _begins(label, hits, "change_labels") or _begins(labels, hits, "change_labels")
    is_change = is_change or (_compares(label) and bool(_of(vocabulary().finder.find(label), "rises", "falls")))
    is_theirs = population in wording.populations or wording.population == "all_households"
    own = population if population and is_theirs else ""
    if not own:
        own = allowed(groups_in(hits.all), wording) or wording.population
    period, is_told = _period(
        (label, column, labels), grid, outline, years, is_change=is_change, is_state=wording.time == "year"
    )
    line, char = node.passage.place(cell.quantity.start)
    place, code, is_place_told = _place(label, outline)
    notes = [note for note, told in (("period", is_told), ("locality", is_place_told)) if not told]
    span = outline.stored.cell_at(line, char)
    value = cell.quantity.value if cell.quantity.is_percent or not cell.quantity.factor else cell.quantity.amount
    if wording.unit == "million_vnd" and cell.quantity.is_money:
        value = cell.quantity.amount / 1_000_000
    kind = "change" if is_change else wording.kind or _kind(labels, hits)
    figure = Figure(
        kind="indicator", locality=place, locality_code=code, period=period,
        as_of=outline.frame.as_of.isoformat() if outline.frame.as_of else "", value_text=cell.quantity.text,
        unit_text=cell.quantity.unit_text, value=-value if is_negative else value, line=line, char_start=char,
        char_end=char + len(cell.quantity.text), rule=f"{wording.rule}:table", indicator=wording.indicator,
        population=own, unit=wording.unit, value_kind=kind, is_estimate=kind == "estimate", bound=cell.quantity.bound,
        note="; ".join(f"{one}: inherited" for one in notes), confidence=round(1 - 0.1 * len(notes), 2),
    )  # fmt: skip
    return replace(figure, sheet=span.sheet, cell=span.cell) if span else figure


def _named(hits: Hits, quantity: Quantity) -> Wording | None:
    """Return the wording of the longest label, of the kind (count, rate, money) that the cell and its labels tell."""
    vocab = vocabulary()
    is_rate = quantity.is_percent or any(hit.phrase in vocab.rules["rate_labels"] for hit in hits.all)
    is_rate = is_rate or quantity.value != quantity.value.to_integral_value()
    kinds = ("percent", "money") if is_rate else ("money",) if quantity.is_money else ("count", "money")
    best: tuple[int, int, Wording] | None = None
    for hit in hits.all:
        for wording in vocab.labels.get(hit.phrase, ()):
            if wording.unit_kind not in kinds or wording.excluded & {one.phrase for one in hits.all}:
                continue
            rank = (hit.words, hit.end)
            if best is None or rank > best[:2]:
                best = (*rank, wording)
    return best[2] if best else None


def _begins(labels: str, hits: Hits, words: str) -> bool:
    """Say whether a label of the cell begins with one of some words."""
    starts = {0} | {match.end() for match in re.finditer(r" ; ", labels)}
    return any(hit.phrase in vocabulary().rules[words] and hit.start in starts for hit in hits.all)


def _kind(labels: str, hits: Hits) -> str:
    if _begins(labels, hits, "target_labels"):
        return "target"
    return "estimate" if re.search(vocabulary().rules["estimate_label"], labels, re.IGNORECASE) else "actual"


def _period(
    told: tuple[str, ...], grid: Grid, outline: Outline, years: list[str], *, is_change: bool, is_state: bool
) -> tuple[str, bool]:
    """Return the period of a cell: in its row's label, in its column's, in the title, else the report's.

    A change is of the years its label names, else of all years of the table.
    """
    frame = outline.frame
    year = year_of(frame)
    if is_change:
        between = next((one for one in (*map(_years, told), years) if len(one) > 1), None)
        if between:
            return f"{between[0]}-{between[-1]}", True
    for label in told:
        spans = spans_in(label, year)
        if spans:
            return spans[-1].code, True
        bare = _years(label)
        if bare and not _compares(label):
            return bare[-1], True
    titled = [one for one in spans_in(grid.title, year) if not one.is_long or is_result(one, year)]
    if titled:
        return titled[-1].code, True
    return (year if is_state else frame.period.removesuffix("-Y") or year), False


def _years(label: str) -> list[str]:
    """Return the single years a label names, in order."""
    return sorted(set(_BARE_YEAR.findall(_YEAR_SPAN.sub(" ", label))))


def _is_money(grid: Grid, column: str) -> bool:
    """Say whether a column, or the whole table, is of money."""
    heads = " ; ".join(one.text for row in grid.headers for one in row[-1:])
    finder = vocabulary().finder
    return bool(_of(finder.find(column), "money_labels") or _of(finder.find(heads), "money_labels"))


def _of(hits: Hits, *names: str) -> set[str]:
    words = frozenset().union(*(vocabulary().rules[name] for name in names))
    return {one.phrase for one in hits.all} & words


def _compares(labels: str) -> bool:
    return bool(_of(vocabulary().finder.find(labels), "compared_with"))


def _place(label: str, outline: Outline) -> tuple[str, str, bool]:
    places = outline.gazetteer.find(label)
    home = outline.frame.home
    if len(places) == 1:
        only = places[0]
        return (only.locality.label, only.locality.code, True) if only.locality else (only.printed, "", True)
    return (home.label, home.code, False) if home else ("", "", False)
