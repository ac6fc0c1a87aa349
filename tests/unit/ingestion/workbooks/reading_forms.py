"""A small form of the tests' own, filled in so that everything agrees; its cells are named in the tests as they stand.

`Biểu A` (million đồng): headings in rows 6-7, numbers in row 8, rows CT 9, DA1 10, DA2 11, DA5 12 (poor districts
only); columns C, D, E = C + D, F, G = F / E, H (not required).
`Biểu B`: headings in row 6, rows H1 8, H2 9; columns C count, D percent, E choice (closed in H2), F date, G text.
`Biểu C` (đồng): rows K1 8 to K9 16, column C.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from ingestion.forms import Form, load_forms
from ingestion.model import DoorFinding, Reading, SourceEntry
from ingestion.readers import read_file
from ingestion.reference import Reference
from ingestion.workbooks import render_template
from tests.round.workbook_edits import Edited

SEEDS = Path(__file__).resolve().parents[4] / "dbt_project" / "seeds"
LANG_SON = SourceEntry("20-lang-son", "Lạng Sơn", "province", "20", "x")
BAC_NINH = SourceEntry("27-bac-ninh", "Bắc Ninh", "province", "27", "x")
ON = date(2024, 6, 3)

DEFINITION = """
form: thu
version: 1
name: {vi: Biểu thử, en: Test form}
origin: own
basis: thử
valid_from: 2022-01-01
valid_to: 2026-01-01
returns: [monitoring_6m]
levels: [province, district]
sheets:
  - sheet: funds
    title: Biểu A
    name: {vi: Vốn, en: Funds}
    unit: million_vnd
    rows:
      - {row: CT, label: {vi: Tổng cộng, en: Total}, sum_of: [DA1, DA2, DA5]}
      - {row: DA1, label: {vi: Dự án 1, en: Project 1}}
      - {row: DA2, label: {vi: Dự án 2, en: Project 2}}
      - {row: DA5, label: {vi: Dự án 5, en: Project 5}, only_for: poor_district}
    columns:
      - {column: "1", heading: [{vi: Vốn, en: Funds}, {vi: Giao, en: Allocated}], type: money}
      - {column: "2", heading: [{vi: Vốn, en: Funds}, {vi: Chuyển sang, en: Carried in}], type: money}
      - {column: "3", heading: [{vi: Vốn, en: Funds}, {vi: Tổng, en: Total}], type: money, sum_of: ["1", "2"]}
      - {column: "4", heading: [{vi: Giải ngân, en: Disbursed}], type: money}
      - {column: "5", heading: [{vi: Tỷ lệ, en: Rate}], type: percent, rate_of: ["4", "3"]}
      - {column: "6", heading: [{vi: Ước cả năm, en: Estimate}], type: money, required: false}
    equations:
      - equation: spent_within
        over: columns
        left: ["4"]
        relation: "<="
        right: ["3"]
        says: {vi: Không vượt, en: Within}
  - sheet: homes
    title: Biểu B
    name: {vi: Nhà ở, en: Homes}
    rows:
      - {row: H1, label: {vi: Hộ nghèo, en: Poor}}
      - {row: H2, label: {vi: Hộ cận nghèo, en: Near-poor}, closed: ["3"]}
    columns:
      - {column: "1", heading: [{vi: Số hộ, en: Households}], type: count, unit: household}
      - {column: "2", heading: [{vi: Tỷ lệ, en: Share}], type: percent, at_most: 100}
      - {column: "3", heading: [{vi: Đánh giá, en: Judgement}], type: choice, choices: [Đạt, Chưa đạt]}
      - {column: "4", heading: [{vi: Ngày chốt, en: Day}], type: date}
      - {column: "5", heading: [{vi: Ghi chú, en: Note}], type: text, required: false}
  - sheet: costs
    title: Biểu C
    name: {vi: Chi phí, en: Costs}
    unit: vnd
    rows: [%s]
    columns:
      - {column: "1", heading: [{vi: Số tiền, en: Amount}], type: money}
