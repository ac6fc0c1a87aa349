"""A warehouse over bronze that was written directly: dbt run in a process of its own, without the gate."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import yaml

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"
FINDINGS = ("path:models/findings", "path:models/marts/findings")


class DbtError(RuntimeError):
    """dbt failed; the message is what it said last."""


def build(home: Path, as_of: date) -> Path:
    """Build everything over `home/bronze` and return the file of the warehouse."""
    prepare(home)
    run_dbt(home, as_of, "seed")
    run_dbt(home, as_of, "run")
    return home / "warehouse.duckdb"


def prepare(home: Path) -> None:
    """Write what every build takes in beside the documents, and dbt's profile. Raises OSError."""
    from gnbv.settings import PROJECT as ROOT
    from gnbv.settings import Workspace
    from gnbv.standing import write_standing
    from ingestion.bronze_store import write_batches_manifest

    write_standing(Workspace(home, ROOT / "samples" / "sources.yml"), PROJECT / "seeds")
    write_batches_manifest(home / "bronze", home / "batches.parquet")
    profiles = yaml.safe_load((PROJECT / "profiles.yml").read_text(encoding="utf-8"))
    for profile in profiles.values():
        for output in profile["outputs"].values():
            output["keep_open"] = True
    (home / "profile").mkdir(exist_ok=True)
    (home / "profile" / "profiles.yml").write_text(yaml.safe_dump(profiles), encoding="utf-8")


def run_dbt(home: Path, as_of: date, command: str, *arguments: str) -> tuple[float, float]:
    """Run one dbt command on the warehouse of `home`; return its seconds and its peak memory in MB. Raises DbtError."""
    environment = os.environ | {
        "GNBV_DB": str(home / "warehouse.duckdb"), "GNBV_BATCHES": str(home / "batches.parquet"),
        "GNBV_BRONZE": str(home / "bronze"), "GNBV_SEEDS": "seeds", "DO_NOT_TRACK": "1",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }  # fmt: skip
    folders = {
        "--project-dir": PROJECT, "--profiles-dir": home / "profile", "--target-path": home / "target",
        "--log-path": home / "logs",
    }  # fmt: skip
    line = [str(Path(sys.executable).parent / "dbt"), "--quiet", command]
    line += [str(part) for pair in folders.items() for part in pair]
    line += ["--vars", json.dumps({"as_of": as_of.isoformat()}), *arguments]
    began, said = time.perf_counter(), home / "said.txt"
    with said.open("w") as out, subprocess.Popen(line, env=environment, cwd=PROJECT, stdout=out, stderr=out) as process:
        _, code, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(code)
    if process.returncode:
        raise DbtError(f"dbt {command} failed: {said.read_text(encoding='utf-8')[-2000:]}")
    return time.perf_counter() - began, used.ru_maxrss / 1024
