-- What a narrative report prints more than once under equal coordinates: indicators and money, the first one beside
-- each later one that stands on another line. Estimates, limits and changes are no second value.
with printed as (
    select
        submission_key,
        concat_ws('|', place_path, indicator_code, counted_as, time_key) as coordinate_key,
        figure_key, value, value_text, half_unit, line, char_start
    from {{ ref('int_counts__figure') }}
    where not is_estimate and bound is null

    union all

    select
        funds.submission_key,
        concat_ws(
            '|', funds.place_path, funds.component_path, funds.measure, funds.source_path, funds.nature_path,
            coalesce(funds.budget_year, ''), coalesce(funds.exec_year, ''), coalesce(funds.value_kind, ''),
            cast(funds.as_of_on as {{ dbt.type_string() }})
        ) as coordinate_key,
        funds.figure_key, funds.amount_vnd as value, funds.value_text,
        {{ half_of_last_digit('funds.value_text', 'funds.amount_vnd') }} as half_unit,
        funds.line, funds.char_start
    from {{ ref('int_figures__fund') }} as funds
    where
        {{ known_by_run('funds') }}
        and not funds.is_estimate
        and funds.bound is null
        and funds.value_kind = 'actual'
        and funds.component_code is not null
        and funds.measure <> 'other'
        and funds.amount_vnd > 0
        and funds.line is not null
),

ordered as (
    select
        *,
        {{ telling_digits('value_text') }} as digits,
        translate(value_text, '., ' || chr(160), '') as digits_text,
        row_number() over (partition by submission_key, coordinate_key order by line, char_start) as place_no
    from printed
)

select
    firsts.submission_key,
    firsts.coordinate_key,
    firsts.figure_key as first_key,
    firsts.value as first_value,
    firsts.value_text as first_text,
    firsts.line as first_line,
    others.figure_key,
    others.value,
    others.value_text,
    others.line,
    others.char_start,
    greatest(firsts.half_unit, others.half_unit) as half_unit,
    least(firsts.digits, others.digits) as digits,
    {{ neighbours_swapped('firsts.digits_text', 'others.digits_text') }} as is_swapped
from ordered as firsts
inner join ordered as others
    on
        firsts.submission_key = others.submission_key
        and firsts.coordinate_key = others.coordinate_key
        and firsts.place_no < others.place_no
where firsts.place_no = 1
