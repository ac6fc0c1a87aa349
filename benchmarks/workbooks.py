"""Filled workbooks for `intake.py`: a form of six sheets of 30 rows x 10 columns, written as its template writes it.

Few are written with figures of their own; the others are copies with another comment at the end of the zip archive, so
that each is a file of its own (another sha256) of the same weight to read.
"""

from __future__ import annotations

import struct
import sys
from datetime import date
from pathlib import Path

from gnbv.policy import effective_seeds
from gnbv.settings import PROJECT, Workspace

sys.path.insert(0, str(PROJECT))  # the tools are no part of what is installed

from ingestion import Reference, SourceEntry
from ingestion.forms import Form, load_forms
from ingestion.workbooks import write_template
from tools.filling import fill

PERIOD, RETURN_TYPE = "2024-H1", "monitoring_6m"
_WRITTEN = 12
_END = b"PK\x05\x06"
_END_SIZE = 22


class Stock:
    """The workbooks of some provinces, one folder each, and the seeds with the benchmark's form beside them."""

    policy = (PROJECT / "benchmarks" / "forms",)

    def __init__(self, home: Path) -> None:
        self.home = home
        self.seeds = effective_seeds(self.workspace())
        self.reference = Reference.load(self.seeds)
        self.form: Form = load_forms(self.seeds.parent / "forms").by_key["bench@1"]

    def workspace(self, name: str = "home") -> Workspace:
        """Return a workspace that knows the benchmark's form and takes in what lies below `sources/`."""
        return Workspace(self.home / name, self.home / "sources", self.policy)

    def source(self, name: str, files: int, place: int = 0) -> SourceEntry:
        """Make a source of so many workbooks of one province and return its entry."""
        period = self.reference.periods[PERIOD]
        reporter = self.reference.localities_on("province", period.ends_on)[place]
        folder = self.home / "sources" / name
        folder.mkdir(parents=True)
        written = []
        for seed in range(min(_WRITTEN, files)):
            path = self.home / "one.xlsx"
            write_template(
                self.form, path, reporter=reporter, return_type=RETURN_TYPE, period=period, seeds=self.seeds,
                values=fill(self.form, "province", seed=seed),
                cover={"document_no": f"{seed + 1}/BC-UBND", "document_on": date(2024, 6, 20)},
            )  # fmt: skip
            written.append(path.read_bytes())
        for number in range(files):
            content = with_comment(written[number % len(written)], f"{name} {number:05}")
            (folder / f"{number:05}.xlsx").write_bytes(content)
        return SourceEntry(name, reporter.name_vi, "province", reporter.code, str(folder))


def paths_of(entry: SourceEntry) -> list[Path]:
    """Return the workbooks of a source."""
    return sorted(Path(entry.url).glob("*.xlsx"))


def with_comment(content: bytes, comment: str) -> bytes:
    """Return a zip archive with a comment; raises ValueError for one that already has one."""
    if content[-_END_SIZE : -_END_SIZE + 4] != _END:
        raise ValueError("expected a zip archive without a comment")
    text = comment.encode()
    return content[:-2] + struct.pack("<H", len(text)) + text
