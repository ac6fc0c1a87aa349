"""Intake of returns: sources, landing zone, receipts, readers, bronze files. This is the door of the room."""

from ingestion.arrivals import ArrivalLogError, parse_arrivals
from ingestion.bronze import TABLES
from ingestion.bronze_store import (
    committed_batches,
    init_bronze,
    read_table,
    sweep,
    write_batches_manifest,
    write_explanations,
    write_reminder_events,
    write_run_steps,
)
from ingestion.collect import CollectSummary, SourceFailed, collect_source
from ingestion.landing import Landing, LandingDamagedError
from ingestion.model import DoorFinding, Reading, SourceEntry
from ingestion.news import Newcomers, News
from ingestion.readers import is_report_file, read_file
from ingestion.reference import Reference, SeedError
from ingestion.reports import FIGURE_COLUMNS, Figure, Report, TextError, read_report, store_text
from ingestion.sources import SourcesError, load_sources, slug, sources_from_folder
from ingestion.together import collect_together
from ingestion.workbooks import ErrorHeading, gets_error_sheet, mark_errors, rule_severities
from ingestion.workdays import is_working_day, non_working_days, working_day_after, write_calendar

__all__ = [
    "FIGURE_COLUMNS",
    "TABLES",
    "ArrivalLogError",
    "CollectSummary",
    "DoorFinding",
    "ErrorHeading",
    "Figure",
    "Landing",
    "LandingDamagedError",
    "Newcomers",
    "News",
    "Reading",
    "Reference",
    "Report",
    "SeedError",
    "SourceEntry",
    "SourceFailed",
    "SourcesError",
    "TextError",
    "collect_source",
    "collect_together",
    "committed_batches",
    "gets_error_sheet",
    "init_bronze",
    "is_report_file",
    "is_working_day",
    "load_sources",
    "mark_errors",
    "non_working_days",
    "parse_arrivals",
    "read_file",
    "read_report",
    "read_table",
    "rule_severities",
    "slug",
    "sources_from_folder",
    "store_text",
    "sweep",
    "working_day_after",
    "write_batches_manifest",
    "write_calendar",
    "write_explanations",
    "write_reminder_events",
    "write_run_steps",
]
