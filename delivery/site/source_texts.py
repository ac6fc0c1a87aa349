"""What is held of each submission, place by place: lines with the figures read from them, cells of forms, the rest.

Every place any mart names in a submission is found here once, with the anchors others link to it by.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from delivery.reading import Row
from delivery.site.flags import RULE_NAMES
from delivery.site.model import Release
from delivery.site.places import anchor

_FIGURES = """
select
    submission_key, 'fund' as kind, figure_key, line, sheet, cell, char_start, char_end, value_text, unit_text,
    component_code, measure, source, nature, budget_year, null as indicator_code, null as population, period, locality,
    is_estimate
from marts.fct_fund
union all by name
select
    submission_key, 'indicator' as kind, figure_key, line, sheet, cell, char_start, char_end, value_text,
    unit as unit_text, indicator_code, population, period, locality, value_kind = 'estimate' as is_estimate
from marts.fct_poverty_indicator
union all by name
select
    submission_key, 'target' as kind, figure_key, line, sheet, cell, char_start, char_end, value_text,
    unit as unit_text, indicator_code, population, period, locality, false as is_estimate
from marts.fct_target
where submission_key is not null
order by line, sheet, cell, char_start, figure_key
"""

_FORM_VALUES = """
select
    v.submission_key, v.value, v.text, v.absence, c.sheet, c.cell, c.label_vi, c.label_en, c.heading_vi, c.heading_en,
    c.row_code, c.column_code, c.unit
from marts.fct_form_value as v
inner join marts.dim_form_cell as c on v.form = c.form and v.form_version = c.form_version and v.cell_no = c.cell_no
order by v.submission_key, v.cell_no
"""

_FINDINGS = f"""
select
    f.submission_key, f.finding_key, f.rule_id, f.severity, f.state, f.line, f.sheet, f.cell, f.message_vi,
    f.message_en, r.rule_vi, r.rule_en
