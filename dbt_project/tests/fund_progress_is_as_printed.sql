-- Every amount of the report stands in a fact of the same coordinates; nothing was added up or made. A build that grows
-- looks at the rows that were touched and those of reports: the others, and the facts they were made of, are as before.
with touched as (
    select period, locality_code
    from {{ ref('int_forms__touched_row') }}
    union
    select period, coalesce(locality_code, '') as locality_code
    from {{ ref('report_progress') }}
),

amounts as (
    {% for measure in ['allocated', 'carried_in', 'planned', 'disbursed', 'carried_out'] %}
        select
            fund_progress_key,
            period,
            locality_code,
            component_code,
            source,
            nature,
            budget_year,
            '{{ measure }}' as measure,
            {{ measure }}_vnd as amount_vnd
        from {{ ref('rpt_fund_progress') }}
        where
            {{ measure }}_vnd is not null
            and (
                {{ not growing() }}
                or (period, coalesce(locality_code, '')) in (select touched.period, touched.locality_code from touched)
            )
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    amounts.fund_progress_key,
    amounts.measure,
    amounts.amount_vnd
from amounts
left join {{ ref('fct_fund') }} as funds
    on
        amounts.period = funds.period
        and amounts.component_code = funds.component_code
        and amounts.source = funds.source
        and amounts.nature = funds.nature
        and amounts.amount_vnd = funds.amount_vnd
        and amounts.measure = replace(funds.measure, '_estimate', '')
        and coalesce(amounts.locality_code, '') = coalesce(funds.locality_code, '')
        and coalesce(amounts.budget_year, '') = coalesce(funds.budget_year, '')
where funds.figure_key is null
