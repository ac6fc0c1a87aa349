"""The values of the period before, by place and cell: marts of a few rows."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from delivery import NotPublishedError, PreviousValues, previous_values

_MARTS = """
create schema marts;
create table marts.dim_period as select * from (values
    ('2022-H1', 'half_year', '6 tháng đầu năm 2022', date '2022-06-30'),
    ('2023-H1', 'half_year', '6 tháng đầu năm 2023', date '2023-06-30'),
    ('2023-Y', 'year', 'năm 2023', date '2023-12-31'),
    ('2024-H1', 'half_year', '6 tháng đầu năm 2024', date '2024-06-30')
) as t (period, period_type, name_vi, ends_on);
create table marts.dim_locality as select * from (values
    ('20-1', '20', date '2021-01-01', date '9999-12-31'),
    ('08-1', '08', date '2021-01-01', date '2025-07-01'),
    ('08-2', '08', date '2025-07-01', date '9999-12-31')
) as t (locality_id, locality_code, valid_from, valid_to);
create table marts.dim_form_cell as select * from (values
    ('monitoring', 1, 1, 'funds', 'Biểu 03 - Vốn', 'CT', '1'),
    ('monitoring', 1, 2, 'funds', 'Biểu 03 - Vốn', 'DA1', '1'),
    ('monitoring', 2, 1, 'funds', 'Biểu 03 - Vốn', 'DA7', '1')
) as t (form, form_version, cell_no, sheet_code, sheet, row_code, column_code);
create table marts.fct_form_value as select * from (values
    ('monitoring', 1, 1, '20', 'monitoring_6m', '2023-H1', 12.5, true),
    ('monitoring', 1, 2, '20', 'monitoring_6m', '2023-H1', 11.0, false),   -- superseded
    ('monitoring', 1, 2, '20', 'monitoring_6m', '2022-H1', 99.0, true),    -- two periods before
    ('monitoring', 1, 1, '20', 'monitoring_annual', '2023-Y', 77.0, true), -- another return
    ('monitoring', 2, 1, '08', 'monitoring_6m', '2023-H1', 3.0, true),     -- another version of the form
    ('monitoring', 1, 1, '08', 'monitoring_6m', '2023-H1', null, true),    -- no number
    ('treasury', 1, 1, '20', 'monitoring_6m', '2023-H1', 5.0, true)        -- another form
) as t (form, form_version, cell_no, locality_code, return_type, period, value, is_current);
"""


@pytest.fixture
def marts(tmp_path: Path) -> Path:
    path = tmp_path / "gnbv.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute(_MARTS)
    return path


def test_values_of_the_period_before(marts: Path) -> None:
    assert previous_values(marts, "monitoring", "monitoring_6m", "2024-H1", ["20", "08"]) == {
        "20-1": PreviousValues("2023-H1", "6 tháng đầu năm 2023", {("funds", "CT", "1"): 12.5}),
        "08-1": PreviousValues("2023-H1", "6 tháng đầu năm 2023", {("funds", "DA7", "1"): 3.0}),
    }


def test_only_who_is_asked_about(marts: Path) -> None:
    assert list(previous_values(marts, "monitoring", "monitoring_6m", "2024-H1", ["08"])) == ["08-1"]


@pytest.mark.parametrize("period", ["2022-H1", "2023-Y", "2030-H1"])
def test_nothing_before(marts: Path, period: str) -> None:
    assert previous_values(marts, "monitoring", "monitoring_6m", period, ["20"]) == {}


def test_a_release_without_forms(marts: Path) -> None:
    with duckdb.connect(marts) as connection:
        connection.execute("drop table marts.fct_form_value")
    assert previous_values(marts, "monitoring", "monitoring_6m", "2024-H1", ["20"]) == {}


def test_no_release(tmp_path: Path) -> None:
    with pytest.raises(NotPublishedError):
        previous_values(tmp_path / "gnbv.duckdb", "monitoring", "monitoring_6m", "2024-H1", ["20"])
