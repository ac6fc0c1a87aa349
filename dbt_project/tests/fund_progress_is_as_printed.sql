{%- set measures = ['planned', 'allocated', 'carried_in', 'disbursed', 'carried_out'] -%}
-- Every amount of the report stands in a figure of the same coordinates; nothing was added up or made. A build that
-- grows looks at the rows that were touched and those of reports: the others, and the figures they were made of, are as
-- before. The figures are put together of the forms that are looked at alone.
with touched as (
    select period, locality_code
    from {{ ref('int_forms__touched_row') }}
    union
    select period, coalesce(locality_code, '') as locality_code
    from {{ ref('report_progress') }}
),

-- A row that a report tells may hold an amount of a form that came before.
looked_at as (
    select submissions.submission_key
    from {{ ref('form_submission') }} as submissions
    inner join touched
        on submissions.period = touched.period and coalesce(submissions.locality_code, '') = touched.locality_code
),

funds as (
    select
        period, locality_code, component_code, source, nature, budget_year,
        replace(measure, '_estimate', '') as measure, amount_vnd
    from {{ ref('report_fund') }}

    union

    select
        period, locality_code, component_code, source, nature, budget_year,
        replace(measure, '_estimate', '') as measure, {{ whole_vnd('number', 'factor') }} as amount_vnd
    from ({{ form_figures('looked_at') }}) as forms
    where kind = 'fund'
),

progress as (
    select progress.*
    from {{ ref('rpt_fund_progress') }} as progress
    inner join touched
        on progress.period = touched.period and coalesce(progress.locality_code, '') = touched.locality_code
),

amounts as (
    {% for measure in measures %}
        select
            period, locality_code, component_code, source, nature, budget_year,
            '{{ measure }}' as measure,
            {{ measure }}_vnd as amount_vnd
        from progress
        where {{ measure }}_vnd is not null
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select amounts.*
from amounts
left join funds
    on
        amounts.period = funds.period
        and amounts.component_code = funds.component_code
        and amounts.source = funds.source
        and amounts.nature = funds.nature
        and amounts.amount_vnd = funds.amount_vnd
        and amounts.measure = funds.measure
        and coalesce(amounts.locality_code, '') = coalesce(funds.locality_code, '')
        and coalesce(amounts.budget_year, '') = coalesce(funds.budget_year, '')
where funds.measure is null
