"""Spark makes every mart of the samples as DuckDB does, row for row."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from gnbv.settings import PROJECT, Workspace
from tools.parity import compare

PYTHON = PROJECT / ".venv-spark" / "bin" / "python"


pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None, reason="Java 17 is not installed"),
    pytest.mark.skipif(not PYTHON.exists(), reason="there is no .venv-spark; tools/make_spark_venv.sh makes it"),
]


@pytest.fixture(scope="module")
def spark_tables(sample_workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables Spark makes of the same bronze and seeds, in one process on two threads."""
    out = tmp_path_factory.mktemp("spark")
    command = [PYTHON, PROJECT / "deploy" / "spark" / "run.py", "session", sample_workspace.home, out]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-2000:]}"
    return out / "warehouse"


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_every_mart_is_the_same(sample_workspace: Workspace, spark_tables: Path) -> None:
    found = list(compare(sample_workspace.warehouse, spark_tables))

    assert [str(one) for one in found if not one.is_equal] == []
    # Marts without a row prove nothing; the samples leave these few empty.
    empty = {one.table for one in found if not one.rows}
    assert len(found) >= 33
    assert empty <= {"marts.fct_explanation", "marts.fct_reminder", "marts.rpt_reminder_effect", "marts.rpt_roll_up"}
