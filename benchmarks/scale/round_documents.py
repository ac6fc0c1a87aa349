"""Documents of a made-up round in bronze, as the intake leaves them: in the order in which files became known."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zlib import crc32

import numpy as np
from national.documents import Filed
from national.grids import EMPTY, Grid
from national.written import cells_of

from ingestion.bronze_store import BatchWriter, as_table
from scale.round_faults import Fault, put_faults
from scale.round_plan import Part, Rows, opened

#: A working day of nine hours holds as many documents as there are.
_FAULTS = 2
_HOURS = timedelta(hours=9)
_SIZES = {"monitoring": 90_000, "poverty_review": 45_000, "treasury": 60_000, "targets": 30_000, "coordination": 25_000}


@dataclass
class Count:
    """What was written."""

    documents: int = 0
    figures: int = 0
    again: int = 0
    nil: int = 0
    faulty_documents: int = 0
    faulty_cells: int = 0

    def add(self, other: Count) -> None:
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


@dataclass
class Batch:
    """One batch under construction: its documents arrive one after another over its part of the day.

    `of_day`: which part of so many, from 0. A batch of nothing is none.
    """

    bronze: Path
    batch_id: str
    day: date
    expected: int
    of_day: tuple[int, int] = (0, 1)
    count: Count = field(default_factory=Count)

    def __enter__(self) -> Batch:
        self._writer = BatchWriter(self.bronze, self.batch_id)
        self._submissions: list[dict[str, Any]] = []
        self._findings: list[dict[str, Any]] = []
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if kind is None and self._submissions:
            self._writer.add_table("submission", as_table("submission", self._submissions))
            self._writer.add({"door_finding": self._findings})
            attempts = [_attempt(self.batch_id, row) for row in self._submissions]
            self._writer.commit(as_table("attempt", [_listing(self.batch_id, self._submissions), *attempts]))
        self._writer.__exit__(kind, *rest)

    def add(self, form: Filed, faults: Mapping[int, Fault] = MappingProxyType({})) -> None:
        """Take in documents of one part, in the order of their rows, and what is wrong in some. Raises OSError."""
        for row in map(int, form.rows):
            self._submissions.append(_submission(form, row, self._next(), faults.get(row)))
            if row in faults:
                self._findings.append(_finding(form, row, self._submissions[-1], faults[row]))
        content = cells_of(form)
        if content.num_rows:
            self._writer.add_table("form_value", content)
        self.count.add(
            Count(
                documents=len(form.rows),
                figures=content.num_rows,
                again=len(form.rows) if form.version > 1 else 0,
                nil=int(form.is_nil.sum()),
                faulty_documents=len(faults),
                faulty_cells=sum(one.cells for one in faults.values()),
            )
        )

    def _next(self) -> datetime:
        at, parts = self.of_day
        return opened(self.day) + _HOURS * at / parts + _HOURS * len(self._submissions) / (self.expected * parts)


def first_documents(
    part: Part, grid: Grid, rate: float, seed: int, day: date
) -> tuple[Filed, dict[int, Fault]]:  # fmt: skip
    """Make what a part sends first, with what is wrong in it by row; the grid is spoilt.

    What a body gets wrong does not depend on how many others take part.
    """
    grid.kinds[part.is_nil] = EMPTY
    faults = put_faults(grid, rate, part.chance(seed, _FAULTS))
    rows = part.sent.tolist()
    return documents(part, grid, part.sent, 1, day), {at: faults[row] for at, row in enumerate(rows) if row in faults}


def documents(part: Part, grid: Grid, rows: Rows, version: int, day: date) -> Filed:
    """Make documents of some rows of a part, with a grid of their own; nil returns hold nothing."""
    own = copy.copy(grid)
    own.values, own.kinds = grid.values[rows], grid.kinds[rows]
    is_nil = part.is_nil[rows]
    own.kinds[is_nil] = EMPTY
    codes = part.province.codes(part.level)
    return Filed(
        part.round.return_type, part.round.period, part.level, tuple(codes[row] for row in rows), own,
        np.arange(len(rows)), day, version, is_nil,
    )  # fmt: skip


def _submission(form: Filed, row: int, known: datetime, fault: Fault | None) -> dict[str, Any]:
    digest, number = form.digest(row), crc32(form.name(row).encode())
    return {
        "submission_key": form.key(row), "source_id": f"{form.level}-{form.codes[row]}", "sha256": digest,
        "path": f"{form.return_type}-{form.period}-{form.version}.xlsx",
        "size_bytes": _SIZES[form.grid.form.form] + number % 7919, "file_kind": "form",
        "landing_path": f"landing/sha256/{digest[:2]}/{digest}", "reporter_level": form.level,
        "locality_code": form.codes[row],
        "return_type": form.return_type, "period": form.period, "document_on": form.on - timedelta(days=1),
        "document_no": document_no(form, row), "arrived_at": known, "arrival_basis": "recorded",
        "known_from": known, "is_nil": bool(form.is_nil[row]),
        "state": "accepted_with_findings" if fault else "accepted", "form": form.grid.form.form,
        "form_version": form.grid.form.version, "missing_count": int(fault is not None and fault.rule == "IN20"),
    }  # fmt: skip


def document_no(form: Filed, row: int) -> str:
    """Return the number of the letter a return goes with."""
    return f"{crc32(form.name(row).encode()) % 100_000 + 1}/BC-UBND"


def _finding(form: Filed, row: int, submission: dict[str, Any], fault: Fault) -> dict[str, Any]:
    cell, rule = form.grid.form.cells[fault.place], fault.rule
    same = ("source_id", "path", "sha256", "submission_key", "locality_code", "return_type", "period")
    value = form.grid.values[row, fault.place]
    return {name: submission[name] for name in same} | {
        "finding_id": f"{submission['submission_key']}{rule}", "rule_id": rule, "sheet": cell.sheet.title,
        "cell": cell.address, "found": "" if np.isnan(value) else f"{value:g}", "expected": None,
        "message_vi": f"Tệp “{submission['path']}”, trang “{cell.sheet.title}”, ô {cell.address}: cần xem lại.",
    }  # fmt: skip


def _listing(batch_id: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "attempt_id": f"{batch_id}/0", "run_id": batch_id, "attempted_at": rows[-1]["arrived_at"],
        "source_id": batch_id, "attempt_kind": "source", "state": "listed", "files_listed": len(rows),
        "files_new": len(rows), "files_unchanged": 0,
    }  # fmt: skip


def _attempt(batch_id: str, row: dict[str, Any]) -> dict[str, Any]:
    same = ("source_id", "locality_code", "path", "sha256", "size_bytes", "state", "submission_key", "arrived_at",
            "arrival_basis")  # fmt: skip
    return {name: row[name] for name in same} | {
        "attempt_id": f"{batch_id}/{row['submission_key']}", "run_id": batch_id, "attempt_kind": "file",
        "attempted_at": row["arrived_at"],
    }  # fmt: skip
