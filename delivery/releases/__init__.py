"""Releases of the published marts: making them, keeping them, going back, naming them, comparing them.

    published/
      releases/<build_id>/   gnbv.duckdb, parquet/<mart>.parquet, manifest.json; read-only, never changed
      current                link to the release readers use; replaced in one rename
      pinned/<name>          link to a release that is kept by name, <name>.json: by whom and why
      publications.jsonl     a line for every move of `current`, and for every name taken back

A reader that opens one file (`current/gnbv.duckdb`) has one release, for as long as it holds the file open. A reader of
several files (`current/parquet/*.parquet`) must resolve `current` once, before it opens the first of them, and read all
of them below that folder: the link may move between two files, and the release it left may be removed by the rule of
retention. `delivery.published_marts` resolves it.
"""

from delivery.releases.causes import Difference, Source
from delivery.releases.comparison import Comparison, compare
from delivery.releases.comparison_files import COMPARISON_COLUMNS, because, render_comparison, told
from delivery.releases.folder import find_release, read_manifest
from delivery.releases.listing import Release, gone, releases
from delivery.releases.log import Entry, Pin, read_log
from delivery.releases.pins import find_pin, pin, pins, unpin
from delivery.releases.publication import publish, rollback
from delivery.releases.retention import Retention, read_retention

__all__ = [
    "COMPARISON_COLUMNS",
    "Comparison",
    "Difference",
    "Entry",
    "Pin",
    "Release",
    "Retention",
    "Source",
    "because",
    "compare",
    "find_pin",
    "find_release",
    "gone",
    "pin",
    "pins",
    "publish",
    "read_log",
    "read_manifest",
    "read_retention",
    "releases",
    "render_comparison",
    "rollback",
    "told",
    "unpin",
]
