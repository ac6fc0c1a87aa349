"""A workspace and a reader for the tests of the intake's core: what a file says stands in its own first line."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np

from ingestion import CollectSummary, DoorFinding, Reading, Reference, SourceEntry, collect_source, read_table
from ingestion.model import FormValues

SEEDS = Path(__file__).resolve().parents[3] / "dbt_project" / "seeds"
NOW = datetime(2023, 7, 3, 6, 0, tzinfo=UTC)


def read_fake(content: bytes, name: str, *, entry: SourceEntry, reference: Reference, on: date) -> Reading:
    """`cover <period>`, `register <period> <rows>`, `report <period> <figures>`, `form <period> <cells>`,
    `refuse <period>`, `unknown`, `crash`, `nonsense`, `misfit`."""
    kind, _, rest = content.decode().partition("\n")[0].partition(" ")
    if kind == "crash":
        raise KeyError("a defect of the reader")
    if kind == "nonsense":
        return Reading("accepted", return_type="coordination_6m", period=rest, locality_code=None)
    if kind == "unknown":
        finding = DoorFinding("IN01", "Không rõ địa phương gửi.", found=name)
        return Reading("quarantined", "IN01", "Không rõ địa phương gửi.", findings=[finding])
    period, _, rows = rest.partition(" ")
    reading = Reading(
        "accepted", file_kind="cover", return_type="coordination_6m", period=period, level=entry.level,
        locality_code=entry.locality_code, document_no="8/BC-SLĐTBXH", document_on=date(2023, 6, 20),
    )  # fmt: skip
    if kind == "refuse":
        reading.state, reading.reason_code, reading.reason = "rejected", "IN03", "Thiếu cột."
        reading.register_rows = [{"row_no": 1}]
        reading.form = _form(2)
    if kind == "register":
        reading.file_kind = "register"
        reading.register_rows = [
            {"register_id": "pl2", "row_no": n, "document_seq": 0} for n in range(1, int(rows) + 1)
        ]
        reading.statements = [{"statement_kind": "count", "category": "received", "stated_count": 34}]
    if kind == "report":
        reading.file_kind = "report"
        reading.report = {"kind": "report", "title": "Giám sát", "figure_count": int(rows)}
        reading.figures = [{"figure_id": f"{n:020}", "kind": "fund", "line": n, "value": 1.5} for n in range(int(rows))]
        reading.text_lines = [{"line": n + 1, "text": f"dòng {n}"} for n in range(int(rows))]
    if kind == "form":
        reading.file_kind, reading.form = "form", _form(int(rows))
    if kind == "misfit":
        reading.statements = [{"stated_count": 34}, {"stated_count": "ba mươi tư"}]
    return reading


def _form(cells: int) -> FormValues:
    """Cells 1, 2, ... that hold 1.5 each; the first was typed as a text, the second says that there was nothing."""
    numbers, values = np.arange(1, cells + 1, dtype=np.int32), np.full(cells, 1.5)
    return FormValues("monitoring", 2, numbers, values, {0: "1,5"}, {1: "none"}, missing_count=3)


class Desk:
    """One source in a folder, and the workspace it is collected into."""

    def __init__(self, home: Path) -> None:
        self.home, self.folder = home, home / "sources" / "20-lang-son"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.landing, self.bronze = home / "landing", home / "bronze"
        self.entry = SourceEntry("20-lang-son", "Lạng Sơn", "province", "20", str(self.folder))

    def put(self, name: str, text: str) -> Path:
        place = self.folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
        return place

    def collect(self, run_id: str = "run-1", entry: SourceEntry | None = None, **how: Any) -> CollectSummary:
        settings = {"now": NOW, "reader": read_fake, "seeds": SEEDS} | how
        return collect_source(
            entry or self.entry, landing=self.landing, bronze=self.bronze, run_id=run_id, **settings
        )  # fmt: skip

    def rows(self, table: str) -> list[dict[str, Any]]:
        return read_table(self.bronze, table).to_pylist()

    def receipts(self, kind: str = "file") -> list[dict[str, Any]]:
        return [row for row in self.rows("attempt") if row["attempt_kind"] == kind]

    def content(self) -> dict[str, list[str]]:
        """Every table but the receipts, without batch ids: what must not depend on how the files were taken in."""
        tables = (
            "submission",
            "register_row",
            "statement",
            "door_finding",
            "report",
            "figure",
            "text_line",
            "form_value",
        )
        stripped = {table: [{**row, "batch_id": None} for row in self.rows(table)] for table in tables}
        return {table: sorted(map(repr, rows)) for table, rows in stripped.items()}

    def contents_received(self) -> list[tuple[str, str]]:
        """The (path, sha256) pairs that have a receipt."""
        return sorted((row["path"], row["sha256"]) for row in self.receipts())

    def landed(self) -> list[str]:
        """The names of the finished files of the landing zone."""
        return sorted(path.name for path in self.landing.rglob("*") if path.is_file() and not path.name.startswith("."))
