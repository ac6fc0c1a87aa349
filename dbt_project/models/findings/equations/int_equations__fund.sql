-- Money of narrative reports as the equations take it: what is said to be exact (no bound, no change; a target only
-- where it is a plan), how far each may be off through rounding, and which figures print one quantity again.
with known as (
    select
        funds.*,
        submissions.return_type,
        submissions.period as return_period,
        coalesce(funds.budget_year, '') as budget_years,
        {{ printed_digits('funds.value_text') }} as digits,
        {{ printed_decimals('funds.value_text') }} as printed_decimals
    from {{ ref('int_figures__fund') }} as funds
    inner join {{ ref('int_figures__submission') }} as submissions
        on funds.submission_key = submissions.submission_key
    where
        funds.known_from <= coalesce({{ run_known() }}, {{ last_instant() }})
        and funds.amount_vnd is not null
        and funds.bound is null
        and coalesce(funds.value_kind, '') <> 'change'
        and (coalesce(funds.value_kind, '') <> 'target' or funds.measure_root = 'planned')
),

printed as (
    select
        *,
        cast(amount_vnd as {{ double_type() }}) as amount,
        case when digits is null then 0 else printed_decimals end as decimals,
        case
            when digits > 0 and amount_vnd <> 0 then abs(amount_vnd) / digits
            when lower(unit_text) like 't_ %' or lower(unit_text) in ('tỷ', 'tỉ') then 1000000000
            when lower(unit_text) like 'tr%' then 1000000
            when lower(unit_text) like 'ngh%' or lower(unit_text) like 'ngàn%' then 1000
            else 1
        end as last_digit_vnd
    from known
),

stepped as (
    select
        *,
        case
            when digits > 0 and amount_vnd <> 0 then last_digit_vnd * power(10, decimals) else last_digit_vnd
        end as unit_factor,
        -- Nothing that is told in words, or typed as nothing, is rounded.
        case when digits > 0 and amount_vnd <> 0 then last_digit_vnd / 2 else 0 end as half_unit
    from printed
),

neighbours as (
    select
        *,
        lag(amount) over (
            partition by submission_key, place_path, component_path, measure_root, source, budget_years
            order by amount, figure_key
        ) as lower_amount,
        lag(half_unit) over (
            partition by submission_key, place_path, component_path, measure_root, source, budget_years
            order by amount, figure_key
        ) as lower_half_unit
    from stepped
),

valued as (
    select
        *,
        sum(case when amount - lower_amount <= half_unit + lower_half_unit then 0 else 1 end) over (
            partition by submission_key, place_path, component_path, measure_root, source, budget_years
            order by amount, figure_key
            rows between unbounded preceding and current row
        ) as value_no
    from neighbours
),

-- One amount for the money and for one nature of it is one quantity: all of it is of that nature.
natured as (
    select
        *,
        max(case when nature = 'total' then 1 else 0 end) over same_value as has_total,
        max(case when nature = 'capital' then 1 else 0 end) over same_value
        + max(case when nature = 'recurrent' then 1 else 0 end) over same_value as natures
    from valued
    window same_value as (
        partition by submission_key, place_path, component_path, measure_root, source, budget_years, value_no
    )
)

select
    figure_key, submission_key, return_type, return_period, locality_code, place_path, component_code, component_path,
    measure, measure_root, source, nature, budget_years, budget_year_from, budget_year_to, exec_year, as_of_on,
    is_estimate, role, rule_id as reader_rule, amount, half_unit, unit_factor, decimals, value_text, unit_text, line,
    char_start, sheet, cell, is_current,
    md5(concat_ws(
        '|', submission_key, place_path, component_path, measure_root, source, nature, budget_years
    )) as coordinate_key,
    md5(concat_ws(
        '|', submission_key, place_path, component_path, measure_root, source, budget_years,
        case when has_total = 1 and natures = 1 then 'total' else nature end,
        {{ text_of('value_no') }}
    )) as quantity_key
from natured
