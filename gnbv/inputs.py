"""What goes into a build, and what tells two inputs apart: one sha256 a kind of input."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from gnbv.settings import PROJECT

#: Tables of bronze that are one file each, made anew before every build, by the kind of input they are.
STANDING = {
    "forms": ("form_*/_forms",),
    "ledgers": ("explanation/_explanations", "reminder_event/_reminders"),
}

#: What turns files into figures and figures into marts.
READERS = ("dbt_project/dbt_project.yml", "dbt_project/models", "dbt_project/macros", "ingestion")


def hash_inputs(batches: Path, seeds: Path, bronze: Path) -> dict[str, str]:
    """Return the sha256 of each input: `batches`, `seeds` in force, `forms`, `ledgers`, and `project`.

    `project` is the code that reads and reckons. What ran before (batch `_runs`) is no input: it tells of no return.
    """
    import pyarrow.parquet as pq

    rows = sorted((row for row in pq.read_table(batches).to_pylist() if "_runs" not in row.values()), key=str)
    found = {
        "batches": hashlib.sha256(json.dumps(rows, default=str, sort_keys=True).encode()).hexdigest(),
        "seeds": _hash_files(seeds, seeds.rglob("*.csv")),
    }
    for kind, patterns in STANDING.items():
        found[kind] = _hash_files(bronze, (path for one in patterns for path in bronze.glob(f"{one}.parquet")))
    code = (
        path
        for folder in READERS
        for path in ((PROJECT / folder), *(PROJECT / folder).rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    )
    found["project"] = _hash_files(PROJECT, code)
    return found


def hash_together(inputs: dict[str, str]) -> str:
    """Return one hash of what a build was made from; the code that made it is told apart, in `project`."""
    told = {kind: value for kind, value in sorted(inputs.items()) if kind != "project"}
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _hash_files(root: Path, paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
