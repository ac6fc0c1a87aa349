-- FG14: one figure stands in a document with two values. Told only where the values are all but equal, have two
-- neighbouring digits swapped, or differ by a factor of 1.000 or 1.000.000, and where nothing else is printed under the
-- same coordinates: values far from each other are different things that the text tells apart and the reader does not.
-- Values of one line are a list, values that agree as far as they are rounded are one.
with judged as (
    select
        *,
        abs(value - first_value) <= half_unit as is_equal,
        digits >= 3 and line <> first_line and (
            abs(value - first_value) <= {{ rule_threshold('FG14') }} * abs(first_value)
            or is_swapped
            or abs(value * 1000 - first_value) <= half_unit
            or abs(first_value * 1000 - value) <= half_unit
            or abs(value * 1000000 - first_value) <= half_unit
            or abs(first_value * 1000000 - value) <= half_unit
        ) as is_slip
    from {{ ref('int_counts__twice_printed') }}
),

counted as (
    select
        *,
        min(case when is_equal or is_slip then 1 else 0 end) over (
            partition by submission_key, coordinate_key
        ) as are_all_one,
        row_number() over (
            partition by submission_key, coordinate_key, is_equal, value order by line, char_start
        ) as value_no
    from judged
),

placed as (
    select
        counted.*,
        valid.return_type,
        valid.return_period as period,
        coalesce(valid.locality_code, submissions.locality_code) as locality_code,
        valid.sheet,
        valid.cell
    from counted
    inner join {{ ref('int_figures__valid') }} as valid on counted.figure_key = valid.figure_key
    inner join {{ ref('int_figures__report_version') }} as submissions
        on counted.submission_key = submissions.submission_key
)

select
    {{ finding_columns(
        'FG14', 'placed',
        found='placed.value_text',
        expected='placed.first_text',
        expected_line='placed.first_line',
        figure='placed.figure_key',
        others='placed.first_key'
    ) }}
from placed
where placed.are_all_one = 1 and not placed.is_equal and placed.value_no = 1
