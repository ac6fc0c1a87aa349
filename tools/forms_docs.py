"""Write docs/forms/<form>.v<version>.md from the definitions of the forms: a page a version, and README.md, their list.

Run as `python tools/forms_docs.py`; a test says when a page is stale.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ingestion.forms import Column, Equation, Form, Line, Sheet, Words, load_forms

PROJECT = Path(__file__).resolve().parent.parent
FOLDER = PROJECT / "docs" / "forms"
COMMAND = "python tools/forms_docs.py"
_ORIGINS = {
    "own": Words("biểu do kho dữ liệu tự đặt", "the project's own form"),
    "official": Words("biểu chính thức", "official"),
}
_LEVELS = {"country": "trung ương", "province": "tỉnh", "district": "huyện", "commune": "xã"}
_HEAD = """# Biểu mẫu *Forms*

Mỗi phiên bản của một biểu một trang. *One page a version of a form. Made by `{command}` from `ingestion/forms/*.yml`;
a test fails while a page is stale.*

Biểu tự đặt không có các cột của biểu chính thức, vì các cột đó chưa tìm được. *Own forms are the project's own first
set: their columns are not those of official forms, which were not found.* Phiên bản đã gửi đi không sửa nữa. *A version
that was sent out is never changed: `tests/unit/ingestion/forms_fingerprints.csv` holds it, a change is the next
version.*

