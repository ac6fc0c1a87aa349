"""A warehouse small enough to be read here: three returns, two table macros, one table that must not leave."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

_SQL = """
create schema marts; create schema staging; create schema reference;
create table staging.stg_secret as select 1 as x;
create table reference.status_reasons as
    select * from (values ('no_document', 'chưa có văn bản nào')) as t (reason, text_vi);
create table reference.statuses as select 'late' as status, 'gửi muộn' as name_vi;
create table reference.calendar_draft as select 1 as x;
create table marts.dim_return_type as select 'coordination_6m' as return_type, 'Báo cáo 6 tháng' as name_vi;
create table marts.fct_finding as
    select * from (values
        ('k1', 'warn', 'open'), ('k2', 'info', 'open'), ('k3', 'info', 'open'), ('k4', 'info', 'explained'),
        ('k5', 'warn', 'resolved')
    ) as t (finding_key, severity, state);
create table marts.rpt_reporting_rate as select date '2023-10-27' as as_of_on;
create table marts.late as select * from (values
    ('01', 'Hà Nội', 'late', '3438/BC', date '2023-08-14', 50, 'document_after_due', true, 'assumed', 2,
        timestamptz '2023-08-14 00:00+07'),
    ('12', 'Lai Châu', 'overdue', null, null, 124, 'no_document; no_programme', true, null, 1,
        timestamptz '2023-06-25 00:00+07'),
    ('20', 'Lạng Sơn', 'overdue', null, null, 124, 'no_document', false, null, 0,
        timestamptz '2023-06-25 00:00+07')
) as t (code, name, status, document_no, document_on, days_late, reasons, is_chased, arrival_basis, sort_order, since);
comment on table marts.late is 'One return that is late.';
comment on column marts.late.code is 'Mã địa phương';
create macro marts.late_returns(as_of, known) as table
    select
        'coordination_6m' as return_type, '2023-H1' as period, code as locality_code, name as locality,
        'Trung du' as region, timestamptz '2023-06-25 00:00+07' as due_at, date '2023-06-25' as due_on, status,
        'document_number_known' as evidence, document_no, document_on, days_late, reasons,
        'coordination_6m:2023-H1:' || code as obligation_key, arrival_basis, is_chased,
        date '2025-03-01' as chase_until, sort_order
    from marts.late
    where since <= as_of and since <= coalesce(known, timestamptz '9999-12-30 00:00+00');
"""


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    """A closed warehouse file."""
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute(_SQL)
    return path


@pytest.fixture
def change(warehouse: Path) -> Callable[[str], None]:
    """Change the warehouse with a statement, as a next build would."""

    def run(sql: str) -> None:
        with duckdb.connect(warehouse) as connection:
            connection.execute(sql)

    return run
