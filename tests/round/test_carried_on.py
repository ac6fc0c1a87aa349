"""A build that carries on the one before says what a build from the ground says, in every table of facts and marts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from gnbv import jobs
from gnbv.build import find_build
from gnbv.settings import PROJECT, Workspace

pytestmark = [pytest.mark.slow, pytest.mark.whole_round]

FIRST_DAY, NEXT_DAY = date(2023, 10, 27), date(2023, 10, 28)
#: Numbers that only join what one build holds: a build that carries on keeps those given, one from the ground counts.
NUMBERS = {"age_no", "cell_set_no", "place_no"}
#: What ran is other in the two.
OF_RUNS = {"fct_run_step", "rpt_run_cost"}


def build(workspace: Workspace, as_of: date) -> bool | None:
    """Whether the build carried on the one before."""
    made = jobs.build(workspace, as_of)
    carried_on: bool | None = find_build(workspace, made.build_id).manifest()["carried_on"]
    return carried_on


def count_funds(workspace: Workspace) -> int:
    with duckdb.connect(workspace.warehouse, read_only=True) as connection:
        ((count,),) = connection.execute("select count(*) from marts.fct_fund").fetchall()
    return int(count)


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Half of the samples' sources, then all of them a day later."""
    workspace = Workspace(tmp_path_factory.mktemp("grown") / "var", PROJECT / "samples" / "sources.yml")
    ids = jobs.source_ids(workspace)
    for source_id in ids[::2]:
        jobs.collect_one(workspace, source_id, "first-run")
    assert build(workspace, FIRST_DAY) is False
    half = count_funds(workspace)
    for source_id in ids:
        jobs.collect_one(workspace, source_id, "next-run")
    assert build(workspace, NEXT_DAY) is True
    assert 0 < half < count_funds(workspace)
    return workspace


@pytest.fixture(scope="module")
def from_the_ground(grown: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """What the grown warehouse was made of, built at once."""
    workspace = Workspace(tmp_path_factory.mktemp("from_the_ground") / "var", grown.sources)
    for name in ("bronze", "landing", "ledgers"):
        if (grown.home / name).is_dir():
            shutil.copytree(grown.home / name, workspace.home / name)
    assert build(workspace, NEXT_DAY) is False
    return workspace


@pytest.fixture(scope="module")
def both(grown: Workspace, from_the_ground: Workspace) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for name, workspace in (("grown", grown), ("ground", from_the_ground)):
            connection.execute(f"attach '{workspace.warehouse}' as {name} (read_only)")
        yield connection


def compared(connection: duckdb.DuckDBPyConnection, warehouse: str) -> dict[tuple[str, str], list[str]]:
    """The columns of every table and view of facts and marts but those of what ran."""
    rows = connection.execute(
        "select schema_name, table_name, column_name from duckdb_columns() where database_name = $warehouse "
        "and schema_name in ('facts', 'marts') order by all",
        {"warehouse": warehouse},
    ).fetchall()
    found: dict[tuple[str, str], list[str]] = {}
    for schema, table, column in rows:
        if column not in NUMBERS and table not in OF_RUNS:
            found.setdefault((schema, table), []).append(f'"{column}"')
    return found


def test_the_tables_and_columns_are_the_same(both: duckdb.DuckDBPyConnection) -> None:
    tables = compared(both, "grown")
    assert tables == compared(both, "ground")
    assert {("facts", "form_value"), ("marts", "fct_fund"), ("marts", "fct_submission")} <= set(tables)


def test_every_row_is_the_same(both: duckdb.DuckDBPyConnection) -> None:
    differing: dict[str, list[int]] = {}
    for (schema, table), names in compared(both, "grown").items():
        columns = ", ".join(names)
        one, other = (f'select {columns} from {warehouse}."{schema}"."{table}"' for warehouse in ("grown", "ground"))
        counts = [
            len(both.execute(f"({first}) except all ({second})").fetchall())
            for first, second in ((one, other), (other, one))
        ]
        if counts != [0, 0]:
            differing[f"{schema}.{table}"] = counts
    assert differing == {}
