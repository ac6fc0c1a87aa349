"""What a narrative report is to the intake: lines of text, and each number with its coordinates and its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

BILLION = 1_000_000_000


def vietnamese(number: float, digits: int = 0) -> str:
    """A number as people print it here: `1.234,5`."""
    return f"{number:,.{digits}f}".replace(",", "_").replace(".", ",").replace("_", ".")


@dataclass(eq=False)
class Report:
    """One report: `figures` are rows of bronze. `rewrite` changes what is printed of a figure, and the line with it."""

    return_type: str
    period: str
    level: str
    code: str
    on: date
    title: str
    document_no: str | None = None
    text_lines: list[dict[str, Any]] = field(default_factory=list)
    figures: list[dict[str, Any]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.return_type}/{self.period}/{self.code}/report"

    @property
    def digest(self) -> str:
        return sha256(self.name.encode()).hexdigest()

    @property
    def key(self) -> str:
        return sha256(self.name.encode() + b"/key").hexdigest()[:20]

    @property
    def known(self) -> datetime:
        return datetime(self.on.year, self.on.month, self.on.day, 3, tzinfo=UTC)

    @property
    def as_of(self) -> date:
        year = int(self.period[:4])
        return date(year, 6, 30) if self.period.endswith("H1") else date(year, 12, 31)

    def say(self, *pieces: str | dict[str, Any]) -> None:
        """Add a line of words and figures; a figure's place is where its number stands in the line."""
        number, text = len(self.text_lines) + 1, ""
        for piece in pieces:
            if isinstance(piece, str):
                text += piece
                continue
            start = len(text)
            text += piece["value_text"] if piece["unit_text"] is None else f"{piece['value_text']} {piece['unit_text']}"
            self.figures.append({
                "submission_key": self.key, "figure_id": f"{len(self.figures) + 1:020}", "line": number,
                "char_start": start, "char_end": start + len(piece["value_text"]), "locality_code": self.code,
                "as_of": self.as_of, "known_from": self.known, "value_kind": "actual", "is_estimate": False,
                "role": "total", "confidence": 0.95,
            } | piece)  # fmt: skip
        self.text_lines.append({"submission_key": self.key, "line": number, "text": text})

    def key_of(self, figure: dict[str, Any]) -> str:
        return f"{self.key}/{figure['figure_id']}"

    def rewrite(self, figure: dict[str, Any], **changes: Any) -> None:
        """Print another number in the place of a figure."""
        figure.update(changes)
        line = self.text_lines[figure["line"] - 1]
        text, new = line["text"], figure["value_text"]
        line["text"] = text[: figure["char_start"]] + new + text[figure["char_end"] :]
        shift = len(new) - (figure["char_end"] - figure["char_start"])
        figure["char_end"] += shift
        for other in self.figures:
            if other["line"] == figure["line"] and other["char_start"] > figure["char_start"]:
                other["char_start"] += shift
                other["char_end"] += shift


def money(amount: float, measure: str, year: str, component: str = "CT", **more: Any) -> dict[str, Any]:
    """A figure of money, printed in billion đồng with three decimals."""
    text = vietnamese(amount / BILLION, 3)
    return {
        "kind": "fund", "component": component, "measure": measure, "budget_year": year, "source": "total",
        "nature": "total", "value_text": text, "unit_text": "tỷ đồng", "value": round(amount / BILLION, 3),
        "value_vnd": round(amount / 1_000_000) * 1_000_000, "unit": "vnd", "rule": "fund.said",
    } | more  # fmt: skip


def count(number: float, indicator: str, population: str, unit: str, period: str, **more: Any) -> dict[str, Any]:
    """A figure of a social indicator."""
    digits = 2 if unit in ("percent", "percentage_point") else 0
    sign = {"percent": "%", "percentage_point": "%", "household": "hộ", "team": "đoàn", "house": "nhà"}.get(unit)
    return {
        "kind": "indicator", "indicator": indicator, "population": population, "value": float(number), "unit": unit,
        "value_text": vietnamese(number, digits), "unit_text": sign, "period": period, "rule": f"{indicator}.1",
    } | more  # fmt: skip
