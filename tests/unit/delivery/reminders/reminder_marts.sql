-- Published marts small enough to be read here: who is reminded of the return before 25/06/2023, and why others are not.
create schema marts;
create schema reference;

create table marts.dim_return_type as select * from (values
    ('coordination_6m', 'Báo cáo 6 tháng', 'Six-month report'), ('monitoring_6m', 'Báo cáo giám sát', 'Monitoring report')
) as t (return_type, name_vi, name_en);
create table marts.dim_period as
    select '2023-H1' as period, '6 tháng đầu năm 2023' as name_vi, 'first half of 2023' as name_en;

create table marts.dim_locality as
select
    concat(locality_id, '@', valid_from) as locality_key, *,
    case when level = 'province' then 'I' end as region_code, case when level = 'province' then 'Vùng một' end as region_vi
from (values
    ('VN-1', 'VN', 'country', 'Việt Nam', 'quốc gia', null, date '2021-01-01', date '9999-12-31'),
    ('01-1', '01', 'province', 'Hà Nội', 'thành phố trực thuộc trung ương', 'VN', date '2008-08-01', date '9999-12-31'),
    ('12-1', '12', 'province', 'Lai Châu', 'tỉnh', 'VN', date '2008-08-01', date '9999-12-31'),
    ('20-1', '20', 'province', 'Lạng Sơn', 'tỉnh', 'VN', date '2008-08-01', date '9999-12-31'),
    ('31-1', '31', 'province', 'Hải Phòng', 'thành phố trực thuộc trung ương', 'VN', date '2008-08-01',
        date '2025-07-01'),
    ('31-2', '31', 'province', 'Hải Phòng mới', 'thành phố trực thuộc trung ương', 'VN', date '2025-07-01',
        date '9999-12-31'),
    ('79-1', '79', 'province', 'TP Hồ Chí Minh', 'thành phố trực thuộc trung ương', 'VN', date '2008-08-01',
        date '9999-12-31'),
    ('185-1', '185', 'district', 'Bắc Sơn', 'huyện', '20', date '2008-08-01', date '2025-07-01'),
    ('06325-1', '06325', 'commune', 'Bắc Quỳnh', 'xã', '185', date '2020-01-01', date '2025-07-01')
) as t (locality_id, locality_code, level, name_vi, unit_type, parent_code, valid_from, valid_to);

create table marts.fct_obligation as
select
    concat_ws(':', return_type, '2023-H1', locality_code) as obligation_key, return_type, '2023-H1' as period,
    concat(l.locality_id, '@', l.valid_from) as locality_key, l.locality_id, locality_code, l.level as reporter_level,
    case l.level when 'province' then 'so_ldtbxh' else 'ubnd_xa' end as body_code,
    case return_type when 'coordination_6m' then '109-6T' else 'BS-6T' end as duty_id,
    return_type = 'monitoring_6m' as is_extended,
    case when return_type = 'monitoring_6m' then 'bão lũ' end as extension_reason
from marts.dim_locality as l
inner join (values ('coordination_6m', 'province'), ('monitoring_6m', 'commune')) as t (return_type, level)
    on t.level = l.level
where l.valid_from < date '2023-06-30';

create table marts.decision as select * from (values
    (1, 'coordination_6m', '31', 'overdue', null, null, null, null, 'no_document; no_programme', 'no_programme', 'first',
        0, true, null, timestamptz '2023-06-25 00:00+07', timestamptz '2023-06-14 00:00+07'),
    (2, 'coordination_6m', '12', 'late', 'document_number_known', 'r1/Phụ lục II!D19#1', '1317/BC-SLĐTBXH',
        date '2023-08-10', 'document_after_due; mark_missing; known_only_from_register', 'document_missing', 'first', 0,
        true, null, timestamptz '2023-08-10 00:00+07', timestamptz '2023-10-27 00:00+07'),
    (3, 'coordination_6m', '20', 'late', 'document_number_known', 's20', '304/BC-SLĐTBXH', date '2023-08-22',
        'document_after_due', 'late', 'thanks', 0, true, null, timestamptz '2023-08-22 00:00+07',
        timestamptz '2023-08-22 00:00+07'),
    (4, 'coordination_6m', '01', 'on_time', 'document_number_known', 's01', '90/BC', date '2023-06-20', null, null, null,
        0, false, 'received_on_time', timestamptz '2023-06-20 00:00+07', timestamptz '2023-06-20 00:00+07'),
    (5, 'coordination_6m', '79', 'overdue', null, null, null, null, 'no_document', 'not_sent', null, 1, false,
        'tier_waits', timestamptz '2023-06-25 00:00+07', timestamptz '2023-06-14 00:00+07'),
    (6, 'monitoring_6m', '06325', 'overdue', null, null, null, null, 'rejected_submission', 'rejected', 'first', 0, true,
        null, timestamptz '2023-06-25 00:00+07', timestamptz '2023-06-14 00:00+07')
) as t (
    sort_order, return_type, locality_code, status, evidence, evidence_key, document_no, document_on, reasons, fault,
    tier, reminders_sent, is_listed, reason, since, learnt
);

