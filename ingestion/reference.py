"""The seeds of the dbt project as small typed look-ups: one truth for the intake and the warehouse.

Localities are in `ingestion.localities_seed`; a code names one only together with a date.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from ingestion.localities_seed import FOREVER, Localities, Locality
from ingestion.seed_files import Row, SeedError, SeedFile

__all__ = [
    "FOREVER",
    "AcceptedDocument",
    "Alias",
    "CalendarEntry",
    "DocumentType",
    "Locality",
    "Period",
    "Reference",
    "ReportKind",
    "ReturnType",
    "SeedError",
]


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
    """One line of the reporting calendar; `scope` is `*` or the code of a place (with all that lies in it)."""

    return_type: str
    reporter_level: str
    scope: str
    period: str
    opens_on: date
    due_on: date | None

    def covers(self, locality: Locality) -> bool:
        """Say whether the line speaks of this reporter."""
        return self.reporter_level == locality.level and locality.lies_in(self.scope)


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
        self._localities = Localities(seeds)

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

    @property
    def localities(self) -> tuple[Locality, ...]:
        """All versions of the country, provinces and districts; communes are looked up by code, parent or name."""
        return self._localities.upper.all

    @cached_property
    def aliases(self) -> tuple[Alias, ...]:
        """All other spellings."""
        return tuple(Alias(row["alias"], row["level"], row["name_vi"]) for row in self._picked("locality_aliases"))

    @cached_property
    def return_types(self) -> dict[str, ReturnType]:
        """Return types by code."""
        return {row["return_type"]: ReturnType(**row) for row in self._picked("return_types")}

    @cached_property
    def periods(self) -> dict[str, Period]:
        """Periods by code."""
        seed, found = self._seed("periods"), {}
        for line, row in enumerate(seed.rows(), start=2):
            days = (seed.day(row[column], line, column) for column in ("starts_on", "ends_on"))
            found[row["period"]] = Period(row["period"], row["period_type"], row["name_vi"], *days)
        return found

    @cached_property
    def calendar(self) -> tuple[CalendarEntry, ...]:
        """The reporting calendar, in the order of the seed."""
        seed, found = self._seed("reporting_calendar"), []
        for line, row in enumerate(seed.rows(), start=2):
            opens_on = seed.day(row["opens_on"], line, "opens_on")
            due = seed.day(row["due_on"], line, "due_on", FOREVER)
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

    def epoch(self, on: date, level: str = "") -> date:
        """Return the last day up to `on` at which a locality changed: the same epoch means the same localities.

        Communes have days of their own, counted for the level `commune` alone.
        """
        return self._localities.epoch(on, level)

    def localities_on(self, level: str, on: date, within: str | None = None) -> tuple[Locality, ...]:
        """Return the localities of a level (country, province, district, commune) that are valid on a date.

        `within` is the code one level up: of a commune its district, from 01/07/2025 its province.
        """
        return self._localities.on(level, on, within)

    def locality(self, level: str, code: str, on: date) -> Locality | None:
        """Return the locality a code names on a date, or None."""
        return self._localities.one(level, code, on)

    def versions(self, code: str) -> tuple[Locality, ...]:
        """Return every version of whatever bore a code, at any level and time, in the order of the seeds."""
        return self._localities.with_code(code)

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

    def _picked(self, seed: str) -> list[Row]:
        return self._seed(seed).picked()

    def _seed(self, name: str) -> SeedFile:
        folder, columns = _SEEDS[name]
        return SeedFile(self.seeds, folder, name, columns)
