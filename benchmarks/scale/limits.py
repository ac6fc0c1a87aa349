"""The limits, each on the medians of one run: what is compared, what was found, and whether it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from scale.measured import Book, figures_of
from scale.questions import ANALYST, LATE, LATE_ONE, TRACE
from scale.steps import LIMITED


@dataclass(frozen=True)
class Judged:
    """One limit at one size; `found` is None where it was not measured. Found and limit are in `unit`."""

    what: str
    size: str
    found: float | None
    limit: float
    unit: str = "x"

    @property
    def verdict(self) -> str:
        if self.found is None:
            return "not run"
        return "ok" if self.found <= self.limit else "MISSED"


class Medians:
    """The medians of one size."""

    def __init__(self, book: Book, size: str) -> None:
        self._book, self.size = book, size

    def of(self, step: str, field: str = "seconds") -> float | None:
        values = [line[field] for line in self._book.good(self.size, step) if line.get(field) is not None]
        return median(values) if values else None

    def turns(self, step: str) -> int:
        return len(self._book.good(self.size, step))

    def question(self, name: str, field: str = "p95_ms") -> float | None:
        told = [line["questions"][name] for line in self._book.good(self.size, "queries") if name in line["questions"]]
        return median(one[field] for one in told) if told else None

    def net(self, step: str) -> float | None:
        """Seconds of a dbt command less those of a warm `dbt parse`."""
        return _of(lambda whole, parse: whole - parse, self.of(step), self.of("parse"))


def ratio(one: float | None, other: float | None) -> float | None:
    return _of(lambda first, second: first / second, one, other)


def judged(book: Book) -> Iterator[Judged]:
    """Yield every limit at the sizes it is set for; other sizes that were measured are told without one."""
    for size in book.sizes():
        yield from _of_size(Medians(book, size))
    yield from _growth(book)


def _of_size(told: Medians) -> Iterator[Judged]:
    size, figures = told.size, figures_of(told.size)
    is_large, is_widest = figures >= 10_000_000, figures >= 50_000_000
    own = told.of("script", "own_seconds")
    if is_large:
        yield Judged("`dbt run` less a warm parse, of the script", size, ratio(told.net("run"), own), 1.0)
        whole = ratio(told.of("run"), told.of("script"))
        yield Judged("`dbt run`, plain wall, of the script", size, whole, 1.1 if is_widest else 1.35)
        yield Judged("with all tests, of the plain wall", size, ratio(told.of("tested"), told.of("run")), 1.2)
        day = ratio(told.of("day"), told.of("whole"))
        yield Judged("a day's build, of the full build", size, day, 0.20 if is_widest else 0.45)
    yield Judged("the file after a day, of the file before", size, told.of("day", "grew"), 1.05)
    if is_widest:
        yield Judged("`dbt run`, peak memory", size, told.of("run", "peak_mb"), 2000, "MB")
        limited = ratio(told.of("limited"), told.of("run"))
        yield Judged(f"within {LIMITED}, of without a limit", size, limited, 1.15)
    for question, limit in ((LATE, 200), (LATE_ONE, 10), *((one, 300) for one in ANALYST)):
        yield Judged(f"{question.name}, p95", size, told.question(question.name), limit, "ms")
    yield Judged(f"{TRACE}, p95", size, told.question(TRACE), 10, "ms")
    for step, what in (("agree", "script and marts"), ("rebuilt", "days and the same built anew")):
        lines = told._book.good(size, step)
        apart = float(sum(_rows(one) for one in lines[-1]["different"].values())) if lines else None
        yield Judged(f"{what}: rows that differ", size, apart, 0, "rows")


def _rows(apart: Any) -> int:
    return apart if isinstance(apart, int) else 1


def _growth(book: Book) -> Iterator[Judged]:
    """The seconds at the largest size against the line through all: fixed cost and seconds a million."""
    for step, what in (("run", "`dbt run`"), ("script", "script"), ("whole", "`gnbv build`")):
        fitted = line_of(book, step)
        if fitted:
            yield Judged(f"{what}: furthest from a straight line, of the time", "all", fitted[2], 0.15)


def line_of(book: Book, step: str) -> tuple[float, float, float] | None:
    """Return seconds fixed, seconds a million figures, and the largest relative residual; None below three sizes.

    Fitted by least squares of the relative error, so that the small sizes count as much as the large ones.
    """
    points = [
        (median(line.get("figures") or figures_of(size) for line in book.good(size, "make")) / 1e6, seconds)
        for size in book.sizes()
        if book.good(size, "make") and (seconds := Medians(book, size).of(step)) is not None
    ]
    if len(points) < 3:
        return None
    weights = [1 / seconds**2 for _, seconds in points]
    total = sum(weights)
    middle = sum(w * x for w, (x, _) in zip(weights, points, strict=True)) / total
    level = sum(w * y for w, (_, y) in zip(weights, points, strict=True)) / total
    spread = sum(w * (x - middle) ** 2 for w, (x, _) in zip(weights, points, strict=True))
    slope = sum(w * (x - middle) * (y - level) for w, (x, y) in zip(weights, points, strict=True)) / spread
    fixed = level - slope * middle
    return fixed, slope, max(abs(fixed + slope * x - y) / y for x, y in points)


def _of(reckon: Callable[[float, float], float], one: float | None, other: float | None) -> float | None:
    return None if one is None or not other else reckon(one, other)