create macro marts.reminders(as_of, known) as table
select
    cast(timezone('Asia/Ho_Chi_Minh', cast(as_of as timestamptz)) as date) as as_of_on,
    case when d.is_listed then concat_ws(':', o.obligation_key, d.tier) end as reminder_key, o.obligation_key,
    d.return_type, o.period, o.reporter_level, d.locality_code, l.name_vi as locality, l.unit_type, l.region_code,
    l.region_vi as region, o.body_code, 'Sở LĐTBXH' as body_vi, o.body_code as addressed_body_code,
    'Sở LĐTBXH' as addressed_body_vi, d.locality_code as addressed_locality_code, l.name_vi as addressed_locality,
    d.status, d.evidence, d.evidence_key, d.document_no, d.document_on,
    cast(d.document_on as timestamp) at time zone 'Asia/Ho_Chi_Minh' as received_at,
    case d.status
        when 'late' then datediff('day', date '2023-06-25', d.document_on)
        when 'overdue'
            then datediff('day', date '2023-06-25', cast(timezone('Asia/Ho_Chi_Minh', cast(as_of as timestamptz)) as date))
    end as days_late,
    d.reasons, timestamptz '2023-06-14 00:00+07' as opens_at, date '2023-06-25' as due_on, 'before' as due_rule,
    timestamptz '2023-06-25 00:00+07' as due_at,
    case when d.locality_code = '12' then date '9999-12-31' else date '2025-03-01' end as chase_until, o.duty_id,
    '329/CV-VPQGGN (14/06/2023)' as request_document, 'Chương trình 109' as legal_basis,
    'document_number_known' as received_at_evidence, 'document' as date_basis, false as is_exempt,
    null::varchar as exemption_reason, d.fault, case when d.tier = 'thanks' then 'after' else 'overdue' end as phase,
    d.tier, case d.tier when 'first' then 1 when 'thanks' then 0 end as tier_no, 5 as reply_days,
    case when d.reason = 'tier_waits' then date '2023-11-10' when d.is_listed then date '2023-06-26' end as eligible_on,
    d.reminders_sent, case when d.reminders_sent > 0 then date '2023-10-20' end as last_reminded_on,
    case
        when d.is_listed
            then concat('to:', o.body_code, '@', d.locality_code, '; cc:ubnd_tinh@', l.parent_code, '; cc:vpqggn@')
    end as recipients,
    d.is_listed, d.reason, d.sort_order
from marts.decision as d
inner join marts.fct_obligation as o on o.return_type = d.return_type and o.locality_code = d.locality_code
inner join marts.dim_locality as l on l.locality_key = o.locality_key
where d.since <= as_of and d.learnt <= coalesce(known, timestamptz '9999-12-30 00:00+00');

create table marts.fct_reminder as select * from (values
    ('coordination_6m', '79', 'first', 1, 'mail', null, null, 'uncertain', null, timestamptz '2023-10-20 08:00+07',
        timestamptz '2023-10-20 08:00:04+07'),
    ('coordination_6m', '79', 'first', 1, 'mail', null, null, 'sent', timestamptz '2023-10-20 08:00:04+07',
        timestamptz '2023-10-20 08:00:04+07', timestamptz '9999-12-31 00:00+00'),
    ('coordination_6m', '79', 'first', 1, 'letter', '3716/LĐTBXH-VPQGGN', date '2023-10-19', 'sent',
        timestamptz '2023-10-19 00:00+07', timestamptz '2023-10-25 09:00+07', timestamptz '9999-12-31 00:00+00'),
    ('coordination_6m', '31', 'first', 1, 'mail', null, null, 'failed', timestamptz '2023-10-20 08:00:05+07',
        timestamptz '2023-10-20 08:00:05+07', timestamptz '9999-12-31 00:00+00')
) as t (
    return_type, locality_code, tier, tier_no, channel, document_no, document_on, outcome, outcome_at, known_from,
    known_to
);
alter table marts.fct_reminder add column period varchar default '2023-H1';

