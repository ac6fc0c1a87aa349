-- HI01: what was carried out at the end of a year is not what the same sender's same kind of document says was carried
-- in, in the year after: money of one year, or of two years together where both are told. Beyond rounding; where it is
-- a report that is off by more than the threshold, for information: its coordinates are read from words. A value that
-- later returns of the year repeat is told where it first stands.
with figures as (
    select
        carried.*,
        money.figure_key,
        files.submission_key,
        case money.measure when 'carried_in' then 1 else 2 end as part_no
    from {{ ref('int_history__carried') }} as carried
    inner join {{ ref('int_history__money') }} as money
        on
            carried.money_no = money.money_no
            and (
                (carried.file_no = money.file_no and money.measure = 'carried_in' and carried.origin = money.origin)
                or (
                    carried.sent_file_no = money.file_no
                    and money.measure = 'carried_out'
                    and money.origin in (carried.first_origin, carried.last_origin, carried.origin)
                )
            )
            and (carried.source = money.source or carried.source = 'total')
    inner join {{ ref('int_history__file') }} as files on money.file_no = files.file_no
),

wanted as (
    select distinct figure_key
    from figures
),

printed as (
    {{ history_printed_figures('wanted') }}
),

sides as (
    select
        figures.file_no, figures.sent_file_no, figures.money_no, figures.origin, figures.source,
        min(case when figures.part_no = 1 then figures.figure_key end) as figure_key,
        {{ finding_list('figures.figure_key', 'figures.part_no, figures.figure_key', ' ') }} as figure_keys,
        sum({{ history_half_unit('printed', 'files.is_form') }}) as tolerance
    from figures
    inner join printed on figures.figure_key = printed.figure_key
    inner join {{ ref('int_history__file') }} as files on figures.submission_key = files.submission_key
    group by figures.file_no, figures.sent_file_no, figures.money_no, figures.origin, figures.source
),

repeated as (
    select
        carried.*, files.is_form, files.return_type, files.period, files.submission_key,
        sent_files.period as previous_period,
        row_number() over (
            partition by files.sender_code, files.form, carried.money_no, carried.origin, carried.source, carried.value
            order by files.return_ends_on, files.known_from, carried.file_no
        ) as repeat_no
    from {{ ref('int_history__carried') }} as carried
    inner join {{ ref('int_history__file') }} as files on carried.file_no = files.file_no
    inner join {{ ref('int_history__file') }} as sent_files on carried.sent_file_no = sent_files.file_no
),

found as (
    select
        repeated.*, sides.figure_key, sides.figure_keys, printed.locality_code, printed.component_code, printed.nature,
        printed.unit_text, printed.sheet, printed.cell, printed.line,
        concat_ws('|', repeated.submission_key, printed.locality_key, repeated.origin) as coordinate_group
    from repeated
    inner join sides
        on
            repeated.file_no = sides.file_no and repeated.sent_file_no = sides.sent_file_no
            and repeated.money_no = sides.money_no and repeated.origin = sides.origin
            and repeated.source = sides.source
    inner join printed on sides.figure_key = printed.figure_key
    where
        repeated.repeat_no = 1
        and abs(repeated.value - repeated.previous_value) > sides.tolerance * 1.000001
),

{{ history_kept('found') }}

select
    {{ finding_columns(
        'HI01', 'kept',
        found=history_amount('kept.value', 'kept.unit_text'),
        expected="concat_ws('', " ~ history_amount('kept.previous_value', 'kept.unit_text')
        ~ ", ' (', kept.previous_period, ')')",
        severity="case
            when
                not kept.is_form
                and abs(kept.value - kept.previous_value)
                > " ~ rule_threshold('HI01') ~ " * greatest(kept.value, kept.previous_value)
                then 'info'
        end",
        figure='kept.figure_key',
        others='kept.figure_keys',
        difference=history_amount('(kept.value - kept.previous_value)', 'kept.unit_text')
    ) }}
from kept
