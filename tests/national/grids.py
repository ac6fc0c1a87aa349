"""One form filled in by many bodies at once: a matrix of bodies by cells, and what is typed where no number is."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from ingestion.forms import Form, load_forms

#: What a cell holds: nothing, a number, and what people type for absence.
EMPTY, NUMBER, DASH, CROSS = 0, 1, 2, 3
TYPED = {DASH: ("-", "none"), CROSS: ("x", "not_applicable")}


@cache
def form(name: str) -> Form:
    """Return the form of that name as the catalogue has it."""
    return load_forms().by_key[f"{name}@1"]


class Grid:
    """Values of one form for the bodies of one level: `values` in the units of the form, `kinds` what each cell is."""

    def __init__(self, name: str, level: str, size: int) -> None:
        self.form, self.level = form(name), level
        self.sheets = {one.sheet for one in self.form.sheets_for(level)}
        self.values = np.full((size, len(self.form.cells)), np.nan)
        self.kinds = np.zeros(self.values.shape, np.int8)

    def put(self, sheet: str, row: str, column: str, values: NDArray[np.generic] | float) -> None:
        """Type numbers into a cell; into one that is not asked for, nothing."""
        cell = self.form.by_place.get((sheet, row, column))
        if cell is not None and sheet in self.sheets:
            self.values[:, cell.cell_no - 1] = values
            self.kinds[:, cell.cell_no - 1] = NUMBER

    def at(self, sheet: str, row: str, column: str) -> int:
        """The place of a cell in the matrix."""
        return self.form.by_place[sheet, row, column].cell_no - 1

    def get(self, sheet: str, row: str, column: str) -> NDArray[np.float64]:
        return self.values[:, self.at(sheet, row, column)]

    def share(self, sheet: str, row: str, column: str, part: str, whole: str) -> None:
        """Type a percentage with two decimals; a dash where there is nothing to take it of."""
        own, of = self.get(sheet, row, part), self.get(sheet, row, whole)
        with np.errstate(divide="ignore", invalid="ignore"):
            self.put(sheet, row, column, np.round(100 * own / of, 2))
        place = self.at(sheet, row, column)
        self.kinds[of == 0, place] = DASH
        self.values[of == 0, place] = 0

    def type_absences(self, outside: NDArray[np.bool_], rng: np.random.Generator) -> None:
        """Let bodies type zeros in their own ways, and rows of poor districts alone where there is none (`outside`).

        A third leaves such rows empty, a third types a cross, the others a dash or 0. Totals stay numbers.
        """
        cells = self.form.cells
        only = np.array([bool(one.line.only_for) for one in cells])
        open_to_dash = np.array([one.role != "total" and one.column.is_numeric for one in cells])
        dashes = rng.random(len(self.values)) < 0.3
        zero = (self.kinds == NUMBER) & (self.values == 0) & open_to_dash
        self.kinds[zero & dashes[:, None]] = DASH
        way = rng.integers(0, 4, len(self.values))
        for choice, kind in ((0, EMPTY), (1, CROSS), (2, DASH)):
            some = np.ix_(np.flatnonzero(outside & (way == choice)), np.flatnonzero(only))
            self.kinds[some] = np.where(self.kinds[some] == EMPTY, EMPTY, kind)
        self.values[(self.kinds == EMPTY) | (self.kinds == CROSS)] = np.nan
        self.values[self.kinds == DASH] = 0