create table marts.fct_receipt as select * from (values
    ('31-hai-phong', 'source', null, 'failed', 'SRC01', 'không mở được', 0, timestamptz '2023-10-26 07:00+07', null),
    ('31-hai-phong', 'source', null, 'empty', null, null, 0, timestamptz '2023-10-25 07:00+07', null),
    ('12-lai-chau', 'source', null, 'empty', null, null, 0, timestamptz '2023-10-26 07:00+07', null),
    ('bo-ldtbxh', 'source', null, 'listed', null, null, 1, timestamptz '2023-10-27 07:00+07', null),
    ('06325-bac-quynh', 'source', null, 'listed', null, null, 2, timestamptz '2023-10-26 07:00+07', null),
    ('06325-bac-quynh', 'file', 'bao-cao.pdf', 'quarantined', 'IN02', 'không rõ là báo cáo gì', null,
        timestamptz '2023-10-26 07:00+07', null),
    ('06325-bac-quynh', 'file', 'bieu-mau.xlsx', 'rejected', 'IN22', 'tổng không khớp', null,
        timestamptz '2023-10-26 07:00+07', 's06325')
) as t (
    source_id, attempt_kind, path, state, reason_code, reason, files_listed, attempted_at, submission_key
);
-- Receipts of Hải Phòng do not say yet whose they are.
alter table marts.fct_receipt add column locality_code varchar;
update marts.fct_receipt set locality_code = split_part(source_id, '-', 1) where source_id like '12-%';

create table marts.fct_submission as select
    *, concat('landing/sha256/', submission_key) as landing_path, sha256(submission_key) as sha256,
    'assumed' as arrival_basis, arrived_at as known_from, 1 as version, null::varchar as sheet,
    null::varchar as cell, null::bigint as line
from (values
    ('r1', 'coordination_9m:2023-9M:VN', 'VN', 'register', 'bo-ldtbxh', '150-BC.xlsx', '150/BC-LĐTBXH',
        date '2023-10-27', timestamptz '2023-10-27 00:00+07', 'accepted', null),
    ('s20', 'coordination_6m:2023-H1:20', '20', 'cover', '20-lang-son', '304-BC.xlsx', '304/BC-SLĐTBXH',
        date '2023-08-22', timestamptz '2023-08-22 00:00+07', 'accepted', null),
    ('s01', 'coordination_6m:2023-H1:01', '01', 'cover', '01-ha-noi', '90-BC.xlsx', '90/BC', date '2023-06-20',
        timestamptz '2023-06-20 00:00+07', 'accepted', null),
    ('s06325', 'monitoring_6m:2023-H1:06325', '06325', 'form', '06325-bac-quynh', 'bieu-mau.xlsx', null, null,
        timestamptz '2023-06-20 00:00+07', 'rejected', 'tổng không khớp')
) as t (
    submission_key, obligation_key, locality_code, file_kind, source_id, path, document_no, document_on, arrived_at,
    state, reason
);

create table marts.fct_evidence as select
    *, timestamptz '2023-10-27 00:00+07' as register_at, 'assumed' as arrival_basis
