-- Published marts small enough to be read here, with money, poverty, findings and source texts: a report, a register,
-- a form and a cover record. One amount stands twice in the texts, one with a project but without a rate; one rate of
-- poverty follows another standard. Texts hold what would be a script if a page took it for one.
create schema marts;
create schema reference;
set timezone = 'UTC';

create table marts.dim_locality as
select concat(locality_id, '@', valid_from) as locality_key, date '9999-12-31' as valid_to, * from (values
    ('VN-1', 'VN', 'country', 'Việt Nam', 'quốc gia', null, 0, date '2008-08-01'),
    ('20-1', '20', 'province', 'Lạng Sơn', 'tỉnh', 'VN', 4, date '2008-08-01'),
    ('49-1', '49', 'province', 'Quảng Nam', 'tỉnh', 'VN', 36, date '2008-08-01'),
    ('92-1', '92', 'province', 'Cần Thơ', 'thành phố', 'VN', 60, date '2008-08-01'),
    ('185-1', '185', 'district', 'Bắc Sơn', 'huyện', '20', null, date '2008-08-01')
) as t (locality_id, locality_code, level, name_vi, unit_type, parent_code, report_order, valid_from);
create table marts.dim_component as select * from (values
    ('CT', 'programme', null, 'Chương trình', 'Programme'), ('DA4', 'project', 'CT', 'Việc làm', 'Employment'),
    ('DA4.TDA1', 'sub-project', 'DA4', 'Giáo dục nghề', 'Vocational education')
) as t (component_code, level, parent_code, name_vi, name_en);
create table marts.dim_period as select * from (values
    ('2023-H1', '6 tháng đầu năm 2023', 'first half of 2023', date '2023-01-01', date '2023-06-30'),
    ('2024-Y', 'năm 2024', 'year 2024', date '2024-01-01', date '2024-12-31')
) as t (period, name_vi, name_en, starts_on, ends_on);
create table marts.dim_return_type as select * from (values
    ('monitoring_6m', 'Báo cáo giám sát', 'Monitoring report'), ('coordination_9m', 'Báo cáo 9 tháng', 'Nine months'),
    ('review', 'Rà soát hộ nghèo', 'Review')
) as t (return_type, name_vi, name_en);
create table reference.fund_codes as select * from (values
    ('measure', 'planned', null, 'Kế hoạch vốn', 'Planned'), ('measure', 'allocated', null, 'Vốn được giao', 'Allocated'),
    ('measure', 'carried_in', null, 'Chuyển sang', 'Carried in'), ('measure', 'disbursed', null, 'Giải ngân', 'Disbursed'),
    ('measure', 'disbursed_estimate', 'disbursed', 'Ước giải ngân', 'Disbursed, by estimate'),
    ('source', 'total', null, 'Tổng các nguồn', 'All sources'), ('source', 'central', 'total', 'Trung ương', 'Central'),
    ('source', 'local', 'total', 'Địa phương', 'Local'), ('source', 'district', 'local', 'Huyện', 'District'),
    ('nature', 'total', null, 'Tổng vốn', 'All'), ('nature', 'capital', 'total', 'Đầu tư', 'Capital')
) as t (coordinate, code, within, name_vi, name_en);
create table reference.populations as select * from (values
    ('all_households', 'Tất cả hộ', 'All households'), ('poor', 'Hộ nghèo', 'Poor'), ('near_poor', 'Cận nghèo', 'Near-poor')
) as t (population_code, name_vi, name_en);
create table reference.evidence_levels as select 'file_held' as evidence, 3 as rank, 'có tệp' as name_vi, 'file' as name_en;
create table reference.validation_rules as select * from (values
    ('FG04', 'parts are not their total', 'Tổng không bằng các phần cộng lại', date '2023-01-01'),
    ('FG04', 'as it was called before', 'Tên cũ', date '2021-01-01')
) as t (rule_id, name, name_vi, valid_from);
create table reference.quality_weights as select * from (values
    ('stop', 10::double), ('warn', 3), ('info', 0.5), ('least_figures', 20)
) as t (item, value);

