"""How a template looks: formats made once each, widths of columns, heights of rows."""

from __future__ import annotations

import textwrap
import unicodedata
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from ingestion.forms import NUMERIC, Column

FONT = {"font_name": "Times New Roman", "font_size": 11}
#: Points: one line of text at 11 points; what a character of the width of a column takes, and its padding.
LINE_HEIGHT, CHARACTER, PADDING = 15.0, 5.6, 4.0

HEADING = {"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "border": 1, "bg_color": "#D9E2F3"}
NUMBERS = {"italic": True, "align": "center", "valign": "vcenter", "border": 1, "font_size": 9, "bg_color": "#EEF2F9",
           "shrink": True}  # fmt: skip
STUB = {"valign": "vcenter", "text_wrap": True, "border": 1}
BODY = {"valign": "vcenter", "border": 1}
INPUT = {"locked": False}
GREY = {"bg_color": "#EDEDED"}
#: Cells that are not asked for. 14 is the pattern of thin slanting lines.
CLOSED = {"border": 1, "pattern": 14, "fg_color": "#A6A6A6"}
NOT_APPLYING = {"bg_color": "#EDEDED", "font_color": "#7F7F7F", "align": "center", "locked": False}
PREVIOUS = {"bg_color": "#F5F5F5", "font_color": "#595959"}

#: A fraction is shown by a condition: a format with optional decimals leaves a bare point behind whole numbers.
WHOLE, FRACTION = "#,##0", "#,##0.0##"
NUMBER_FORMATS = {
    "money": WHOLE, "number": WHOLE, "count": WHOLE, "percent": "0.00", "date": "dd/mm/yyyy", "text": "@",
}  # fmt: skip
_WIDTHS = {"money": 12.0, "number": 11.0, "count": 9.0, "percent": 9.0, "date": 12.0, "text": 32.0, "choice": 14.0}
#: A column is widened rather than its heading run over more lines than about this.
_HEADING_LINES = 3.0
#: Room for the largest amounts of a province.
_MONEY_WIDTHS = {"vnd": 18.0, "thousand_vnd": 15.0}
_WIDEST_CHOICE, _WIDEST_LABEL, _NARROWEST_LABEL = 34.0, 46.0, 20.0


class Styles:
    """The formats of one workbook: equal properties are one format."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def __call__(self, *parts: dict[str, Any]) -> Format:
        """Return the format that joins some properties; later ones win."""
        joined = {name: value for part in parts for name, value in part.items()}
        names = tuple(sorted(joined.items()))
        if names not in self._made:
            self._made[names] = self._book.add_format(joined)
        return self._made[names]

    def of(self, column: Column, *parts: dict[str, Any]) -> Format:
        """Return the format of a value of a column."""
        return self(BODY, _of_type(column.type), *parts)


def nfc(text: str) -> str:
    """Return a text in the one spelling that everything in a workbook has."""
    return unicodedata.normalize("NFC", text)


def _of_type(kind: str) -> dict[str, Any]:
    found: dict[str, Any] = {"num_format": NUMBER_FORMATS[kind]} if kind in NUMBER_FORMATS else {}
    if kind in NUMERIC:
        # A number wider than its column is printed smaller; Excel would show ##### in its place.
        found["shrink"] = True
    else:
        found["text_wrap"] = True
    return found


def column_width(column: Column) -> float:
    """Return a width in characters at which neither values nor the longest word of the heading are cut."""
    heading = column.heading[-1].vi
    longest_word = max(map(len, heading.split())) * 1.15 + 1.5
    width = max(_MONEY_WIDTHS.get(column.unit, _WIDTHS[column.type]), longest_word, len(heading) / _HEADING_LINES)
    if column.type == "choice":
        width = max(width, min(max(map(len, column.choices)) + 4.0, _WIDEST_CHOICE))
    return width


def label_width(labels: list[str]) -> float:
    """Return the width of the column of labels: they are wrapped beyond a width that leaves room for the values."""
    return min(max(*map(len, labels), _NARROWEST_LABEL) + 2.0, _WIDEST_LABEL)


def points(width: float) -> float:
    """Return how many points a column of a width takes on paper."""
    return width * CHARACTER + PADDING


def lines(text: str, width: float) -> int:
    """Return how many lines a text takes in a width: letters are narrower than the digit that measures it."""
    return max(1, len(textwrap.wrap(text, max(int(width * 1.1), 1), break_long_words=True)))
