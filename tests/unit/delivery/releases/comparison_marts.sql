create schema marts;
create schema reference;
create table reference.statuses as
select * from (values ('late', 'gửi muộn'), ('overdue', 'quá hạn, chưa gửi'), ('on_time', 'đúng hạn')) as t (status, name_vi);
create table reference.fund_codes as
select * from (values
    ('disbursed', 'Đã giải ngân'), ('central', 'Ngân sách trung ương'), ('total', 'Tổng các nguồn'), ('total', 'Tổng vốn')
) as t (code, name_vi);
create table marts.dim_return_type as select 'coordination_6m' as return_type, 'Báo cáo 6 tháng' as name_vi;
create table marts.dim_component as select 'DA1' as component_code, 'Dự án 1' as name_vi;
create table marts.dim_indicator as select 'poor_households' as indicator_code, 'Số hộ nghèo' as name_vi;
create table marts.dim_locality as
select * from (values
    ('12-1', 'Lai Châu', 'I'), ('20-1', 'Lạng Sơn', 'I'), ('30-1', 'Hải Dương', 'II')
) as t (locality_key, name_vi, region_code);
create table marts.fct_obligation as
select 'coordination_6m:2023-H1:' || code as obligation_key, 'province' as reporter_level
from (values ('12'), ('20'), ('30')) as t (code);
create table marts.fct_return_status (
    obligation_key varchar, return_type varchar, period varchar, locality_key varchar, locality_code varchar,
    status varchar, evidence varchar, evidence_key varchar, days_late bigint, reasons varchar,
    valid_from timestamptz, valid_to timestamptz, known_from timestamptz, known_to timestamptz
);
create table marts.fct_submission (
    submission_key varchar, obligation_key varchar, return_type varchar, period varchar, locality_code varchar,
    source_id varchar, path varchar, document_no varchar, document_on date, known_from timestamptz
);
create table marts.fct_fund (
    figure_key varchar, submission_key varchar, locality_code varchar, locality varchar, period varchar,
    component_code varchar, measure varchar, source varchar, nature varchar, budget_year varchar, amount_vnd bigint,
    is_counted boolean, known_from timestamptz, known_to timestamptz
);
create table marts.fct_poverty_indicator (
    figure_key varchar, submission_key varchar, locality_code varchar, locality varchar, period varchar,
    indicator_code varchar, population varchar, value_kind varchar, value double, unit varchar, is_counted boolean,
    known_from timestamptz, known_to timestamptz
);
create table marts.fct_finding (
    subject_key varchar, return_type varchar, period varchar, locality_code varchar, locality varchar, rule_id varchar,
    subject varchar, found varchar, severity varchar, level varchar, submission_key varchar, explanation_key varchar,
    first_seen_at timestamptz, last_seen_at timestamptz
);
create macro marts.late_returns(as_of, known) as table
select obligation_key, coalesce(days_late, 124) as days_late
from marts.fct_return_status
where status in ('late', 'overdue') and known_from <= known and known < known_to;
create macro marts.reporting_rate(as_of, known) as table
select
    'coordination_6m' as return_type, '2023-H1' as period, 'province' as reporter_level, 'ALL' as region_code,
    'Cả nước' as region, count(*) as expected, count(*) filter (status <> 'overdue') as received,
    count(*) filter (status = 'on_time') as received_on_time, count(*) filter (status = 'late') as late,
    count(*) filter (status = 'overdue') as overdue, 0 as rejected, 0 as exempt, 0 as not_due,
    count(*) filter (status <> 'overdue') / count(*) as rate,
    count(*) filter (status = 'on_time') / count(*) as rate_on_time
from marts.fct_return_status
where known_from <= known and known < known_to
having count(*) > 0;
