"""The reader of filled forms: which form it is and whose, that it is as it was sent out, what its cells hold.

The workbook is opened once, each sheet read once. What a person would see first is told first: what the file is, its
layout, its values, its equations.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

import numpy as np

from ingestion.archive import TableError
from ingestion.book import Book
from ingestion.forms import Form, Forms
from ingestion.layouts import layout
from ingestion.model import FormValues, Reading, SourceEntry
from ingestion.readers.cover import read_cover
from ingestion.readers.outcome import QUARANTINED, REJECTED, Notes, Place
from ingestion.reference import Locality, Reference
from ingestion.tables import table_of
from ingestion.workbooks.checks import check_values
from ingestion.workbooks.door import Door
from ingestion.workbooks.groups import holds
from ingestion.workbooks.plan import Bools, Ints, Plan, plan_of
from ingestion.workbooks.recognise import Found, check_sheets, forms_of, info_title, recognise, serving
from ingestion.workbooks.surroundings import check_beside, check_hidden, check_merged, check_unit_line
from ingestion.workbooks.values import Cells, read_sheet

FORM = "form"
_TODO_OUTSIDE = "Lưu lại thành .xlsx không macro, bỏ liên kết rồi gửi lại."


def read_form(
    content: bytes, name: str, *, entry: SourceEntry, reference: Reference, on: date, notes: Notes
) -> Reading | None:
    """Read a filled form; None if the workbook is no form. The verdict goes to `notes`, to be closed by the caller.

    `name` is the path below the source's folder: a period code in it must be that of the return. `on` is the local date
    of arrival. Bad input never raises.
    """
    try:
        return read_form_book(Book(content), name, entry=entry, reference=reference, on=on, notes=notes)
    except TableError as error:
        notes.add(error.rule_id, error.message_vi, state=QUARANTINED)
        return Reading(state=QUARANTINED, file_kind=FORM)


def read_form_book(
    book: Book, name: str, *, entry: SourceEntry, reference: Reference, on: date, notes: Notes
) -> Reading | None:
    """Read a filled form from an open workbook, as `read_form` does. Raises TableError."""
    forms = forms_of(reference)
    found = recognise(book, entry.level, forms)
    if found is None:
        return None
    door = Door(notes, on, reference.seeds)
    tell_dangers(book, door)
    reading = _identity(book, found, entry, reference, on, door)
    _check_path(name, reading, reference, door)
    form = _form_in_force(found, forms, reading, entry, reference, door)
    if form is None:
        return reading
    reading.form = _nothing(form)
    if not door.notes.is_refused or reading.return_type:
        _read_values(book, plan_of(form, entry.level), reading, entry, reference, on, door)
    door.tell_rest()
    if notes.is_refused:
        reading.form = _nothing(form)
    return reading


def tell_dangers(book: Book, door: Door) -> None:
    """Refuse what could run or reaches out of the workbook."""
    for danger in book.package.dangers:
        door.tell("IN30", "tệp chứa macro hoặc liên kết ra ngoài", found=danger, todo=_TODO_OUTSIDE)


def _identity(book: Book, found: Found, entry: SourceEntry, reference: Reference, on: date, door: Door) -> Reading:
    """Read whose return it is, and for what; the visible sheet and the hidden one must say the same."""
    title = info_title(book)
    if title is None:
        expected = str(layout("workbook")["info_sheet"])
        todo = "Nhập số liệu vào mẫu gốc rồi gửi lại."
        door.tell("IN17", "thiếu trang của biểu", expected, expected=expected, found="; ".join(book.titles), todo=todo)
        names = found.names
        return Reading(
            state=REJECTED, file_kind=FORM, level=entry.level, locality_code=entry.locality_code,
            return_type=names["return_type"] if names.get("return_type") in reference.return_types else None,
            period=names["period"] if names.get("period") in reference.periods else None,
        )  # fmt: skip
    reading = read_cover(table_of(book, title), entry, reference, on, door.notes, is_form=True)
    reading.file_kind = FORM
    _check_hidden_names(title, found, reading, entry, reference, door)
    return reading


def _check_hidden_names(
    title: str, found: Found, reading: Reading, entry: SourceEntry, reference: Reference, door: Door
) -> None:
    names, at = found.names, Place(title)
    whose = (names.get("level", entry.level), names.get("locality_code", entry.locality_code))
    if whose != (entry.level, entry.locality_code):
        expected, sent = f"{entry.name} ({entry.locality_code})", f"mẫu của đơn vị có mã {whose[1]}"
        todo = "Dùng mẫu của đơn vị mình rồi gửi lại."
        problem = "mẫu được cấp cho đơn vị khác"
        door.notes.add("IN08", problem, state=REJECTED, at=at, expected=expected, found=sent, todo=todo)
    for rule_id, own, stated, known in (
        ("IN02", reading.period, names.get("period"), reference.periods),
        ("IN09", reading.return_type, names.get("return_type"), reference.return_types),
    ):
        if own and stated and own != stated:
            todo = "Dùng mẫu của đúng kỳ, đúng loại báo cáo rồi gửi lại."
            expected = f"{stated} ({known[stated].name_vi})" if stated in known else stated
            problem = "trang Thông tin bị sửa khác với mẫu được cấp"
            door.notes.add(rule_id, problem, state=REJECTED, at=at, expected=expected, found=own, todo=todo)


def _check_path(name: str, reading: Reading, reference: Reference, door: Door) -> None:
    """Refuse a workbook in a folder, or under a name, of another period."""
    stated = _periods_in(reference).findall(name)
    if stated and reading.period and reading.period not in stated:
        todo = "Đặt tệp vào đúng thư mục của kỳ hoặc sửa tên tệp, hoặc sửa kỳ báo cáo rồi gửi lại."
        problem = "kỳ báo cáo trong biểu khác với kỳ ở tên tệp hoặc thư mục"
        expected = "; ".join(stated)
        door.notes.add("IN02", problem, state=REJECTED, expected=expected, found=reading.period, todo=todo)


@lru_cache(maxsize=16)
def _periods_in(reference: Reference) -> re.Pattern[str]:
    codes = "|".join(sorted(map(re.escape, reference.periods), key=len, reverse=True))
    return re.compile(rf"(?<![^\W_])(?<!-)(?:{codes or '(?!)'})(?![^\W_])(?!-)")


def _form_in_force(
    found: Found, forms: Forms, reading: Reading, entry: SourceEntry, reference: Reference, door: Door
) -> Form | None:
    """Return the form to read by; tell a version that does not serve the return's period, or another form's return."""
    if not (reading.return_type and reading.period):
        return found.form
    right = serving(found, forms, reading.return_type, entry.level, reference, reading.period)
    if found.form is not None and found.form in right:
        return found.form
    if not found.stated and right and found.form is not None and right[0].form == found.form.form:
        return right[-1]
    expected = "; ".join(f"{one.name.vi} ({one.key})" for one in right) or "không có biểu nào cho cấp và kỳ này"
    stated = found.stated or (found.form.key if found.form else "")
    todo = "Tải mẫu mới, nhập lại số liệu rồi gửi lại."
    door.tell("IN18", "phiên bản biểu không dùng cho kỳ này", expected=expected, found=stated, todo=todo)
    return found.form


def _read_values(
    book: Book, plan: Plan, reading: Reading, entry: SourceEntry, reference: Reference, on: date, door: Door
) -> None:
    cells = Cells(plan)
    covered: set[int] = set()
    for sheet, grid in check_sheets(plan, book, door):
        read_sheet(sheet, grid, book, cells, door)
        check_beside(sheet, grid, door)
        check_unit_line(sheet, grid, door)
        covered |= check_merged(sheet, book, door)
        check_hidden(sheet, book, cells, door)
    if len(cells.read) < len(plan.sheets):
        return
    period = reference.periods.get(reading.period or "")
    reporter = reference.locality(entry.level, entry.locality_code, period.ends_on if period else on)
    foreign = _foreign(plan, _groups_of_others(plan, reporter, period.ends_on if period else on, reference))
    verdict = check_values(cells, foreign, reading.is_nil, covered, book, door)
    reading.form = _values(cells, verdict.missing_count)


def _groups_of_others(plan: Plan, reporter: Locality | None, on: date, reference: Reference) -> tuple[str, ...]:
    """Return the groups with rows of their own that the reporter is not in."""
    if reporter is None:
        return ()
    return tuple(one for one in plan.groups if not holds(one, reporter, on, reference))


@lru_cache(maxsize=1024)
def _foreign(plan: Plan, groups: tuple[str, ...]) -> Bools:
    """Return the cells of rows that are for some groups."""
    foreign = np.zeros(plan.size, dtype=np.bool_)
    for group in groups:
        foreign[plan.cells_of(group)] = True
    return foreign


def _nothing(form: Form) -> FormValues:
    """Return what is kept of the cells of a refused workbook: which form it was."""
    none = np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float64)
    return FormValues(form.form, form.version, *none, {}, {}, 0)


def _values(cells: Cells, missing_count: int) -> FormValues:
    nos = np.flatnonzero(cells.held)
    return FormValues(
        cells.plan.form.form, cells.plan.form.version, nos.astype(np.int32), cells.values[nos],
        _by_place(nos, cells.texts), _by_place(nos, cells.absences), missing_count,
    )  # fmt: skip


def _by_place(nos: Ints, said: dict[int, str]) -> dict[int, str]:
    return dict(zip(np.searchsorted(nos, list(said)).tolist(), said.values(), strict=True)) if said else {}
