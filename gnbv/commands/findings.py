"""`gnbv findings`: which figure is wrong, where, and what it should have been."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gnbv.commands import output as out
from gnbv.commands.options import DATE, format_option, return_type_option
from gnbv.commands.wording import joined, plain
from gnbv.settings import Workspace

if TYPE_CHECKING:
    from delivery import Finding, FindingList

#: Messages are wrapped at this width at most.
_WIDEST = 120
#: Longer values are cut; the message and the other formats have them whole.
_LONGEST = 50
_WORDS = {
    "vi": {"holds": "khớp {} phép tính", "may": "có thể là", "country": "cả nước", "no_file": "chưa có tệp"},
    "en": {"holds": "{} equation(s) would hold", "may": "may be", "country": "the country", "no_file": "no file"},
}


@click.command(short_help="What the rules found wrong, where, and what would repair it.")
@click.option("--locality", "-l", metavar="CODE|NAME", help="One locality, by GSO code or name; without it, all.")
@click.option(
    "--severity",
    type=click.Choice(["stop", "warn", "info"]),
    default="warn",
    show_default=True,
    help="At least as grave as this; info lists everything.",
)
@click.option("--rule", "-r", "rules", multiple=True, metavar="ID", help="Of this rule, such as FG02; may be repeated.")
@return_type_option
@click.option("--period", "-p", metavar="P", help="One period, such as 2023-H1; without it, all.")
@click.option(
    "--state",
    type=click.Choice(["open", "explained", "resolved", "all"]),
    default="open",
    show_default=True,
    help="open: to be looked at; explained: accepted with a reason; resolved: a later version of the file is known.",
)
@click.option(
    "--as-of",
    type=DATE,
    metavar="DATE",
    help="What stood at the end of this day; without it, what stands in the build.",
)
@format_option
@click.option("--lang", type=click.Choice(["vi", "en"]), default="vi", show_default=True, help="The messages.")
def findings(
    locality: str | None,
    severity: str,
    rules: tuple[str, ...],
    return_type: str | None,
    period: str | None,
    state: str,
    as_of: date | None,
    form: str,
    output: Path | None,
    lang: str,
) -> None:
    """List what the rules found wrong in what was received: place, found, expected, and the value that would repair it.

    \b
    gnbv findings --locality 'Lạng Sơn'
    gnbv findings --rule FG02 --rule FG03 --format csv
    gnbv findings --locality 49 --format xlsx -o gui-dia-phuong.xlsx

    The worst document comes first. Findings that one changed value would repair stand together under that value; no
    value is ever changed. `gnbv trace KEY` shows the figures behind a finding.

    --as-of asks the published build which findings stood on a day: those whose file and figures were known by then, and
    whose file no later version had replaced yet. It does not bring back rules, thresholds and explanations as they were
    on that day, nor what was overdue then and has come since: `gnbv build --as-of DATE --known DATE` does.
    """
    from delivery import Wanted, list_findings, published_marts, render_findings

    out.check_target(form, output)
    wanted = Wanted(locality, severity, tuple(rule.upper() for rule in rules), return_type, period, state, as_of)
    found = list_findings(published_marts(Workspace.from_env().published), wanted, lang)
    if form == "table":
        _show(found)
    else:
        out.deliver(render_findings(found, form), output)
    _remarks(found)


def _show(found: FindingList) -> None:
    width = min(out.console().width, _WIDEST)
    click.echo("\n".join(shown_lines(found, width)))


def shown_lines(found: FindingList, width: int) -> list[str]:
    """Return the lines: a heading a document, under it the causes and their findings."""
    from delivery import document_of

    lines = []
    for _, group in groupby(found.findings, key=document_of):
        held = list(group)
        lines += [*_heading(held, found), *_in_document(held, found.lang, width), ""]
    if not lines:
        return ["Nothing that was asked for stands in the published build."]
    counts = _counts(found.findings)
    return [*lines, f"{counts}; figures behind a finding: gnbv trace {found.findings[0].finding_key}"]


def _heading(held: Sequence[Finding], found: FindingList) -> list[str]:
    first, words = held[0], _WORDS[found.lang]
    who = f"{first.locality} ({first.locality_code})" if first.locality_code else words["country"]
    what = joined(found.return_types.get(first.return_type or "", first.return_type), first.period)
    document = joined(first.document_no, first.path) or words["no_file"]
    return [plain(f"{who}: {what}"), plain(f"  {document}: {_counts(held)}")]


def _counts(held: Iterable[Finding]) -> str:
    counts = Counter(one.severity for one in held)
    return ", ".join(f"{counts[severity]} {severity}" for severity in ("stop", "warn", "info") if counts[severity])


def _in_document(held: Sequence[Finding], lang: str, width: int) -> list[str]:
    from delivery import cause_of

    lines = []
    for cause, group in groupby(held, key=cause_of):
        findings = list(group)
        deeper = 4
        if cause:
            lines.append(plain(f"    {cause_text(findings[0], lang)}"))
            deeper = 8
        for one in findings:
            lines += _lines(one, lang, width, deeper)
    return lines


def cause_text(one: Finding, lang: str) -> str:
    """`9.869 (dòng 141) → 9.896, khớp 3 phép tính`: the one value whose change would repair findings."""
    words = _WORDS[lang]
    at = f" ({one.repair_at})" if one.repair_at else ""
    held = f", {words['holds'].format(one.repair_count)}" if one.repair_count else ""
    return f"{one.repair_found or '?'}{at} → {one.repair_value}{held}"


def _lines(one: Finding, lang: str, width: int, deeper: int) -> list[str]:
    """One line for place and values, then the message, wrapped."""
    values = " → ".join(_cut(value) for value in (one.found, one.expected) if value)
    if one.repair_value and not one.repair_figure_key:
        values = joined(values, f"{_WORDS[lang]['may']} {one.repair_value}")
    state = f"[{one.state}]" if one.state != "open" else ""
    parts = (f"{one.severity:<4} {one.rule_id}", one.place, state, values)
    indent = " " * (deeper + 10)
    message = textwrap.wrap(plain(" ".join(one.message.split())), max(width - len(indent), 40))
    return [
        plain(" " * deeper + "  ".join(part for part in parts if part)),
        *(indent + line for line in message),
    ]


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _remarks(found: FindingList) -> None:
    if found.less_grave:
        out.remark(f"note: {found.less_grave} less grave findings are left out; --severity info lists them")
    as_of = found.wanted.as_of
    if as_of and found.built_as_of and as_of > found.built_as_of:
        out.remark(f"note: the published build speaks about {found.built_as_of}; what came later is not in it")
