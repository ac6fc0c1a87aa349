"""What the gate reads of forms: those that were touched, each a row."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from expectations.frames import parameters, read_frame
from expectations.model import load_suite

TABLES = """
create schema facts;
create schema intermediate;
create table facts.form_submission as
  select * from (values (1, 'fits', 7), (2, 'wide', 7), (3, 'no_unit', 8), (4, 'no_place', 9), (5, 'before', 7))
  as t (submission_no, submission_key, cell_set_no);
create table facts.form_cell as
  select * from (values
    (7, 1, 'fund', 1000000000, 'Vốn', 'C1'), (7, 2, 'indicator', 1, null, null), (8, 1, 'fund', null, 'Vốn', 'C1'),
    (9, 1, 'fund', 1, 'Vốn', null))
  as t (cell_set_no, cell_no, kind, factor, sheet, cell);
create table facts.form_value as
  select * from (values
    (1, 1, 9223372036.0), (1, 2, 1e30), (2, 1, 9223372037.0), (2, 2, 5.0), (3, 1, 5.0), (4, 1, 5.0), (5, 1, 1e30))
  as t (submission_no, cell_no, value);
create table intermediate.int_forms__touched as select * from range(1, 5) as t (submission_no);
"""


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(TABLES)
    return connection


def test_the_amounts_of_a_form_that_was_touched_are_whole_dong_in_eight_bytes(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    frame = next(frame for frame in load_suite("door").frames if frame.frame == "form_funds")
    rows = read_frame(connection, frame.query, parameters(date(2024, 1, 1), None, Path()))
    assert list(rows.itertuples(index=False, name=None)) == [
        ("fits", True, True),
        ("no_place", True, False),
        ("no_unit", False, True),
        ("wide", False, True),
    ]


def test_a_cell_that_a_form_holds_twice_and_one_that_nobody_defined_are_seen(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    connection.execute("""
    create schema staging;
    create table staging.stg_bronze__submission as
      select submission_key, 'src' as source_id, submission_key as path from facts.form_submission;
    alter table facts.form_submission add column form text default 'f';
    alter table facts.form_submission add column form_version int default 1;
    alter table facts.form_value add column text text;
    alter table facts.form_value add column absence text;
    create table staging.stg_bronze__form_cell as select 'f' as form, 1 as form_version, 1 as cell_no;
    insert into facts.form_value (submission_no, cell_no, value) values (3, 1, 5.0), (4, 61, 1.0), (4, 61, 1.0)
    """)
    frame = next(frame for frame in load_suite("door").frames if frame.frame == "form_values")
    rows = read_frame(connection, frame.query, parameters(date(2024, 1, 1), None, Path()))
    assert list(rows[["name", "are_cells_known", "are_cells_once"]].itertuples(index=False, name=None)) == [
        ("src: fits", False, True),
        ("src: no_place", False, False),
        ("src: no_unit", True, False),
        ("src: wide", False, True),
    ]
