"""The seeds of the dbt project as small typed look-ups: one truth for the intake and the warehouse.

Codes stay text (`02`, `VN`). A code names a locality only together with a date: seven province codes changed owner on
01/07/2025 (QĐ 19/2025/QĐ-TTg). Validity is half-open: `valid_from` <= date < `valid_to`.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

FOREVER = date(9999, 12, 31)


class SeedError(RuntimeError):
    """The seeds cannot be used: a file, a column or a date is missing or wrong. The text says which and what to do."""


@dataclass(frozen=True)
class Locality:
    """One version of a country, province or district; `parent_code` is the code one level up."""

    locality_id: str
    level: str
    code: str
    name_vi: str
    unit_type: str
    parent_code: str
    valid_from: date
    valid_to: date

    @property
    def label(self) -> str:
        """Name with its kind, for messages: `huyện Bắc Sơn`, `TP Hồ Chí Minh`."""
        kind = self.unit_type.removesuffix(" trực thuộc trung ương")
        return self.name_vi if self.name_vi.startswith("TP ") or self.level == "country" else f"{kind} {self.name_vi}"


@dataclass(frozen=True)
class Alias:
    """Another spelling of the name of a locality."""

    alias: str
    level: str
    name_vi: str


@dataclass(frozen=True)
class ReturnType:
    """One kind of return; `period_type` says which periods it can be for."""

    return_type: str
    name_vi: str
    name_en: str
    period_type: str
    presupposes: str
    basis_document: str


@dataclass(frozen=True)
class Period:
    """One reporting period; both dates belong to it."""

    period: str
    period_type: str
    name_vi: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class CalendarEntry:
    """One line of the reporting calendar; `scope` is `*` or the code of a province (with its districts)."""

    return_type: str
    reporter_level: str
    scope: str
    period: str
    opens_on: date
    due_on: date | None

    def covers(self, locality: Locality) -> bool:
        """Say whether the line speaks of this reporter."""
        province = locality.parent_code if locality.level == "district" else locality.code
        return self.reporter_level == locality.level and self.scope in ("*", province)


@dataclass(frozen=True)
class DocumentType:
    """What an abbreviation in a document number stands for (`BC`: a report)."""

    abbreviation: str
    kind: str
    name_vi: str
    name_en: str


@dataclass(frozen=True)
class AcceptedDocument:
    """How a kind of document counts for a return type."""

    return_type: str
    kind: str
    judgement: str
    required_symbol: str


@dataclass(frozen=True)
class ReportKind:
    """How the title of a narrative report tells which return it is; `*` fits any kind of document or period."""

    document_kind: str
    title_pattern: str
    title_excludes: str
    period_type: str
    return_type: str
    period_rule: str


_SEEDS = {
    "countries": ("geography", "locality_id locality_code name_vi unit_type valid_from valid_to"),
    "provinces": ("geography", "locality_id province_code name_vi unit_type valid_from valid_to"),
    "districts": ("geography", "locality_id district_code name_vi unit_type province_code valid_from valid_to"),
    "locality_aliases": ("geography", "alias level name_vi"),
    "return_types": ("policy", "return_type name_vi name_en period_type presupposes basis_document"),
    "periods": ("policy", "period period_type name_vi starts_on ends_on"),
    "reporting_calendar": ("policy", "return_type reporter_level scope period opens_on due_on"),
    "document_types": ("policy", "abbreviation kind name_vi name_en"),
    "accepted_documents": ("policy", "return_type kind judgement required_symbol"),
    "report_kinds": (
        "policy",
        "sort_order document_kind title_pattern title_excludes period_type return_type period_rule",
    ),
}
_CACHE: dict[Path, tuple[tuple[tuple[str, int, int], ...], Reference]] = {}


class Reference:
    """The look-ups of one folder of seeds. A seed is read when it is first asked for."""

    def __init__(self, seeds: Path) -> None:
        self.seeds = seeds

    @classmethod
    def load(cls, seeds: Path) -> Reference:
        """Return the look-ups of a folder laid out as `<folder>/<seed>.csv`; kept until a file of it changes.

        Raises SeedError if the folder, a seed of the geography, the calendar, or one of their columns is missing.
        """
        folder = seeds.resolve()
        stamp = tuple(sorted((str(p), p.stat().st_mtime_ns, p.stat().st_size) for p in folder.rglob("*.csv")))
        held = _CACHE.get(folder)
        if held is None or held[0] != stamp:
            reference = cls(folder)
            reference._read_all()
            held = _CACHE[folder] = (stamp, reference)
        return held[1]

    def _read_all(self) -> None:
        for part in (self.localities, self.aliases, self.return_types, self.periods, self.calendar):
            len(part)

    @cached_property
    def localities(self) -> tuple[Locality, ...]:
        """All versions of all localities."""
        found: list[Locality] = []
        for seed, level, code in (
            ("countries", "country", "locality_code"),
            ("provinces", "province", "province_code"),
            ("districts", "district", "district_code"),
        ):
            for number, row in enumerate(self._rows(seed), start=2):
                parent = {"country": "", "province": "VN"}.get(level) if level != "district" else row["province_code"]
                valid = self._day(seed, number, row, "valid_from"), self._day(seed, number, row, "valid_to", FOREVER)
                names = row["name_vi"], row["unit_type"], parent or ""
                found.append(Locality(row["locality_id"], level, row[code], *names, *valid))
        return tuple(found)

    @cached_property
    def aliases(self) -> tuple[Alias, ...]:
        """All other spellings."""
        return tuple(Alias(row["alias"], row["level"], row["name_vi"]) for row in self._rows("locality_aliases"))

    @cached_property
    def return_types(self) -> dict[str, ReturnType]:
        """Return types by code."""
        return {row["return_type"]: ReturnType(**row) for row in self._picked("return_types")}

    @cached_property
    def periods(self) -> dict[str, Period]:
        """Periods by code."""
        found = {}
        for number, row in enumerate(self._rows("periods"), start=2):
            days = self._day("periods", number, row, "starts_on"), self._day("periods", number, row, "ends_on")
            found[row["period"]] = Period(row["period"], row["period_type"], row["name_vi"], *days)
        return found

    @cached_property
    def calendar(self) -> tuple[CalendarEntry, ...]:
        """The reporting calendar, in the order of the seed."""
        found = []
        for number, row in enumerate(self._rows("reporting_calendar"), start=2):
            opens_on = self._day("reporting_calendar", number, row, "opens_on")
            due = self._day("reporting_calendar", number, row, "due_on", FOREVER)
            who = row["return_type"], row["reporter_level"], row["scope"], row["period"]
            found.append(CalendarEntry(*who, opens_on, None if due == FOREVER else due))
        return tuple(found)

    @cached_property
    def document_types(self) -> dict[str, DocumentType]:
        """Kinds of documents by abbreviation."""
        return {row["abbreviation"]: DocumentType(**row) for row in self._picked("document_types")}

    @cached_property
    def accepted_documents(self) -> tuple[AcceptedDocument, ...]:
        """Which kinds of documents count for which return type."""
        return tuple(AcceptedDocument(**row) for row in self._picked("accepted_documents"))

    @cached_property
    def report_kinds(self) -> tuple[ReportKind, ...]:
        """Kinds of narrative reports, in the order in which they are tried."""
        rows = sorted(self._picked("report_kinds"), key=lambda row: int(row.pop("sort_order") or 0))
        return tuple(ReportKind(**row) for row in rows)

    @cached_property
    def _turning_days(self) -> list[date]:
        return sorted({day for one in self.localities for day in (one.valid_from, one.valid_to)})

    def epoch(self, on: date) -> date:
        """Return the last day up to `on` at which any locality changed: the same epoch means the same localities."""
        return max((day for day in self._turning_days if day <= on), default=date.min)

    def localities_on(self, level: str, on: date) -> tuple[Locality, ...]:
        """Return the localities of a level (country, province, district) that are valid on a date."""
        return tuple(one for one in self.localities if one.level == level and one.valid_from <= on < one.valid_to)

    def locality(self, level: str, code: str, on: date) -> Locality | None:
        """Return the locality a code names on a date, or None."""
        return next((one for one in self.localities_on(level, on) if one.code == code), None)

    def entries(self, return_type: str, reporter: Locality) -> tuple[CalendarEntry, ...]:
        """Return the calendar lines under which a reporter can send a return type."""
        return tuple(one for one in self.calendar if one.return_type == return_type and one.covers(reporter))

    def latest_period(self, return_type: str, reporter_level: str, on: date) -> str | None:
        """Return the calendar period of a return type that opened last, on or before a date; None if none had."""
        opened = [
            one
            for one in self.calendar
            if one.return_type == return_type and one.reporter_level == reporter_level and one.opens_on <= on
        ]
        return max(opened, key=lambda one: one.opens_on).period if opened else None

    def _picked(self, seed: str) -> list[dict[str, str]]:
        columns = _SEEDS[seed][1].split()
        return [{column: row[column] for column in columns} for row in self._rows(seed)]

    def _rows(self, seed: str) -> list[dict[str, str]]:
        folder, columns = _SEEDS[seed]
        path = self.seeds / folder / f"{seed}.csv"
        if not path.is_file():
            raise SeedError(f"seed missing: {path}; restore it or point to the folder that holds the seeds")
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in columns.split() if name not in (reader.fieldnames or [])]
            if missing:
                raise SeedError(f"{path}: missing column {', '.join(missing)}; expected at least {columns}")
            return [{name: (value or "").strip() for name, value in row.items() if name} for row in reader]

    def _day(self, seed: str, line: int, row: dict[str, str], column: str, default: date | None = None) -> date:
        text = row[column]
        if not text and default is not None:
            return default
        try:
            return date.fromisoformat(text)
        except ValueError:
            where = f"{self.seeds / _SEEDS[seed][0] / seed}.csv, line {line}, column {column}"
            raise SeedError(f"{where}: expected a date as YYYY-MM-DD, found {text!r}") from None
