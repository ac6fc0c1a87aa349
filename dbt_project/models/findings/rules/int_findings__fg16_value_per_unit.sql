{%- set columns -%}
    figure_key, submission_key, return_type, period, locality_code, sheet, cell, line, value_text, unit_text, printed,
        amount, count_key, count_text, min_per_unit, max_per_unit, per_unit
{%- endset -%}
-- FG16: money or rice for one house, card, trainee or household lies outside what it can be. Where 1.000 or 1.000.000
-- times more (or less) would lie inside, a unit or a separator slipped, and the value that was meant is named; else it
-- is told for information. Of money that no indicator tells (of the programme, lent) only such slips are told,
-- and only of what is three times too much or too little at least.
with measured as (
    select {{ columns }}, range_unit, 1 as is_own
    from {{ ref('int_counts__per_unit') }}

    union all

    select {{ columns }}, 'vnd' as range_unit, 0 as is_own
    from {{ ref('int_amounts__per_unit') }}
),

outside as (
    select
        *,
        cast({{ rule_threshold('FG16') }} as {{ double_type() }}) as step
    from measured
    where
        (is_own = 1 and (per_unit < min_per_unit or per_unit > max_per_unit))
        or per_unit * 3 < min_per_unit
        or per_unit > max_per_unit * 3
),

slips as (
    select
        *,
        case
            when per_unit * step between min_per_unit and max_per_unit then step
            when per_unit / step between min_per_unit and max_per_unit then 1 / step
            when per_unit * step * step between min_per_unit and max_per_unit then step * step
            when per_unit / step / step between min_per_unit and max_per_unit then 1 / step / step
        end as factor
    from outside
),

-- Money in đồng that grows beyond a million is printed in million đồng; all else keeps its unit.
repaired as (
    select
        *,
        case
            when lower(unit_text) in ('đồng', 'đ') and factor > 1
                then concat_ws('', {{ printed_like('amount * factor', '1000000', '3') }}, ' triệu đồng')
            when factor is not null
                then concat_ws(' ', {{ finding_number('round(printed * factor, 4)') }}, unit_text)
        end as repair_text
    from slips
)

select
    {{ finding_columns(
        'FG16', 'repaired',
        found="concat_ws(' ', repaired.value_text, repaired.unit_text)",
        expected="concat_ws('', " ~ finding_number('repaired.min_per_unit') ~ ", ' - ', "
            ~ finding_number('repaired.max_per_unit')
            ~ ", case repaired.range_unit when 'kg' then ' kg' else ' đồng' end, ' x ', repaired.count_text)",
        expected_line='repaired.line',
        severity="case when repaired.factor is null then 'info' end",
        figure='repaired.figure_key',
        others='repaired.count_key',
        repair_figure='case when repaired.factor is not null then repaired.figure_key end',
        repair='case when repaired.factor is not null then repaired.repair_text end'
    ) }}
from repaired
where repaired.is_own = 1 or repaired.factor is not null
