"""Each peer at its part: how it is called, and the same part done here, in the same turn."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scale.measured import StepFailedError, last_line, run

if TYPE_CHECKING:
    from scale.workplace import Workplace

_HERE = Path(__file__).parent
_ROOT = _HERE.parents[1]
#: What each does is told in README.md. dlt and sqlmesh have an environment of their own, made when first asked for.
PEERS = {
    "dbt": "dbt on DuckDB: the four tables of the part",
    "pandas": "pandas: the same four tables",
    "postgres": "PostgreSQL: the same SQL, its tables loaded before",
    "sqlmesh": "sqlmesh on DuckDB: the same models",
    "dlt": "dlt: the cells into a DuckDB table, from Arrow",
}
_APART = ("sqlmesh", "dlt")


def measure_peer(name: str, place: Workplace) -> dict[str, Any]:
    """Run a peer and the hand-written SQL of the same part.

    Returns `seconds`, `peak_mb`, `own_seconds` (of the work alone), `ours_seconds` and what both found. Raises
    StepFailedError when it does not install, does not run, or finds other numbers.
    """
    part = "cells" if name == "dlt" else "tables"
    _, ours = place.work("peer", name=f"script_{part}", home=place.home)
    program = _environment(place) if name in _APART else Path(sys.executable)
    if name in _APART:
        ran = run([program, _HERE / f"{name}_run.py", place.home], place.bench / "logs" / f"peer-{name}.txt", cwd=_ROOT)
        found = last_line(ran)
    else:
        ran, found = place.work("peer", name=name, home=place.home)
    if found["found"] != ours["found"]:
        raise StepFailedError(f"{name} found {found['found']}, the script {ours['found']}")
    return {
        "seconds": round(ran.seconds, 3), "peak_mb": round(ran.peak_mb, 1), "own_seconds": round(found["seconds"], 3),
        "ours_seconds": round(ours["seconds"], 3), "found": found["found"],
    }  # fmt: skip


def run_peer(name: str, home: Path) -> dict[str, Any]:
    """Run what needs no environment of its own, in this process: `seconds` and `found`."""
    module = importlib.import_module(f"peers.{name.partition('_')[0]}_run")
    began = time.perf_counter()
    found: dict[str, Any] = module.work(home, name)
    return {"seconds": time.perf_counter() - began} | found


def _environment(place: Workplace) -> Path:
    """The Python of the peers' own environment, made from the locked requirements beside the rounds."""
    folder = place.home.parent / "peers-venv"
    program = folder / "bin" / "python"
    done = folder / "installed.json"
    if not done.is_file():
        lock, uv = _HERE / "requirements.lock", _ROOT / ".venv" / "bin" / "uv"
        script = (
            f". tools/package_index.sh && {sys.executable} -m venv {folder} && "
            f"{uv} pip install -q --python {program} --require-hashes -r {lock}"
        )
        made = subprocess.run(["sh", "-c", script], cwd=_ROOT, capture_output=True, text=True, check=False)
        if made.returncode:
            raise StepFailedError(f"its environment cannot be made: {made.stderr.strip()[-500:]}")
        done.write_text(json.dumps({"lock": "requirements.lock"}), encoding="utf-8")
    return program
