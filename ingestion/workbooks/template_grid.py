"""One sheet of a form: titles, headings, rows, cells, and beside them the values of the previous period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ingestion.forms import (
    FIRST_COLUMN,
    FORM_ROW,
    PERIOD_ROW,
    REPORTER_ROW,
    SHEET_ROW,
    TITLE_ROWS,
    UNIT_ROW,
    Column,
    Form,
    FormCell,
    Line,
    Sheet,
)
from ingestion.layouts import layout
from ingestion.tables import column_letters
from ingestion.workbooks.template_entry import allow, unit_name
from ingestion.workbooks.template_print import set_up_page
from ingestion.workbooks.template_styles import (
    CLOSED,
    FRACTION,
    GREY,
    HEADING,
    INPUT,
    LINE_HEIGHT,
    NOT_APPLYING,
    NUMBERS,
    PREVIOUS,
    STUB,
    Styles,
    column_width,
    label_width,
    lines,
    nfc,
)
from ingestion.workbooks.template_values import Place, Results, Value, formula_of, place_of

_TITLE = {"bold": True, "font_size": 12}
_FRACTIONAL = ("money", "number", "count")


@dataclass(frozen=True)
class Filling:
    """What goes into the sheets of one workbook: `foreign` are the groups whose rows do not apply to the reporter."""

    form: Form
    reporter: str
    period: str
    values: Mapping[Place, Value]
    results: Results
    previous: Mapping[Place, float]
    previous_name: str
    foreign: frozenset[str]
    lists: Mapping[tuple[str, ...], str]


class Grid:
    """Writes one sheet; all its rows and columns are those of the model, shifted to the left by 1 for XlsxWriter."""

    def __init__(self, target: Worksheet, styles: Styles, sheet: Sheet, filling: Filling) -> None:
        self.target, self.styles, self.sheet, self.filling = target, styles, sheet, filling
        codes = [2.0 + max(len(one.row) for one in sheet.lines)]
        labels = [label_width([one.label.vi for one in sheet.lines])]
        self.widths = [*codes, *labels, *(column_width(one) for one in sheet.columns)]
        #: Columns from a cell to its value of the previous period: the table and one empty column.
        self.shift = len(sheet.columns) + 1
        #: Points down to the end of the table; the titles and the row of numbers have the height Excel gives them.
        self.height = LINE_HEIGHT * (TITLE_ROWS + 1)

    def write(self) -> None:
        """Write the whole sheet, protect it and set up its pages."""
        for index, width in enumerate(self.widths):
            self.target.set_column(index, index, width)
        self._write_titles()
        self._write_head()
        self._write_stub()
        self._write_cells()
        self._show_fractions(0)
        if any(place[0] == self.sheet.sheet for place in self.filling.previous):
            self._write_previous()
        self.target.freeze_panes(self.sheet.first_row - 1, FIRST_COLUMN - 1)
        self.target.set_selection(
            self.sheet.first_row - 1, FIRST_COLUMN - 1, self.sheet.first_row - 1, FIRST_COLUMN - 1
        )
        footer = f"{self.filling.form.name.vi} - {self.sheet.title}"
        set_up_page(self.target, self.sheet, self.widths, self.height, footer)
        # No password: protection keeps hands off formulas and labels by mistake; who must change one can, and the
        # reader then says what was changed.
        self.target.protect("", {"format_columns": True, "format_rows": True})

    def _write_titles(self) -> None:
        titles, filling = layout("workbook")["titles"], self.filling
        for row, text, look in (
            (FORM_ROW, titles["form"].format(form=filling.form.name.vi), _TITLE),
            (SHEET_ROW, titles["sheet"].format(title=self.sheet.title, sheet=self.sheet.name.vi), _TITLE),
            (REPORTER_ROW, titles["reporter"].format(reporter=filling.reporter), {}),
            (PERIOD_ROW, titles["period"].format(period=filling.period), {}),
            (UNIT_ROW, titles["unit"].format(unit=unit_text(self.sheet)), {"italic": True}),
        ):  # fmt: skip
            self.target.write_string(row - 1, 0, nfc(text), self.styles(look))

    def _write_head(self) -> None:
        heading, numbers = self.styles(HEADING), self.styles(NUMBERS)
        for block in self.sheet.heading_blocks:
            self._write_block(block, 0, heading)
        for index, text in enumerate(self.sheet.head[-1]):
            self.target.write_string(self.sheet.number_row - 1, index, nfc(text), numbers)
        for row, height in enumerate(heading_heights(self.sheet, self.widths), start=TITLE_ROWS):
            self._set_height(row, height)

    def _write_block(self, block: tuple[int, int, int, int, str], shift: int, look: Format) -> None:
        top, left, bottom, right, text = block
        place = top - 1, left - 1 + shift
        if (top, left) == (bottom, right):
            self.target.write_string(*place, nfc(text), look)
        else:
            self.target.merge_range(*place, bottom - 1, right - 1 + shift, nfc(text), look)

    def _write_stub(self) -> None:
        depths = _depths(self.sheet)
        for row, line in enumerate(self.sheet.lines, start=self.sheet.first_row - 1):
            look = self._row_look(line)
            self.target.write_string(row, 0, line.row, self.styles(STUB, look))
            self.target.write_string(row, 1, nfc(line.label.vi), self.styles(STUB, look, {"indent": depths[line.row]}))
            self._set_height(row, LINE_HEIGHT * self._lines(line, self.widths[1] - 1.5 * depths[line.row]) + 2)

    def _set_height(self, row: int, height: float) -> None:
        self.target.set_row(row, height)
        self.height += height

    def _lines(self, line: Line, width: float) -> int:
        """How many lines a row needs: for its label, for texts that are there, and two where text is asked for."""
        needed = lines(line.label.vi, width)
        for index, column in enumerate(self.sheet.columns, start=FIRST_COLUMN - 1):
            if column.type == "text" and column.column not in line.closed:
                typed = self.filling.values.get((self.sheet.sheet, line.row, column.column))
                needed = max(needed, 2, lines(str(typed or ""), self.widths[index]))
        return needed

    def _write_cells(self) -> None:
        open_rows: defaultdict[int, list[int]] = defaultdict(list)
        closed = self.styles(CLOSED)
        for i, line in enumerate(self.sheet.lines):
            for j, column in enumerate(self.sheet.columns):
                cell = self.filling.form.by_place.get((self.sheet.sheet, line.row, column.column))
                row, place = self.sheet.first_row - 1 + i, FIRST_COLUMN - 1 + j
                if cell is None:
                    self.target.write_blank(row, place, None, closed)
                elif self._write_cell(row, place, cell):
                    open_rows[j].append(i)
        allow(self.target, self.sheet, open_rows, dict(self.filling.lists))

    def _write_cell(self, row: int, place: int, cell: FormCell) -> bool:
        """Write one cell; say whether it is one to type in."""
        filling, column = self.filling, cell.column
        typed = place_of(cell) in filling.values
        if cell.line.only_for in filling.foreign:
            mark = layout("workbook")["not_applicable"] if column.is_numeric else None
            value = filling.values[place_of(cell)] if typed else mark
            self._put(row, place, value, self.styles.of(column, NOT_APPLYING))
            return not cell.is_formula
        if cell.is_formula:
            look = self.styles.of(column, GREY, self._row_look(cell.line))
            if typed:
                self._put(row, place, filling.values[place_of(cell)], look)
            else:
                self.target.write_formula(row, place, formula_of(filling.form, cell), look, filling.results.of(cell))
            return False
        self._put(row, place, filling.values.get(place_of(cell)), self.styles.of(column, INPUT))
        return True

    def _put(self, row: int, place: int, value: Value, look: Format) -> None:
        """Write a value as it would be typed; a text that begins with `=` stays a text."""
        if value is None or value == "":
            self.target.write_blank(row, place, None, look)
        elif isinstance(value, date):
            self.target.write_datetime(row, place, datetime(value.year, value.month, value.day), look)
        elif isinstance(value, str):
            self.target.write_string(row, place, nfc(value), look)
        else:
            self.target.write_number(row, place, value, look)

    def _row_look(self, line: Line) -> dict[str, bool]:
        return {"bold": True} if line.sum_of else {}

    def _write_previous(self) -> None:
        """Repeat the table with what was sent for the previous period: to compare with, never read back."""
        texts, name, shift = layout("workbook"), self.filling.previous_name, self.shift
        text = texts["previous"].format(period=name) if name else texts["previous_unnamed"]
        left = FIRST_COLUMN - 1 + shift
        self.target.write_string(UNIT_ROW - 1, left, nfc(text), self.styles({"bold": True, "font_color": "#595959"}))
        heading, numbers = self.styles(HEADING, PREVIOUS), self.styles(NUMBERS, PREVIOUS)
        self.target.set_column(left - 1, left - 1, 3.0)
        for index, column in enumerate(self.sheet.columns):
            self.target.set_column(left + index, left + index, self.widths[FIRST_COLUMN - 1 + index])
            text = self.sheet.head[-1][FIRST_COLUMN - 1 + index]
            self.target.write_string(self.sheet.number_row - 1, left + index, text, numbers)
            for i, line in enumerate(self.sheet.lines):
                value = self.filling.previous.get((self.sheet.sheet, line.row, column.column))
                look = self.styles.of(column, PREVIOUS)
                self._put(self.sheet.first_row - 1 + i, left + index, value, look)
        for block in self.sheet.heading_blocks:
            if block[1] >= FIRST_COLUMN:
                self._write_block(block, shift, heading)
        self._show_fractions(shift)

    def _show_fractions(self, shift: int) -> None:
        """Show decimals where there are some."""
        top, bottom = self.sheet.first_row - 1, self.sheet.last_row - 1
        look = self.styles({"num_format": FRACTION})
        for first, last in _runs_of_numbers(self.sheet.columns):
            left, right = FIRST_COLUMN - 1 + first + shift, FIRST_COLUMN - 1 + last + shift
            corner = f"{column_letters(left + 1)}{top + 1}"
            rule = f"=IF(ISNUMBER({corner}),{corner}<>INT({corner}),FALSE)"
            self.target.conditional_format(
                top, left, bottom, right, {"type": "formula", "criteria": rule, "format": look}
            )


def unit_text(sheet: Sheet) -> str:
    """Return what the unit line says: the sheet's own unit, then those of other columns with their numbers."""
    titles = layout("workbook")["titles"]
    others: defaultdict[str, list[str]] = defaultdict(list)
    for one in sheet.columns:
        if one.unit and one.unit != sheet.unit and one.type != "percent":
            others[one.unit].append(f"({one.column})")
    if not others:
        return unit_name(sheet.unit) if sheet.unit else str(titles["unit_elsewhere"])
    if not sheet.unit and len(others) == 1:
        return unit_name(next(iter(others)))
    own = [unit_name(sheet.unit)] if sheet.unit else []
    parts = [
        titles["unit_of_columns"].format(unit=unit_name(unit), columns=", ".join(columns))
        for unit, columns in others.items()
    ]
    return "; ".join(own + parts)


