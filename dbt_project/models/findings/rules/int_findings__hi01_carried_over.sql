-- HI01: what was carried out at the end of a year is not what the same sender's same kind of document says was carried
-- in, in the year after: money of one year, or of two years together where both are told. Beyond rounding; where it is
-- a report that is off by more than the threshold, for information: its coordinates are read from words.
with carried_out as (
    select
        *,
        row_number() over (
            partition by
                locality_id, sender_code, form, component_code, source, nature, origin, into_year
            order by known_from desc, file_no desc
        ) as age
    from {{ ref('int_history__carried') }}
    where measure = 'carried_out'
),

single as (
    select *
    from carried_out
    where age = 1
),

sent as (
    select
        locality_id, sender_code, form, component_code, source, nature, into_year, origin, value, half_unit, period,
        concat_ws(' ', figure_key, other_figure_key) as figure_keys
    from single

    union all

    select
        older.locality_id, older.sender_code, older.form, older.component_code, older.source, older.nature,
        older.into_year, concat_ws('+', older.origin, newer.origin) as origin, older.value + newer.value as value,
        older.half_unit + newer.half_unit as half_unit, newer.period,
        concat_ws(' ', older.figure_key, older.other_figure_key, newer.figure_key, newer.other_figure_key)
            as figure_keys
    from single as older
    inner join single as newer
        on
            older.locality_id = newer.locality_id and older.sender_code = newer.sender_code
            and older.form = newer.form and older.component_code = newer.component_code
            and older.source = newer.source and older.nature = newer.nature and older.into_year = newer.into_year
            and try_cast(older.origin as integer) + 1 = try_cast(newer.origin as integer)
),

-- A value that later returns of the year repeat is told where it first stands.
received as (
    select
        *,
        row_number() over (
            partition by
                locality_id, sender_code, form, component_code, source, nature, origin, into_year, value
            order by return_ends_on, known_from, file_no
        ) as repeat_no
    from {{ ref('int_history__carried') }}
    where measure = 'carried_in'
),

found as (
    select
        received.*,
        sent.value as previous_value,
        sent.period as previous_period,
        concat_ws(' ', received.other_figure_key, sent.figure_keys) as figure_keys,
        concat_ws('|', received.submission_key, received.origin, received.into_year) as coordinate_group
    from received
    inner join sent
        on
            received.locality_id = sent.locality_id and received.sender_code = sent.sender_code
            and received.form = sent.form and received.component_code = sent.component_code
            and received.source = sent.source and received.nature = sent.nature
            and received.origin = sent.origin and received.into_year = sent.into_year
    where
        received.repeat_no = 1
        and abs(received.value - sent.value) > (received.half_unit + sent.half_unit) * 1.000001
),

{{ history_kept('found') }}

select
    {{ finding_columns(
        'HI01', 'kept',
        found=history_amount('kept.value', 'kept.unit_text'),
        expected="concat(" ~ history_amount('kept.previous_value', 'kept.unit_text')
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
