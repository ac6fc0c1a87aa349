"""Intake of returns: sources, landing zone, receipts, readers, bronze files. This is the door of the room."""

from ingestion.arrivals import ArrivalLogError, parse_arrivals
from ingestion.bronze import TABLES
from ingestion.bronze_store import (
    committed_batches,
    init_bronze,
    read_table,
    sweep,
    write_batches_manifest,
)
from ingestion.collect import CollectSummary, SourceFailed, collect_source
from ingestion.landing import Landing, LandingDamagedError
from ingestion.model import DoorFinding, Reading, SourceEntry
from ingestion.readers import read_file
from ingestion.reference import Reference, SeedError
from ingestion.sources import SourcesError, load_sources, sources_from_folder
from ingestion.workdays import is_working_day, non_working_days, write_calendar

__all__ = [
    "TABLES",
    "ArrivalLogError",
    "CollectSummary",
    "DoorFinding",
    "Landing",
    "LandingDamagedError",
    "Reading",
    "Reference",
    "SeedError",
    "SourceEntry",
    "SourceFailed",
    "SourcesError",
    "collect_source",
    "committed_batches",
    "init_bronze",
    "is_working_day",
    "load_sources",
    "non_working_days",
    "parse_arrivals",
    "read_file",
    "read_table",
    "sources_from_folder",
    "sweep",
    "write_batches_manifest",
    "write_calendar",
]
