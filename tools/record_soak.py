"""Run tests/soak and append what came out to docs/quality/soak.md: date, machine, counts."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
RECORD = PROJECT / "docs" / "quality" / "soak.md"
HEAD = """# Soak runs

Long tests, run by `make test-soak`, one line a run, the newest last.

| date (UTC) | commit | machine | tests | processes killed | failed | not run | seconds |
|---|---|---|---|---|---|---|---|
"""


def machine() -> str:
    """Cores, memory, system: enough to compare two lines."""
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {gigabytes:.0f} GB, {platform.system()} {platform.machine()}"


def line(report: Path) -> str:
    """One table row from pytest's JUnit report."""
    suite = next(ET.parse(report).getroot().iter("testsuite"))
    failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
    kills = sum(int(one.get("value", 0)) for one in suite.iter("property") if one.get("name") == "kills")
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=PROJECT, capture_output=True, text=True, check=False
    ).stdout.strip()
    cells = (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M}", commit or "unknown", machine(), suite.get("tests"), kills, failed,
        suite.get("skipped"), round(float(suite.get("time", 0))),
    )  # fmt: skip
    return "| " + " | ".join(str(cell) for cell in cells) + " |\n"


def main() -> int:
    """Return pytest's exit code; without any soak test say so and fail."""
    if not (PROJECT / "tests" / "soak").is_dir():
        print("make test-soak: there are no tests in tests/soak", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "soak.xml"
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--timeout=7200", "tests/soak"]
        command.append(f"--junitxml={report}")
        code = subprocess.run(command, cwd=PROJECT, check=False).returncode
        if report.exists():
            RECORD.parent.mkdir(parents=True, exist_ok=True)
            text = RECORD.read_text(encoding="utf-8") if RECORD.exists() else HEAD
            RECORD.write_text(text + line(report), encoding="utf-8")
            print(f"recorded in {RECORD.relative_to(PROJECT)}")
    return code


if __name__ == "__main__":
    raise SystemExit(main())
