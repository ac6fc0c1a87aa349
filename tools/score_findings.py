"""Score the findings of a warehouse against contradictions found by hand.

usage: score_findings.py DATABASE GOLD_FOLDER [--all]

DATABASE     a warehouse or published file built over the documents, whose file names begin with their number (`000_..`)
GOLD_FOLDER  holds fund_inconsistencies.csv, indicator_inconsistencies.csv, coordination_inconsistencies.csv, or some

A row is found when a finding stands in its document, one of its lines is among the lines of the finding (its own, the
one it is held against, those of its figures), and its stated value is among the finding's values: the digits printed
are compared, because the tables write `26.22%` and `441067` where the papers print `26,22%` and `441,067`. Rows
with one root_cause_id count once. Counted are rows of severity `major` and `high`; `--all` lists the others too.
A row with a repairing value (kind `misprint` and `unit_slip`) is repaired when a finding that finds it names it.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

COUNTED = frozenset({"major", "high"})
#: Kinds of rows whose `computed` value is the one that repairs the document.
REPAIRED = frozenset({"misprint", "unit_slip"})
NUMBER = re.compile(r"\d[\d.,]*\d|\d")

FINDINGS = """
    with lines as (
        select links.finding_key, figures.line, figures.value_text
        from marts.fct_finding_figure as links
        inner join (
            select figure_key, line, value_text from marts.fct_fund
            union all select figure_key, line, value_text from marts.fct_poverty_indicator
            union all select figure_key, line, value_text from marts.fct_target
        ) as figures on links.figure_key = figures.figure_key
    )
    select
        findings.rule_id, submissions.path, findings.line, findings.expected_line, findings.found, findings.expected,
        findings.repair_text,
        list(lines.line) filter (lines.line is not null), list(lines.value_text) filter (lines.line is not null)
    from marts.fct_finding as findings
    inner join marts.fct_submission as submissions on findings.submission_key = submissions.submission_key
    left join lines on findings.finding_key = lines.finding_key
    where findings.state <> 'resolved'
    group by all
