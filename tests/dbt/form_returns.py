"""Forms as the intake would leave them in bronze: a form of two sheets, and submissions by the name of each cell."""

from __future__ import annotations

from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from ingestion.forms import Form, load_forms

FORM = """
form: small
version: 1
name: {vi: "Biểu thử", en: "Trial form"}
origin: own
basis: a test
valid_from: 2023-01-01
returns: [monitoring_6m, monitoring_annual]
levels: [province, district, commune]
sheets:
  - sheet: money
    title: Vốn
    name: {vi: "Vốn", en: "Funds"}
    unit: million_vnd
    rows:
      - {row: CT, label: {vi: "Tổng", en: "All"}, figure: {component: CT}, sum_of: [DA1, DA4]}
      - {row: DA1, label: {vi: "Dự án 1", en: "Project 1"}, figure: {component: DA1}, only_for: poor_district}
      - {row: DA4, label: {vi: "Dự án 4", en: "Project 4"}, figure: {component: DA4}}
    columns:
      - {column: central, heading: [{vi: "Giao", en: "Allocated"}, {vi: "Trung ương", en: "Central"}], type: money,
         figure: {measure: allocated, source: central, budget_year: 0}}
      - {column: local, heading: [{vi: "Giao", en: "Allocated"}, {vi: "Địa phương", en: "Local"}], type: money,
         figure: {measure: allocated, source: local, budget_year: 0}}
      - {column: given, heading: [{vi: "Giao", en: "Allocated"}, {vi: "Tổng", en: "All"}], type: money,
         figure: {measure: allocated, budget_year: 0}, sum_of: [central, local]}
      - {column: carried, heading: [{vi: "Chuyển sang", en: "Carried in"}], type: money,
         figure: {measure: carried_in, budget_year: -1}}
      - {column: spent, heading: [{vi: "Chi năm nay", en: "Spent of this year's"}], type: money,
         figure: {measure: disbursed, budget_year: 0}}
      - {column: spent_old, heading: [{vi: "Chi năm trước", en: "Spent of last year's"}], type: money,
         figure: {measure: disbursed, budget_year: -1}}
      - {column: all_spent, heading: [{vi: "Chi", en: "Spent"}], type: money, figure: {measure: disbursed},
         sum_of: [spent, spent_old]}
      - {column: rate, heading: [{vi: "Tỷ lệ", en: "Rate"}], type: percent, rate_of: [spent, given]}
      - {column: term, heading: [{vi: "Cả giai đoạn", en: "Of the whole term"}], type: money, required: false,
         figure: {measure: planned, budget_year: "2021-2025"}}
  - sheet: people
    title: Hộ
    name: {vi: "Hộ", en: "Households"}
    rows:
      - {row: all, label: {vi: "Chung", en: "All"}, sum_of: [rural, urban]}
      - {row: rural, label: {vi: "Nông thôn", en: "Rural"}, figure: {population: rural}}
      - {row: urban, label: {vi: "Thành thị", en: "Urban"}, figure: {population: urban}}
    columns:
      - {column: now, heading: [{vi: "Hộ nghèo", en: "Poor"}], type: count,
         figure: {indicator: poor_households, time: period}}
      - {column: before, heading: [{vi: "Năm trước", en: "Last year"}], type: count,
         figure: {indicator: poor_households, time: previous_year}}
      - {column: wanted, heading: [{vi: "Chỉ tiêu", en: "Target"}], type: percent,
         figure: {indicator: poverty_rate, value_kind: target, time: next_year}}
      - {column: share, heading: [{vi: "Ước tỷ lệ", en: "Share, by estimate"}], type: percent,
         figure: {indicator: poverty_rate, value_kind: estimate, time: year}}
      - {column: credit, heading: [{vi: "Dư nợ (tỷ đồng)", en: "Credit"}], type: money, unit: billion_vnd,
         figure: {indicator: policy_credit_outstanding}}
      - {column: note, heading: [{vi: "Ghi chú", en: "Note"}], type: text, required: false}
"""

Values = dict[str, float | str]
#: What is typed where nothing is: the absence it stands for.
ABSENT = {"-": "none", "x": "not_applicable", "...": "not_available", "??": "illegible"}


