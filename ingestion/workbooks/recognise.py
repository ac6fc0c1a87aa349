"""Which form a workbook is: by its hidden sheet; without one by its titles and headings, if one form fits best."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from ingestion.book import Book, Grid
from ingestion.forms import Form, Forms, forms_in_force
from ingestion.layouts import layout
from ingestion.reference import Reference
from ingestion.tables import as_text
from ingestion.text import key
from ingestion.workbooks.alterations import differences, fits
from ingestion.workbooks.door import Door
from ingestion.workbooks.plan import Plan, SheetPlan, plan_of


@dataclass(frozen=True)
class Found:
    """A form that was recognised; `form` is None if the workbook names a version there is not."""

    form: Form | None
    names: Mapping[str, str]

    @property
    def stated(self) -> str:
        """The form the hidden sheet names, as `<form>@<version>`; empty without one."""
        return f"{self.names['form']}@{self.names.get('version', '')}" if self.names.get("form") else ""


@lru_cache(maxsize=16)
def forms_of(reference: Reference) -> Forms:
    """Return the definitions in force with a folder of seeds. Raises FormsError."""
    return forms_in_force(reference.seeds)


def info_title(book: Book) -> str | None:
    """Return the title of the sheet that says whose return this is, None if there is none."""
    return _titled(book, str(layout("workbook")["info_sheet"]))


def recognise(book: Book, level: str, forms: Forms) -> Found | None:
    """Return the form of a workbook; None if it is none."""
    names = _hidden_names(book)
    stated = forms.by_key.get(f"{names.get('form')}@{names.get('version')}")
    if stated is not None or forms.versions(names.get("form", "")):
        return Found(stated, names)
    scores: dict[Form, int] = {}
    for form in forms.forms:
        score = sum(_likeness(book, sheet) for sheet in plan_of(form, level).sheets)
        if score:
            scores[form] = score
    best = [form for form, score in scores.items() if score == max(scores.values())]
    if len({form.form for form in best}) != 1:
        return None
    others = {name: value for name, value in names.items() if name not in ("form", "version")}
    return Found(max(best, key=lambda form: form.version), others)


def serving(found: Found, forms: Forms, return_type: str, level: str, reference: Reference, period: str) -> list[Form]:
    """Return the forms of the recognised name that are in force for a return; those of any name if none is."""
    in_force = forms.serving(return_type, level, reference.periods[period].ends_on)
    name = found.form.form if found.form else found.names.get("form")
    return [one for one in in_force if one.form == name] or list(in_force)


def _hidden_names(book: Book) -> dict[str, str]:
    title = layout("workbook")["hidden_sheet"]
    if title not in book.titles:
        return {}
    known = layout("workbook")["hidden"]
    rows = [row for row in book.grid(title)[: 4 * len(known)] if len(row) > 1]
    return {str(row[0]): as_text(row[1]) for row in rows if row[0] in known and row[1] != ""}


def _titled(book: Book, title: str) -> str | None:
    if title in book.titles:
        return title
    asked = key(title)
    return next((one for one in book.titles if key(one) == asked), None)


def _likeness(book: Book, sheet: SheetPlan) -> int:
    """Return 2 for a sheet of the form under its title, 1 for one whose headings are those of the form."""
    if title := _titled(book, sheet.title):
        return 2 + fits(sheet, book.grid(title))
    return int(any(fits(sheet, book.grid(one)) for one in book.titles if one not in book.hidden))


def check_sheets(plan: Plan, book: Book, door: Door) -> list[tuple[SheetPlan, Grid]]:
    """Return the sheets whose layout is that of the form, with their cells; tell every other, and sheets too many."""
    known = {layout("workbook")["hidden_sheet"], info_title(book)}
    if book.titles == [info_title(book), *plan.titles, layout("workbook")["hidden_sheet"]]:
        titles: dict[SheetPlan, str | None] = {sheet: sheet.title for sheet in plan.sheets}
    else:
        titles = {sheet: _titled(book, sheet.title) for sheet in plan.sheets}
        _check_titles(titles, [one for one in book.titles if one not in known], book, door)
    told = [(sheet, title, _padded(book.grid(title), sheet)) for sheet, title in titles.items() if title is not None]
    return [(sheet, grid) for sheet, title, grid in told if _is_unaltered(sheet, title, grid, door)]


def _padded(grid: Grid, sheet: SheetPlan) -> Grid:
    """Return a grid that reaches over the whole table: blank cells at its end are not in the file."""
    width = sheet.sheet.last_column
    if grid and len(grid[0]) < width:
        grid = [[*row, *[""] * (width - len(row))] for row in grid]
    if len(grid) < sheet.sheet.last_row:
        blank: list[object] = [""] * max(width, len(grid[0]) if grid else 0)
        grid = [*grid, *[blank] * (sheet.sheet.last_row - len(grid))]
    return grid


def _is_unaltered(sheet: SheetPlan, title: str, grid: Grid, door: Door) -> bool:
    if fits(sheet, grid):
        return True
    found = differences(sheet, grid)
    for one in found:
        door.tell(
            "IN17", f"biểu bị thay đổi so với mẫu: {one.hint}", title, one.cell, expected=one.expected,
            found=one.found, todo="Nhập số liệu vào mẫu gốc rồi gửi lại.",
        )  # fmt: skip
    return not found


def _check_titles(titles: dict[SheetPlan, str | None], others: list[str], book: Book, door: Door) -> None:
    """Tell sheets that are missing, renamed, out of order, or none of the form's."""
    todo = "Nhập số liệu vào mẫu gốc rồi gửi lại."
    extra = [one for one in others if one not in titles.values()]
    for sheet in [one for one, title in titles.items() if title is None]:
        renamed = next((one for one in extra if not differences(sheet, _padded(book.grid(one), sheet))), None)
        if renamed is not None:
            extra.remove(renamed)
        problem = "trang bị đổi tên" if renamed is not None else "thiếu trang của biểu"
        found = renamed if renamed is not None else "; ".join(book.titles)[:300]
        door.tell("IN17", problem, sheet.title, expected=sheet.title, found=found, todo=todo)
    places = [others.index(title) for title in titles.values() if title in others]
    for before, after in pairwise(places):
        if after < before:
            expected = "; ".join(sheet.title for sheet in titles)
            found = "; ".join(others[place] for place in sorted(places))
            door.tell("IN17", "trang bị đổi chỗ", others[after], expected=expected, found=found, todo=todo)
            break
    for title in extra:
        if title not in book.hidden:
            door.tell("IN06", "trang này không thuộc biểu nên không được đọc", title, found=title)