create table marts.rpt_fund_progress as
select
    concat(locality_key, component_code, source, nature, budget_year) as fund_progress_key,
    cast(null as bigint) as carried_out_vnd,
    100 * disbursed_vnd / (coalesce(allocated_vnd, 0) + coalesce(carried_in_vnd, 0)) as rate_pct, *
from (values
    ('2023-H1', '20-1@2008-08-01', '20', 'Lạng Sơn', 'CT', 'total', 'total', '2023', 344961000000, null, 350000000000,
        84422000000, true, 26.22::double, true, true),
    ('2023-H1', '20-1@2008-08-01', '20', 'Lạng Sơn', 'CT', 'central', 'total', '2023', 334913000000, null, null,
        81937000000, true, null, false, false),
    ('2023-H1', '20-1@2008-08-01', '20', 'Lạng Sơn', 'DA4.TDA1', 'total', 'total', '2023', 48480000000, null, null,
        3261000000, false, 6.7, false, false),
    ('2023-H1', '49-1@2008-08-01', '49', 'Quảng Nam', 'CT', 'total', 'total', '2023', 155039000000, null, null,
        15578000000, false, null, true, true),
    ('2024-Y', '49-1@2008-08-01', '49', 'Quảng Nam', 'CT', 'total', 'total', '2022+2023', null, 528809000000, null,
        102171000000, false, 19, true, true),
    ('2024-Y', '185-1@2008-08-01', '185', 'Bắc Sơn', 'CT', 'total', 'total', '2023', null, null, null, 6913000000, false,
        null, true, true),
    ('2024-Y', '185-1@2008-08-01', '185', 'Bắc Sơn', 'DA4', 'total', 'total', '2023', 1924000000, null, null, null, null,
        null, true, true)
) as t (
    period, locality_key, locality_code, locality, component_code, source, nature, budget_year, allocated_vnd,
    carried_in_vnd, planned_vnd, disbursed_vnd, disbursed_is_estimate, stated_rate_pct, is_total, is_locality_total
);
create table marts.fct_fund as
select
    'report' as submission_key, 'tỉnh Lạng Sơn' as locality, '20-1@2008-08-01' as locality_key, '2023-H1' as period,
    'total' as nature, '2023' as budget_year, 'actual' as value_kind, 'total' as role, date '2023-06-30' as as_of_on,
    'triệu đồng' as unit_text, cast(null as varchar) as cell, cast(null as varchar) as sheet, *
from (values
    ('report/f1', 'CT', 'allocated', 'total', 344961000000, '344.961', false, 2, 17, 24),
    ('report/f2', 'CT', 'disbursed_estimate', 'total', 84422000000, '84.422', true, 3, 10, 16),
    ('report/f3', 'CT', 'disbursed_estimate', 'total', 84500000000, '84.500', true, 4, 0, 6),
    ('report/f4', 'CT', 'allocated', 'central', 334913000000, '334.913', false, 2, 43, 50)
) as t (figure_key, component_code, measure, source, amount_vnd, value_text, is_estimate, line, char_start, char_end);
create table marts.fct_target as
select
    'report/t1' as figure_key, 'report' as submission_key, 4 as line, null as sheet, null as cell, 10 as char_start,
    14 as char_end, '4,97' as value_text, 'percent' as unit, 'poverty_rate' as indicator_code,
    'all_households' as population, '2024' as period, 'huyện Bắc Sơn' as locality, 'about' as bound;

