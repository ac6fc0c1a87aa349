-- A published file small enough to be read here: a report of a province in two versions, one of a district, and the
-- figures of three sentences and a table row.
create schema marts; create schema reference;

create table reference.fund_codes as select * from (values
    ('measure', 'allocated', null, 'Vốn được giao', 'Allocated'),
    ('measure', 'disbursed', null, 'Đã giải ngân', 'Disbursed'),
    ('measure', 'disbursed_estimate', 'disbursed', 'Ước giải ngân', 'Disbursed, by estimate'),
    ('source', 'total', null, 'Tổng các nguồn', 'All sources'),
    ('source', 'central', 'total', 'Ngân sách trung ương', 'Central budget'),
    ('nature', 'total', null, 'Tổng vốn', 'All'),
    ('nature', 'capital', 'total', 'Vốn đầu tư phát triển', 'Capital')
) as t (coordinate, code, within, name_vi, name_en);
create table reference.populations as select * from (values
    ('all', 'Tất cả', 'All, or not said', null),
    ('all_households', 'Tất cả hộ', 'All households', 'all'),
    ('poor', 'Hộ nghèo', 'Poor', 'all_households')
) as t (population_code, name_vi, name_en, parent_code);

create table marts.dim_component as select * from (values
    ('CT', null, 'Chương trình giảm nghèo', 'Poverty programme'),
    ('DA4', 'CT', 'Phát triển giáo dục nghề nghiệp', 'Vocational education'),
    ('DA5', 'CT', 'Hỗ trợ nhà ở', 'Housing')
) as t (component_code, parent_code, name_vi, name_en);
create table marts.dim_locality as select * from (values
    ('VN', null, 'Việt Nam', date '1976-07-02', date '9999-12-31'),
    ('20', 'VN', 'Lạng Sơn', date '1976-07-02', date '9999-12-31'),
    ('185', '20', 'Bắc Sơn', date '1976-07-02', date '9999-12-31')
) as t (locality_code, parent_code, name_vi, valid_from, valid_to);
create table marts.dim_indicator as select * from (values
    ('poverty_rate', 'Tỷ lệ hộ nghèo', 'Poverty rate')
) as t (indicator_code, name_vi, name_en);
create table marts.dim_return_type as select 'thematic_report' as return_type, 'Báo cáo chuyên đề' as name_vi;

create table marts.fct_obligation (
    obligation_key varchar, return_type varchar, period varchar, locality_code varchar, locality_key varchar,
    reporter_level varchar, body_code varchar, duty_id varchar, due_on date, due_rule varchar, due_at timestamptz,
    is_extended boolean, extension_reason varchar, chase_until date, received_at_evidence varchar, date_basis varchar,
    is_exempt boolean, exemption_reason varchar, request_document varchar, legal_basis varchar
);
alter table marts.dim_locality add column locality_key varchar;
alter table marts.dim_locality add column region_vi varchar;
create table marts.fct_return_status (
    obligation_key varchar, status varchar, evidence varchar, document_no varchar, document_on date, days_late bigint,
    reasons varchar, valid_from timestamptz, valid_to timestamptz, known_from timestamptz, known_to timestamptz
);
create table marts.fct_evidence (
    evidence_key varchar, obligation_key varchar, submission_key varchar, evidence_kind varchar, evidence varchar,
    has_mark boolean, document_no varchar, document_on date, sheet varchar, cell varchar, line bigint,
    raw_text varchar, arrival_basis varchar, known_from timestamptz
);
create table marts.fct_submission as
select
    key as submission_key, null::varchar as obligation_key, 'thematic_report' as return_type, '2023-H1' as period, code as locality_code,
    'report' as file_kind, version, repeat(left(key, 1), 64) as sha256, source_id, path,
    'landing/sha256/' || left(key, 2) as landing_path, document_no, date '2023-07-05' as document_on,
    null::varchar as signer, known_from as arrived_at, 'recorded' as arrival_basis, known_from,
    'accepted_with_findings' as state, null::varchar as reason, 'accepted' as evidence, null::varchar as sheet,
    null::varchar as cell, null::bigint as line