from marts.fct_finding as f
left join ({RULE_NAMES}) as r on f.rule_id = r.rule_id
where f.submission_key is not null
order by f.rule_id, f.finding_key
"""

_EVIDENCE = """
select submission_key, sheet, cell, line, raw_text
from marts.fct_evidence
order by submission_key, line, sheet, cell, document_seq
"""


@dataclass
class Spot:
    """One line or cell: its anchors (the first is its own), its text cut at the figures, and what is known of it."""

    anchors: list[str]
    line: int | None = None
    sheet: str | None = None
    cell: str | None = None
    text: str = ""
    segments: list[tuple[str, list[Row]]] = field(default_factory=list)
    figures: list[Row] = field(default_factory=list)
    findings: list[Row] = field(default_factory=list)
    documents: list[Row] = field(default_factory=list)
    form: Row | None = None


@dataclass
class Source:
    """One submission: `lines` of its text, `sheets` of its form, `others` (cells of registers, places of the rest)."""

    lines: list[Spot] = field(default_factory=list)
    cells: list[Spot] = field(default_factory=list)
    others: list[Spot] = field(default_factory=list)
    unplaced: list[Row] = field(default_factory=list)
    figure_count: int = 0
    finding_count: int = 0
    _by_line: dict[int, Spot] = field(default_factory=dict)
    _by_anchor: dict[str, Spot] = field(default_factory=dict)

    def add_line(self, line: int, text: str) -> None:
        spot = Spot([anchor(line=line)], line=line, text=text)
        self.lines.append(spot)
        self._by_line[line] = self._by_anchor[spot.anchors[0]] = spot

    def add_form_value(self, row: Row) -> None:
        spot = Spot([anchor(sheet=row["sheet"], cell=row["cell"])], sheet=row["sheet"], cell=row["cell"], form=row)
        self.cells.append(spot)
        self._by_anchor[spot.anchors[0]] = spot

    def at(self, line: int | None, sheet: str | None, cell: str | None) -> Spot | None:
        """The spot of a place, made when it is not there yet, with the anchor of the place among its own."""
        name = anchor(line=line, sheet=sheet, cell=cell)
        if name == "top":
            return None
        spot = self._by_anchor.get(name) or (self._by_line.get(line) if line else None)
        if spot is None or (spot.cell and cell and (spot.sheet, spot.cell) != (sheet, cell)):
            spot = Spot([], line=line, sheet=sheet, cell=cell)
            self.others.append(spot)
        for each in (name, anchor(line=line) if line else name):
            if each not in self._by_anchor:
                self._by_anchor[each] = spot
                spot.anchors.append(each)
        if line and line not in self._by_line:
            self._by_line[line] = spot
        return spot

    def finish(self) -> None:
        for spot in self.lines:
            spot.segments = cut(spot.text, spot.figures)
        self.others.sort(key=lambda spot: (spot.sheet or "", spot.line or 0, _cell_order(spot.cell)))

    @property
    def sheets(self) -> list[Row]:
        """The form as it is laid out: a sheet with its columns and rows, those of which something is known."""
        by_sheet: dict[str, list[Spot]] = defaultdict(list)
        for spot in self.cells:
            by_sheet[spot.sheet or ""].append(spot)
        return [_grid(sheet, spots) for sheet, spots in by_sheet.items()]


def read_sources(release: Release) -> dict[str, Source]:
    """Everything by submission key; a submission nothing names is there with nothing in it."""
    sources: dict[str, Source] = {
        row["submission_key"]: Source()
        for row in release.rows("select submission_key from marts.fct_submission order by submission_key")
    }
    for row in release.rows("select submission_key, line, text from marts.fct_text_line order by submission_key, line"):
        sources[row["submission_key"]].add_line(row["line"], row["text"])
    for row in release.rows(_FORM_VALUES):
        sources[row["submission_key"]].add_form_value(row)
    for row in release.rows(_EVIDENCE):
        _place(sources, row, "documents")
    for row in release.rows("select submission_key, line, sheet, cell from marts.fct_submission"):
        sources[row["submission_key"]].at(row["line"], row["sheet"], row["cell"])
    for row in release.rows(_FIGURES):
        sources[row["submission_key"]].figure_count += 1
        _place(sources, row, "figures")
    for row in release.rows(_FINDINGS):
        sources[row["submission_key"]].finding_count += 1
        _place(sources, row, "findings")
    for source in sources.values():
        source.finish()
    return sources


def _place(sources: dict[str, Source], row: Row, what: str) -> None:
    source = sources.get(row["submission_key"])
    if source is None:
        return
    spot = source.at(row["line"], row["sheet"], row["cell"])
    if spot is not None:
        getattr(spot, what).append(row)
    elif what == "findings":
        source.unplaced.append(row)


def cut(text: str, figures: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """The text in pieces, each with the figures printed in it; figures that overlap share a piece."""
    spans: list[tuple[int, int, list[Row]]] = []
    placed = [one for one in figures if one["char_start"] is not None and one["char_end"] <= len(text)]
    for figure in sorted(placed, key=lambda one: (one["char_start"], one["char_end"])):
        if spans and figure["char_start"] < spans[-1][1]:
            start, end, held = spans[-1]
            spans[-1] = (start, max(end, figure["char_end"]), [*held, figure])
        else:
            spans.append((figure["char_start"], figure["char_end"], [figure]))
    pieces: list[tuple[str, list[Row]]] = []
    at = 0
    for start, end, held in spans:
        pieces += [(text[at:start], []), (text[start:end], held)]
        at = end
    return [piece for piece in [*pieces, (text[at:], [])] if piece[0]]


def _grid(sheet: str, spots: Sequence[Spot]) -> Row:
    columns: dict[str, Row] = {}
    lines: dict[int, dict[str, Any]] = {}
    for spot in spots:
        letters, number = _parts(spot.cell)
        columns.setdefault(letters, spot.form or {})
        lines.setdefault(number, {"form": spot.form, "cells": {}})["cells"][letters] = spot
    order = sorted(columns, key=lambda letters: (len(letters), letters))
    return {
        "sheet": sheet,
        "columns": [columns[letters] for letters in order],
        "rows": [
            {"form": row["form"], "cells": [row["cells"].get(letters) for letters in order]}
            for _, row in sorted(lines.items())
        ],
    }


def _parts(cell: str | None) -> tuple[str, int]:
    match = re.fullmatch(r"([A-Z]+)(\d+)", cell or "")
    return (match[1], int(match[2])) if match else (cell or "", 0)


def _cell_order(cell: str | None) -> tuple[int, int, str]:
    letters, number = _parts(cell)
    return number, len(letters), letters
