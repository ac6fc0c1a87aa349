-- depends_on: {{ ref('int_indicators__touched') }}
-- The level of an indicator in a year by the current forms, for int_indicators__yearly to compare: of several forms of
-- a locality the one that speaks of the latest day, an actual before an estimate, then the newest form and in it the
-- first cell. One number a figure says which comes first, so that the figures need not be put in order.
with cells as (
    select
        cells.cell_set_no,
        cells.cell_no,
        cells.factor,
        series.series_no,
        dense_rank() over (
            order by series.series_no, {{ year_of('cells.period_to') }}, coalesce(cells.standard_in_force, '')
        ) as level_no,
        {{ year_of('cells.period_to') }} as year,
        cells.period_to,
        cells.standard_in_force,
        cells.value_kind = 'estimate' as is_estimate,
        (
            {{ days_between('cells.period_to', "cast('1900-01-01' as date)") }} * 2
            + case when cells.value_kind = 'estimate' then 0 else 1 end
        ) * 10000000000000 as choice_no
    from {{ ref('form_cell') }} as cells
    inner join {{ ref('indicator_series') }} as series
        on cells.indicator_code = series.indicator_code and cells.population_code = series.population_code
    where
        cells.kind = 'indicator'
        and cells.measured = 'level'
        and (
            cells.period_from = cells.period_to
            or (
                {{ opens_year('cells.period_from') }}
                and {{ year_of('cells.period_from') }} = {{ year_of('cells.period_to') }}
            )
        )
        and {{ year_of('cells.period_to') }} <= {{ year_of(local_date(run_as_of())) }}
        and cells.indicator_code not in (select changes.indicator_code from {{ ref('indicator_changes') }} as changes)
),

localities as (
    select
        submissions.age_no,
        submissions.submission_no,
        submissions.cell_set_no,
        numbered.locality_no
    from {{ ref('form_submission') }} as submissions
    inner join {{ ref('indicator_locality') }} as numbered on submissions.locality_id = numbered.locality_id
    where submissions.is_current and {{ in_touched_localities('numbered.locality_no') }}
),

chosen as (
    select
        max(cells.choice_no + localities.age_no * 100000 + 99999 - numbers.cell_no) as choice_no,
        max_by(
            numbers.value, cells.choice_no + localities.age_no * 100000 + 99999 - numbers.cell_no
        ) as number
    from {{ ref('form_value') }} as numbers
    inner join localities on numbers.submission_no = localities.submission_no
    inner join cells on numbers.cell_set_no = cells.cell_set_no and numbers.cell_no = cells.cell_no
    where numbers.value is not null
    group by localities.locality_no, cells.level_no
)

select
    localities.submission_no,
    cells.cell_no,
    localities.locality_no,
    cells.series_no,
    cells.year,
    cells.period_to,
    {{ exact_product('chosen.number', 'cells.factor') }} as value,
    cells.is_estimate,
    cells.standard_in_force as standard_code
from chosen
inner join localities
    on mod(chosen.choice_no - mod(chosen.choice_no, 100000), 10000000000000) = localities.age_no * 100000
inner join cells
    on
        localities.cell_set_no = cells.cell_set_no
        and 99999 - mod(chosen.choice_no, 100000) = cells.cell_no
