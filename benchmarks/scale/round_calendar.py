"""What is sent when: the rounds of 2021 to 2025, and the rows of policy that make every one of them owed.

A round is a return type and a period. Its first versions arrive in the seven days before its due day and on that day
(the last group of provinces is late), what is sent again in the days after; no two rounds share a day.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from national.places import LEVELS, SEEDS

from scale.places_national import AFTER, Row, synthetic

YEARS = (2021, 2022, 2023, 2024, 2025)
BASIS = "Vòng báo cáo giả định để đo hiệu năng"
GROUP = "benchmark_reporters"
_CORE, _ALL, _MORE = range(3)
#: Return type, part of the year, due month and day, years later, levels, last year, from which stage on it is asked.
_KINDS = (
    ("monitoring_6m", "H1", (6, 1), 0, LEVELS, 2025, _CORE),
    ("monitoring_annual", "Y", (12, 1), 0, LEVELS, 2025, _CORE),
    ("poverty_review_official", "Y", (12, 20), 0, LEVELS, 2025, _CORE),
    ("treasury_quarterly", "Q1", (4, 11), 0, LEVELS[:2], 2025, _ALL),
    ("treasury_quarterly", "Q2", (7, 21), 0, LEVELS[:2], 2024, _ALL),
    ("treasury_quarterly", "Q3", (10, 29), 0, LEVELS[:2], 2024, _ALL),
    ("treasury_quarterly", "Q4", (1, 11), 1, LEVELS[:2], 2024, _ALL),
    ("coordination_6m", "H1", (6, 25), 0, LEVELS[:1], 2024, _ALL),
    ("poverty_review_provisional", "Y", (11, 15), 0, LEVELS, 2024, _ALL),
    ("targets_results", "Y", (2, 11), 1, LEVELS[:2], 2024, _ALL),
    ("monitoring_9m", "9M", (9, 20), 0, LEVELS, 2025, _MORE),
)  # fmt: skip
_BODIES = {"province": "ubnd_tinh", "district": "ubnd_huyen", "commune": "ubnd_xa"}
_NINE_MONTHS = {
    "return_type": "monitoring_9m", "name_vi": "Báo cáo giám sát 9 tháng (giả định)",
    "name_en": "Nine-month monitoring report (made up)", "period_type": "nine_months", "presupposes": "",
    "basis_document": BASIS, "basis_on": "2021-01-01", "note": "For measurements alone",
}  # fmt: skip
_PARTS = {
    "H1": ("half_year", "6 tháng đầu năm {}", "first half of {}", "01-01", "06-30"),
    "9M": ("nine_months", "9 tháng đầu năm {}", "first nine months of {}", "01-01", "09-30"),
    "Y": ("year", "năm {}", "year {}", "01-01", "12-31"),
    "Q1": ("quarter", "lũy kế 3 tháng năm {}", "3 months of {} (cumulative)", "01-01", "03-31"),
    "Q2": ("quarter", "lũy kế 6 tháng năm {}", "6 months of {} (cumulative)", "01-01", "06-30"),
    "Q3": ("quarter", "lũy kế 9 tháng năm {}", "9 months of {} (cumulative)", "01-01", "09-30"),
    "Q4": ("quarter", "lũy kế 12 tháng năm {}", "12 months of {} (cumulative)", "01-01", "12-31"),
}


@dataclass(frozen=True)
class Round:
    """One return of one period. `number` counts the rounds of a stage in the order they fall due, from 0."""

    number: int
    return_type: str
    period: str
    due_on: date
    levels: tuple[str, ...]

    @property
    def year(self) -> int:
        return int(self.period[:4])

    @property
    def is_after(self) -> bool:
        """Whether the bodies of after 01/07/2025 owe it: the earlier of the period's end and the due day decides."""
        part = _PARTS[self.period[5:]]
        return min(self.due_on, date.fromisoformat(f"{self.year}-{part[4]}")) >= AFTER

    def reporters(self) -> tuple[str, ...]:
        """The levels that report; there are no districts afterwards."""
        return tuple(level for level in self.levels if not (self.is_after and level == "district"))


def rounds(stage: int) -> list[Round]:
    """Return the rounds of a stage: 0 the three core returns, 1 all return types, 2 nine months besides."""
    found = [
        (date(year + later, *day), return_type, f"{year}-{part}", levels)
        for return_type, part, day, later, levels, last, least in _KINDS
        for year in YEARS
        if least <= stage and year <= last
    ]
    return [
        Round(number, return_type, period, due_on, levels)
        for number, (due_on, return_type, period, levels) in enumerate(sorted(found))
    ]


