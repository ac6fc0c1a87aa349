"""Parsing a DAG file costs little beside Airflow's own import, and loads nothing that only tasks need."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

DAGS = Path(__file__).resolve().parents[2] / "dags"
HEAVY = {"dbt", "great_expectations", "duckdb", "pandas", "pyarrow", "numpy", "ingestion", "delivery", "expectations"}
#: Seconds of a processor for one file, and how much of the bare import of Airflow in the same process that may be.
SECONDS, SHARE = 1.0, 0.5

CODE = """
import runpy, sys, time
import airflow.sdk
yardstick = time.process_time()
runpy.run_path(sys.argv[1])
spent = time.process_time() - yardstick
print(yardstick, spent, *sorted(set(sys.argv[2].split()) & set(sys.modules)))
"""

pytestmark = pytest.mark.airflow


@dataclass(frozen=True)
class Parsed:
    """Seconds of a processor until Airflow was imported, and from then on; what was loaded."""

    yardstick: float
    spent: float
    heavy: list[str]


@pytest.fixture(scope="module", params=sorted(DAGS.glob("*.py")), ids=lambda path: path.stem)
def parsed(request: pytest.FixtureRequest) -> Parsed:
    """One file, parsed by a fresh process."""
    command = [sys.executable, "-c", CODE, str(request.param), " ".join(sorted(HEAVY))]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    yardstick, spent, *heavy = answer.stdout.splitlines()[-1].split()
    return Parsed(float(yardstick), float(spent), heavy)


def test_nothing_heavy_is_imported(parsed: Parsed) -> None:
    assert parsed.heavy == []


def test_less_than_a_second_and_than_half_of_the_bare_import_of_airflow(parsed: Parsed) -> None:
    assert parsed.spent < SECONDS
    assert parsed.spent < SHARE * parsed.yardstick


def test_what_is_looked_for_would_be_seen(tmp_path: Path) -> None:
    (tmp_path / "heavy.py").write_text("import pyarrow\n", encoding="utf-8")
    command = [sys.executable, "-c", CODE, str(tmp_path / "heavy.py"), " ".join(sorted(HEAVY))]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert "pyarrow" in answer.stdout.splitlines()[-1].split()
