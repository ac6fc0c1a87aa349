"""The list of findings on the first sheet of an error sheet. Nothing of the sender's file becomes a formula there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any

from ingestion.model import DoorFinding
from ingestion.workbooks.error_words import ErrorHeading, problem_of, safe, severity_of, words

#: So many findings are listed.
MAX_LISTED = 5_000

_CELL_COLUMN, _SEVERITY_COLUMN = 5, 2
_FONT, _LINE_HEIGHT, _MOST_LINES = "Times New Roman", 15, 27
_VALUE_COLUMN = 4  # of the lines above the list
#: What a spreadsheet could take for the beginning of a formula.
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def write_list(
    sheet: Any,
    findings: Sequence[DoorFinding],
    severities: Mapping[str, str],
    heading: ErrorHeading,
    links: Mapping[int, str],
    remarks: Sequence[str],
) -> None:
    """Write the lines above, the headings and one line a finding; `links` by position in `findings`."""
    first = _write_heading(sheet, findings, severities, heading, remarks)
    _write_columns(sheet, first)
    for position, finding in enumerate(findings[:MAX_LISTED]):
        _write_finding(sheet, first + 1 + position, position, finding, severities, links.get(position))
    last = first + min(len(findings), MAX_LISTED)
    if len(findings) > MAX_LISTED:
        _put(sheet.cell(last + 1, 1), words()["more_listed"].format(more=len(findings) - MAX_LISTED), bold=True)
    _lay_out(sheet, first, last)


def _write_heading(
    sheet: Any,
    findings: Sequence[DoorFinding],
    severities: Mapping[str, str],
    heading: ErrorHeading,
    remarks: Sequence[str],
) -> int:
    """Write what stands above the list; return the row of the list's headings."""
    from openpyxl.styles import Font

    said = words()
    _put(sheet.cell(1, 1), said["title"])
    sheet.cell(1, 1).font = Font(name=_FONT, bold=True, size=16, color="C00000")
    counts = Counter(severity_of(one, severities) for one in findings)
    told = vars(heading) | {
        "state": said["states"].get(heading.state, heading.state),
        "counts": "; ".join(
            f"{one['name']}: {counts[code]}" for code, one in said["severities"].items() if counts[code]
        ),
    }
    row = 2
    for field, label in said["labels"].items():
        if told[field]:
            _put(sheet.cell(row, 1), label)
            _put(sheet.cell(row, _VALUE_COLUMN), told[field], bold=True)
            row += 1
    for text in (*said["advice"], *remarks):
        _put(sheet.cell(row, 1), text, italic=True)
        row += 1
    return row + 1


def _write_columns(sheet: Any, row: int) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    for number, column in enumerate(words()["columns"], start=1):
        cell = sheet.cell(row, number)
        _put(cell, column["heading"])
        cell.font = Font(name=_FONT, bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", start_color="1F4E78", end_color="1F4E78")
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = _border()
        sheet.column_dimensions[get_column_letter(number)].width = column["width"]
    sheet.row_dimensions[row].height = 24


def _write_finding(
    sheet: Any, row: int, position: int, finding: DoorFinding, severities: Mapping[str, str], link: str | None
) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.worksheet.hyperlink import Hyperlink

    severity = words()["severities"][severity_of(finding, severities)]
    place = finding.cell or (f"dòng {finding.line}" if finding.line is not None else "")
    values = (
        position + 1, severity["name"], finding.rule_id, finding.sheet, place, finding.expected, finding.found,
        problem_of(finding),
    )  # fmt: skip
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row, column)
        _put(cell, value or "")
        if isinstance(value, int):
            cell.value = value
        cell.alignment = Alignment(vertical="top", wrap_text=True, horizontal="center" if column == 1 else "left")
        cell.border = _border()
    sheet.row_dimensions[row].height = _LINE_HEIGHT * _lines(values)
    marked = sheet.cell(row, _SEVERITY_COLUMN)
    marked.fill = PatternFill("solid", start_color=severity["fill"], end_color=severity["fill"])
    if link:
        cell = sheet.cell(row, _CELL_COLUMN if place else _CELL_COLUMN - 1)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=link)
        cell.font = Font(name=_FONT, color="0563C1", underline="single")


def _lines(values: Sequence[object]) -> int:
    """Return how many lines the wrapped texts of a row take: not every program finds that out by itself."""
    most = 1
    for value, column in zip(values, words()["columns"], strict=True):
        lines = safe(value).split("\n")
        most = max(most, sum(len(wrap(line, int(column["width"] * 1.05))) or 1 for line in lines))
    return min(most, _MOST_LINES)


def _lay_out(sheet: Any, first: int, last: int) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.freeze_panes = f"A{first + 1}"
    sheet.auto_filter.ref = f"A{first}:{get_column_letter(len(words()['columns']))}{max(last, first)}"
    sheet.print_title_rows = f"{first}:{first}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.5
    sheet.oddFooter.center.text = "&P/&N"
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = words()["severities"]["stop"]["tab"]


def _put(cell: Any, value: object, *, bold: bool = False, italic: bool = False) -> None:
    """Write text as text: never a formula, an error value or a link, whatever it begins with."""
    from openpyxl.styles import Font

    text = safe(value)
    cell.value = text
    cell.data_type = "s"
    if text.startswith(_RISKY):
        cell.quotePrefix = True
    cell.font = Font(name=_FONT, bold=bold, italic=italic)


def _border() -> Any:
    from openpyxl.styles import Border, Side

    line = Side(style="thin", color="BFBFBF")
    return Border(left=line, right=line, top=line, bottom=line)
