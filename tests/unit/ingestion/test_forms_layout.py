"""Whatever a form defines: addresses are unique, headings tile their rows, totals reckoned from parts balance."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from ingestion.forms import Column, Form, Line, Sheet, Words, load_forms, terms_of
from ingestion.forms.model import number_text

NUMBERS = st.integers(min_value=0, max_value=10**6)


def words(text: str) -> Words:
    return Words(text, text)


@st.composite
def columns(draw: st.DrawFn) -> tuple[Column, ...]:
    """Up to six columns of counts with headings of one to three rows, then perhaps their total, a rate and a text."""
    count = draw(st.integers(1, 6))
    found = []
    for i in range(count):
        above = draw(st.lists(st.sampled_from("XY"), max_size=2))
        found.append(Column(str(i + 1), (*map(words, above), words(f"c{i + 1}")), "count", ""))
    if draw(st.booleans()):
        parts = tuple(one.column for one in found)
        found.append(Column(str(count + 1), (words("all"),), "count", "", sum_of=parts))
    if draw(st.booleans()):
        found.append(Column("r", (words("X"), words("rate")), "percent", "percent", rate_of=("1", "1")))
    if draw(st.booleans()):
        found.append(Column("t", (words("text"),), "text", ""))
    return tuple(found)


@st.composite
def sheets(draw: st.DrawFn, name: str) -> Sheet:
    """A sheet of up to five rows, some with closed cells, under perhaps a total row."""
    own = draw(columns())
    closable = [one.column for one in own if not one.sum_of and not one.rate_of]
    parts = tuple(f"p{i}" for i in range(draw(st.integers(1, 5))))
    lines = [
        Line(part, words(part), closed=tuple(draw(st.lists(st.sampled_from(closable), unique=True, max_size=2))))
        for part in parts
    ]
    if draw(st.booleans()):
        lines.insert(0, Line("T", words("T"), sum_of=parts))
    return Sheet(name, name, words(name), "", (), tuple(lines), own, ())


@st.composite
def forms(draw: st.DrawFn) -> Form:
    one = load_forms().forms[0]
    made = tuple(draw(sheets(name)) for name in ("one", "two")[: draw(st.integers(1, 2))])
    return Form(
        "any", 1, words("any"), "own", "none", one.valid_from, one.valid_to, ("monitoring_6m",), ("province",), (), made
    )


@settings(deadline=None)
@given(forms())
def test_cells_are_numbered_from_1_and_stand_where_excel_says(form: Form) -> None:
    assert [cell.cell_no for cell in form.cells] == list(range(1, len(form.cells) + 1))
    for sheet in form.sheets:
        cells = [cell for cell in form.cells if cell.sheet is sheet]
        assert len({cell.address for cell in cells}) == len(cells)
        for cell in cells:
            below = 5 + sheet.depth + 1 + 1 + cell.row_index  # titles, headings, numbers
            assert cell.address == f"{get_column_letter(3 + cell.column_index)}{below}"
            assert cell.column.column not in cell.line.closed


@settings(deadline=None)
@given(forms())
def test_blocks_of_headings_tile_their_rows(form: Form) -> None:
    for sheet in form.sheets:
        covered: dict[tuple[int, int], int] = defaultdict(int)
        for top, left, bottom, right, text in sheet.heading_blocks:
            assert text
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    covered[row, column] += 1
        wanted = {(row, column) for row in range(6, 6 + sheet.depth) for column in range(1, 3 + len(sheet.columns))}
        assert dict(covered) == dict.fromkeys(wanted, 1)
        assert len(sheet.head) == sheet.depth + 1
        assert sheet.head[-1] == ("A", "B", *(number_text(one) for one in sheet.columns))


@settings(deadline=None)
@given(forms(), st.data())
def test_totals_reckoned_from_their_parts_balance(form: Form, data: st.DataObject) -> None:
    values: dict[int, float] = {}
    for cell in form.cells:
        if cell.column.type == "count" and not cell.is_formula:
            values[cell.cell_no] = float(data.draw(NUMBERS))
    for cell in form.cells:
        if cell.column.type == "count" and cell.is_formula:
            rows = cell.line.sum_of or (cell.line.row,)
            over = cell.column.sum_of or (cell.column.column,)
            parts = [form.by_place.get((cell.sheet.sheet, row, column)) for row in rows for column in over]
            values[cell.cell_no] = sum(values[part.cell_no] for part in parts if part)
    sums: dict[str, float] = defaultdict(float)
    for term in terms_of(form):
        sums[term.equation] += term.coefficient * values[term.cell_no]
    assert {name: gap for name, gap in sums.items() if gap} == {}
    totals = {cell.cell_no for cell in form.cells if cell.is_formula and cell.column.type == "count"}
    assert {term.cell_no for term in terms_of(form) if term.coefficient == 1.0} == totals


def test_headings_of_columns_that_share_them_are_merged_once() -> None:
    heading = (words("Vốn"), words("Trung ương"))
    own = (
        Column("1", (*heading, words("Đầu tư")), "count", ""),
        Column("2", (*heading, words("Sự nghiệp")), "count", ""),
        Column("3", (words("Vốn"), words("Tổng")), "count", "", sum_of=("1", "2")),
        Column("4", (words("Ghi chú"),), "text", ""),
    )
    sheet = Sheet("s", "S", words("S"), "", (), (Line("1", words("Dòng")),), own, ())
    assert sheet.heading_blocks == (
        (6, 1, 8, 1, "Mã"),
        (6, 2, 8, 2, "Nội dung"),
        (6, 3, 6, 5, "Vốn"),
        (6, 6, 8, 6, "Ghi chú"),
        (7, 3, 7, 4, "Trung ương"),
        (7, 5, 8, 5, "Tổng"),
        (8, 3, 8, 3, "Đầu tư"),
        (8, 4, 8, 4, "Sự nghiệp"),
    )
    assert sheet.head == (
        ("Mã", "Nội dung", "Vốn", "", "", "Ghi chú"),
        ("", "", "Trung ương", "", "Tổng", ""),
        ("", "", "Đầu tư", "Sự nghiệp", "", ""),
        ("A", "B", "(1)", "(2)", "(3)=(1)+(2)", "(4)"),
    )
    assert sheet.address(0, 3) == "F10"
