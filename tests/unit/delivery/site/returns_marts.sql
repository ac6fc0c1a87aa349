-- Published marts small enough to be read here: two rounds of provinces, one before and one after provinces were merged
-- on 01/07/2025 (code 08 is another province since), a round of communes, a round of the ministry.
create schema marts;
create schema reference;
set timezone = 'UTC';

create table marts.dim_locality as
select concat(locality_id, '@', valid_from) as locality_key, * from (values
    ('01-1', '01', 'province', 'Hà Nội', 'thành phố', 'VN', 'II', 'Đồng bằng sông Hồng', 'Red River Delta', 15,
        date '2008-08-01', date '2025-07-01'),
    ('08-1', '08', 'province', 'Tuyên Quang', 'tỉnh', 'VN', 'I', 'Trung du', 'Midlands', 2, date '2008-08-01',
        date '2025-07-01'),
    ('12-1', '12', 'province', 'Lai Châu', 'tỉnh', 'VN', 'I', 'Trung du', 'Midlands', 13, date '2008-08-01',
        date '2025-07-01'),
    ('46-1', '46', 'province', 'Thừa Thiên Huế', 'tỉnh', 'VN', 'III', 'Duyên hải', 'Coast', 31, date '2008-08-01',
        date '2025-01-01'),
    ('46-1', '46', 'province', 'Huế', 'thành phố', 'VN', 'III', 'Duyên hải', 'Coast', 31, date '2025-01-01',
        date '2025-07-01'),
    ('08-2', '08', 'province', 'Tuyên Quang mới', 'tỉnh', 'VN', '2025-I', 'Trung du', 'Midlands', 3, date '2025-07-01',
        date '9999-12-31'),
    ('185-1', '185', 'district', 'Bắc Sơn', 'huyện', '20', 'I', 'Trung du', 'Midlands', null, date '2008-08-01',
        date '2025-07-01'),
    ('06325-1', '06325', 'commune', 'Bắc Quỳnh', 'xã', '185', 'I', 'Trung du', 'Midlands', null, date '2020-01-01',
        date '2025-07-01'),
    ('06328-1', '06328', 'commune', 'Long Đống', 'xã', '185', 'I', 'Trung du', 'Midlands', null, date '2020-01-01',
        date '2025-07-01'),
    ('VN-1', 'VN', 'country', 'Việt Nam', 'quốc gia', null, null, null, null, 0, date '2021-01-01', date '9999-12-31')
) as t (
    locality_id, locality_code, level, name_vi, unit_type, parent_code, region_code, region_vi, region_en, report_order,
    valid_from, valid_to
);
create table marts.bridge_locality_succession as select * from (values
    ('46-1', '46-1', date '2025-01-01'), ('02-1', '08-2', date '2025-07-01'), ('08-1', '08-2', date '2025-07-01')
) as t (old_locality_id, new_locality_id, effective_on);
create table marts.dim_return_type as select * from (values
    ('coordination_6m', 'Báo cáo 6 tháng', 'Six-month report'),
    ('coordination_9m', 'Báo cáo 9 tháng', 'Nine-month report'),
    ('monitoring_6m', 'Báo cáo giám sát', 'Monitoring report')
) as t (return_type, name_vi, name_en);
create table marts.dim_period as select * from (values
    ('2023-H1', '6 tháng đầu năm 2023', 'first half of 2023', date '2023-01-01', date '2023-06-30'),
    ('2023-9M', '9 tháng đầu năm 2023', 'first nine months of 2023', date '2023-01-01', date '2023-09-30'),
    ('2026-H1', '6 tháng đầu năm 2026', 'first half of 2026', date '2026-01-01', date '2026-06-30')
) as t (period, name_vi, name_en, starts_on, ends_on);

create table marts.fct_obligation as
select
    concat_ws(':', r.return_type, r.period, l.locality_code) as obligation_key, r.*, l.locality_key, l.locality_id,
    l.locality_code, l.level as reporter_level, false as is_exempt, null as extension_reason,
    date '2026-12-31' as chase_until,
    'document_number_known' as received_at_evidence, 'document' as date_basis, 'CTr 109' as legal_basis
