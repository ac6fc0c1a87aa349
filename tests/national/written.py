"""Documents into bronze, as the intake would have left them: one batch a province, cells as columns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from ingestion.bronze import TABLES
from ingestion.bronze_store import BatchWriter, as_table, init_bronze
from national.documents import RETURNS, Filed
from national.grids import DASH, EMPTY, TYPED
from national.narrative import Report


def write_round(bronze: Path, batch_id: str, forms: Iterable[Filed], reports: Iterable[Report] = ()) -> tuple[int, int]:
    """Write one batch; return how many documents and cells are in it."""
    init_bronze(bronze)
    documents = cells = 0
    submissions: list[dict[str, Any]] = []
    with BatchWriter(bronze, batch_id) as batch:
        for form in forms:
            submissions += [_form_row(form, int(row)) for row in form.rows]
            content = cells_of(form)
            documents, cells = documents + len(form.rows), cells + content.num_rows
            if content.num_rows:
                batch.add_table("form_value", content)
        for report in reports:
            submissions.append(_report_row(report))
            documents += 1
            batch.add({"report": [_header(report)], "figure": report.figures, "text_line": report.text_lines})
        submissions += [_programme_row(row) for row in submissions if row["return_type"] == "coordination_6m"]
        batch.add_table("submission", as_table("submission", submissions))
        attempts = [_listing(batch_id, len(submissions)), *(_attempt(batch_id, row) for row in submissions)]
        batch.commit(as_table("attempt", attempts))
    return documents, cells


def cells_of(form: Filed) -> pa.Table:
    """The cells of all documents of one return and level; a document that declares nil has none."""
    kinds = form.grid.kinds[form.rows]
    owners, places = np.nonzero(kinds != EMPTY)
    found = kinds[owners, places].astype(np.int64)
    words = [TYPED[kind] for kind in sorted(TYPED)]
    codes = pa.array(found - DASH, pa.int32(), mask=found < DASH)
    keys = pa.array([form.key(int(row)) for row in form.rows], pa.string())
    values = form.grid.values[form.rows][owners, places]
    return pa.table({
        "batch_id": pa.nulls(len(owners), pa.string()),
        "submission_key": pa.DictionaryArray.from_arrays(pa.array(owners, pa.int32()), keys).cast(pa.string()),
        "cell_no": pa.array(places + 1, pa.int32()),
        "value": pa.array(values, pa.float64(), from_pandas=True),
        "text": pa.DictionaryArray.from_arrays(codes, pa.array([typed for typed, _ in words])).cast(pa.string()),
        "absence": pa.DictionaryArray.from_arrays(codes, pa.array([absence for _, absence in words])).cast(pa.string()),
    }).select(TABLES["form_value"].names)  # fmt: skip


def _form_row(form: Filed, row: int) -> dict[str, Any]:
    digest = form.digest(row)
    return {
        "submission_key": form.key(row), "source_id": f"{form.level}-{form.codes[row]}", "sha256": digest,
        "path": f"{form.name(row)}.xlsx", "size_bytes": 50_000, "landing_path": f"sha256/{digest[:2]}/{digest}",
        "file_kind": "form", "reporter_level": form.level, "locality_code": form.codes[row],
        "return_type": form.return_type, "period": form.period, "document_on": form.on, "arrived_at": form.known(),
        "document_no": document_no(form.return_type, form.period, form.codes[row]), "arrival_basis": "recorded",
        "known_from": form.known(), "is_nil": bool(form.is_nil[row]), "state": "accepted",
        "form": form.grid.form.form, "form_version": form.grid.form.version, "missing_count": 0,
    }  # fmt: skip


def document_no(return_type: str, period: str, code: str, first: int = 1) -> str:
    """The number of the letter a return goes with: every return of a body has its own."""
    order = [(one, when) for one, when, _ in RETURNS].index((return_type, period))
    signer = "SLĐTBXH" if return_type == "coordination_6m" else "UBND"
    return f"{int(code) * 31 % 400 + 2 * order + first}/BC-{signer}"


def _report_row(report: Report) -> dict[str, Any]:
    return {
        "submission_key": report.key, "source_id": f"{report.level}-{report.code}", "sha256": report.digest,
        "path": f"{report.name}.docx", "size_bytes": 30_000, "file_kind": "report",
        "landing_path": f"sha256/{report.digest[:2]}/{report.digest}", "reporter_level": report.level,
        "locality_code": report.code, "return_type": report.return_type, "period": report.period,
        "document_on": report.on, "document_no": report.document_no or document_no(
            report.return_type, report.period, report.code, first=500
        ), "arrived_at": report.known, "arrival_basis": "recorded", "known_from": report.known, "is_nil": False,
        "state": "accepted",
    }  # fmt: skip


def _programme_row(row: dict[str, Any]) -> dict[str, Any]:
    """The coordination programme that a province's half-year report speaks of."""
    digest = row["sha256"][::-1]
    return row | {
        "submission_key": digest[:20], "sha256": digest, "path": f"chuong-trinh/{row['locality_code']}.xlsx",
        "landing_path": f"sha256/{digest[:2]}/{digest}", "file_kind": "cover", "return_type": "coordination_programme",
        "period": "2021-2025", "document_no": "3/CTr-SLĐTBXH-MTTQ", "document_on": date(2023, 3, 10),
        "arrived_at": datetime(2023, 3, 13, 2, tzinfo=UTC), "known_from": datetime(2023, 3, 13, 2, tzinfo=UTC),
        "form": None, "form_version": None, "missing_count": None,
    }  # fmt: skip


def _header(report: Report) -> dict[str, Any]:
    return {
        "submission_key": report.key, "kind": "report", "title": report.title, "locality_code": report.code,
        "period": report.period, "as_of": report.as_of, "encoding": "utf-8", "media": "docx",
        "line_count": len(report.text_lines), "figure_count": len(report.figures), "known_from": report.known,
    }  # fmt: skip


def _listing(batch_id: str, files: int) -> dict[str, Any]:
    return {
        "attempt_id": f"{batch_id}/0", "run_id": batch_id, "attempted_at": datetime(2025, 1, 7, tzinfo=UTC),
        "source_id": batch_id, "attempt_kind": "source", "state": "listed", "files_listed": files, "files_new": files,
        "files_unchanged": 0,
    }  # fmt: skip


def _attempt(batch_id: str, row: dict[str, Any]) -> dict[str, Any]:
    same = ("source_id", "path", "sha256", "size_bytes", "state", "submission_key", "arrived_at", "arrival_basis")
    return {name: row[name] for name in same} | {
        "attempt_id": f"{batch_id}/{row['submission_key']}", "run_id": batch_id, "attempt_kind": "file",
        "attempted_at": row["arrived_at"],
    }  # fmt: skip