create table marts.dim_indicator as select * from (values
    ('poverty_rate', 'poverty', 'Tỷ lệ hộ nghèo', 'Share of poor households', false, null),
    ('panels', 'communication', 'Số pa nô', 'Panels', false, null),
    ('deprivation_jobs', 'deprivation', 'Số hộ thiếu hụt việc làm', 'Households deprived: employment', true, 1),
    ('deprivation_latrine', 'deprivation', 'Số hộ thiếu hụt nhà tiêu', 'Households deprived: latrine', true, 10)
) as t (indicator_code, group_code, name_vi, name_en, is_deprivation, deprivation_no);
create table marts.rpt_poverty_trend as
select
    concat('form/', indicator_code, population, year) as figure_key, null as stated_change_figure_key,
    cast(null as double) as stated_change, false as is_estimate, * from (values
    ('185-1@2008-08-01', 'Bắc Sơn', 'poverty_rate', 'all_households', 2022, 11.61::double, 'percent', null, null::double, 'ND07', null),
    ('185-1@2008-08-01', 'Bắc Sơn', 'poverty_rate', 'all_households', 2023, 8.26, 'percent', 2022, -3.35, 'ND07', true),
    ('49-1@2008-08-01', 'Quảng Nam', 'poverty_rate', 'all_households', 2021, 7.59, 'percent', null, null, 'ND07', null),
    ('49-1@2008-08-01', 'Quảng Nam', 'poverty_rate', 'all_households', 2023, 5.57, 'percent', 2021, null, 'ND25', false),
    ('49-1@2008-08-01', 'Quảng Nam', 'deprivation_jobs', 'poor', 2021, 14285, 'household', null, null, 'ND07', null),
    ('49-1@2008-08-01', 'Quảng Nam', 'deprivation_jobs', 'poor', 2023, 6498, 'household', 2021, -7787, 'ND07', true),
    ('49-1@2008-08-01', 'Quảng Nam', 'deprivation_jobs', 'near_poor', 2023, 3000, 'household', null, null, 'ND07', null),
    ('49-1@2008-08-01', 'Quảng Nam', 'deprivation_latrine', 'poor', 2023, 12062, 'household', null, null, 'ND07', null),
    ('20-1@2008-08-01', 'Lạng Sơn', 'panels', 'all_households', 2023, 2, 'panel', null, null, null, null)
) as t (
    locality_key, locality, indicator_code, population, year, value, unit, previous_year, change, standard_code,
    is_comparable
);
create table marts.fct_poverty_indicator as
select
    'form' as submission_key, figure_key, indicator_code, population, cast(year as varchar) as period,
    'Quảng Nam' as locality, unit, cast(value as varchar) as value_text, 'actual' as value_kind, null as bound,
    cast(null as bigint) as line, 'Biểu 03' as sheet, 'C9' as cell, cast(null as bigint) as char_start,
    cast(null as bigint) as char_end
from marts.rpt_poverty_trend;
create table marts.rpt_target_attainment as
select 'report/t1' as target_key, 'poverty_rate' as indicator_code, 'all_households' as population, 'percent' as unit, *
from (values
    ('185-1@2008-08-01', 'Bắc Sơn', 2023, 'district', 'Kế hoạch', true, 9.0::double, 'at_most', 8.26::double, false, true, 0.74::double,
        'form/poverty_rateall_households2023'),
    ('185-1@2008-08-01', 'Bắc Sơn', 2024, 'district', 'Kế hoạch', true, 4.97, 'about', null, null, null, null, null)
) as t (
    locality_key, locality, year, issuer_level, issuer_document, is_own_target, target_value, target_bound, actual_value,
    is_estimate, is_attained, gap, actual_figure_key
);

create table marts.fct_submission as
select
    submission_key, return_type, period, locality_code, file_kind, state, path, document_no, cell, 1 as version,
    repeat('ab', 32) as sha256, 1234 as size_bytes, date '2023-06-29' as document_on, null as signer, null as reason,
    cast(null as date) as sent_on, timestamptz '2023-06-29 00:00+07' as arrived_at, 'assumed' as arrival_basis,
    'file_held' as evidence, cast(null as varchar) as sheet, line
