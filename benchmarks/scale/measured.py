"""One command in a process of its own, and the book of what was measured.

Only the standard library: what a child is said to have used at its peak is never less than what its parent used when it
began, so the parent stays small.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_SAID = 600


class StepFailedError(RuntimeError):
    """A step could not be measured; the text says what was run and what it said last."""


@dataclass(frozen=True)
class Ran:
    """A command that ended well: seconds by the clock, peak memory in MB, what it wrote."""

    seconds: float
    peak_mb: float
    said: str


def run(
    command: Sequence[str | Path], log: Path, *, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> Ran:
    """Run a command to its end; raises `StepFailedError` when it ends with anything but 0."""
    log.parent.mkdir(parents=True, exist_ok=True)
    line = [str(part) for part in command]
    began = time.perf_counter()
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(line, env={**os.environ, **(env or {})}, cwd=cwd, stdout=out, stderr=out)
        try:
            _, code, used = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            raise
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(code)
    said = log.read_text(encoding="utf-8", errors="replace")
    if process.returncode:
        raise StepFailedError(f"{' '.join(line[:3])} ended with {process.returncode}: {said[-_SAID:].strip()}")
    return Ran(seconds, used.ru_maxrss / 1024, said)


def last_line(ran: Ran) -> dict[str, Any]:
    """Return the JSON a worker wrote as its last line; raises `StepFailedError` when there is none."""
    lines = ran.said.strip().splitlines()
    try:
        found: dict[str, Any] = json.loads(lines[-1])
    except (IndexError, ValueError) as error:
        raise StepFailedError(f"no result in what was said: {ran.said[-_SAID:].strip()}") from error
    return found


class Book:
    """What was measured, one JSON a line, written as it comes: a run that broke goes on where it was."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.lines: list[dict[str, Any]] = []
        if path.is_file():
            self.lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]

    def add(self, size: str, step: str, turn: int, **facts: Any) -> None:
        line = {
            "size": size,
            "step": step,
            "turn": turn,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            **facts,
        }
        self.lines.append(line)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")

    def has(self, size: str, step: str, turn: int) -> bool:
        """Whether this was measured; what failed is tried again."""
        return any("failed" not in line for line in self._of(size, step) if line["turn"] == turn)

    def good(self, size: str, step: str) -> list[dict[str, Any]]:
        return [line for line in self._of(size, step) if "failed" not in line]

    def failure(self, size: str, step: str) -> str | None:
        """Why a step was not measured, where it never was."""
        failed = [line["failed"] for line in self._of(size, step) if "failed" in line]
        return str(failed[-1]) if failed and not self.good(size, step) else None

    def sizes(self) -> list[str]:
        return sorted({line["size"] for line in self.lines}, key=figures_of)

    def _of(self, size: str, step: str) -> Iterable[dict[str, Any]]:
        return [line for line in self.lines if line["size"] == size and line["step"] == step]


def figures_of(size: str) -> int:
    """Return how many figures `10M`, `600k` or `1000` are; raises ValueError."""
    units = {"k": 1_000, "M": 1_000_000}
    unit = units.get(size[-1:], 1)
    return round(float(size[:-1] if unit > 1 else size) * unit)
