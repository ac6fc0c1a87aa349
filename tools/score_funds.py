#!/usr/bin/env python3
"""Score the amounts of money read from a report against a hand-made gold table.

usage: score_funds.py GOLD.csv DOC FIGURES.csv [--misses N]

GOLD.csv     as tests/reports/gold/*_funds.csv; FIGURES.csv: what `gnbv read` prints, rows of kind fund

An amount is found when its line and its đồng are those of a gold row. Of the found ones it is told how many have each
coordinate right and all of them; the said and the implied source and nature are right. Zeros in words are left out.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

COORDINATES = ("component", "measure", "source", "nature", "budget_year")


@dataclass(frozen=True)
class Amount:
    """One amount: its place, its đồng, and for each coordinate the values that count as right."""

    line: int
    text: str
    vnd: int
    accepted: dict[str, frozenset[str]]


@dataclass(frozen=True)
class Score:
    """How well a text was read; `pairs` are the gold and read amounts that are one."""

    gold: int
    read: int
    pairs: tuple[tuple[Amount, Amount], ...]
    missed: tuple[Amount, ...]
    extra: tuple[Amount, ...]

    @property
    def recall(self) -> float:
        """Share of the gold amounts found."""
        return len(self.pairs) / self.gold if self.gold else 0.0

    @property
    def precision(self) -> float:
        """Share of the amounts read that stand in the gold."""
        return len(self.pairs) / self.read if self.read else 0.0

    @property
    def wrong(self) -> tuple[tuple[Amount, Amount], ...]:
        """The pairs that differ in a coordinate."""
        return tuple(pair for pair in self.pairs if agreement(*pair) < len(COORDINATES))

    @property
    def fully_right(self) -> float:
        """Share of the gold amounts found with every coordinate right."""
        return (len(self.pairs) - len(self.wrong)) / self.gold if self.gold else 0.0


def component(code: str) -> str:
    """Return `DA4.TDA1` for the gold's `4.1`, `CT` for `ALL`."""
    project, _, sub = code.partition(".")
    return {"": "", "ALL": "CT"}.get(code, f"DA{project}" + (f".TDA{sub}" if sub else ""))


def gold_amounts(path: Path, doc: str) -> Iterator[Amount]:
    """Read the rows of a document."""
    for row in _rows(path):
        if row["doc"] == doc and any(char.isdigit() for char in row["value_text"]):
            told = {
                "component": {component(row["project_code"])},
                "measure": {row["measure"]},
                "source": {row["source"], row["source_implied"] or row["source"]},
                "nature": {row["nature"], row["nature_implied"] or row["nature"]},
                "budget_year": {row["fund_year"]},
            }
            vnd = round(float(row["value_vnd_million"]) * 1_000_000)
            accepted = {name: frozenset(values) for name, values in told.items()}
            yield Amount(int(row["line"]), row["value_text"], vnd, accepted)


def read_amounts(rows: Iterable[dict[str, str]]) -> Iterator[Amount]:
    """Take the amounts from rows with the columns of `gnbv read`."""
    for row in rows:
        if row["value_vnd"] and any(char.isdigit() for char in row["value_text"]):
            accepted = {name: frozenset({row[name]}) for name in COORDINATES}
            yield Amount(int(row["line"]), row["value_text"], round(float(row["value_vnd"])), accepted)


def agreement(gold: Amount, read: Amount) -> int:
    """Count the coordinates that are right."""
    return sum(read.accepted[name] <= gold.accepted[name] for name in COORDINATES)


def score(gold: list[Amount], read: list[Amount]) -> Score:
    """Pair gold and read amounts one to one, those that agree most first."""
    by_place: dict[tuple[int, int], list[int]] = {}
    for index, one in enumerate(read):
        by_place.setdefault((one.line, one.vnd), []).append(index)
    ranked = sorted(
        (-agreement(row, read[index]), place, index)
        for place, row in enumerate(gold)
        for index in by_place.get((row.line, row.vnd), ())
    )
    taken: dict[int, int] = {}
    for _, place, index in ranked:
        if place not in taken and index not in taken.values():
            taken[place] = index
    used = set(taken.values())
    return Score(
        len(gold),
        len(read),
        tuple((gold[place], read[index]) for place, index in sorted(taken.items())),
        tuple(one for place, one in enumerate(gold) if place not in taken),
        tuple(one for index, one in enumerate(read) if index not in used),
    )


def report(found: Score, misses: int) -> Iterator[str]:
    """Tell a score in lines; up to `misses` of each kind of miss."""
    for title, items in (("missed", found.missed), ("extra", found.extra)):
        yield from (f"{title}: line {one.line} {one.text}" for one in items[:misses])
    for gold, read in found.wrong[:misses]:
        told = {
            name: ("".join(read.accepted[name]), sorted(gold.accepted[name]))
            for name in COORDINATES
            if not read.accepted[name] <= gold.accepted[name]
        }
        yield f"wrong: line {gold.line} {gold.text} {told}"
    for name in COORDINATES:
        right = sum(read.accepted[name] <= gold.accepted[name] for gold, read in found.pairs)
        yield f"{name}: {right}/{len(found.pairs)} right"
    full = len(found.pairs) - len(found.wrong)
    yield (
        f"gold {found.gold} read {found.read} recall {found.recall:.3f} precision {found.precision:.3f} "
        f"fully right {full}/{found.gold} ({found.fully_right:.3f})"
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def main() -> int:
    """Score one file; exit code 2 when the gold has no row of the document."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("doc")
    parser.add_argument("figures", type=Path)
    parser.add_argument("--misses", type=int, default=0, help="print up to N misses of each kind")
    arguments = parser.parse_args()
    gold = list(gold_amounts(arguments.gold, arguments.doc))
    if not gold:
        print(f"no gold rows for document {arguments.doc}")
        return 2
    found = score(gold, list(read_amounts(_rows(arguments.figures))))
    print("\n".join(report(found, arguments.misses)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