from (values
    ('coordination_6m', '2023-H1', 'province', date '2023-06-30', timestamptz '2023-06-14 00:00+07', date '2023-06-25',
        'before', timestamptz '2023-06-25 00:00+07', 'so_ldtbxh', '109-6T', '329/CV-VPQGGN'),
    ('monitoring_6m', '2026-H1', 'province', date '2026-06-01', timestamptz '2026-01-01 00:00+07', date '2026-06-01',
        'before', timestamptz '2026-06-01 00:00+07', 'ubnd_tinh', 'TT10', null),
    ('monitoring_6m', '2023-H1', 'commune', date '2023-05-10', timestamptz '2023-03-01 00:00+07', date '2023-05-10',
        'by_end_of_day', timestamptz '2023-05-11 00:00+07', 'ubnd_xa', 'BS-6T', null),
    ('coordination_9m', '2023-9M', 'country', date '2023-09-30', timestamptz '2024-01-01 00:00+07', null, 'none', null,
        'bo_ldtbxh', '109-9T', null)
) as r (
    return_type, period, level, decided_on, opens_at, due_on, due_rule, due_at, body_code, duty_id, request_document
)
inner join marts.dim_locality as l
    on r.level = l.level and l.valid_from <= r.decided_on and r.decided_on < l.valid_to;

-- What is known of each return: its status from a day on, known from a day on. Lai Châu is known through the register
-- of 27/10/2023 alone; Hà Nội sent in the last second of 24/06/2023; the chase of Bắc Quỳnh is over.
create table marts.told as select * from (values
    ('coordination_6m:2023-H1:01', '2023-06-14 00:00+07', '2023-06-14 00:00+07', 'due_soon', null, null, null),
    ('coordination_6m:2023-H1:01', '2023-06-14 00:00+07', '2023-06-24 23:59:59.5+07', 'on_time', 'e01', null, null),
    ('coordination_6m:2023-H1:08', '2023-06-14 00:00+07', '2023-06-14 00:00+07', 'exempt', null, null, 'exempted'),
    ('coordination_6m:2023-H1:12', '2023-06-14 00:00+07', '2023-06-14 00:00+07', 'due_soon', null, null, null),
    ('coordination_6m:2023-H1:12', '2023-06-14 00:00+07', '2023-06-25 00:00+07', 'overdue', null, null, 'no_document'),
    ('coordination_6m:2023-H1:12', '2023-10-27 00:00+07', '2023-06-14 00:00+07', 'due_soon', null, null, null),
    ('coordination_6m:2023-H1:12', '2023-10-27 00:00+07', '2023-06-25 00:00+07', 'overdue', null, null, 'no_document'),
    ('coordination_6m:2023-H1:12', '2023-10-27 00:00+07', '2023-08-10 00:00+07', 'late', 'r1/Phụ lục II!D19#1', 46,
        'document_after_due; mark_missing'),
    ('coordination_6m:2023-H1:46', '2023-06-14 00:00+07', '2023-06-14 00:00+07', 'due_soon', null, null, null),
    ('coordination_6m:2023-H1:46', '2023-06-14 00:00+07', '2023-06-25 00:00+07', 'overdue', null, null, 'no_document'),
    ('monitoring_6m:2023-H1:06325', '2023-03-01 00:00+07', '2023-05-11 00:00+07', 'overdue', null, null, 'no_document'),
    ('monitoring_6m:2023-H1:06328', '2023-03-01 00:00+07', '2023-05-11 00:00+07', 'on_time', 'e06328', null, null),
    ('monitoring_6m:2026-H1:08', '2026-01-01 00:00+07', '2026-01-01 00:00+07', 'not_due', null, null, null)
) as t (obligation_key, known_from, valid_from, status, evidence_key, days_late, reasons);
create table marts.fct_evidence as select * from (values
    ('e01', 'coordination_6m:2023-H1:01', 's01', 'cover', 'document_number_known', '90/BC', date '2023-06-24',
        timestamptz '2023-06-24 23:59:59.5+07', timestamptz '2023-06-14 00:00+07', 'recorded', null, null, 1),
    ('r1/Phụ lục II!D19#1', 'coordination_6m:2023-H1:12', 'r1', 'register', 'document_number_known', '1317/BC-SLĐTBXH',
        date '2023-08-10', timestamptz '2023-08-10 00:00+07', timestamptz '2023-10-27 00:00+07', 'assumed',
        'Phụ lục II', 'D19', 278),
    ('e06328', 'monitoring_6m:2023-H1:06328', 's06328', 'form', 'file_held', null, null,
        timestamptz '2023-05-09 00:00+07', timestamptz '2023-05-09 00:00+07', 'recorded', 'Biểu', null, null)
) as t (
    evidence_key, obligation_key, submission_key, evidence_kind, evidence, document_no, document_on, received_at,
    known_from, arrival_basis, sheet, cell, line
);
create table marts.fct_return_status as
select
    t.obligation_key, o.return_type, o.period, o.locality_key, o.locality_code, t.status, e.evidence, t.evidence_key,
    e.document_no, e.document_on, e.received_at, t.days_late, t.reasons,
    t.valid_from::timestamptz as valid_from,
    coalesce(
        lead(t.valid_from::timestamptz) over (partition by t.obligation_key, t.known_from order by t.valid_from),
        timestamptz '9999-12-31 00:00+00'
    ) as valid_to,
    t.known_from::timestamptz as known_from,
    coalesce(k.next_from, timestamptz '9999-12-31 00:00+00') as known_to
