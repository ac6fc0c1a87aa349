-- XS05: money of a component is told of a locality that the component is not for: no place that its rules name lies in
-- it or around it, nor one that is uncertain. A sub-component has its own rules or shares those of the one it belongs
-- to. Nil and “not applicable” are what should stand there. Of a file, place and component the largest amount.
with limits as (
    select
        component_code,
        min(valid_from) as valid_from,
        max(coalesce(valid_to, {{ open_date() }})) as valid_to
    from {{ ref('component_eligibility') }}
    group by component_code
),

limited as (
    select
        components.component_code,
        limits.component_code as limit_code,
        limits.valid_from,
        limits.valid_to
    from {{ ref('components') }} as components
    left join limits as own on components.component_code = own.component_code
    inner join limits on coalesce(own.component_code, components.parent_code) = limits.component_code
),

amounts as (
    select
        figure_key, submission_key, locality_key, locality_code, component_code, measure, as_of_on, amount_vnd,
        unit_text, sheet, cell, line
    from {{ ref('report_fund') }}

    union all

    select
        figure_key, submission_key, locality_key, locality_code, component_code, measure, as_of_on,
        {{ whole_vnd('number', 'factor') }} as amount_vnd, unit_text, sheet, cell, null as line
    from ({{ form_figures(ref('int_history__file'), values=ref('int_history__value')) }}) as forms
    where kind = 'fund'
),

funds as (
    select
        amounts.*,
        files.return_type,
        files.period
    from amounts
    inner join {{ ref('int_history__file') }} as files on amounts.submission_key = files.submission_key
    where
        amounts.amount_vnd > 0
        and amounts.component_code in (select limited.component_code from limited)
        and amounts.measure in (select behaviours.code from {{ ref('figure_behaviours') }} as behaviours)
),

-- Asked once a place and day, not once a figure.
places as (
    select distinct
        locality_key,
        locality_code,
        component_code,
        as_of_on
    from funds
),

not_eligible as (
    select
        places.locality_key,
        places.component_code,
        places.as_of_on,
        limited.limit_code
    from places
    inner join limited
        on
            places.component_code = limited.component_code
            and places.as_of_on >= limited.valid_from and places.as_of_on < limited.valid_to
    inner join {{ ref('dim_locality') }} as localities on places.locality_key = localities.locality_key
    left join {{ ref('int_history__eligible') }} as eligible
        on
            limited.limit_code = eligible.component_code
            and places.locality_code = eligible.locality_code
            and places.as_of_on >= eligible.valid_from and places.as_of_on < eligible.valid_to
    where localities.level <> 'country' and eligible.component_code is null
),

told as (
    select
        funds.return_type, funds.period, funds.submission_key, funds.locality_code, funds.sheet, funds.cell, funds.line,
        funds.figure_key, funds.unit_text, cast(funds.amount_vnd as {{ double_type() }}) as value,
        row_number() over (
            partition by funds.submission_key, funds.locality_code, not_eligible.limit_code
            order by -funds.amount_vnd nulls last, funds.line nulls last, funds.figure_key
        ) as size_no
    from funds
    inner join not_eligible
        on
            funds.locality_key = not_eligible.locality_key
            and funds.component_code = not_eligible.component_code
            and funds.as_of_on = not_eligible.as_of_on
)

select
    {{ finding_columns(
        'XS05', 'told',
        found=history_amount('told.value', 'told.unit_text'),
        expected="'0'",
        figure='told.figure_key'
    ) }}
from told
where told.size_no = 1