| biểu *form* | phiên bản *version* | tên *name* | báo cáo *returns* | cấp *levels* | kỳ kết thúc *periods that end* | trang *sheets* | ô *cells* |
|---|---|---|---|---|---|---|---|
"""  # noqa: E501
_ROWS = (
    "mã *row*", "nội dung *label*", "cộng của *total of*", "chỉ cho *only for*", "bắt buộc *required*",
    "không ghi *not asked*", "tọa độ *coordinates*",
)  # fmt: skip
_COLUMNS = (
    "cột *column*", "tiêu đề *heading*", "loại *type*", "đơn vị *unit*", "cộng, tỷ lệ *total, rate*",
    "bắt buộc *required*", "giới hạn, lựa chọn *limits, choices*", "tọa độ *coordinates*",
)  # fmt: skip
_EQUATIONS = ("mã *equation*", "quan hệ *relation*", "ở đâu *where*", "sai số *tolerance*", "nội dung *says*")


def pages() -> dict[str, str]:
    """Return the text of every page by its file name."""
    forms = load_forms().forms
    found = {f"{one.form}.v{one.version}.md": _page(one) for one in forms}
    return {"README.md": _list(forms), **found}


def _list(forms: Iterable[Form]) -> str:
    rows = [
        _row(
            f"[{one.form}]({one.form}.v{one.version}.md)", one.version, _both(one.name), _codes(one.returns),
            _levels(one.levels), _span(one), len(one.sheets), len(one.cells),
        )
        for one in forms
    ]  # fmt: skip
    return _HEAD.format(command=COMMAND) + "\n".join(rows) + "\n"


def _page(form: Form) -> str:
    lines = [
        f"# {form.name.vi}",
        "",
        f"*{form.name.en}*",
        "",
        f"- Biểu *form*: `{form.form}`, phiên bản *version* {form.version}; {_both(_ORIGINS[form.origin])}",
        f"- Trang này do *made by* `{COMMAND}`",
        f"- Căn cứ *basis*: {form.basis}",
        f"- Báo cáo *returns*: {_codes(form.returns)}",
        f"- Cấp lập *filled in by*: {_levels(form.levels)}",
        f"- Kỳ kết thúc *periods that end*: {_span(form)}",
        f"- Số ô *cells*: {len(form.cells)}",
        *(f"- {_both(one)}" for one in form.notes),
    ]
    for sheet in form.sheets:
        lines += ["", *_sheet(form, sheet)]
    return "\n".join(lines) + "\n"


def _sheet(form: Form, sheet: Sheet) -> Iterator[str]:
    numbers = [one.cell_no for one in form.cells if one.sheet is sheet]
    area = f"{sheet.address(0, 0)}:{sheet.address(len(sheet.lines) - 1, len(sheet.columns) - 1)}"
    yield from (f"## {sheet.title}", "", _both(sheet.name), "")
    yield f"- Trang *sheet*: `{sheet.sheet}`; vùng số liệu *values*: {area}; ô *cells*: {numbers[0]}-{numbers[-1]}"
    if sheet.levels:
        yield f"- Cấp lập *filled in by*: {_levels(sheet.levels)}"
    if sheet.unit:
        yield f"- Đơn vị tiền *unit of money*: `{sheet.unit}`"
    yield from _table(_ROWS, map(_line, sheet.lines))
    yield from _table(_COLUMNS, map(_column, sheet.columns))
    yield from _table(_EQUATIONS, map(_equation, sheet.equations))


def _table(head: tuple[str, ...], rows: Iterable[str]) -> Iterator[str]:
    body = list(rows)
    if body:
        yield from ("", _row(*head), "|" + "---|" * len(head), *body)


def _line(line: Line) -> str:
    own = "; ".join(f"({column}) {_coordinates(figure)}" for column, figure in line.figures.items())
    said = "; ".join(part for part in (_coordinates(line.figure), own) if part)
    return _row(
        f"`{line.row}`", _both(line.label), _codes(line.sum_of), _codes([line.only_for] if line.only_for else []),
        _yes(line.required), _columns(line.closed), said,
    )  # fmt: skip


def _column(column: Column) -> str:
    heading = " / ".join(one.vi for one in column.heading) + " *" + " / ".join(one.en for one in column.heading) + "*"
    total = _columns(column.sum_of, " +")
    if column.rate_of:
        total = f"({column.rate_of[0]}) / ({column.rate_of[1]})"
    return _row(
        f"({column.column})", heading, column.type, column.unit, total, _yes(column.required), _limits(column),
        _coordinates(column.figure),
    )  # fmt: skip


def _limits(column: Column) -> str:
    if column.choices:
        return "; ".join(column.choices)
    bounds = (("≥", column.at_least), ("≤", column.at_most))
    return ", ".join(f"{sign} {value:g}" for sign, value in bounds if value is not None and column.is_numeric)


def _equation(equation: Equation) -> str:
    relation = f"{_side(equation.left)} {'≤' if equation.relation == '<=' else '='} {_side(equation.right)}"
    named = {"columns": "cột *columns*", "rows": "dòng *rows*", "cells": "ô *cells*"}[equation.over]
    where = {"columns": "mỗi dòng *each row*", "rows": "mỗi cột *each column*", "cells": ""}[equation.over]
    if equation.only:
        where = ("dòng *rows* " if equation.over == "columns" else "cột *columns* ") + ", ".join(equation.only)
    return _row(f"`{equation.equation}`", f"{named} {relation}", where, f"{equation.tolerance:g}", _both(equation.says))


def _side(terms: Iterable[str]) -> str:
    said = " ".join(f"- {one[1:]}" if one.startswith("-") else f"+ {one}" for one in terms)
    return said.removeprefix("+ ")


def _both(words: Words) -> str:
    return f"{words.vi} *{words.en}*"


def _coordinates(figure: Mapping[str, object]) -> str:
    return ", ".join(f"{name} `{value}`" for name, value in figure.items())


def _codes(codes: Iterable[str]) -> str:
    return ", ".join(f"`{code}`" for code in codes)


def _columns(codes: Iterable[str], between: str = ",") -> str:
    return f"{between} ".join(f"({code})" for code in codes)


def _yes(is_so: bool) -> str:
    return "có *yes*" if is_so else "không *no*"


def _span(form: Form) -> str:
    return f"{form.valid_from} ≤ … < {form.valid_to}"


def _levels(levels: Iterable[str]) -> str:
    return ", ".join(f"{_LEVELS[one]} *{one}*" for one in levels)


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(one).replace("|", "\\|") for one in cells) + " |"


def main(arguments: list[str]) -> int:
    """Write the pages and drop those of forms that are no more."""
    if arguments:
        print(f"usage: {COMMAND}", file=sys.stderr)
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for path in FOLDER.glob("*.md"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    print(f"{len(wanted)} pages in {FOLDER.relative_to(PROJECT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
