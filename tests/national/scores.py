"""What the rules found of the faults that were seeded: recall by fault, precision by rule."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import duckdb

from national.slips import Fault, number

#: Levels of findings that speak of what is in the documents; obligations and registers are no part of the round.
WANTED = ("FG", "DC", "HI", "XS", "IN22")


@dataclass(frozen=True)
class Found:
    """One finding as far as it is needed to judge it."""

    rule: str
    severity: str
    submission: str
    sheet: str | None
    cell: str | None
    figures: frozenset[str]
    repair_figure: str | None
    repair: str | None
    body: tuple[str, str, str]

    def touches(self, fault: Fault) -> bool:
        """Whether a finding speaks of the place of a fault."""
        if self.submission != fault.submission:
            return False
        return not fault.figures or bool(self.figures & fault.figures) or (self.sheet, self.cell) in fault.cells

    def follows(self, fault: Fault) -> bool:
        """Whether a finding on another document rests on what a fault changed there."""
        if self.rule[:2] not in ("HI", "XS"):
            return False
        return any(key.startswith(fault.submission + "/") for key in self.figures)


@dataclass
class Score:
    """Of one kind of fault how many were seeded, found, and repaired with the true value; of a rule what was false."""

    seeded: int = 0
    found: int = 0
    named: int = 0
    right: int = 0
    rules: set[str] = field(default_factory=set)


def findings(warehouse: duckdb.DuckDBPyConnection, provinces: tuple[str, ...]) -> list[Found]:
    """Return the findings on the documents of provinces and of what lies in them, duties and registers aside."""
    rows = warehouse.execute(
        """
        select rule_id, severity, submission_key, sheet, cell, coalesce(figure_keys, figure_key, ''),
            repair_figure_key, repair_text, return_type, period, locality_code
        from marts.fct_finding
        where submission_key in (
            select submission_key from marts.fct_submission as held
            inner join intermediate.int_locality_versions as places
                on held.locality_code = places.locality_code
            where list_contains($provinces, coalesce(places.province_code, places.locality_code))
        ) order by rule_id, finding_key
        """,
        {"provinces": list(provinces)},
    ).fetchall()
    return [
        Found(row[0], row[1], row[2], row[3], row[4], frozenset(row[5].split()), row[6], row[7], tuple(row[8:11]))
        for row in rows if row[0].startswith(WANTED)
    ]  # fmt: skip


def recall(faults: list[Fault], found: list[Found]) -> dict[str, Score]:
    """Score every kind of fault."""
    by_document: dict[str, list[Found]] = defaultdict(list)
    for one in found:
        by_document[one.submission].append(one)
    scores: dict[str, Score] = defaultdict(Score)
    for fault in faults:
        score = scores[fault.kind]
        score.rules |= set(fault.rules)
        score.seeded += 1
        hits = [one for one in by_document[fault.submission] if one.rule in fault.rules and one.touches(fault)]
        score.found += bool(hits)
        repairs = [one for one in by_document[fault.submission] if one.touches(fault) and one.repair]
        score.named += bool(repairs)
        score.right += any(_is_true(one, fault) for one in repairs)
    return dict(scores)


def _is_true(found: Found, fault: Fault) -> bool:
    if not fault.true_text or found.repair is None or found.repair_figure not in fault.figures:
        return False
    try:
        return abs(number(found.repair.split()[0]) - number(fault.true_text)) < 0.0006
    except ValueError:
        return False


def precision(faults: list[Fault], found: list[Found], superiors: dict[str, set[str]]) -> dict[str, tuple[int, int]]:
    """Return by rule how many findings there are and how many no fault explains.

    `superiors`: documents in which a sum of parts may differ because of a fault in a part.
    """
    by_document: dict[str, list[Fault]] = defaultdict(list)
    for fault in faults:
        by_document[fault.submission].append(fault)
    counted: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for one in found:
        right = any(one.touches(fault) for fault in by_document[one.submission])
        right = right or any(one.follows(fault) for key in one.figures for fault in by_document[key.split("/")[0]])
        right = right or (one.rule == "XS02" and bool(superiors.get(one.submission, set()) & by_document.keys()))
        all_of_them, false = counted[one.rule]
        counted[one.rule] = (all_of_them + 1, false + (not right))
    return dict(counted)
