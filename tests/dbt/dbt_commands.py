"""A dbt command on a database of a test's own, in process."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from gnbv.settings import PROJECT

DBT = PROJECT / "dbt_project"


def run_dbt(folder: Path, settings: Mapping[str, object], *arguments: str, variables: Mapping[str, str | None]) -> Any:
    """Run a command of the project with its target and log in `folder`; returns dbt's outcome.

    `settings` are environment variables (`GNBV_DB` at least).
    """
    from dbt.cli.main import dbtRunner

    places = [
        *("--project-dir", str(DBT), "--profiles-dir", str(DBT), "--target-path", str(folder / "target")),
        *("--log-path", str(folder), "--quiet"),
    ]
    here = Path.cwd()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"GNBV_SEEDS": "seeds", "DO_NOT_TRACK": "1", **settings}.items():
            patch.setenv(name, str(value))
        outcome = dbtRunner().invoke([*arguments, *places, "--vars", json.dumps(variables)])
        os.chdir(here)  # dbt leaves the process in the project's folder
    return outcome


def succeeded(outcome: Any) -> None:
    """Fail with what dbt said, unless the command ended well."""
    states = [(one.node.name, one.message) for one in getattr(outcome.result, "results", [])]
    assert outcome.success, outcome.exception or [state for state in states if "OK" not in str(state[1])]
