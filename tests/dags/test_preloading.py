"""What forks tasks, or parses files of DAGs, loads what they import before it forks; no other part of Airflow does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PARSING = ["airflow.providers.amazon.aws.assets.s3", "airflow.providers.standard.decorators.python"]
TASKS = ["delivery", "gnbv.jobs", "ingestion", "pandas"]

CODE = """
import sys
from airflow.listeners.listener import get_listener_manager
get_listener_manager().hook.on_starting(component=None)
print(*sorted(set(sys.argv[2:]) & set(sys.modules)))
"""

pytestmark = pytest.mark.airflow


@pytest.mark.parametrize(
    ("part", "executor", "loaded"),
    [
        ("scheduler", "LocalExecutor", PARSING + TASKS),
        ("scheduler", "CeleryExecutor", []),
        ("dag-processor", "LocalExecutor", PARSING),
        ("triggerer", "LocalExecutor", []),
    ],
)
def test_what_is_loaded(part: str, executor: str, loaded: list[str], tmp_path: Path) -> None:
    own = {"AIRFLOW_HOME": str(tmp_path), "AIRFLOW__CORE__EXECUTOR": executor, "GNBV_HOME": str(tmp_path / "var")}
    env = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW_")} | own
    command = [sys.executable, "-c", CODE, part, *PARSING, *TASKS]
    answer = subprocess.run(command, env=env, capture_output=True, text=True, check=True, timeout=120)
    assert [one for one in answer.stdout.splitlines()[-1:] for one in one.split()] == loaded
