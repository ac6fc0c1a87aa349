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

told as (
    select
        files.return_type, files.period, files.submission_key, funds.locality_code, funds.sheet, funds.cell, funds.line,
        funds.figure_key, funds.value_text, funds.unit_text, cast(funds.amount_vnd as {{ double_type() }}) as value,
        row_number() over (
            partition by funds.submission_key, funds.locality_code, limited.limit_code
            order by -funds.amount_vnd, funds.line, funds.figure_key
        ) as size_no
    from {{ ref('fct_fund') }} as funds
    inner join limited on funds.component_code = limited.component_code
    inner join {{ ref('int_history__file') }} as files on funds.submission_key = files.submission_key
    inner join {{ ref('dim_locality') }} as places on funds.locality_key = places.locality_key
    left join {{ ref('int_history__eligible') }} as eligible
        on
            limited.limit_code = eligible.component_code
            and funds.locality_code = eligible.locality_code
            and funds.as_of_on >= eligible.valid_from and funds.as_of_on < eligible.valid_to
    where
        funds.amount_vnd > 0
        and funds.measure in (select behaviours.code from {{ ref('figure_behaviours') }} as behaviours)
        and places.level <> 'country'
        and funds.as_of_on >= limited.valid_from and funds.as_of_on < limited.valid_to
        and eligible.component_code is null
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