from (values
    ('s20', 'coordination_6m:2023-H1:20', 's20', 'cover', 'document_number_known', null, '304/BC-SLĐTBXH',
        date '2023-08-22', timestamptz '2023-08-22 00:00+07', timestamptz '2023-08-22 00:00+07', null, null, null, null),
    ('s01', 'coordination_6m:2023-H1:01', 's01', 'cover', 'document_number_known', null, '90/BC', date '2023-06-20',
        timestamptz '2023-06-20 00:00+07', timestamptz '2023-06-20 00:00+07', null, null, null, null),
    ('r1/Phụ lục II!D19#1', 'coordination_6m:2023-H1:12', 'r1', 'register', 'document_number_known', false,
        '1317/BC-SLĐTBXH', date '2023-08-10', timestamptz '2023-08-10 00:00+07', timestamptz '2023-10-27 00:00+07',
        'Phụ lục II', 'D19', 278, '13 | Lai Châu | | 1317/BC-SLĐTBXH'),
    ('r1/Phụ lục II!D10#1', 'coordination_6m:2023-H1:20', 'r1', 'register', 'document_number_known', true,
        '304/BC-SLĐTBXH', date '2023-08-22', timestamptz '2023-08-22 00:00+07', timestamptz '2023-10-27 00:00+07',
        'Phụ lục II', 'D10', 269, '4 | Lạng Sơn | X | 304/BC-SLĐTBXH')
) as t (
    evidence_key, obligation_key, submission_key, evidence_kind, evidence, has_mark, document_no, document_on,
    received_at, known_from, sheet, cell, line, raw_text
);

create table reference.duties as select * from (values
    ('109-6T', 'coordination_6m', 'Bộ LĐTBXH (qua VPQGGN)', null, date '2023-01-11', date '2025-03-01', 'CTr 109'),
    ('BS-6T', 'monitoring_6m', 'UBND huyện Bắc Sơn', 'poor_commune', date '2023-01-01', null, 'KH 2024')
) as t (duty_id, return_type, recipient, precondition, valid_from, valid_to, legal_basis);
create table reference.statuses as select 'overdue' as status, 'quá hạn, chưa gửi' as name_vi, 'overdue' as name_en;
create table reference.reminder_reasons as
    select 'tier_waits' as reason, 'chưa đến ngày nhắc' as text_vi, 'the next tier waits for its day' as text_en;
create table reference.reminder_tiers as select * from (values
    ('*', '*', 'first', 1, 'overdue', 1, null, 5, 'nhắc lần 1', 'first reminder', date '2021-01-01', null, 'NĐ 30', 'a'),
    ('coordination_6m', '*', 'first', 1, 'overdue', 1, null, 5, 'nhắc lần 1', 'first reminder', date '2023-01-01', null,
        '329/CV', 'b'),
    ('coordination_6m', '*', 'second', 2, 'overdue', null, 14, 5, 'nhắc lần 2', 'second reminder', date '2023-01-01',
        null, '329/CV', 'c'),
    ('coordination_6m', '*', 'second', 2, 'overdue', null, 20, 5, 'nhắc lần 2', 'second reminder', date '2024-01-01',
        null, '329/CV', 'later')
) as t (
    return_type, reporter_level, tier, tier_no, phase, days_from_due, days_after_previous, reply_days, name_vi, name_en,
    valid_from, valid_to, legal_basis, reason
);
create table reference.letter_issuers as select * from (values
    ('*', '*', '*', '*', 'BỘ LĐTBXH', 'VP QUỐC GIA', 'CV-VPQGGN', date '2021-01-01', date '2025-03-01'),
    ('*', 'province', '*', '12', null, 'RIÊNG LAI CHÂU', 'LC', date '2021-01-01', null),
    ('*', 'province', 'escalation', '*', null, 'BỘ', 'LĐTBXH-VPQGGN', date '2021-01-01', date '2025-03-01'),
    ('coordination_6m', '*', '*', '*', 'BỘ', 'THEO BÁO CÁO', 'LĐTBXH', date '2021-01-01', date '2023-10-27'),
    ('*', 'commune', '*', '20', 'UBND TỈNH', 'CỦA TỈNH', 'TINH', date '2021-01-01', null),
    ('*', 'commune', '*', '185', 'UBND HUYỆN', 'CỦA HUYỆN', 'HUYEN', date '2021-01-01', null)
) as t (return_type, reporter_level, tier, scope, superior_vi, issuer_vi, symbol, valid_from, valid_to);
alter table reference.letter_issuers add column place_vi varchar default 'Hà Nội';
alter table reference.letter_issuers add column signed_for_vi varchar;
alter table reference.letter_issuers add column signer_title_vi varchar default 'CHÁNH VĂN PHÒNG';
alter table reference.letter_issuers add column filed_vi varchar default 'VT';
alter table reference.letter_issuers add column receiver_vi varchar default 'Bộ (qua VPQGGN)';
