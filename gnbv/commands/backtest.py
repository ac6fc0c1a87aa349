"""`gnbv backtest`: what another register of rules would raise, before it is switched on."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gnbv.commands import output as out
from gnbv.commands.options import DATE
from gnbv.commands.wording import joined, plain
from gnbv.settings import Workspace

if TYPE_CHECKING:
    from gnbv.backtest import BackTest
    from gnbv.backtest_compare import Change, RuleOutcome

_COLUMNS = ("rule_id", "name", "is_in_force", "before", "after", "anew", "gone", "reweighed", "unchanged")
_SIGNS = {"anew": "+", "gone": "-", "reweighed": "~"}
_MEANING = "+ raised anew, - no longer raised, ~ of another severity"


@click.command(short_help="What a new or changed rule would raise, before it is switched on.")
@click.option(
    "--policy", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR",
    help="A folder whose rows (validation_rules.csv and others) are added, as those of GNBV_POLICY are.",
)  # fmt: skip
@click.option(
    "--rules-on", type=DATE, metavar="DATE", show_default="the warehouse's day, or the first day of the added rows",
    help="The day whose register of rules is asked.",
)  # fmt: skip
@click.option("--rule", "rules", multiple=True, metavar="ID", help="Only this rule; may be given again.")
@click.option("--examples", type=click.IntRange(min=0), default=3, show_default=True, help="Changes shown a rule.")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json", "md"]), default="table", show_default=True)
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write it there.")
def backtest(
    policy: Path | None, rules_on: date | None, rules: tuple[str, ...], examples: int, form: str, output: Path | None
) -> None:
    """Ask on a copy of the warehouse what another register of rules would raise; nothing in it changes.

    \b
    gnbv backtest --policy draft/
    gnbv backtest --policy draft/ --rule FG01 --format md -o fg01.md
    gnbv backtest --rules-on 2027-01-01

    Also shows what rules that were changed in the project since the last build would raise. Findings are compared by
    what they say, whatever their state. csv has a row a rule; json and md hold the examples too.
    """
    from gnbv.backtest import backtest as run
    from gnbv.progress import shown

    out.check_target(form, output)
    workspace = Workspace.from_env()
    with shown() as progress:
        found = run(workspace, policy=policy, rules_on=rules_on, rules=rules, examples=examples, on_progress=progress)
    if form == "table":
        _show(found)
    else:
        out.deliver({"csv": _csv, "json": _json, "md": _markdown}[form](found).encode(), output)
    changed = sum(one.is_changed for one in found.rules)
    count = (
        f"{changed} of {len(found.rules)} rules would raise something else" if changed else "no finding would change"
    )
    out.remark(f"{count}; compared with build {found.build_id} as of {found.as_of}, register of {found.rules_on}")


def _show(found: BackTest) -> None:
    console = out.console()
    numbers = ("Now", "Then", "New", "Gone", "Reweighed")
    table = out.table("", "Rule", "Name", *numbers, right=numbers, whole=("Rule", *numbers))
    for one in found.rules:
        if one.is_changed or one.before:
            name = one.name if one.is_in_force else f"{one.name} (not in force)"
            table.add_row(one.rule_id, name, *map(str, (one.before, one.after, one.anew, one.gone, one.reweighed)))
    console.print(table)
    for one in found.rules:
        for line in _examples(one):
            console.print(line, soft_wrap=True)


def _examples(one: RuleOutcome) -> list[str]:
    if not one.examples:
        return []
    lines = [f"{one.rule_id}: {one.name} ({_MEANING})"]
    for kind, sign in _SIGNS.items():
        shown = [change for change in one.examples if change.kind == kind]
        lines += [f"  {sign} {_said(change)}" for change in shown]
        more = getattr(one, kind) - len(shown)
        lines += [f"  {sign} and {more} more"] if shown and more else []
    return lines


def _said(change: Change) -> str:
    weight = change.severity_now or change.severity_before
    if change.kind == "reweighed":
        weight = f"{change.severity_before} -> {change.severity_now}"
    state = None if change.state == "open" else change.state
    about = joined(change.return_type, change.period, change.locality_code)
    return plain(f"[{joined(weight, state)}] {about}: {change.message_vi}")


def _csv(found: BackTest) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows({**asdict(one), "is_in_force": str(one.is_in_force).lower()} for one in found.rules)
    return text.getvalue()


def _json(found: BackTest) -> str:
    told: dict[str, Any] = asdict(found)
    return json.dumps(told, ensure_ascii=False, indent=2, default=str) + "\n"


def _markdown(found: BackTest) -> str:
    lines = [
        f"# Back-test of the rules in force on {found.rules_on}",
        "",
        f"Compared with build {found.build_id} as of {found.as_of}. {_MEANING.capitalize()}.",
        "",
        "| rule | name | now | then | new | gone | reweighed |",
        "|---|---|--:|--:|--:|--:|--:|",
    ]
    for one in found.rules:
        if one.is_changed or one.before:
            counts = " | ".join(map(str, (one.before, one.after, one.anew, one.gone, one.reweighed)))
            lines.append(f"| {one.rule_id} | {one.name} | {counts} |")
    for one in found.rules:
        told = _examples(one)
        lines += (
            ["", f"## {one.rule_id}: {one.name}", "", *(f"- `{line[2]}` {line[4:]}" for line in told[1:])]
            if told
            else []
        )
    return "\n".join(lines) + "\n"
