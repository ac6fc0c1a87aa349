"""Fill a form with figures that agree with each other: for tests, benchmarks and samples. No figure is a real one.

Entered cells get values by their type; totals and rates follow; what breaks an equation of the form is brought down (or
balanced) until every equation holds. The same seed gives the same figures.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Mapping

from ingestion.forms import NUMERIC, Form, FormCell, Term, terms_of

Place = tuple[str, str, str]
Value = float | int | str

_ROUNDS = 60


def fill(
    form: Form, level: str, *, seed: int, applies: Callable[[str], bool] = lambda group: True, scale: float = 1.0
) -> dict[Place, Value]:
    """Return a value for every entered cell of a level's sheets, by (sheet, row, column); totals are left out.

    `applies` says of a group of localities whether a row for it applies; its cells are `x` where it does not. `scale`
    makes a place larger or smaller. Raises ValueError when no figures were found under which all equations hold.
    """
    draw = random.Random(f"{form.key}/{level}/{seed}")
    cells = {one.cell_no: one for one in form.cells if one.sheet in form.sheets_for(level)}
    closed = {no for no, one in cells.items() if one.line.only_for and not applies(one.line.only_for)}
    numbers = {
        no: _number(one, draw, scale)
        for no, one in cells.items()
        if one.column.is_numeric and not one.is_formula and no not in closed
    }
    _agree(form, cells, numbers, closed)
    filled: dict[Place, Value] = {}
    for no, one in cells.items():
        if one.is_formula:
            continue
        if no in closed:
            filled[_place(one)] = "x"
        elif one.column.is_numeric:
            filled[_place(one)] = _plain(numbers[no])
        else:
            filled[_place(one)] = _words(one, draw)
    return filled


def totals(form: Form, level: str, filled: Mapping[Place, Value]) -> dict[Place, float]:
    """Return the totals that follow from filled cells, by place; rates are left out. `x` and other words count as 0."""
    cells = {one.cell_no: one for one in form.cells if one.sheet in form.sheets_for(level)}
    numbers = {
        no: float(value)
        for no, one in cells.items()
        if not one.is_formula and isinstance(value := filled.get(_place(one)), int | float)
    }
    _reckon(_sums(form, cells), numbers)
    return {_place(cells[no]): value for no, value in numbers.items() if cells[no].is_formula}


def _place(cell: FormCell) -> Place:
    return cell.sheet.sheet, cell.line.row, cell.column.column


def _plain(value: float) -> float | int:
    return int(value) if value == int(value) else round(value, 3)


def _number(cell: FormCell, draw: random.Random, scale: float) -> float:
    column = cell.column
    if column.type == "percent":
        return round(draw.uniform(0, 100), 2)
    most = {"money": 4000.0, "count": 900.0, "number": 500.0}[column.type] * scale
    if column.type == "money" and column.unit == "vnd":
        most *= 1e6
    value = draw.uniform(most / 20, most)
    if column.at_most is not None:
        value = min(value, column.at_most)
    return float(round(value)) if column.type != "money" or column.unit == "vnd" else round(value, 3)


def _words(cell: FormCell, draw: random.Random) -> str:
    if cell.column.type == "choice":
        return draw.choice(cell.column.choices)
    if cell.column.type == "date":
        return f"{draw.randint(1, 28):02d}/{draw.randint(1, 12):02d}/2024"
    return f"Ghi chú {draw.randint(1, 99)}"


def _equations(form: Form, cells: Mapping[int, FormCell]) -> dict[str, list[Term]]:
    """The equations whose cells all lie on the sheets that are filled in."""
    grouped: dict[str, list[Term]] = defaultdict(list)
    for term in terms_of(form):
        grouped[term.equation].append(term)
    return {name: terms for name, terms in grouped.items() if all(one.cell_no in cells for one in terms)}


def _sums(form: Form, cells: Mapping[int, FormCell]) -> list[tuple[int, list[Term]]]:
    """Each total with the terms of its parts, a total of totals after the totals it needs."""
    waiting = []
    for terms in _equations(form, cells).values():
        own, parts = terms[0], terms[1:]
        if own.relation == "=" and own.coefficient == 1.0 and cells[own.cell_no].is_formula:
            waiting.append((own.cell_no, parts))
    ordered, pending = [], {no for no, _ in waiting}
    while waiting:
        ready = [one for one in waiting if not any(part.cell_no in pending for part in one[1])]
        if not ready:
            raise ValueError(f"{form.key}: its totals need each other; correct sum_of")
        ordered += ready
        waiting = [one for one in waiting if one not in ready]
        pending = {no for no, _ in waiting}
    return ordered


def _reckon(sums: list[tuple[int, list[Term]]], numbers: dict[int, float]) -> None:
    for no, parts in sums:
        numbers[no] = round(sum(-one.coefficient * numbers.get(one.cell_no, 0.0) for one in parts), 3)


def _agree(form: Form, cells: Mapping[int, FormCell], numbers: dict[int, float], closed: set[int]) -> None:
    """Change entered numbers until every equation holds, and bring the totals up to date."""
    sums = _sums(form, cells)
    members: dict[int, list[int]] = {}
    for no, parts in sums:
        members[no] = [leaf for part in parts for leaf in members.get(part.cell_no, [part.cell_no])]
    stated = {
        name: terms
        for name, terms in _equations(form, cells).items()
        if not (terms[0].relation == "=" and cells[terms[0].cell_no].is_formula and name.split(":")[1] in ("R", "C"))
    }
    for _ in range(_ROUNDS):
        _reckon(sums, numbers)
        broken = [terms for terms in stated.values() if _is_broken(terms, numbers)]
        if not broken:
            return
        for terms in broken:
            if _is_broken(terms, numbers):  # else mending an earlier one has mended it
                _mend(terms, cells, numbers, members, closed)
                _reckon(sums, numbers)
    raise ValueError(
        f"{form.key}: no figures found under which all its equations hold; look at {broken[0][0].equation}"
    )


def _gap(terms: list[Term], numbers: Mapping[int, float]) -> float:
    return sum(one.coefficient * numbers.get(one.cell_no, 0.0) for one in terms)


def _is_broken(terms: list[Term], numbers: Mapping[int, float]) -> bool:
    gap = _gap(terms, numbers)
    return gap > terms[0].tolerance or (terms[0].relation == "=" and -gap > terms[0].tolerance)


def _mend(
    terms: list[Term],
    cells: Mapping[int, FormCell],
    numbers: dict[int, float],
    members: Mapping[int, list[int]],
    closed: set[int],
) -> None:
    """Bring the larger side down to the other; a balance that falls short gets the rest on its last free cell.

    The first cell that a balance names takes what the others come to, if it is entered and that is not below 0.
    """
    gap, own = _gap(terms, numbers), terms[0]
    if own.relation == "=" and not cells[own.cell_no].is_formula and own.cell_no not in closed:
        rest_of_others = numbers[own.cell_no] - own.coefficient * gap
        if rest_of_others >= 0:
            numbers[own.cell_no] = round(rest_of_others, 3)
            return
    side = 1.0 if gap > 0 else -1.0
    leaves = [
        leaf
        for one in terms
        if one.coefficient * side > 0
        for leaf in members.get(one.cell_no, [one.cell_no])
        if leaf in numbers and leaf not in closed and cells[leaf].column.type in NUMERIC
    ]
    held = sum(numbers[leaf] for leaf in leaves)
    share = max(0.0, (held - abs(gap)) / held * (1.0 if terms[0].relation == "=" else 0.98)) if held else 0.0
    for leaf in leaves:
        value = numbers[leaf] * share
        is_whole = cells[leaf].column.type != "money" or cells[leaf].column.unit == "vnd"
        numbers[leaf] = float(int(value)) if is_whole else round(value, 3)
    if terms[0].relation == "=" and leaves:
        rest = _gap(terms, numbers) * side
        numbers[leaves[-1]] = max(0.0, round(numbers[leaves[-1]] - rest, 3))
