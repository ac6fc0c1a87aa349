"""What `gnbv trace` says of one figure: what it is, where it stands, and what a sum does with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from gnbv.commands import output as out
from gnbv.commands.trace_cell import cell_lines, typed
from gnbv.commands.wording import BASIS, day, joined, number, pairs, plain, time

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from delivery import FigureTrace

#: So many characters of a long line are shown on either side of the figure, and of the lines around it.
REACH = 100
#: A cut looks for a blank among so many characters.
_WORD = 20

_MARTS = {
    "fct_fund": "an amount of money",
    "fct_poverty_indicator": "a poverty or social figure",
    "fct_target": "a target",
    "fct_form_value": "a cell of a form",
}

_REASONS = {
    "superseded": "a later version of the return is known",
    "repeat": "it says again what stands elsewhere",
    "part": "it is a part of a stated total",
    "change": "it is a change, no amount that stands",
    "no_amount": "it has no amount in đồng",
    "contained": "another figure holds it or a part of it",
}

_NO_REASON = "no counted figure holds it; it was not known yet, or it gives way to one that gives way in turn"

_BOUNDS = {"at_least": "at least", "at_most": "at most", "about": "about"}


@dataclass(frozen=True)
class Quote:
    """A line cut around a figure; cuts are shown by `…`. `before + number + after` is the line when nothing is cut."""

    before: str
    number: str
    after: str


def quote(line: str, start: int, end: int, reach: int = REACH) -> Quote:
    """Cut a line to `reach` characters on either side of `[start, end)`, at a blank where there is one.

    Characters that a terminal would obey are blanks.
    """
    before, after = line[:start], line[end:]
    if len(before) > reach:
        kept = before[-reach:]
        before = "…" + kept[kept.find(" ", 0, _WORD) + 1 :]
    if len(after) > reach:
        kept = after[:reach]
        blank = kept.rfind(" ", max(reach - _WORD, 0))
        after = kept[: blank if blank > 0 else reach] + "…"
    return Quote(plain(before), plain(line[start:end]), plain(after))


def show_figure(found: FigureTrace) -> None:
    """Print the sections; the figure is highlighted on a terminal with colours and stands between »« elsewhere."""
    console = out.console()
    is_figure = found.kind == "figure"
    a_figure = f"a figure, {_MARTS[found.mart]}" if is_figure else _MARTS[found.mart]
    click.echo(f"{found.key} is the key of {a_figure}: {_headline(found)}")
    click.echo("\n".join(["", "FIGURE", *(_figure(found) if is_figure else _no_figure(found))]))
    click.echo("\n".join(["", "WHERE IT STANDS", *_where(found)]))
    for line in _quoted(found, console):
        console.print(line, soft_wrap=True)
    if found.form is not None:
        click.echo("\n".join(cell_lines(found.form)))
    for section in (_counted(found) if is_figure else [], _document(found), _findings(found)):
        click.echo("\n".join(section), nl=bool(section))


def _headline(found: FigureTrace) -> str:
    if found.kind != "figure" and found.form is not None:
        return f"{found.form['sheet']}!{found.form['cell']}, {typed(found.form)}"
    return _coordinates(found.figure)


def _coordinates(row: dict[str, Any]) -> str:
    money = ["measure", "component_code", "source", "nature", "budget_year"]
    columns = money if "measure" in row else ["indicator_code", "population", "period"]
    return " × ".join(str(row[name]) for name in columns if row[name])


def _figure(found: FigureTrace) -> list[str]:
    row = found.figure
    subject = "component" if found.mart == "fct_fund" else "indicator"
    level = row.get("issuer_level")
    facts = [
        ("measure", _named(row, "measure")),
        (subject, _named(row, subject, code=row[f"{subject}_code"])),
        ("source", _named(row, "source")),
        ("nature", _named(row, "nature")),
        ("budget year", row.get("budget_year")),
        ("to be used in", row.get("exec_year")),
        ("population", _named(row, "population")),
        ("locality", _with_code(row["locality"], row["locality_code"])),
        ("period", joined(row["period"], "as of " + day(row["as_of_on"]) if row["as_of_on"] else None)),
        ("value", _value(row)),
        ("said", joined(*_said(row))),
        ("set by", joined(level, row.get("issuer_document"))),
        ("standard", row.get("standard_code")),
        ("read by rule", joined(row["rule_id"], _confidence(row["confidence"]))),
        ("note", row["note"]),
        ("known", f"from {time(row['known_from'])} until {time(row['known_to']) or 'now'}"),
        ("mart", f"marts.{found.mart}"),
    ]
    return pairs(facts)


def _no_figure(found: FigureTrace) -> list[str]:
    """What a cell without a number would be a figure of; a text is none."""
    row = found.figure
    subject = "component" if row["kind"] == "fund" else "indicator"
    facts = [
        ("it is", "no figure: " + ("it holds no number" if row["kind"] else "the form asks for no figure there")),
        ("measure", _named(row, "measure")),
        (subject, row[f"{subject}_code"]),
        ("source", _named(row, "source")),
        ("nature", _named(row, "nature")),
        ("population", _named(row, "population")),
        ("locality", row["locality_code"]),
        ("period", row["period"]),
        ("known", f"from {time(row['known_from'])} until {time(row['known_to']) or 'now'}"),
        ("mart", f"marts.{found.mart}"),
    ]
    return pairs(facts)


def _value(row: dict[str, Any]) -> str:
    printed = " ".join(text for text in (row["value_text"], row.get("unit_text")) if text)
    if "measure" in row:
        exact = None if row["amount_vnd"] is None else f"{number(row['amount_vnd'])} đồng"
    else:
        exact = None if row["value"] is None else f"{number(row['value'])} {row['unit'] or ''}".strip()
        if row.get("value_to") is not None:
            exact = f"{number(row['value'])} to {number(row['value_to'])} {row['unit'] or ''}".strip()
    return joined(f"{printed} (as printed)" if printed else None, exact)


def _said(row: dict[str, Any]) -> list[str | None]:
    rate = row.get("stated_rate_pct")
    return [
        _BOUNDS.get(row["bound"], row["bound"]),
        "an estimate" if row.get("is_estimate") or row["value_kind"] == "estimate" else None,
        {"target": "a target", "change": "a change"}.get(row["value_kind"]),
        f"{number(rate)}% printed with it" if rate is not None else None,
    ]


def _where(found: FigureTrace) -> list[str]:
    row, document = found.form or found.figure, found.document
    if document is None:
        return ["  in no file: a row of the reference data of this project"]
    place = [f"line {row['line']}"] if row.get("line") is not None else []
    if row.get("char_start") is not None:
        place.append(f"characters {row['char_start']}-{row['char_end']}")
    place += [f"{name} {row[name]}" for name in ("sheet", "cell") if row[name]]
    held = document["landing_file"] if document["is_held"] else f"{document['landing_file']} (not held here)"
    facts = [
        ("file", f"{document['path']} (source {document['source_id']})"),
        ("place", ", ".join(place)),
        ("kept as", held),
        ("sha256", document["sha256"]),
    ]
    return pairs(facts)


def _quoted(found: FigureTrace, console: Console) -> list[Text]:
    from rich.text import Text

    text, row = found.text, found.figure
    if text is None:
        return []
    if text["text"] is None:
        return [Text("  the marts hold no text of this line")]
    start = row["char_start"] or 0
    here = quote(text["text"], start, row["char_end"] or start)
    styled = console.color_system is not None and not console.no_color
    lines = [Text("")]
    if text["before"]:
        shown = quote(text["before"]["text"], len(text["before"]["text"]), len(text["before"]["text"]))
        lines.append(Text(f"  {text['before']['line']:>6}  {shown.before}", style="dim" if styled else ""))
    line = Text(f"> {text['line']:>6}  {here.before}")
    line.append(here.number if styled else f"»{here.number}«", style="bold black on yellow" if styled else "")
    lines.append(line.append(here.after))
    if text["after"]:
        shown = quote(text["after"]["text"], 0, 0)
        lines.append(Text(f"  {text['after']['line']:>6}  {shown.after}", style="dim" if styled else ""))
    return lines


def _counted(found: FigureTrace) -> list[str]:
    counted = found.counted
    if counted["is_counted"]:
        return ["", "IN SUMS", "  counted: no other figure of the mart holds it"]
    why = "; ".join(_REASONS[code] for code in counted["reasons"]) or _NO_REASON
    lines = ["", "IN SUMS", f"  not counted: {why}"]
    for row in counted["instead"]:
        lines.append(f"  - instead: {_coordinates(row)}, {row['locality'] or 'no place named'}, {_value(row)}")
        lines += pairs([("key", row["figure_key"])], indent=4)
    return lines


def _document(found: FigureTrace) -> list[str]:
    row = found.document
    if row is None:
        return ["", "DOCUMENT", "  none"]
    facts = [
        ("number", f"{row['document_no'] or 'no number'} of {day(row['document_on']) or 'no date'}"),
        ("return", f"{row['return_name'] or row['return_type']} ({row['return_type']}), period {row['period']}"),
        ("obligation", row["obligation_key"]),
        ("signed by", row["signer"]),
        ("arrived", f"{time(row['arrived_at'])} ({BASIS.get(row['arrival_basis'], row['arrival_basis'])})"),
        ("known from", time(row["known_from"])),
        ("receipt", f"{row['state']}{': ' + row['reason'] if row['reason'] else ''}, version {row['version']}"),
        ("key", row["submission_key"]),
    ]
    return ["", "DOCUMENT", *pairs(facts)]


def _findings(found: FigureTrace) -> list[str]:
    lines = ["", f"FINDINGS AT THIS {'LINE' if found.form is None else 'CELL'} ({len(found.findings)})"]
    for row in found.findings:
        lines.append(f"- {row['rule_id']} {row['severity']}: {row['message_vi']}")
        facts = [("found", row["found"]), ("expected", row["expected"]), ("key", row["finding_key"])]
        lines += pairs(facts, indent=4)
    return lines if found.findings else [*lines, "  none"]


def figures_read(counts: Sequence[dict[str, Any]]) -> str:
    """What a report gave: `79 fund (60 counted), 120 indicator (101 counted)`."""
    return ", ".join(f"{row['figures']} {row['kind']} ({row['counted']} counted)" for row in counts)


def _named(row: dict[str, Any], column: str, code: str | None = None) -> str:
    code = code or row.get(column)
    names = " / ".join(name for name in (row.get(f"{column}_vi"), row.get(f"{column}_en")) if name)
    return _with_code(names, code) if code else ""


def _with_code(name: str | None, code: str | None) -> str:
    return f"{name} ({code})" if name and code else name or code or ""


def _confidence(value: float | None) -> str | None:
    return None if value is None else f"confidence {value:.2f}"
