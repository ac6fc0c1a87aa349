"""The list annexed to a collective letter, by region with totals, in the shape of the ministry's own annexes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from delivery.letters.model import Annex, AnnexSection
from delivery.letters.naming import Names
from delivery.letters.rounds import NO_PROGRAMME, Round
from delivery.letters.wording import say, wording
from delivery.reminders.model import Reminder

#: Levels whose reporters are called by their bare name and grouped by region; the others by the place they lie in.
_BY_REGION = ("country", "province")
_CENTRED = ("number", "days")


def annex(round_: Round, chased: Sequence[Reminder], names: Names, values: dict[str, Any]) -> Annex:
    """The annex that lists some reminders of a round; `values` fill in its title and reference.

    The column on programmes is there if the return presupposes one, that on days if a due date was stated.
    """
    words = wording()["annex"]
    columns = _columns(round_, chased)
    cells = [_cells(one, number, names) for number, one in enumerate(chased, start=1)]
    groups: dict[str, list[tuple[str, ...]]] = {}
    for one, row in zip(chased, cells, strict=True):
        groups.setdefault(_group(one, names), []).append(tuple(row[column] for column in columns))
    headings = {**words["headings"], "place": wording()["levels"][round_.reporter_level]["heading"]}
    total = {"number": "", "place": words["total"], "days": ""}
    total["programme"] = _counted(words["programme"].values(), [row["programme"] for row in cells])
    total["state"] = _counted(words["states"].values(), [row["state"] for row in cells])
    widest = sum(words["widths"][column] for column in columns)
    return Annex(
        label=words["label"],
        title=tuple(say(line, values) for line in words["title"]),
        reference=tuple(say(line, values) for line in words["reference"]),
        headings=tuple(headings[column] for column in columns),
        widths=tuple(round(words["widths"][column] / widest, 3) for column in columns),
        total=tuple(total[column] for column in columns),
        sections=tuple(
            AnnexSection(roman(number), title, tuple(rows)) for number, (title, rows) in enumerate(groups.items(), 1)
        ),
        centred=tuple(place for place, column in enumerate(columns) if column in _CENTRED),
    )


def roman(number: int) -> str:
    """A number from 1 up in Roman figures."""
    figures = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
               (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
    text = ""
    for value, figure in figures:
        times, number = divmod(number, value)
        text += figure * times
    return text


def _columns(round_: Round, chased: Sequence[Reminder]) -> list[str]:
    has_days = any(one.days_late is not None for one in chased)
    wanted = {"number": True, "place": True, "programme": round_.has_programmes, "state": True, "days": has_days}
    return [column for column, is_wanted in wanted.items() if is_wanted]


def _cells(one: Reminder, number: int, names: Names) -> dict[str, str]:
    words = wording()["annex"]
    return {
        "number": str(number),
        "place": one.locality if one.reporter_level in _BY_REGION else names.owed_at(one).name,
        "programme": words["programme"]["without" if NO_PROGRAMME in one.reasons else "with"],
        "state": words["states"][one.fault],
        "days": "" if one.days_late is None else str(one.days_late),
    }


def _group(one: Reminder, names: Names) -> str:
    parent = names.owed_at(one).parent_code if one.reporter_level not in _BY_REGION else None
    ungrouped: str = wording()["annex"]["ungrouped"]
    return (names.place(parent).name if parent else one.region) or ungrouped


def _counted(kinds: Iterable[str], texts: Iterable[str]) -> str:
    """How often each kind of text is there: `đã ban hành: 19; chưa ban hành: 9`."""
    counts = Counter(texts)
    return "; ".join(f"{kind}: {counts[kind]}" for kind in dict.fromkeys(kinds) if counts[kind])