from (values
    ('a1a1a1a1a1a1a1a1a1a1', '20', 1, '20-lang-son', 'bao-cao.txt', '101/BC-UBND', timestamptz '2023-07-06 08:00+07'),
    ('b2b2b2b2b2b2b2b2b2b2', '20', 2, '20-lang-son', 'bao-cao-2.txt', '108/BC-UBND', timestamptz '2023-07-20 08:00+07'),
    ('c3c3c3c3c3c3c3c3c3c3', '185', 1, '185-bac-son', 'bao-cao.docx', null, timestamptz '2023-07-07 08:00+07')
) as t (key, code, version, source_id, path, document_no, known_from);

create table marts.fct_text_line as select * from (values
    ('b2b2b2b2b2b2b2b2b2b2', 3, 'II. Kết quả thực hiện vốn'),
    ('b2b2b2b2b2b2b2b2b2b2', 5, 'Toàn tỉnh được giao 396.550 triệu đồng, riêng dạy nghề 80.000,5 triệu đồng.'),
    ('b2b2b2b2b2b2b2b2b2b2', 6, 'Tỷ lệ hộ nghèo còn 4,97%.'),
    ('a1a1a1a1a1a1a1a1a1a1', 1, 'Toàn tỉnh được giao 390.000 triệu đồng.'),
    ('c3c3c3c3c3c3c3c3c3c3', 8, E'Dạy nghề\t1.200\t900'),
    ('c3c3c3c3c3c3c3c3c3c3', 9, 'Hộ nghèo của huyện: tỷ lệ 9,1%; năm sau giảm còn dưới 8%.')
) as t (submission_key, line, text);

create table marts.fct_fund as
select
    f.submission_key || '/' || f.id as figure_key, f.submission_key, null::varchar as locality_key, f.locality_code,
    f.locality, '2023-H1' as period, date '2023-06-30' as as_of_on, f.component_code, f.measure, 'central' as source,
    'total' as nature, '2023' as budget_year, 2023::bigint as budget_year_from, 2023::bigint as budget_year_to,
    null::varchar as exec_year, f.amount_vnd, f.value_text, 'triệu' as unit_text, f.measure = 'disbursed_estimate' as is_estimate,
    45.5::double as stated_rate_pct, 'actual' as value_kind, f.bound, f.role, f.is_counted, 0.9::double as confidence,
    'amount_after_cue' as rule_id, 'budget_year: heading' as note, f.line::bigint as line,
    (strpos(t.text, f.value_text) - 1)::bigint as char_start,
    (strpos(t.text, f.value_text) - 1 + length(f.value_text))::bigint as char_end, f.sheet, f.cell, s.known_from,
    case f.submission_key when 'a1a1a1a1a1a1a1a1a1a1' then timestamptz '2023-07-20 08:00+07'
        else timestamptz '9999-12-31 00:00+00' end as known_to
from (values
    ('b2b2b2b2b2b2b2b2b2b2', '11111111aaaaaaaaaaaa', '20', 'Lạng Sơn', 'CT', 'allocated', 396550000000, '396.550', null,
        'total', true, 5, null, null),
    ('b2b2b2b2b2b2b2b2b2b2', '22222222bbbbbbbbbbbb', '20', 'Lạng Sơn', 'DA4', 'allocated', 80000500000, '80.000,5', null,
        'part', false, 5, null, null),
    ('a1a1a1a1a1a1a1a1a1a1', '33333333cccccccccccc', '20', 'Lạng Sơn', 'CT', 'allocated', 390000000000, '390.000', 'about',
        'total', false, 1, null, null),
    ('c3c3c3c3c3c3c3c3c3c3', '44444444dddddddddddd', '185', 'Bắc Sơn', 'DA4', 'allocated', 1200000000, '1.200', null,
        'total', false, 8, 'Bảng 1', 'B2'),
    ('c3c3c3c3c3c3c3c3c3c3', '44444444eeeeeeeeeeee', '185', 'Bắc Sơn', 'DA4', 'disbursed_estimate', 900000000, '900', null,
        'total', true, 8, 'Bảng 1', 'C2')
) as f (submission_key, id, locality_code, locality, component_code, measure, amount_vnd, value_text, bound, role,
    is_counted, line, sheet, cell)
