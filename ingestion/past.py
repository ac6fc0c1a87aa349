"""What committed batches tell of sources before they are visited: the files they brought, and what this run has done.

A batch holds one source, and is named after it, or several of one province, and is named after the province; in either
case its receipts say which source is meant. So the batches of a source are found by name, without reading all others.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq

from ingestion.bronze import TABLES
from ingestion.bronze_batch import COMMIT, batch_file
from ingestion.model import SourceEntry
from ingestion.receipts import Known
from ingestion.reference import Reference
from ingestion.sources import slug

_BATCH = re.compile(r"(.+)-[0-9a-f]{12}-\d+\.parquet")
_COLUMNS = [
    "batch_id", "run_id", "source_id", "attempted_at", "attempt_kind", "path", "sha256", "size_bytes", "state",
    "reason_code", "submission_key", "arrived_at", "files_listed", "files_new", "files_unchanged",
]  # fmt: skip


#: (Its stubs do not know that a column may be compared with a value.)
pc: Any = pyarrow.compute


@dataclass(frozen=True)
class Past:
    """By source: `known`, what was taken from it; `done`, the receipts of this run's attempt that did not fail, if any.

    The source's own receipt is the first of them.
    """

    known: dict[str, Known]
    done: dict[str, list[dict[str, Any]]]


def shelf_of(entry: SourceEntry, reference: Reference) -> str:
    """Return the name under which a source shares batches with others: `province-20`, by its locality's province.

    It stays the same for good: of a code that several localities bore the first one counts.
    """
    if entry.level == "province":
        return f"province-{entry.locality_code}"
    first = next(iter(reference.versions(entry.locality_code)), None)
    return f"province-{first.province_code}" if first and first.province_code else "country"


def free_id(bronze: Path, name: str, run_id: str, source_id: str) -> str:
    """Return the id of a batch to write: `<name>-<12 hex of run and source>-<try>`, the first that is not committed.

    Of several sources it is the one that comes first in the batch, whose lock is held: nobody else writes it.
    """
    stem = f"{name}-{sha256(f'{run_id}|{source_id}'.encode()).hexdigest()[:12]}"
    number = 1
    while batch_file(bronze, COMMIT, f"{stem}-{number}").exists():
        number += 1
    return f"{stem}-{number}"


def read_past(bronze: Path, entries: Sequence[SourceEntry], reference: Reference, run_id: str) -> Past:
    """Return what committed batches hold of sources. To be asked while their locks are held. Raises OSError."""
    past = Past({one.source_id: Known() for one in entries}, {})
    places = _places(bronze, {slug(one.source_id) for one in entries} | {shelf_of(one, reference) for one in entries})
    rows = [row for row in _receipts(places, run_id) if row["source_id"] in past.known]
    for row in sorted(rows, key=lambda row: (row["attempted_at"], row["batch_id"])):
        past.known[row["source_id"]].add(row)
    good = {
        (row["source_id"], row["batch_id"])
        for row in rows
        if (row["run_id"], row["attempt_kind"]) == (run_id, "source") and row["state"] != "failed"
    }
    for row in rows:
        if (row["source_id"], row["batch_id"]) in good:
            past.done.setdefault(row["source_id"], []).append(row)
    return past


def _places(bronze: Path, names: set[str]) -> list[Path]:
    folder = bronze / COMMIT
    with os.scandir(folder) if folder.exists() else nullcontext(()) as found:
        fits = ((_BATCH.fullmatch(one.name), one.path) for one in found)
        return sorted(Path(path) for match, path in fits if match and match[1] in names)


def _receipts(places: list[Path], run_id: str) -> list[dict[str, Any]]:
    """Return the receipts of files, and those of this run's listings, file by file in the order they were written."""
    # Not pq.read_table or pyarrow.dataset: they bring in pandas, which takes longer than most sources do.
    tables = [pq.ParquetFile(place).read(columns=_COLUMNS, use_threads=False) for place in places]
    whole = pa.concat_tables([TABLES[COMMIT].empty_table().select(_COLUMNS), *tables], promote_options="default")
    is_wanted = pc.or_(pc.equal(whole["attempt_kind"], "file"), pc.equal(whole["run_id"], run_id))
    rows: list[dict[str, Any]] = whole.filter(is_wanted).to_pylist()
    return rows
