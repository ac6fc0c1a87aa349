-- Marts with the findings of three documents and one return that is missing. Two findings of the report of Lạng Sơn have
-- one cause: 9.869 in line 141.
create schema marts;
create schema reference;
create table marts.dim_return_type as select * from (values
    ('thematic_report', 'Báo cáo chuyên đề', 'Report on request'),
    ('monitoring_6m', 'Báo cáo giám sát 6 tháng', 'Monitoring, 6 months')
) as t (return_type, name_vi, name_en);
create table marts.dim_locality as select * from (values
    ('20', 'Lạng Sơn', 'tỉnh', date '2010-01-01'), ('49', 'Quảng Nam', 'tỉnh', date '2010-01-01'),
    ('185', 'Bắc Sơn', 'huyện', date '2010-01-01'), ('06352', 'Tân Lập', 'xã', date '2010-01-01'),
    ('02275', 'Tân Lập', 'xã', date '2010-01-01')
) as t (locality_code, name_vi, unit_type, valid_from);
create table marts.fct_submission as select * from (values
    ('s1', '20-lang-son', 'bc.txt', '12/BC-UBND'), ('s2', '49-quang-nam', 'bieu.xlsx', null),
    ('s3', '20-lang-son', 'cu.txt', '11/BC-UBND')
) as t (submission_key, source_id, path, document_no);
create table marts.fct_fund as select * from (values
    ('s1/a', null, null, 141, '9.869', 'triệu đồng'), ('s1/b', null, null, 140, '20.000', 'triệu đồng')
) as t (figure_key, sheet, cell, line, value_text, unit_text);
create table marts.fct_poverty_indicator as select * from (values
    ('s2/c', 'Biểu 01', 'C9', null, '37,6', 'percent')
) as t (figure_key, sheet, cell, line, value_text, unit);
create table marts.fct_target as select * from marts.fct_poverty_indicator limit 0;
create table marts.fct_finding as
select
    finding_key, rule_id, severity, level, state, return_type, '2024-H1' as period, locality_code, locality,
    submission_key, sheet, cell, line, subject_vi, subject_vi as subject_en, found, expected, difference, figure_key,
    repair_figure_key, repair_text, repair_count, message_vi, 'en: ' || message_vi as message_en,
    timezone('Asia/Ho_Chi_Minh', first_seen) as first_seen_at, timezone('Asia/Ho_Chi_Minh', last_seen) as last_seen_at,
    explanation, date '2024-08-01' as as_of_on
from (values
    ('f1', 'FG02', 'warn', 'figure', 'open', 'thematic_report', '20', 'Lạng Sơn', 's1', null, null, 140,
        'Dự án 4, giao', '20.000', '20.027', '-27', 's1/b', 's1/a', '9.896', 3, 'Tổng không bằng các phần.',
        timestamp '2024-07-05 09:00', null, null),
    ('f2', 'FG10', 'warn', 'figure', 'open', 'thematic_report', '20', 'Lạng Sơn', 's1', null, null, 150,
        'Dự án 4, tỷ lệ', '49,48%', '49,35%', null, null, 's1/a', '9.896', 3, 'Tỷ lệ không khớp.',
        timestamp '2024-07-05 09:00', null, null),
    ('f3', 'IN13', 'warn', 'form', 'open', 'thematic_report', '20', 'Lạng Sơn', 's1', null, null, 3,
        null, null, null, null, null, null, null, null, 'Số văn bản để trống.',
        timestamp '2024-07-05 09:00', null, null),
    ('f4', 'FG20', 'info', 'figure', 'open', 'thematic_report', '20', 'Lạng Sơn', 's1', null, null, 7,
        null, '5', null, null, null, null, null, null, 'Một số nói về hai việc.',
        timestamp '2024-07-05 09:00', null, null),
    ('f5', 'FG12', 'stop', 'figure', 'open', 'monitoring_6m', '49', '49', 's2', 'Biểu 01', 'C9', null,
        'Tỷ lệ hộ nghèo', '376', '37,6', null, 's2/c', null, '37,6', null, 'Tỷ lệ quá 100.',
        timestamp '2024-07-08 23:30', null, null),
    ('f6', 'FG14', 'warn', 'figure', 'explained', 'monitoring_6m', '49', 'Quảng Nam', 's2', 'Biểu 01', 'C10', null,
        null, '1', '2', null, null, null, null, null, 'Hai giá trị.',
        timestamp '2024-07-08 23:30', null, 'đã đối chiếu'),
    ('f7', 'IN14', 'warn', 'form', 'resolved', 'thematic_report', '20', 'Lạng Sơn', 's3', null, null, 5,
        null, null, null, null, null, null, null, null, 'Ngày để trống.',
        timestamp '2024-07-01 08:00', timestamp '2024-07-05 09:00', null),
    ('f8', 'OB01', 'info', 'obligation', 'open', 'monitoring_6m', '185', 'Bắc Sơn', null, null, null, null,
        null, null, null, null, null, null, null, null, 'Chưa gửi.',
        timestamp '2024-07-10 00:00', null, null)
) as t (
    finding_key, rule_id, severity, level, state, return_type, locality_code, locality, submission_key, sheet, cell,
    line, subject_vi, found, expected, difference, figure_key, repair_figure_key, repair_text, repair_count, message_vi,
    first_seen, last_seen, explanation
);