from (values
    ('report', 'monitoring_6m', '2023-H1', '20', 'report', 'accepted_with_findings', 'x/bao-cao.docx', null, null, 1),
    ('register', 'coordination_9m', '2023-H1', 'VN', 'register', 'accepted', 'x/150.xlsx', '150/BC', null, null),
    ('form', 'review', '2024-Y', '49', 'form', 'accepted', 'x/bieu.xlsx', null, null, null),
    ('cover', 'monitoring_6m', '2023-H1', '49', 'cover', 'accepted', 'x/280.csv', '280/BC<script>', 'B4', 4)
) as t (submission_key, return_type, period, locality_code, file_kind, state, path, document_no, cell, line);
create table marts.fct_text_line as select 'report' as submission_key, * from (values
    (1, 'Số: /BC <script>alert(1)</script>'), (2, 'Kế hoạch vốn là: 344.961 triệu, trung ương 334.913 triệu'),
    (3, 'Giải ngân 84.422 triệu đồng & hơn'), (4, '84.500 và 4,97%')
) as t (line, text);
create table marts.fct_evidence as select * from (values
    ('register', 'Phụ lục I', 'D9', 187, '690/CTr', 1, E'4\tLạng Sơn\t<script>x</script>'),
    ('register', 'Phụ lục I', 'D9', 187, '691/CTr', 2, E'4\tLạng Sơn\t<script>x</script>'),
    ('cover', null, 'B4', 4, '280/BC<script>', 1, '280/BC<script>')
) as t (submission_key, sheet, cell, line, document_no, document_seq, raw_text);
create table marts.dim_form_cell as
select 'f' as form, 1 as form_version, 7 as cell_no, 'Biểu 03' as sheet, 'C9' as cell, 'Việc làm' as label_vi,
    'Jobs' as label_en, 'Hộ nghèo' as heading_vi, 'Poor' as heading_en, '1' as row_code, '1' as column_code,
    'household' as unit;
create table marts.fct_form_value as
select 'form' as submission_key, 'f' as form, 1 as form_version, 7 as cell_no, 6498.0 as value, null as text,
    null as absence;

create table marts.fct_finding as
select
    'subject' as subject_vi, 'subject' as subject_en, null as explanation,
    timestamptz '2023-07-01 00:00+07' as first_seen_at, * from (values
    ('k1', 'FG04', 'warn', 'figure', 'open', 'monitoring_6m', '2023-H1', '20', 'Lạng Sơn', 'report', null, null, 3,
        '84.422', '91.607', 'report/f1', '344.962', 'Tổng <script>alert(2)</script> sai', 'The total is not its parts'),
    ('k2', 'OB01', 'warn', 'obligation', 'open', 'monitoring_6m', '2023-H1', '92', 'Cần Thơ', null, null, null, null,
        'không', 'trước 25/06', null, null, 'Chưa nhận được', 'Not received'),
    ('k3', 'RG05', 'info', 'cross-source', 'resolved', 'coordination_9m', '2023-H1', null, null, 'register',
        'Phụ lục I', 'D9', 187, '53', '51', null, null, 'Phụ lục ghi 53', 'The annex says 53'),
    ('k4', 'IN13', 'info', 'form', 'explained', 'monitoring_6m', '2023-H1', '20', 'Lạng Sơn', 'report', null, null,
        null, null, null, null, null, 'Số để trống', 'Blank number')
) as t (
    finding_key, rule_id, severity, level, state, return_type, period, locality_code, locality, submission_key, sheet,
    cell, line, found, expected, repair_figure_key, repair_text, message_vi, message_en
);
alter table marts.fct_finding add column figure_key varchar;
create table marts.fct_finding_figure as
select 'k1' as finding_key, 'report/f2' as figure_key, 'found' as part
union all select 'k1', 'report/f4', 'other';
create table marts.rpt_quality_by_locality as select * from (values
    ('monitoring_6m', '2023-H1', '20', 'Lạng Sơn', 4, 2, 0, 1, 0, 85.0::double, -2.5::double),
    ('review', '2024-Y', '49', 'Quảng Nam', 9, 0, 0, 0, 0, 100.0, null)
) as t (
    return_type, period, locality_code, locality, figures, findings, open_stop, open_warn, open_info, score, score_change
);