def policy_folder(folder: Path) -> Path:
    """Put the form into a folder for GNBV_POLICY."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "small.v1.yml").write_text(FORM, encoding="utf-8")
    return folder


def the_form(folder: Path) -> Form:
    """Return the form as the intake would know it."""
    return load_forms(folder).by_key["small@1"]


def key_of(name: str) -> str:
    """Return a submission key for a name of a test."""
    return sha256(name.encode()).hexdigest()[:20]


def figure_key(form: Form, name: str, place: str) -> str:
    """Return the key of the figure at `sheet!row.column` of a submission."""
    return f"{key_of(name)}/{sha256(name.encode()).hexdigest()[:16]}c{cell_no(form, place):05}"


def cell_no(form: Form, place: str) -> int:
    """Return the number of the cell at `sheet!row.column`."""
    sheet, _, rest = place.partition("!")
    row, _, column = rest.partition(".")
    return form.by_place[sheet, row, column].cell_no


class Bronze:
    """Rows of one batch, gathered a submission at a time."""

    def __init__(self, batch_id: str, form: Form) -> None:
        at = datetime(2024, 1, 1, tzinfo=UTC)
        self.form = form
        self.rows: dict[str, list[dict[str, Any]]] = {
            "attempt": [
                {"attempt_id": f"{batch_id}/0", "run_id": batch_id, "attempted_at": at, "source_id": "s"}
                | {"attempt_kind": "source", "state": "listed", "files_listed": 1, "files_new": 1, "files_unchanged": 0}
            ]
        }  # fmt: skip

    def add(self, table: str, **row: Any) -> None:
        self.rows.setdefault(table, []).append(row)

    def submit(
        self, name: str, code: str, level: str, day: date, values: Values | None = None, *,
        return_type: str = "monitoring_6m", period: str = "2024-H1", state: str = "accepted", kind: str = "form",
        missing: int = 0, is_nil: bool = False, rules: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        """Add a submission, by default of the form, its receipt, its cells and what the door said of it."""
        known, digest = datetime(day.year, day.month, day.day, 2, tzinfo=UTC), sha256(name.encode()).hexdigest()
        content = {"sha256": digest, "size_bytes": 1, "source_id": "s", "path": f"{name}.xlsx"}
        refused = {"reason_code": "IN17", "reason": "Biểu bị thay đổi"} if state == "rejected" else {}
        formed = {"form": "small", "form_version": 1, "missing_count": missing} if kind == "form" else {}
        self.add(
            "submission", submission_key=key_of(name), locality_code=code, reporter_level=level, state=state,
            return_type=return_type, period=period, arrived_at=known, known_from=known, arrival_basis="recorded",
            file_kind=kind, landing_path=f"sha256/{digest[:2]}/{digest}", is_nil=is_nil, document_no=f"1/BC-{name}",
            document_on=day, **content, **formed, **refused,
        )  # fmt: skip
        self.add(
            "attempt", attempt_id=f"a/{name}", run_id="r", attempted_at=known, attempt_kind="file", state=state,
            submission_key=key_of(name), arrived_at=known, arrival_basis="recorded", **content, **refused,
        )  # fmt: skip
        for place, typed in (values or {}).items():
            cell = {"submission_key": key_of(name), "cell_no": cell_no(self.form, place)}
            if isinstance(typed, str):
                absence = ABSENT.get(typed)
                self.add("form_value", **cell, value=0.0 if absence == "none" else None, text=typed, absence=absence)
            else:
                self.add("form_value", **cell, value=float(typed))
        for number, rule in enumerate(rules):
            self.add(
                "door_finding", finding_id=f"{name}/{number}", rule_id=rule, submission_key=key_of(name),
                locality_code=code, return_type=return_type, period=period, sheet="Vốn", cell="C9", found="a",
                expected="b", message_vi=f"{rule} tại Vốn!C9", **{key: content[key] for key in ("sha256", "path")},
                source_id="s",
            )  # fmt: skip

    def tell(self, name: str, **figure: Any) -> None:
        """Add a figure of a narrative report that was submitted under a name."""
        line = len(self.rows.get("figure", [])) + 1
        self.add(
            "figure", **({"submission_key": key_of(name), "figure_id": f"{line:020}", "line": line, "char_start": 0}
            | {"char_end": 3, "confidence": 1.0, "rule": "test", "is_estimate": False, "value_kind": "actual"}
            | {"role": "", "value_text": "1", "unit_text": "triệu đồng", "unit": "vnd"} | figure),
        )  # fmt: skip
