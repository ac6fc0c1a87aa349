"""How a reader says what is wrong: findings with their place, and the verdict that follows from them."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingestion.model import DoorFinding, Reading
from ingestion.tables import Row, Table

ACCEPTED, WITH_FINDINGS, REJECTED, QUARANTINED = "accepted", "accepted_with_findings", "rejected", "quarantined"
_GRAVITY = {WITH_FINDINGS: 0, REJECTED: 1, QUARANTINED: 2}


@dataclass(frozen=True)
class Place:
    """Where in a file: a cell of a sheet, or a line (with its column as a cell) of a text."""

    sheet: str | None = None
    cell: str | None = None
    line: int | None = None

    @classmethod
    def of(cls, table: Table, row: Row, column: int | None = None) -> Place:
        """Return the place of a column of a row, or of the whole row."""
        return cls(table.sheet, row.place(column or 1), table.line(row))

    @property
    def label_vi(self) -> str:
        """The place for the sender, e.g. `trang “Phụ lục I”, ô D12` or `dòng 184`."""
        if self.line is not None:
            return f"dòng {self.line}"
        parts = [f"trang “{self.sheet}”" if self.sheet else "", f"ô {self.cell}" if self.cell else ""]
        return ", ".join(part for part in parts if part)


@dataclass
class Notes:
    """The findings of one file and how grave they are together; `name` is the file's name, for the messages."""

    name: str
    findings: list[DoorFinding] = field(default_factory=list)
    _verdict: tuple[str, DoorFinding] | None = None

    def add(
        self,
        rule_id: str,
        problem: str,
        *,
        state: str = WITH_FINDINGS,
        at: Place | None = None,
        expected: str | None = None,
        found: str | None = None,
        todo: str = "",
    ) -> None:
        """Record one rule that did not hold; `problem`, `expected` and `todo` are Vietnamese, `state` what follows."""
        at = at or Place()
        where = ", ".join(part for part in (f"Tệp “{self.name}”", at.label_vi) if part)
        details = [problem, f"cần: {expected}" if expected else "", f"thấy: “{found}”" if found is not None else ""]
        message = f"{where}: {'; '.join(part.rstrip('.') for part in details if part)}. {todo}".strip()
        finding = DoorFinding(rule_id, message, at.sheet, at.cell, at.line, found, expected)
        self.findings.append(finding)
        if self._verdict is None or _GRAVITY[state] > _GRAVITY[self._verdict[0]]:
            self._verdict = (state, finding)

    @property
    def state(self) -> str:
        """The verdict so far."""
        return self._verdict[0] if self._verdict else ACCEPTED

    @property
    def is_refused(self) -> bool:
        """Say whether the file cannot be taken."""
        return self.state in (REJECTED, QUARANTINED)

    def close(self, reading: Reading) -> Reading:
        """Put verdict and findings on a reading; a refused file keeps no rows, a quarantined one no return."""
        reading.state, reading.findings = self.state, self.findings
        if self._verdict:
            others = len(self.findings) - 1
            more = f" (và {others} điểm khác)" if others else ""
            reading.reason_code, reading.reason = self._verdict[1].rule_id, self._verdict[1].message_vi + more
        if self.is_refused:
            reading.register_rows, reading.statements = [], []
            reading.report, reading.figures, reading.text_lines = None, [], []
            if not (reading.return_type and reading.period and reading.locality_code):
                reading.state = QUARANTINED
        if reading.state == QUARANTINED:
            reading.return_type = reading.period = None
        return reading