from marts.told as t
inner join marts.fct_obligation as o on t.obligation_key = o.obligation_key
left join marts.fct_evidence as e on t.evidence_key = e.evidence_key
left join (
    select distinct a.obligation_key, a.known_from, b.known_from::timestamptz as next_from
    from marts.told as a
    inner join marts.told as b on a.obligation_key = b.obligation_key and a.known_from < b.known_from
) as k on t.obligation_key = k.obligation_key and t.known_from = k.known_from;

create table marts.fct_submission as select * from (values
    ('s01', 'coordination_6m:2023-H1:01', '01', '01-ha-noi', '90/BC', date '2023-06-24',
        timestamptz '2023-06-24 00:00+07'),
    ('s46', 'coordination_6m:2023-H1:46', '46', '46-hue', null, null, timestamptz '2023-03-01 00:00+07'),
    ('r1', null, 'VN', 'bo-ldtbxh', '150/BC-LĐTBXH', date '2023-10-27', timestamptz '2023-10-27 00:00+07')
) as t (submission_key, obligation_key, locality_code, source_id, document_no, document_on, known_from);
-- Receipts of Huế do not say yet whose they are; its mailbox has brought nothing, and was not read the last time.
create table marts.fct_receipt as select * from (values
    ('01-ha-noi', '01', 'source', 'listed', timestamptz '2023-10-26 08:00+07', 2, null),
    ('46-hue', null, 'source', 'listed', timestamptz '2023-10-26 08:05+07', 1, null),
    ('46-hue', null, 'source', 'listed', timestamptz '2023-10-25 08:05+07', 1, null),
    ('46-hue', null, 'file', 'accepted', timestamptz '2023-10-27 08:05+07', null, null),
    ('46-hop-thu', '46', 'source', 'failed', timestamptz '2023-10-26 08:04+07', null, 'hết giờ'),
    ('46-hop-thu', '46', 'source', 'empty', timestamptz '2023-10-26 07:00+07', 0, null)
) as t (source_id, locality_code, attempt_kind, state, attempted_at, files_listed, reason);

