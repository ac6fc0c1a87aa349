"""Reading tables: the header cells and the row labels together name what a cell is, in either direction."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise

from ingestion.reports.indicators.ends import as_of
from ingestion.reports.indicators.groups import allowed, groups_in
from ingestion.reports.indicators.kinds import as_told
from ingestion.reports.indicators.labels import Labels, longest, spelled_out, years
from ingestion.reports.indicators.periods import year_of
from ingestion.reports.indicators.wordings import found_in, vocabulary
from ingestion.reports.model import Figure
from ingestion.reports.outline import Node, Outline
from ingestion.reports.scan import Quantity

_MOST_WORDS = 14  # characters a cell may hold beside its number
_TITLE_REACH = 3
_MOST_LABELS = 6  # cells of a row that may name its place
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
    """What a table has told so far: its header rows, its title, and the years it names."""

    title: str
    years: list[str] = field(default_factory=list)
    headers: list[list[Cell]] = field(default_factory=list)
    is_open: bool = True

    @property
    def heads(self) -> str:
        """The last cell of every header row, where the unit of the whole table stands."""
        return " ; ".join(row[-1].text for row in self.headers if row)

    def header(self, index: int) -> str:
        """Return the header texts above a column; an empty cell belongs to the one on its left."""
        told = []
        for row in self.headers:
            left = [one.text for one in row[: index + 1] if one.text]
            if left:
                told.append(row[index].text if index < len(row) and row[index].text else left[-1])
        return " ; ".join(dict.fromkeys(told))

    def place_in(self, labels: list[Cell]) -> str:
        """Return the bare name in a row's column of places (`Địa bàn`, `Xã, thị trấn`), empty if it holds none."""
        for one in labels[:_MOST_LABELS]:
            words = re.findall(r"[^\W\d_]+", one.text)
            if one.quantity or not words or not all(word[0].isupper() for word in words) or one.text.isupper():
                continue
            if words[0].casefold() not in vocabulary().rules["total_rows"] and _names_places(self.header(one.index)):
                return one.text
        return ""


def _names_places(header: str) -> bool:
    return any(hit.phrase in vocabulary().rules["place_labels"] for hit in longest(found_in(header).all))


def read_table(rows: list[Node], outline: Outline) -> Iterator[Figure]:
    """Yield the figures of one table: cells that are a number whose labels name an indicator."""
    grid = Grid(_title(rows[0], outline))
    cells = [_cells(node) for node in rows]
    grid.years = sorted({year for row in cells for one in row if not one.quantity for year in years(one.text)})
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
        place = _place(label, grid.place_in(row[: numbers[0].index]), outline)
        for cell in numbers:
            figure = _figure(cell, label, grid, node, outline, population, place)
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
    for cell in (one for row in cells for one in row if not one.quantity and one.text):
        hits = longest([one for one in found_in(spelled_out(cell.text)).all if one.phrase in vocab.labels])
        named |= {one.indicator for hit in hits for one in vocab.labels[hit.phrase]}
    if sum(one.startswith(vocab.rules["deprivation"]["prefix"]) for one in named) < vocab.rules["deprivation"]["least"]:
        return ""
    told = groups_in(found_in(title.rpartition(";")[2]).all)
    default = str(vocab.rules["deprivation"]["population"])
    return str(vocab.combined.get(told) or (next(iter(told)) if len(told) == 1 else default))


def _figure(
    cell: Cell, label: str, grid: Grid, node: Node, outline: Outline, population: str, place_told: tuple[str, str, bool]
) -> Figure | None:
    assert cell.quantity
    label = spelled_out(label)
    labels = Labels(label, spelled_out(grid.header(cell.index)))
    named = labels.named(cell.quantity, is_of_deprivations=bool(population))
    # A share stands behind what it is the share of, a change behind the levels it is between.
    if named is None and cell.index and (labels.says("rate_labels") or labels.is_change):
        labels = Labels(label, f"{spelled_out(grid.header(cell.index - 1))} ; {labels.column}")
        named = labels.named(cell.quantity, is_of_deprivations=bool(population))
    if named is None or labels.says("completion_labels"):
        return None
    wording = named[0]
    if wording.unit_kind == "count" and labels.is_money(named[1], grid.heads):
        return None
    is_negative = cell.text.startswith(("-", "–", "−"))
    is_change = is_negative or labels.is_change
    is_theirs = population in wording.populations or wording.population == "all_households"
    own = population if population and is_theirs else allowed(groups_in(labels.hits.all), wording)
    year = year_of(outline.frame)
    period = labels.period(grid.title, grid.years, year, is_change=is_change)
    report = year if wording.time == "year" else outline.frame.period.removesuffix("-Y") or year
    line, char = node.passage.place(cell.quantity.start)
    place, code, is_place_told = place_told
    notes = [note for note, told in (("period", period), ("locality", is_place_told)) if not told]
    value = cell.quantity.value if cell.quantity.is_percent else cell.quantity.amount
    if wording.unit == "million_vnd" and cell.quantity.is_money:
        value = cell.quantity.amount / 1_000_000
    kind = "change" if is_change else wording.kind or labels.kind
    turn = "fall" if is_negative else labels.direction if is_change else ""
    turned = [f"change: {turn}"] if turn else []
    span = outline.stored.cell_at(line, char)
    figure = Figure(
        kind="indicator", locality=place, locality_code=code, period=period or report,
        as_of=as_of(period or report, kind, outline.frame), value_text=cell.quantity.text,
        unit_text=cell.quantity.unit_text, value=-value if is_negative else value, line=line, char_start=char,
        char_end=char + len(cell.quantity.text), rule=f"{wording.rule}:table",
        indicator=as_told(wording.indicator, kind),
        population=own or wording.population, unit=wording.unit, value_kind=kind, is_estimate=kind == "estimate",
        bound=cell.quantity.bound, note="; ".join([*(f"{one}: inherited" for one in notes), *turned]),
        confidence=round(1 - 0.1 * len(notes), 2),
    )  # fmt: skip
    figure = _of_persons(figure, labels)
    return replace(figure, sheet=span.sheet, cell=span.cell) if span else figure


def _of_persons(figure: Figure, labels: Labels) -> Figure:
    """Return the figure of the members where the labels tell persons in households, which is another indicator."""
    other = vocabulary().rules["persons_of"].get(figure.indicator)
    if not other or not labels.says("person_labels"):
        return figure
    return replace(figure, indicator=other["indicator"], population=other["population"], unit="person")


def _place(label: str, bare: str, outline: Outline) -> tuple[str, str, bool]:
    """Return name, code and whether it is told; `bare` is a name without its kind, from a column of places."""
    places = outline.gazetteer.find(label)
    home = outline.frame.home
    is_home = bool(home and bare and [one.locality for one in places] == [home])  # a part of it that bears its name
    if bare and (not places or is_home):
        return bare, "", True
    if len(places) == 1:
        only = places[0]
        return (only.locality.label, only.locality.code, True) if only.locality else (only.printed, "", True)
    return (home.label, home.code, False) if home else ("", "", False)
