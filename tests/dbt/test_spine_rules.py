"""dbt's own unit tests, and what dbt says when it is not told which day it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from dbt_commands import run_dbt

from gnbv.settings import Workspace

pytestmark = pytest.mark.slow

Invoke = Callable[..., Any]


@pytest.fixture(scope="module")
def dbt(warehouse_copy: Path, sample_workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Invoke:
    """Run a dbt command on the copied warehouse: `dbt("test", ..., variables={...})`."""
    folder = tmp_path_factory.mktemp("dbt")
    batches = folder / "batches.parquet"
    pq.write_table(pa.table({"batch_id": pa.array([], pa.string())}), batches)
    settings = {
        "GNBV_DB": warehouse_copy,
        "GNBV_BRONZE": sample_workspace.bronze,
        "GNBV_BATCHES": batches,
    }

    def invoke(*arguments: str, variables: dict[str, str]) -> Any:
        return run_dbt(folder, settings, *arguments, variables=variables)

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
