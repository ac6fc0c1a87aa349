"""Spark makes every mart of the samples as DuckDB does, row for row.

Making them takes Spark some four minutes, so this runs only where `make spark` has made its environment.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from gnbv.settings import PROJECT, Workspace
from tools.parity import compare

PYTHON = PROJECT / ".venv-spark" / "bin" / "python"


pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None, reason="not run: Java 17 is not installed"),
    pytest.mark.skipif(not PYTHON.exists(), reason="not run: there is no .venv-spark; `make spark` makes it"),
    pytest.mark.timeout(1800),
]
#: Situations are numbered by each engine's own hash; which cells are counted is compared in the marts.
NUMBERED = {"facts.form_counted", "facts.form_submission"}


@pytest.fixture(scope="module")
def spark_tables(sample_workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables Spark makes of the same bronze and seeds, in one process on two threads."""
    out = tmp_path_factory.mktemp("spark")
    command = [PYTHON, PROJECT / "deploy" / "spark" / "run.py", "session", sample_workspace.home, out]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-2000:]}"
    return out / "warehouse"


def test_every_mart_is_the_same(sample_workspace: Workspace, spark_tables: Path) -> None:
    found = list(compare(sample_workspace.warehouse, spark_tables))

    assert [str(one) for one in found if not one.is_equal] == []
    # Marts without a row prove nothing; the samples leave these few empty.
    empty = {one.table for one in found if not one.rows}
    assert len(found) >= 33
    assert empty <= {"marts.fct_explanation", "marts.fct_reminder", "marts.rpt_reminder_effect", "marts.rpt_roll_up"}


def test_what_the_views_of_the_marts_read_is_the_same(sample_workspace: Workspace, spark_tables: Path) -> None:
    found = list(compare(sample_workspace.warehouse, spark_tables, ("facts",)))

    assert {str(one) for one in found if one.columns} == set()
    assert {one.table for one in found if not one.is_equal} <= NUMBERED
    assert "facts.form_value" in {one.table for one in found if one.is_equal and one.rows}
