"""What `gnbv trace` says of a cell of a form: label and headings, the row around it, its equations, other versions."""

from __future__ import annotations

from typing import Any

from gnbv.commands.wording import number, pairs, plain, time

#: So many cells of the row are shown on either side.
REACH = 3
_ABSENCES = {
    "none": "nothing to report",
    "not_applicable": "does not apply",
    "not_available": "not available",
    "illegible": "not readable as a number",
    "incomplete": "at least: not every part holds a number",
}


def cell_lines(form: dict[str, Any]) -> list[str]:
    """Return the sections CELL, ROW, EQUATIONS and VERSIONS."""
    return [*_cell(form), *_row(form), *_equations(form), *_versions(form)]


def typed(row: dict[str, Any]) -> str:
    """Return what a cell holds: the number, what was typed where that is something else, and what absence means."""
    is_shown = row["value"] is not None and row["absence"] in (None, "incomplete")
    parts = [number(row["value"])] if is_shown else []
    if row["text"] is not None:
        parts.append(f"“{plain(row['text'])}”")
    if row["absence"] is not None:
        parts.append(_ABSENCES.get(row["absence"], row["absence"]))
    return ", ".join(parts) or "empty"


def _cell(form: dict[str, Any]) -> list[str]:
    asked = "required" if form["is_required"] else "not required"
    facts = [
        ("form", f"{form['form']}, version {form['form_version']}"),
        ("sheet", f"{form['sheet']} ({form['sheet_code']})"),
        ("cell", f"{form['cell']} (number {form['cell_no']})"),
        ("row", f"{form['label_vi']} / {form['label_en']} ({form['row_code']})"),
        ("column", f"{form['heading_vi']} ({form['column_code']})"),
        ("asks for", f"{form['type']}{' in ' + form['unit'] if form['unit'] else ''}, {asked}"),
        ("only for", form["only_for"]),
        ("is", {"total": "a total of other cells", "part": "a part of a total"}.get(form["role"])),
        ("holds", typed(form)),
    ]
    return ["", "CELL", *pairs(facts)]


def _row(form: dict[str, Any]) -> list[str]:
    cells = form["row"]
    own = next(place for place, row in enumerate(cells) if row["cell_no"] == form["cell_no"])
    first = max(own - REACH, 0)
    near = cells[first : own + REACH + 1]
    lines = ["", f"THE ROW AROUND IT ({len(near)} of {len(cells)} cells)"]
    for row in near:
        mark = ">" if row["cell_no"] == form["cell_no"] else " "
        lines.append(f"{mark} {row['cell']:<6} {typed(row):<22} {plain(row['heading_vi'])} ({row['column_code']})")
    return lines


def _equations(form: dict[str, Any]) -> list[str]:
    lines = ["", f"EQUATIONS ({len(form['equations'])})"]
    for one in form["equations"]:
        verdict = {True: "holds", False: "does not hold", None: "a number is missing"}[one["holds"]]
        sides = (number(side) if side is not None else "?" for side in (one["left"], one["right"]))
        left, right = sides
        lines.append(f"- {one['equation']}: {left} {one['relation']} {right}: {verdict}")
        for sign, label in ((1, "left"), (-1, "right")):
            terms = [row for row in one["terms"] if row["coefficient"] * sign > 0]
            shown = ", ".join(f"{_place(row, form)} {typed(row | {'text': None})}" for row in terms)
            lines.append(f"    {label:<6} {shown or 'nothing'}")
    return lines if form["equations"] else [*lines, "  none"]


def _place(row: dict[str, Any], form: dict[str, Any]) -> str:
    return str(row["cell"]) if row["sheet"] == form["sheet"] else f"{row['sheet']}!{row['cell']}"


def _versions(form: dict[str, Any]) -> list[str]:
    lines = ["", f"IN THE FORMS SENT FOR THIS RETURN ({len(form['versions'])})"]
    for row in form["versions"]:
        mark = "*" if row["submission_key"] == form["submission_key"] else "-"
        holds = typed(row) if row["state"] in ("accepted", "accepted_with_findings") else "not taken"
        lines.append(f"{mark} {time(row['known_from'])} {row['path']}: {holds} ({row['state'].replace('_', ' ')})")
        lines += pairs([("submission", row["submission_key"])], indent=4)
    return lines