""" % ", ".join(f"{{row: K{n}, label: {{vi: Khoản {n}, en: Item {n}}}}}" for n in range(1, 10))  # noqa: UP031

A, B, C = "Biểu A", "Biểu B", "Biểu C"
FUNDS: dict[tuple[str, str, str], Any] = {
    ("funds", "DA1", "1"): 100, ("funds", "DA1", "2"): 50, ("funds", "DA1", "4"): 75,
    ("funds", "DA2", "1"): 200.5, ("funds", "DA2", "2"): 0, ("funds", "DA2", "4"): 100.25,
    ("funds", "DA5", "1"): 10, ("funds", "DA5", "2"): 5, ("funds", "DA5", "4"): 3,
}  # fmt: skip
HOMES: dict[tuple[str, str, str], Any] = {
    ("homes", "H1", "1"): 120, ("homes", "H1", "2"): 97.5, ("homes", "H1", "3"): "Đạt",
    ("homes", "H1", "4"): date(2024, 5, 20), ("homes", "H2", "1"): 80, ("homes", "H2", "2"): 12,
    ("homes", "H2", "4"): "21/05/2024",
}  # fmt: skip
COSTS: dict[tuple[str, str, str], Any] = {("costs", f"K{n}", "1"): 1_000_000 * n for n in range(1, 10)}
GOOD = FUNDS | HOMES | COSTS
COVER: dict[str, object] = {"document_no": "120/BC-UBND", "document_on": date(2024, 5, 27)}


@cache
def reference() -> Reference:
    """The project's seeds with the test form beside them."""
    folder = Path(mkdtemp(prefix="gnbv-forms-"))
    shutil.copytree(SEEDS, folder / "seeds")
    (folder / "forms").mkdir()
    (folder / "forms" / "thu.v1.yml").write_text(DEFINITION, encoding="utf-8")
    older = DEFINITION.replace("version: 1", "version: 2").replace("valid_from: 2022-01-01", "valid_from: 2025-01-01")
    (folder / "forms" / "thu.v2.yml").write_text(older, encoding="utf-8")
    return Reference.load(folder / "seeds")


def the_form(version: int = 1) -> Form:
    return load_forms(reference().seeds.parent / "forms").by_key[f"thu@{version}"]


def book(
    changes: Mapping[tuple[str, str, str], Any] | None = None,
    *,
    code: str = "20",
    period: str = "2024-H1",
    version: int = 1,
    cover: Mapping[str, object] | None = None,
    values: Mapping[tuple[str, str, str], Any] | None = None,
    **more: Any,
) -> bytes:
    """The good workbook of a province, with other values in some cells; Bắc Ninh (27) has no poor district."""
    span = reference().periods[period]
    reporter = reference().locality("province", code, span.ends_on)
    assert reporter is not None
    if code == "27" and values is None:
        changes = {("funds", "DA5", column): "x" for column in ("1", "2", "4")} | dict(changes or {})
    return render_template(
        the_form(version), reporter=reporter, return_type=reference().return_types["monitoring_6m"], period=span,
        seeds=reference().seeds, values={**(GOOD if values is None else values), **(changes or {})},
        cover={**COVER, **(cover or {})}, **more,
    )  # fmt: skip


def edit(content: bytes | None = None) -> Edited:
    return Edited(content or book())


def read(content: bytes, name: str = "a.xlsx", entry: SourceEntry = LANG_SON, on: date = ON) -> Reading:
    return read_file(content, name, entry=entry, reference=reference(), on=on)


def told(reading: Reading) -> list[tuple[str, str | None, str | None]]:
    """The findings as rule, sheet and cell."""
    return [(one.rule_id, one.sheet, one.cell) for one in reading.findings]


def only(reading: Reading) -> DoorFinding:
    """The one finding there is."""
    assert len(reading.findings) == 1, told(reading)
    return reading.findings[0]


def held(reading: Reading) -> dict[str, tuple[float | None, str | None, str | None]]:
    """Value, text and absence of each cell that holds something, as `<sheet>!<address>`."""
    assert reading.form is not None
    form = the_form(reading.form.version)
    found = {}
    for place, no in enumerate(reading.form.cell_nos.tolist()):
        cell, value = form.cells[no - 1], float(reading.form.values[place])
        found[f"{cell.sheet.title}!{cell.address}"] = (
            None if value != value else value, reading.form.texts.get(place), reading.form.absences.get(place),
        )  # fmt: skip
    return found
