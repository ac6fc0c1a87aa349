"""Run-on lists: what their columns are is told once in words (`giao/giải ngân`, `kế hoạch - giải ngân - tỷ lệ`).

Such words, two or more with the same mark between them, are a legend; numbers written so take the measures in order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingestion.reports.funds.cues import Cue, find_cues
from ingestion.reports.funds.reading import Reading

_BETWEEN = re.compile(r"[^,;.:()\d/]{0,40}?(?:/|\s[-–]\s)[^,;.:()\d/]{0,40}?", re.IGNORECASE)
_RUN = re.compile(r"[\s*_]{0,3}[/–-][\s*_]{0,3}")
_FEWEST = 2


def legend_of(text: str) -> tuple[str, ...]:
    """Return the measures of the first legend of a text, in order; none where it has none."""
    cues = [one for one in find_cues(text) if one.axis in ("measure", "hint") and one.value != "remaining"]
    columns: list[list[Cue]] = []
    for one in cues:
        if columns and text[columns[-1][-1].end : one.start].strip() and _joins(text, columns[-1][-1], one):
            columns.append([one])
        elif columns and len(columns) < _FEWEST and not _is_near(text, columns[-1][-1], one):
            columns = [[one]]
        elif columns and _is_near(text, columns[-1][-1], one):
            columns[-1].append(one)
        elif columns:
            break
        else:
            columns = [[one]]
    return tuple(_measure(column) for column in columns) if len(columns) >= _FEWEST else ()


def lay_columns(readings: Sequence[Reading], text: str, legend: Sequence[str]) -> None:
    """Give the amounts of each run the measures of the legend, in their order."""
    run: list[Reading] = []
    for one in readings:
        if run and not _RUN.fullmatch(text, run[-1].token.end, one.token.start):
            _lay(run, legend)
            run = []
        run.append(one)
    _lay(run, legend)


def _lay(run: Sequence[Reading], legend: Sequence[str]) -> None:
    if not _FEWEST <= len(run) <= len(legend):
        return
    first = run[0]
    for one, measure in zip(run, legend, strict=False):
        one.axes.update({axis: value for axis, value in first.axes.items() if axis not in ("measure", "estimate")})
        one.axes["measure"], one.origin["measure"] = measure, "said"
        one.flags |= {"usable"} if "planned" in legend else set()
        if measure.startswith("credit"):
            one.axes["source"], one.origin["source"] = "other", "said"


def _measure(column: Sequence[Cue]) -> str:
    """Return the measure of a column: a plan that holds carried money is the usable money, planned."""
    values = [one.value for one in column]
    if "plan" in values:
        return "planned" if any(value.startswith("carried") for value in values) else "allocated"
    return "disbursed" if "disbursed" in values else values[0]


def _joins(text: str, one: Cue, other: Cue) -> bool:
    return _BETWEEN.fullmatch(text, one.end, other.start) is not None


def _is_near(text: str, one: Cue, other: Cue) -> bool:
    return re.fullmatch(r"[^,;.:()\d/–-]{0,30}", text[one.end : other.start]) is not None
