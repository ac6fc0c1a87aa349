"""The generic test `holds`: it says which thing does not hold in which row, and nothing of rows in order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gnbv.build import BuildError, start
from gnbv.settings import Workspace
from gnbv.transform import DBT_PROJECT, run_dbt

PROJECT = "{name: gnbv, version: '1.0', profile: tiny, seed-paths: [seeds], models: {+materialized: table}}"
PROFILE = "tiny: {target: d, outputs: {d: {type: duckdb, path: \"{{ env_var('GNBV_DB') }}\", schema: main}}}"
TESTS = """
models:
  - name: returns
    data_tests:
      - holds:
          name: returns_holds
          arguments:
            unique: [return_key, [place, period]]
            not_null: [period]
            accepted_values:
              phase: [before, "it's over"]
              tier: [1, 2]
            relationships:
              place: ref('places')
              sent_from: {to: ref('places'), field: place, where: "sent_from <> '*'"}
            expressions:
              - "received <= expected or expected is null"
    columns: [{name: return_key}, {name: place}, {name: period}, {name: received}, {name: expected}]
  - name: marks
    columns: [{name: mark}, {name: place, data_tests: [unique]}]
    data_tests:
      - holds:
          name: marks_holds
          arguments: {not_null: [mark]}
"""
PLACES = "select unnest(['Hue', 'Vinh']) as place"
COLUMNS = "return_key, place, period, phase, tier, sent_from, received, expected"
IN_ORDER = [
    "('a', 'Hue', '2023', 'before', 1, '*', 1, 2)",
    "('b', 'Hue', '2024', 'it''s over', 2, 'Vinh', 2, null)",
    "(null, 'Vinh', '2023', null, null, null, 0, 0)",
    "(null, null, '2025', null, null, null, 0, 0)",
]
FAULTS = [
    ("('b', 'Vinh', '2030', null, null, null, 0, 0)", ("return_key", "2 rows", "return_key=b", "one row")),
    ("('c', 'Hue', '2023', null, null, null, 0, 0)",
     ("place, period", "2 rows", "place=Hue, period=2023", "one row")),
    ("('c', 'Hue', null, null, null, null, 0, 0)", ("period", "nothing", "return_key=c", "a value")),
    ("('c', 'Hue', '2030', 'after', null, null, 0, 0)",
     ("phase", "after", "return_key=c", "one of before, it's over")),
    ("('c', 'Hue', '2030', null, 3, null, 0, 0)", ("tier", "3", "return_key=c", "one of 1, 2")),
    ("('c', 'Huế', '2030', null, null, null, 0, 0)", ("place", "Huế", "return_key=c", "a place of places")),
    ("('c', 'Hue', '2030', null, null, '?', 0, 0)", ("sent_from", "?", "return_key=c", "a place of places")),
    ("('c', 'Hue', '2030', null, null, null, 2, 1)",
     ("received, expected", "received=2, expected=1", "return_key=c", "received <= expected or expected is null")),
    ("('c', 'Hue', '2030', null, null, null, null, 1)",
     ("received, expected", "received=nothing, expected=1", "return_key=c",
      "received <= expected or expected is null")),
]  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of three models; `after` is no phase, and the mark is missing."""
    made = tmp_path / "project"
    for folder in ("models", "tests/generic", "macros"):
        (made / folder).mkdir(parents=True)
    for name in ("tests/generic/holds.sql", "macros/data_tests.sql"):
        (made / name).symlink_to(DBT_PROJECT / name)
    rows = ", ".join([*IN_ORDER, FAULTS[3][0]])
    (made / "dbt_project.yml").write_text(PROJECT)
    (made / "profiles.yml").write_text(PROFILE)
    (made / "models" / "models.yml").write_text(TESTS)
    (made / "models" / "places.sql").write_text(PLACES)
    (made / "models" / "returns.sql").write_text(f"select * from (values {rows}) as row_of ({COLUMNS})")
    (made / "models" / "marks.sql").write_text("select cast(null as integer) as mark, 'Vinh' as place")
    return made


def build(ws: Workspace, project: Path, seeds: Path) -> None:
    def write_batches(path: Path) -> None:
        pq.write_table(pa.table({"batch_id": ["b1"]}), path)

    seeds.mkdir()
    now = datetime(2023, 10, 27, tzinfo=UTC)
    made = start(
        ws, date(2023, 10, 27), None, inputs=seeds, write_batches=write_batches, carries_on=lambda facts: True, now=now
    )
    run_dbt(ws, made, seeds, project=project)


def asked(question: str, rows: list[str]) -> list[tuple[str, ...]]:
    """What the compiled test says of some rows."""
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as warehouse")
        connection.execute(f"create table warehouse.main.places as {PLACES}")
        values = f"select * from (values {', '.join(rows)}) as row_of ({COLUMNS})"
        connection.execute(f"create table warehouse.main.returns as {values}")
        return connection.execute(question).fetchall()


def test_each_row_that_fails_is_told_with_its_key(
    new_workspace: Callable[..., Workspace], project: Path, tmp_path: Path
) -> None:
    ws = new_workspace()
    with pytest.raises(BuildError) as caught:
        build(ws, project, tmp_path / "seeds")
    said = str(caught.value)
    assert (
        "test returns_holds (models/models.yml) found 1 row(s): "
        "[column_name=phase, found=after, row_key=return_key=c, expected=one of before, it's over]"
    ) in said
    # A model whose key is a test of its own is told by that key.
    assert "found 1 row(s): [column_name=mark, found=nothing, row_key=place=Vinh, expected=a value]" in said

    (compiled,) = ws.builds.parent.rglob("compiled/gnbv/models/models.yml/returns_holds.sql")
    question = compiled.read_text(encoding="utf-8")
    assert asked(question, IN_ORDER) == []
    for fault, expected in FAULTS:
        assert asked(question, [*IN_ORDER, fault]) == [expected]
