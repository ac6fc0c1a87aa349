-- What the figure cells of a form version say in a period: everything about a figure but its value and its place.
-- Worked out once a form and period, so that the cells of submissions need one look-up and no text is put together for
-- each.
with used as (
    select distinct
        submissions.cell_set_no,
        submissions.form,
        submissions.form_version,
        submissions.period,
        periods.period_type,
        periods.starts_on,
        periods.ends_on,
        {{ year_of('periods.ends_on') }} as year
    from {{ ref('int_forms__submission') }} as submissions
    inner join {{ ref('periods') }} as periods on submissions.period = periods.period
),

timed as (
    select
        cells.*,
        used.cell_set_no,
        used.period as return_period,
        used.starts_on,
        used.ends_on,
        coalesce(
            cells.budget_year, {{ text_of('used.year + cells.budget_year_offset') }}
        ) as told_budget_year,
        case
            when cells.kind = 'fund' then used.period
            when cells.time = 'previous_year' then {{ text_of('used.year - 1') }}
            when cells.time = 'next_year' then {{ text_of('used.year + 1') }}
            when cells.time = 'year' or used.period_type = 'year' and coalesce(cells.time, 'period') = 'period'
                then {{ text_of('used.year') }}
            when coalesce(cells.time, 'period') = 'period' then used.period
            else cells.time
        end as told_period
    from used
    inner join {{ ref('stg_bronze__form_cell') }} as cells
        on used.form = cells.form and used.form_version = cells.form_version
    where cells.kind in ('fund', 'indicator')
),

dated as (
    select
        *,
        case
            when told_period = return_period then starts_on else {{ period_first_day('told_period') }}
        end as period_from,
        case when told_period = return_period then ends_on else {{ period_last_day('told_period') }} end as period_to
    from timed
),

standards as (
    select distinct standard_code, valid_from, valid_to
    from {{ ref('poverty_standards') }}
)

select
    dated.cell_set_no,
    dated.form,
    dated.form_version,
    dated.return_period,
    dated.cell_no,
    dated.kind,
    dated.sheet_title as sheet,
    dated.cell,
    dated.type,
    dated.unit,
    dated.unit_text,
    dated.factor,
    dated.rate_cell_no,
    dated.role,
    dated.component_code,
    dated.measure,
    dated.source,
    dated.nature,
    dated.told_budget_year as budget_year,
    {{ first_year('dated.told_budget_year') }} as budget_year_from,
    {{ last_year('dated.told_budget_year') }} as budget_year_to,
    dated.indicator_code,
    dated.population,
    coalesce(dated.population, 'all') as population_code,
    coalesce(dated.value_kind, 'actual') as value_kind,
    dated.told_period as period,
    dated.period_from,
    dated.period_to,
    standards.standard_code as standard_in_force
from dated
left join {{ ref('indicators') }} as indicators on dated.indicator_code = indicators.indicator_code
left join {{ ref('poverty_standard_groups') }} as standard_groups on indicators.group_code = standard_groups.group_code
left join standards
    on
        standard_groups.group_code is not null
        and dated.period_to >= standards.valid_from and dated.period_to < standards.valid_to
