"""Findings of one file on a terminal: by sheet, the gravest first, the first ones of each rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from gnbv.commands.wording import plain

#: So many findings of one rule are shown unless all are asked for.
SHOWN_OF_A_RULE = 20
#: Longer texts of a cell are cut.
_MOST = 160
_GRAVITY = {"stop": 0, "warn": 1, "info": 2}

Finding = dict[str, Any]


def finding_lines(findings: Sequence[Finding], *, is_all: bool = False, sheets: Sequence[str] = ()) -> list[str]:
    """Return the lines: findings on the file as a whole first, then by sheet: `sheets` in order, then as they came."""
    order = list(dict.fromkeys([*sheets, *(one["sheet"] for one in findings)]))
    ranked = sorted(findings, key=lambda one: order.index(one["sheet"]))
    shown = ranked if is_all else list(_first_of_each_rule(ranked))
    from ingestion.workbooks import cell_order

    lines = [f"  {one['rule']}  {plain(one['message'])}" for one in shown if one["sheet"] is None]
    on_sheets = (one for one in shown if one["sheet"] is not None)
    for sheet, held in groupby(on_sheets, key=lambda one: one["sheet"]):
        lines += ["", plain(str(sheet))]
        for one in sorted(held, key=lambda one: (_GRAVITY.get(one["severity"], 1), cell_order(one["cell"]))):
            lines += _on_a_sheet(one)
    left = Counter(one["rule"] for one in findings) - Counter(one["rule"] for one in shown)
    if left:
        lines.append("")
        lines += [f"... and {count} more of {rule}; --all shows them" for rule, count in sorted(left.items())]
    return lines


def _first_of_each_rule(findings: Iterable[Finding]) -> Iterable[Finding]:
    seen: Counter[str] = Counter()
    for one in findings:
        seen[one["rule"]] += 1
        if seen[one["rule"]] <= SHOWN_OF_A_RULE:
            yield one


def _on_a_sheet(one: Finding) -> list[str]:
    from ingestion import DoorFinding
    from ingestion.workbooks import problem_of

    finding = DoorFinding(
        one["rule"], one["message"], one["sheet"], one["cell"], one["line"], one["found"], one["expected"]
    )
    lines = [f"  {one['cell'] or '-':<8} {one['severity']:<5} {one['rule']}  {_cut(problem_of(finding))}"]
    facts = [f"{name} {_cut(one[name])}" for name in ("expected", "found") if one[name] not in (None, "")]
    facts += [f"repaired by {repair}"] if (repair := _repair(one)) else []
    return [*lines, *([f"{'':<23}{'; '.join(facts)}"] if facts else [])]


def _repair(one: Finding) -> str:
    """`D14: 311 → 331 (3 equations hold)`; nothing where no value is known."""
    if not one.get("repair_value"):
        return ""
    at = f"{one['repair_at']}: {one['repair_found']} → " if one.get("repair_at") else ""
    held = f" ({one['repair_count']} equations hold)" if one.get("repair_count") else ""
    return _cut(f"{at}{one['repair_value']}{held}")


def _cut(text: str) -> str:
    text = plain(" ".join(text.split()))
    return text if len(text) <= _MOST else text[: _MOST - 1] + "…"