create table marts.rpt_late_returns as select * from (values
    ('monitoring_6m:2023-H1:06325', 'monitoring_6m', '2023-H1', '06325', 'Bắc Quỳnh (huyện Bắc Sơn)', 'Trung du',
        date '2023-05-10', 'overdue', null, null, null, null, 170, 'no_document', false, null, 3),
    ('coordination_6m:2023-H1:12', 'coordination_6m', '2023-H1', '12', 'Lai Châu', 'Trung du', date '2023-06-25',
        'late', 'document_number_known', 'r1/Phụ lục II!D19#1', '1317/BC-SLĐTBXH', date '2023-08-10', 46,
        'document_after_due; mark_missing', true, 'assumed', 1),
    ('coordination_6m:2023-H1:46', 'coordination_6m', '2023-H1', '46', 'Thừa Thiên Huế', 'Duyên hải', date '2023-06-25',
        'overdue', null, null, null, null, 124, 'no_document', true, null, 2)
) as t (
    obligation_key, return_type, period, locality_code, locality, region, due_on, status, evidence, evidence_key,
    document_no, document_on, days_late, reasons, is_chased, arrival_basis, sort_order
);
create table marts.rpt_reporting_rate as select * from (values
    ('coordination_6m', '2023-H1', 'province', 'ALL', 3, 2, 1, 1, 1, 0, 1, 0),
    ('coordination_6m', '2023-H1', 'province', 'I', 1, 1, 0, 1, 0, 0, 1, 0),
    ('coordination_6m', '2023-H1', 'province', 'II', 1, 1, 1, 0, 0, 0, 0, 0),
    ('coordination_6m', '2023-H1', 'province', 'III', 1, 0, 0, 0, 1, 0, 0, 0),
    ('monitoring_6m', '2023-H1', 'commune', 'ALL', 2, 1, 1, 0, 1, 0, 0, 0)
) as t (
    return_type, period, reporter_level, region_code, expected, received, received_on_time, late, overdue, rejected,
    exempt, not_due
);
create macro marts.reporting_rate(as_of, known) as table select * from marts.rpt_reporting_rate;

create table marts.rpt_poverty_trend as select * from (values
    ('12-1', 'Lai Châu', 'province', 'poverty_rate', 'all_households', 2022, 20.0, false, 'p1'),
    ('12-1', 'Lai Châu', 'province', 'poverty_rate', 'all_households', 2023, 19.96, true, 'p2'),
    ('01-1', 'Hà Nội', 'province', 'poverty_rate', 'poor_districts', 2023, 1.0, false, 'p3'),
    ('185-1', 'Bắc Sơn', 'district', 'poverty_rate', 'all_households', 2023, 8.26, false, 'p4')
) as t (locality_id, locality, level, indicator_code, population, year, value, is_estimate, figure_key);
create table marts.fct_poverty_indicator as select 'p2' as figure_key, 's12' as submission_key, 60 as line,
    null as sheet, null as cell;
create table marts.rpt_fund_progress as select * from (values
    ('f1', '01-1@2008-08-01', 'Hà Nội', 'CT', 'total', 'total', '2023', date '2023-06-30', 80.0, false),
    ('f2', '01-1@2008-08-01', 'Hà Nội', 'CT', 'total', 'total', '2022', date '2023-06-30', 95.0, false),
    ('f3', '12-1@2008-08-01', 'Lai Châu', 'DA1', 'total', 'total', '2023', date '2023-06-30', 10.0, false)
) as t (
    fund_progress_key, locality_key, locality, component_code, source, nature, budget_year, disbursed_as_of_on,
    rate_pct, disbursed_is_estimate
);

create table reference.duties as select * from (values
    ('109-6T', 'Bộ LĐTBXH (qua VPQGGN)'), ('TT10', 'Bộ NNMT'), ('BS-6T', 'UBND huyện'), ('109-9T', 'UBTW MTTQ')
) as t (duty_id, recipient);
create table reference.statuses as select * from (values
    ('exempt', 1, 'được miễn', 'exempt'), ('on_time', 2, 'đúng hạn', 'on time'), ('late', 3, 'gửi muộn', 'late'),
    ('overdue', 4, 'quá hạn, chưa gửi', 'overdue'), ('due_soon', 5, 'sắp đến hạn', 'due soon'),
    ('not_due', 6, 'chưa đến hạn', 'not due')
) as t (status, precedence, name_vi, name_en);
create table reference.status_reasons as
    select 'no_document' as reason, 'chưa có văn bản nào' as text_vi, 'no document is known' as text_en;
create table reference.evidence_levels as
    select 'document_number_known' as evidence, 'biết số văn bản' as name_vi, 'document number known' as name_en;
create table reference.reporter_bodies as
    select 'so_ldtbxh' as body_code, 'Sở LĐTBXH' as name_vi, 'Labour department' as name_en;