inner join marts.fct_submission as s on s.submission_key = f.submission_key
inner join marts.fct_text_line as t on t.submission_key = f.submission_key and t.line = f.line;

create table marts.fct_poverty_indicator as
select
    f.submission_key || '/' || f.id as figure_key, f.submission_key, null::varchar as locality_key, f.locality_code,
    f.locality, 'poverty_rate' as indicator_code, f.population, '2023-H1' as period, date '2023-01-01' as period_from,
    date '2023-06-30' as period_to, date '2023-06-30' as as_of_on, f.value, 'percent' as unit, f.value_text,
    f.value_kind, f.bound, 'total' as role, f.is_counted, 'np1' as standard_code, 1.0::double as confidence,
    'rate_after_name' as rule_id, null::varchar as note, f.line::bigint as line,
    (strpos(t.text, f.value_text) - 1)::bigint as char_start,
    (strpos(t.text, f.value_text) - 1 + length(f.value_text))::bigint as char_end, null::varchar as sheet,
    null::varchar as cell, s.known_from, timestamptz '9999-12-31 00:00+00' as known_to
from (values
    ('b2b2b2b2b2b2b2b2b2b2', '55555555aaaaaaaaaaaa', '20', 'Lạng Sơn', 'all_households', 4.97::double, '4,97', 'actual', null, true, 6),
    ('c3c3c3c3c3c3c3c3c3c3', '66666666aaaaaaaaaaaa', null, 'các xã vùng cao', 'all_households', 9.1::double, '9,1', 'actual', null,
        false, 9)
) as f (submission_key, id, locality_code, locality, population, value, value_text, value_kind, bound, is_counted, line)
inner join marts.fct_submission as s on s.submission_key = f.submission_key
inner join marts.fct_text_line as t on t.submission_key = f.submission_key and t.line = f.line;

create table marts.fct_target as
select
    * replace (
        'c3c3c3c3c3c3c3c3c3c3/77777777aaaaaaaaaaaa' as figure_key, '185' as locality_code, 'Bắc Sơn' as locality,
        '2024' as period, 8.0 as value, '8' as value_text, 'target' as value_kind, 'at_most' as bound,
        true as is_counted, 54::bigint as char_start, 55::bigint as char_end
    ),
    'district' as issuer_level
from marts.fct_poverty_indicator where figure_key like '%/6666%'
union all by name
select
    'target:yearly_fall' as figure_key, null as submission_key, 'VN' as locality_code, 'Việt Nam' as locality,
    'poverty_rate' as indicator_code, 'all_households' as population, '2022-2025' as period, 1.0 as value,
    'percent' as unit, '1,0 - 1,5' as value_text, 'target' as value_kind, true as is_counted,
    timestamptz '2022-01-18 00:00+07' as known_from, timestamptz '9999-12-31 00:00+00' as known_to,
    'country' as issuer_level;
alter table marts.fct_target add column value_to double;
update marts.fct_target set value_to = 1.5 where submission_key is null;

create table marts.fct_finding (
    finding_key varchar, rule_id varchar, severity varchar, obligation_key varchar, submission_key varchar,
    found varchar, expected varchar, sheet varchar, cell varchar, line bigint, expected_line bigint,
    message_vi varchar, message_en varchar
);
insert into marts.fct_finding values
    ('f1', 'FD01', 'warn', null, 'b2b2b2b2b2b2b2b2b2b2', '80.000,5', null, null, null, 5, null, 'Số lẻ', 'Odd'),
    ('f2', 'FD02', 'warn', null, 'b2b2b2b2b2b2b2b2b2b2', '4,97', null, null, null, 6, null, 'Xa kỳ trước', 'Far'),
    ('f3', 'FD03', 'warn', null, 'b2b2b2b2b2b2b2b2b2b2', '1', '2', null, null, 9, 5, 'Lệch dòng trên', 'Apart'),
    ('f4', 'FD01', 'warn', null, 'a1a1a1a1a1a1a1a1a1a1', '1', null, null, null, 5, null, 'Văn bản khác', 'Other');
