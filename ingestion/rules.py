"""How grave each rule is, as the seed `policy/validation_rules` has it: `stop`, `warn` or `info`."""

from __future__ import annotations

import csv
from datetime import date
from functools import lru_cache
from pathlib import Path

from ingestion.reference import FOREVER, SeedError

STOP, WARN, INFO = "stop", "warn", "info"


def severity_of(rule_id: str, on: date, seeds: Path) -> str:
    """Return the severity of a rule on a date: of its rows the one that began last decides.

    Raises SeedError if the register cannot be read or has no such rule.
    """
    path = seeds / "policy" / "validation_rules.csv"
    try:
        stamp = path.stat().st_mtime_ns
    except OSError:
        raise SeedError(f"seed missing: {path}; restore it or point to the folder that holds the seeds") from None
    begun = [one for one in _rules(path, stamp).get(rule_id, ()) if one[1] <= on]
    severity, _, until = max(begun, key=lambda one: one[1], default=("", on, on))
    if until <= on:
        raise SeedError(f"{path}: no rule {rule_id} in force on {on}; add its row")
    return severity


@lru_cache(maxsize=8)
def _rules(path: Path, stamp: int) -> dict[str, list[tuple[str, date, date]]]:
    """Severity with first and last day by rule; `stamp` is the time of the file, so that a changed one is reread."""
    found: dict[str, list[tuple[str, date, date]]] = {}
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for line, row in enumerate(csv.DictReader(stream), start=2):
            try:
                since, until = date.fromisoformat(row["valid_from"]), row["valid_to"]
                days = since, date.fromisoformat(until) if until else FOREVER
                found.setdefault(row["rule_id"], []).append((row["severity"], *days))
            except (KeyError, ValueError) as error:
                raise SeedError(f"{path}, line {line}: {error}; expected the columns and ISO dates of a rule") from None
    return found
