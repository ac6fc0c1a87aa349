"""How a sheet comes out on paper: A4 landscape, headings on every page, cut between groups of columns."""

from __future__ import annotations

from itertools import pairwise

from xlsxwriter.worksheet import Worksheet

from ingestion.forms import FIRST_COLUMN, TITLE_ROWS, Sheet
from ingestion.layouts import layout
from ingestion.workbooks.template_styles import nfc, points

_A4 = 9
_LONG_SIDE, _SHORT_SIDE = 842.0, 595.0
_MARGIN, _TOP, _BOTTOM = 0.4, 0.5, 0.6
#: What fits across a page at full size, in points; a little is kept back, since printers measure letters differently.
USABLE = (_LONG_SIDE - 2 * _MARGIN * 72) * 0.96
USABLE_DOWN = (_SHORT_SIDE - (_TOP + _BOTTOM) * 72) * 0.96
#: Smaller than this no one reads a table of 11 points.
SMALLEST = 0.6


def set_up_page(target: Worksheet, sheet: Sheet, widths: list[float], height: float, footer: str) -> None:
    """Set paper, pages and footer; `widths` are those of all columns from A, in characters, `height` in points.

    What stands to the right of the table is not printed. A sheet a little too long for a page is made to fit on it.
    """
    target.set_landscape()
    target.set_paper(_A4)
    target.set_margins(_MARGIN, _MARGIN, _TOP, _BOTTOM)
    target.print_area(0, 0, sheet.last_row - 1, sheet.last_column - 1)
    target.repeat_rows(TITLE_ROWS, sheet.number_row - 1)
    target.repeat_columns(0, FIRST_COLUMN - 2)
    target.set_footer(nfc(f"&L&9{footer.replace('&', '&&')}&R&9{layout('workbook')['page']}"))
    across = [points(one) for one in widths]
    scale, breaks = pages(across, _groups(sheet))
    down = USABLE_DOWN / height
    if not breaks:
        target.fit_to_pages(1, 1 if down >= SMALLEST else 0)
        return
    target.set_print_scale(int((min(scale, down) if down >= SMALLEST else scale) * 100))
    target.set_v_pagebreaks(breaks)


def pages(across: list[float], groups: list[int]) -> tuple[float, list[int]]:
    """Return scale and 0-based columns before which a page begins; columns A and B stand on every page.

    `across` are widths in points, `groups` the 0-based first columns of groups. As few pages as the smallest print
    allows, as even as can be; a page ends where a group ends, unless a group alone is wider than a page.
    """
    stub, room = sum(across[: FIRST_COLUMN - 1]), USABLE / SMALLEST
    if sum(across) <= room:
        return min(1.0, USABLE / sum(across)), []
    starts = [at for start, end in pairwise([*groups, len(across)]) for at in _units(across, start, end, room - stub)]
    edges = [*starts, len(across)]
    best: dict[int, tuple[int, float, list[int]]] = {0: (0, 0.0, [])}
    for end in range(1, len(edges)):
        ways = []
        for start in range(end):
            width = stub + sum(across[edges[start] : edges[end]])
            count, widest, cuts = best[start]
            if width <= room or start == end - 1:
                ways.append((count + 1, max(widest, width), [*cuts, edges[start]]))
        best[end] = min(ways)
    _, widest, cuts = best[len(edges) - 1]
    return min(1.0, USABLE / widest), cuts[1:]


def _units(across: list[float], start: int, end: int, room: float) -> range:
    """Return the columns at which a group may begin on a page: its first, or any of them when it fits on no page."""
    return range(start, end) if sum(across[start:end]) > room else range(start, start + 1)


def _groups(sheet: Sheet) -> list[int]:
    """Return the 0-based columns at which a block of the first row of headings begins, those of values."""
    top = TITLE_ROWS + 1
    return [column - 1 for row, column, _, _, _ in sheet.heading_blocks if row == top and column >= FIRST_COLUMN]