def write_policy(folder: Path, some: Iterable[Round], members: dict[bool, list[str]]) -> None:
    """Write the rows that the seeds lack for these rounds, as `GNBV_POLICY` takes them. Raises OSError.

    `members` are the codes of the districts and communes that take part before and after 01/07/2025; all others are
    exempt.
    """
    asked = list(some)
    folder.mkdir(parents=True, exist_ok=True)
    tables = {
        "communes": list(synthetic()), "periods": _periods(asked), "duties": _duties(asked),
        "reporting_calendar": _calendar(asked), "locality_groups": _members(members),
        "return_types": [_NINE_MONTHS] if any(one.return_type == "monitoring_9m" for one in asked) else [],
    }  # fmt: skip
    for name, rows in tables.items():
        if rows:
            columns = list(seed_rows(name)[0])
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
                writer = csv.DictWriter(stream, columns, lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)


@cache
def seed_rows(name: str) -> tuple[Row, ...]:
    """Return the rows of a seed of the project."""
    place = next(SEEDS.rglob(f"{name}.csv"))
    with place.open(encoding="utf-8-sig", newline="") as stream:
        return tuple(csv.DictReader(stream))


def _periods(some: list[Round]) -> list[Row]:
    known = {row["period"] for row in seed_rows("periods")}
    found = []
    for period in sorted({one.period for one in some} - known):
        year, part = period.split("-")
        kind, name_vi, name_en, first, last = _PARTS[part]
        found.append({
            "period": period, "period_type": kind, "name_vi": name_vi.format(year), "name_en": name_en.format(year),
            "starts_on": f"{year}-{first}", "ends_on": f"{year}-{last}",
        })  # fmt: skip
    return found


def _duties(some: list[Round]) -> list[Row]:
    """Everybody owes it: from the programme's start to its end, but for the days a duty of the seeds covers."""
    found = []
    for return_type, level in sorted({(one.return_type, level) for one in some for level in one.levels}):
        held = [
            (row["valid_from"], row["valid_to"])
            for row in seed_rows("duties")
            if (row["return_type"], row["reporter_level"], row["scope"]) == (return_type, level, "*")
        ]
        first, last = held[0] if held else ("2026-01-01", "2026-01-01")
        for number, (begins, ends) in enumerate((("2021-01-01", first), (last, "2026-01-01")), start=1):
            if begins < ends:
                found.append({
                    "duty_id": f"GD-{return_type}-{level}-{number}", "return_type": return_type,
                    "reporter_level": level, "scope": "*", "body_code": _BODIES[level], "recipient": "Cấp trên",
                    "received_at_evidence": "document_number_known", "date_basis": "arrival",
                    "precondition": "" if level == "province" else GROUP,
                    "valid_from": begins, "valid_to": ends, "legal_basis": BASIS, "note": "synthetic",
                })  # fmt: skip
    return found


def _members(members: dict[bool, list[str]]) -> list[Row]:
    spans = {False: ("2021-01-01", AFTER.isoformat()), True: (AFTER.isoformat(), "")}
    return [
        {
            "group_code": GROUP, "locality_code": code, "valid_from": spans[is_after][0],
            "valid_to": spans[is_after][1], "legal_basis": BASIS, "note": "synthetic",
        }
        for is_after, codes in members.items()
        for code in codes
    ]  # fmt: skip


def _calendar(some: list[Round]) -> list[Row]:
    names = ("return_type", "reporter_level", "scope", "period")
    known = {tuple(row[name] for name in names) for row in seed_rows("reporting_calendar")}
    found = []
    for one in some:
        for level in one.reporters():
            if (one.return_type, level, "*", one.period) not in known:
                found.append(dict.fromkeys(seed_rows("reporting_calendar")[0], "") | {
                    "return_type": one.return_type, "reporter_level": level, "scope": "*", "period": one.period,
                    "opens_on": str(one.due_on - timedelta(days=30)), "due_on": str(one.due_on),
                    "due_rule": "before", "roll": "none", "due_soon_days": "14",
                    "chase_until": str(one.due_on + timedelta(days=180)), "legal_basis": BASIS,
                    "reason": "synthetic",
                })  # fmt: skip
    return found
