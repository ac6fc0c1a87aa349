"""The folder a round of one size is measured in, and the doors to what is measured: `gnbv`, `dbt`, workers."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from scale.measured import Ran, last_line, run

ROOT = Path(__file__).resolve().parents[2]
BENCHMARKS = ROOT / "benchmarks"
#: The date the round is asked as of: after its last return.
AS_OF = "2026-01-31"
#: What the profile takes DuckDB's limit of memory from.
MEMORY = "GNBV_MEMORY_LIMIT"
FINDINGS = ("path:models/findings", "path:models/marts/findings")


@dataclass(frozen=True)
class Workplace:
    """`home` is a workspace (`GNBV_HOME`); what only the measuring needs is under `home/bench`."""

    size: str
    home: Path

    @property
    def bench(self) -> Path:
        return self.home / "bench"

    @property
    def seeded(self) -> Path:
        """A warehouse that holds the seeds alone: what every full build of facts and marts begins from."""
        return self.bench / "seeded.duckdb"

    @property
    def facts(self) -> Path:
        """The warehouse dbt builds alone."""
        return self.bench / "warehouse.duckdb"

    @property
    def script(self) -> Path:
        return self.bench / "script.duckdb"

    @property
    def batches(self) -> Path:
        return self.bench / "batches.parquet"

    @property
    def warehouse(self) -> Path:
        """The folder of the warehouse `gnbv build` makes."""
        return self.home / "warehouse"

    @property
    def published(self) -> Path:
        return self.home / "published" / "current" / "gnbv.duckdb"

    @property
    def figures(self) -> int:
        """How many figures the round has, days that were added included."""
        return int(self._note["made"]["figures"] + sum(day["figures"] for day in self._note["days"]))

    @property
    def as_of(self) -> str:
        """The date a build is asked as of: each day that was added is a day later."""
        return (date.fromisoformat(AS_OF) + timedelta(days=len(self._note["days"]))).isoformat()

    @property
    def own(self) -> dict[str, str]:
        """What `gnbv` is told by its environment."""
        return {"GNBV_HOME": str(self.home), "GNBV_POLICY": str(self.home / "own-policy")}

    def python(self, program: str, *arguments: str | Path) -> Ran:
        """Run a program of this folder."""
        return run([sys.executable, BENCHMARKS / program, *arguments], self._log(Path(program).stem), cwd=ROOT)

    def work(self, worker: str, **asked: Any) -> tuple[Ran, dict[str, Any]]:
        """Run one worker (`scale/workers.py`) in a process of its own; return what it used and what it found."""
        line = [sys.executable, BENCHMARKS / "scale.py", "work", worker, json.dumps(asked, default=str)]
        ran = run(line, self._log(worker), env=self.own, cwd=ROOT)
        return ran, last_line(ran)

    def gnbv(self, *arguments: str) -> Ran:
        return run([Path(sys.executable).parent / "gnbv", *arguments], self._log(arguments[0]), env=self.own, cwd=ROOT)

    def dbt(self, command: str, *arguments: str, memory: str | None = None) -> Ran:
        """Run one dbt command on `facts`, over the project with the round's own policy."""
        told = self._told
        line = [Path(sys.executable).parent / "dbt", "--quiet", command, *told["arguments"], *arguments]
        env = told["environment"] | ({MEMORY: memory} if memory else {})
        return run(line, self._log(f"dbt-{command}"), env=env, cwd=ROOT)

    def begin(self) -> None:
        """Put the warehouse of the seeds in the place of what dbt builds."""
        self.forget()
        shutil.copyfile(self.seeded, self.facts)

    def forget(self) -> None:
        """Remove the warehouse dbt builds, with what a run that was stopped left to spill."""
        for path in self.bench.glob("warehouse.duckdb*"):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()

    def clear(self) -> None:
        """Remove all builds; dbt's parsed project stays, as it does on any day but the first."""
        for path in self.warehouse.glob("*"):
            if path.name == "dbt":
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()

    def warehouse_mb(self) -> float:
        """What the current warehouse takes on the disk; builds that are kept beside it are not counted."""
        kept = [self.warehouse / name for name in ("builds", "dbt", "building")]
        files = [path for path in self.warehouse.rglob("*") if path.is_file() and not path.is_symlink()]
        return sum(path.stat().st_size for path in files if not any(path.is_relative_to(one) for one in kept)) / 1e6

    @property
    def _note(self) -> dict[str, Any]:
        note: dict[str, Any] = json.loads((self.home / "round.json").read_text(encoding="utf-8"))
        return note

    @cached_property
    def _told(self) -> dict[str, Any]:
        """How dbt is called; the worker `prepare` wrote it."""
        told: dict[str, Any] = json.loads((self.bench / "dbt.json").read_text(encoding="utf-8"))
        return told

    def _log(self, name: str) -> Path:
        return self.bench / "logs" / f"{name}.txt"
