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
    inner join {{ ref('int_figures__report_version') }} as submissions
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

-- What is looked at to tell what is printed again is kept narrow: there is much of it.
money as (
    select
        figure_key, nature, amount, half_unit,
        concat_ws('|', submission_key, place_path, component_path, measure_root, source, budget_years) as money_key
    from stepped
),

neighbours as (
    select
        *,
        lag(amount) over (partition by money_key order by amount, figure_key) as lower_amount,
        lag(half_unit) over (partition by money_key order by amount, figure_key) as lower_half_unit
    from money
),

valued as (
    select
        *,
        sum(case when amount - lower_amount <= half_unit + lower_half_unit then 0 else 1 end) over (
            partition by money_key order by amount, figure_key rows between unbounded preceding and current row
        ) as value_no
    from neighbours
),

natures as (
    select
        money_key,
        value_no,
        max(case when nature = 'total' then 1 else 0 end) as has_total,
        count(distinct case when nature <> 'total' then nature end) as natures
    from valued
    group by money_key, value_no
),

-- One amount for the money and for one nature of it is one quantity: all of it is of that nature.
quantities as (
    select
        valued.figure_key,
        md5(concat_ws(
            '|', valued.money_key,
            case when natures.has_total = 1 and natures.natures = 1 then 'total' else valued.nature end,
            {{ text_of('valued.value_no') }}
        )) as quantity_key
    from valued
    inner join natures on valued.money_key = natures.money_key and valued.value_no = natures.value_no
)

select
    stepped.figure_key, stepped.submission_key, stepped.return_type, stepped.return_period, stepped.locality_code,
    stepped.place_path, stepped.component_code, stepped.component_path, stepped.measure, stepped.measure_root,
    stepped.source, stepped.source_path, stepped.nature, stepped.nature_path, stepped.budget_years,
    stepped.budget_year_from, stepped.budget_year_to, stepped.exec_year, stepped.as_of_on, stepped.is_estimate,
    stepped.role, stepped.amount, stepped.half_unit, stepped.unit_factor, stepped.decimals, stepped.value_text,
    stepped.unit_text, stepped.line, stepped.char_start, stepped.sheet, stepped.cell, stepped.is_current,
    md5(concat_ws(
        '|', stepped.submission_key, stepped.place_path, stepped.component_path, stepped.measure_root,
        stepped.source, stepped.nature, stepped.budget_years
    )) as coordinate_key,
    quantities.quantity_key
from stepped
inner join quantities on stepped.figure_key = quantities.figure_key
