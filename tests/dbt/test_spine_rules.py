"""dbt's own unit tests, and what dbt says when it is not told which day it is."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gnbv.settings import PROJECT, Workspace

DBT = PROJECT / "dbt_project"
Invoke = Callable[..., Any]


@contextmanager
def _environment(settings: dict[str, str]) -> Iterator[None]:
    """dbt reads only `os.environ`, and leaves the process in the project's folder."""
    folder = Path.cwd()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.items():
            patch.setenv(name, value)
        yield
    os.chdir(folder)


@pytest.fixture(scope="module")
def dbt(warehouse_copy: Path, sample_workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Invoke:
    """Run a dbt command on the copied warehouse: `dbt("test", ..., variables={...})`."""
    from dbt.cli.main import dbtRunner

    folder = tmp_path_factory.mktemp("dbt")
    batches = folder / "batches.parquet"
    pq.write_table(pa.table({"batch_id": pa.array([], pa.string())}), batches)
    settings = {
        "GNBV_DB": str(warehouse_copy),
        "GNBV_BRONZE": str(sample_workspace.bronze),
        "GNBV_BATCHES": str(batches),
        "GNBV_SEEDS": "seeds",
        "DO_NOT_TRACK": "1",
    }
    places = (
        *("--project-dir", str(DBT), "--profiles-dir", str(DBT), "--target-path", str(folder / "target")),
        *("--log-path", str(folder), "--quiet"),
    )

    def invoke(*arguments: str, variables: dict[str, str]) -> Any:
        with _environment(settings):
            return dbtRunner().invoke([*arguments, *places, "--vars", json.dumps(variables)])

    return invoke


def test_every_unit_test_of_dbt_holds(dbt: Invoke) -> None:
    outcome = dbt("test", "--select", "test_type:unit", variables={"as_of": "2023-10-27"})
    assert outcome.exception is None
    states = {result.node.name: (str(result.status), result.message) for result in outcome.result.results}
    assert {name: state for name, state in states.items() if state[0] != "pass"} == {}
    assert {
        "next_working_day_follows_the_whole_run",
        "due_instant_follows_the_rule",
        "due_date_rolls_only_where_the_calendar_says",
        "status_by_precedence_with_its_reasons",
        "a_second_version_does_not_make_it_late",
        "intervals_are_cut_on_both_axes",
        "evidence_is_graded_dated_and_ranked",
        "nobody_dissolved_is_chased",
    } <= set(states)


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({}, "The date this run is about is not given. Expected: --vars '{as_of: YYYY-MM-DD}'; found: nothing."),
        ({"as_of": "2023-10-27", "known": "hôm nay"}, "The variable 'known' is not a date. Expected: YYYY-MM-DD"),
    ],
)
def test_a_date_that_is_missing_or_no_date_is_told(dbt: Invoke, variables: dict[str, str], said: str) -> None:
    outcome = dbt("compile", "--select", "rpt_late_returns", variables=variables)
    assert not outcome.success
    told = " ".join([str(outcome.exception), *(str(r.message) for r in getattr(outcome.result, "results", None) or [])])
    assert said in " ".join(told.split())
