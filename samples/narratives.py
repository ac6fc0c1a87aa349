"""Narrative reports of the samples: figures from `facts/reports/`, wording from `templates/`; see samples/README.md.

A template is one paragraph a line. `#` is the title, `##` to `####` are headings, `|` is a row of a table (`<` belongs
to the cell on its left, `^` to the one above), `!|` a row of the letterhead; blank lines are for the eye. `{f016}`
prints a figure with its unit, `{f016#}` its number alone, `{f016%}` the percentage stated with it.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

HERE = Path(__file__).resolve().parent
STAMP = datetime(2023, 10, 27)
PLACEHOLDER = re.compile(r"\{([fi]\d{3})([#%]?)\}")
#: Kept of the library's empty document, which is thirty times as large as a report; the rest is never used.
STYLES = frozenset({"Normal", "Heading 1", "Heading 2", "Heading 3", "Table Grid", "Normal Table", "No List",
                    "Default Paragraph Font"})  # fmt: skip
UNUSED_PARTS = ("stylesWithEffects", "customXml", "thumbnail")
PARAGRAPH = re.compile(r"(?P<mark>#{1,4} |!\| ?|\| ?)?(?P<text>.*)")


class TemplateError(ValueError):
    """Template and facts do not cover each other; the text names the report and the figures."""


@dataclass(frozen=True)
class Report:
    """One narrative report: the source that sends it, its file and the day its arrival is set to."""

    source_id: str
    name: str
    level: str
    locality_code: str
    file: str
    arrived_on: date


def reports() -> list[Report]:
    """The reports in the order of `facts/reports/reports.csv`."""
    return [
        Report(
            row["source_id"], row["name"], row["level"], row["locality_code"], row["file"],
            date.fromisoformat(row["arrived_on"]),
        )
        for row in _table("reports")
    ]  # fmt: skip


def figures(report: Report) -> list[dict[str, str]]:
    """What a report says, one row a figure, every value as printed; columns: see samples/README.md."""
    return _table(report.source_id)


def paragraphs(report: Report) -> list[tuple[str, str]]:
    """The marks and the texts of a report's paragraphs, figures put in.

    Raises TemplateError unless each figure of its own stands exactly once and each stated percentage at least once.
    """
    template = (HERE / "templates" / f"{report.source_id}.txt").read_text(encoding="utf-8")
    rows = {row["id"]: row for row in figures(report)}
    used: Counter[str] = Counter()

    def printed(found: re.Match[str]) -> str:
        row, part = rows.get(found[1]), found[2]
        if row is None:
            raise TemplateError(f"{report.source_id}: {found[0]} is no figure of the facts")
        used[row["id"] + part.replace("#", "")] += 1
        if part:
            return row["stated_pct"] if part == "%" else row["value_text"]
        return row["value_text"] + ("" if row["unit_text"] in ("", "%") else " ") + row["unit_text"]

    filled = PLACEHOLDER.sub(printed, template)
    wanted = {row["id"] for row in rows.values() if not row["same_as"]}
    wanted |= {row["id"] + "%" for row in rows.values() if row["stated_pct"]}
    wrong = sorted(name for name in wanted | used.keys() if (name in wanted) is not (used[name] == 1))
    if wrong:
        raise TemplateError(f"{report.source_id}: not exactly once in the template: {', '.join(wrong)}")
    matches = (PARAGRAPH.fullmatch(line) for line in filled.splitlines() if line.strip())
    return [((found["mark"] or "").strip(), found["text"]) for found in matches if found]


def report_file(report: Report) -> bytes:
    """The file a report is sent as, by its ending: docx, or text with a blank line between paragraphs."""
    if report.file.endswith(".txt"):
        return ("\n\n".join(text for _, text in paragraphs(report)) + "\n").encode()
    return _document(paragraphs(report))


def _table(name: str) -> list[dict[str, str]]:
    with (HERE / "facts" / "reports" / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _document(content: list[tuple[str, str]]) -> bytes:
    document = Document()
    _strip(document)
    document.core_properties.author = "gnbv-warehouse samples"
    document.core_properties.comments = ""
    document.core_properties.created = STAMP
    font = document.styles["Normal"].font
    font.name, font.size = "Times New Roman", Pt(13)
    for mark, group in groupby(content, key=lambda one: one[0]):
        texts = [text for _, text in group]
        if mark.endswith("|"):
            _add_table(document, [_cells(text) for text in texts], with_lines=mark == "|")
            continue
        for text in texts:
            _add_paragraph(document, mark, text)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _strip(document: Any) -> None:
    for style in list(document.styles):
        if style.name not in STYLES:
            style.delete()
    for relations in (document.part.rels, document.part.package.rels):
        for key, relation in list(relations.items()):
            if relation.reltype.endswith(UNUSED_PARTS):
                del relations[key]


def _add_paragraph(document: Any, mark: str, text: str) -> None:
    if len(mark) > 1:
        document.add_heading(text, level=len(mark) - 1)
        return
    paragraph = document.add_paragraph()
    paragraph.add_run(text).bold = bool(mark)
    if mark:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _add_table(document: Any, rows: list[list[str]], *, with_lines: bool) -> None:
    table = document.add_table(len(rows), len(rows[0]), style="Table Grid" if with_lines else None)
    for top, left, bottom, right, text in _spans(rows):
        cell = table.cell(top, left)
        if (top, left) != (bottom, right):
            cell = cell.merge(table.cell(bottom, right))
        cell.text = text
        for run in cell.paragraphs[0].runs:
            run.font.size = Pt(8 if with_lines else 12)


def _cells(text: str) -> list[str]:
    return [cell.strip() for cell in text.removesuffix("|").split("|")]


def _spans(rows: list[list[str]]) -> Iterator[tuple[int, int, int, int, str]]:
    """Every cell that has a text of its own: its first and last row and column (from 0), and the text."""
    for top, row in enumerate(rows):
        for left, text in enumerate(row):
            if text in ("<", "^"):
                continue
            right, bottom = left, top
            while right + 1 < len(row) and row[right + 1] == "<":
                right += 1
            while bottom + 1 < len(rows) and rows[bottom + 1][left] == "^":
                bottom += 1
            yield top, left, bottom, right, text