def heading_heights(sheet: Sheet, widths: list[float]) -> list[float]:
    """Return the heights in points of the rows of headings: Excel fits no row to merged cells."""
    needed = [1] * sheet.depth
    blocks = sorted(sheet.heading_blocks, key=lambda one: one[2] - one[0])
    for top, left, bottom, right, text in blocks:
        first, last = top - TITLE_ROWS - 1, bottom - TITLE_ROWS - 1
        missing = lines(text, sum(widths[left - 1 : right]) * 0.92) - sum(needed[first : last + 1])
        needed[last] += max(missing, 0)
    return [LINE_HEIGHT * count + 4 for count in needed]


def _depths(sheet: Sheet) -> dict[str, int]:
    """Return how far each row is indented: below each total that holds it but the widest."""
    depths: dict[str, int] = {}
    for line in sheet.lines:
        depths.setdefault(line.row, 0)
        for part in line.sum_of:
            depths[part] = max(depths.get(part, 0), depths[line.row] + 1)
    return {row: max(depth - 1, 0) for row, depth in depths.items()}


def _runs_of_numbers(columns: tuple[Column, ...]) -> list[tuple[int, int]]:
    """Return first and last (0-based) of each run of columns that can hold a fraction to be shown."""
    runs: list[tuple[int, int]] = []
    for index, one in enumerate(columns):
        if one.type not in _FRACTIONAL:
            continue
        if runs and runs[-1][1] == index - 1:
            runs[-1] = runs[-1][0], index
        else:
            runs.append((index, index))
    return runs