"""


@dataclass(frozen=True)
class Finding:
    """What a finding says, as far as a score needs it: its rule, file, lines and the digits of its values."""

    rule_id: str
    file: str
    lines: frozenset[int]
    digits: frozenset[str]
    repairs: frozenset[str]


@dataclass(frozen=True)
class Contradiction:
    """One row of a gold table; `cause` is its root cause, or itself."""

    row: str
    cause: str
    document: str
    lines: frozenset[int]
    digits: frozenset[str]
    severity: str
    repair: str
    text: str


@dataclass
class Score:
    """Root causes by severity: those wanted, those found with the rules that found them, those repaired."""

    wanted: dict[str, list[Contradiction]] = field(default_factory=lambda: defaultdict(list))
    found: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    to_repair: set[str] = field(default_factory=set)
    repaired: set[str] = field(default_factory=set)

    def recall(self) -> float:
        """The share of the counted root causes that a finding tells."""
        causes = self.counted()
        return sum(cause in self.found for cause in causes) / len(causes) if causes else 1.0

    def counted(self) -> list[str]:
        """Root causes with a row of a counted severity."""
        return [cause for cause, rows in self.wanted.items() if any(row.severity in COUNTED for row in rows)]


def digits_of(text: str | None) -> frozenset[str]:
    """The digits of every number in a text, without separators and without zeros at either end.

    A table in million đồng gives `14895` for a printed `14.895.000.000 đồng`.
    """
    numbers = (re.sub(r"\D", "", number).strip("0") for number in NUMBER.findall(text or ""))
    return frozenset(number for number in numbers if number)


def read_findings(database: Path) -> list[Finding]:
    """Read the findings that stand, with the lines and values of their figures."""
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(FINDINGS).fetchall()
    return [
        Finding(
            rule,
            Path(path).name,
            frozenset(one for one in (line, expected_line, *(lines or ())) if one is not None),
            frozenset().union(*(digits_of(text) for text in (found, expected, *(values or ())))),
            digits_of(repair),
        )
        for rule, path, line, expected_line, found, expected, repair, lines, values in rows
    ]


def read_gold(folder: Path) -> list[Contradiction]:
    """Read the tables of a folder, those of the three that are there; raises FileNotFoundError when none is."""
    tables = {"fund": _fund_rows, "indicator": _indicator_rows, "coordination": _register_rows}
    there = {folder / f"{name}_inconsistencies.csv": read for name, read in tables.items()}
    gold = [row for path, read in there.items() if path.is_file() for row in read(path)]
    if not gold:
        raise FileNotFoundError(f"{folder}: none of {', '.join(path.name for path in there)} is here")
    return gold


def score(findings: list[Finding], gold: list[Contradiction]) -> Score:
    """Hold every contradiction against every finding of its document."""
    result = Score()
    for one in gold:
        result.wanted[one.cause].append(one)
        meeting = [each for each in findings if _meets(each, one)]
        result.found[one.cause].update(each.rule_id for each in meeting)
        if one.repair:
            result.to_repair.add(one.cause)
            if any(one.repair in each.repairs for each in meeting):
                result.repaired.add(one.cause)
    result.found = defaultdict(set, {cause: rules for cause, rules in result.found.items() if rules})
    return result


def _meets(finding: Finding, one: Contradiction) -> bool:
    is_there = finding.file.startswith(one.document) and bool(finding.lines & one.lines)
    return is_there and (not one.digits or bool(finding.digits & one.digits))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        yield from csv.DictReader(stream)


def _fund_rows(path: Path) -> Iterator[Contradiction]:
    for row in _rows(path):
        if row["stated"]:
            repair = digits_of(row["computed"]) if row["kind"] in REPAIRED else frozenset()
            yield Contradiction(
                f"{row['doc']}:{row['line']} {row['kind']}", row["root_cause_id"], row["doc"], _lines(row["line"]),
                digits_of(row["stated"]), row["severity"], next(iter(repair), ""), row["description"],
            )  # fmt: skip


def _indicator_rows(path: Path) -> Iterator[Contradiction]:
    for row in _rows(path):
        yield Contradiction(
            row["id"], row["id"], row["doc_a"], _lines(row["line_a"]) | _lines(row["line_b"]),
            digits_of(row["value_a"]), row["severity"], "", f"{row['value_a']} | {row['value_b_or_computed']}",
        )  # fmt: skip


def _register_rows(path: Path) -> Iterator[Contradiction]:
    for row in _rows(path):
        yield Contradiction(
            row["id"], row["id"], "004", _lines(row["line_a"]) | _lines(row["line_b"]),
            digits_of(row["value_a"]) if row["type"] == "contradiction" else frozenset(), row["severity"], "",
            f"{row['province']}: {row['value_a']}",
        )  # fmt: skip


def _lines(text: str) -> frozenset[int]:
    """`119-123`, `247;251`, `45`."""
    spans = (re.split(r"[-–]", part) for part in re.split(r"[;,]", text) if part.strip())
    return frozenset(line for span in spans for line in range(int(span[0]), int(span[-1]) + 1))


def render(result: Score, *, everything: bool, with_text: bool = True) -> str:
    """The score for people: one line a root cause, with what the table says of it if asked, then the shares."""
    counted = set(result.counted())
    lines = []
    for cause, rows in result.wanted.items():
        if cause not in counted and not everything:
            continue
        rules = ", ".join(sorted(result.found.get(cause, ()))) or "NOT FOUND"
        repair = ("", ", repaired" if cause in result.repaired else ", NOT REPAIRED")[cause in result.to_repair]
        said = f" {rows[0].text[:90]}" if with_text else ""
        lines.append(f"{cause:<12} {rows[0].severity:<7} {rules}{repair}: {rows[0].row}{said}")
    found = sum(cause in result.found for cause in counted)
    to_repair = result.to_repair & counted
    lines.append(f"major and high: {found} of {len(counted)} root causes found ({result.recall():.3f})")
    lines.append(f"repairing value named: {len(result.repaired & to_repair)} of {len(to_repair)}")
    others = [cause for cause in result.wanted if cause not in counted]
    lines.append(f"others: {sum(cause in result.found for cause in others)} of {len(others)}")
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Print the score; 0 always, the figures are the answer."""
    parser = argparse.ArgumentParser(description="Score findings against contradictions found by hand.")
    parser.add_argument("database", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--all", action="store_true", help="list the minor ones too")
    options = parser.parse_args(arguments)
    print(render(score(read_findings(options.database), read_gold(options.gold)), everything=options.all))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
