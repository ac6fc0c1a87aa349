{{ config(
    materialized=env_var('GNBV_MATERIALIZED', 'table'),
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook=[
        "{{ keep_before(this, '*', is_asked_anew()) }}",
        "{{ take_out(is_asked_anew()) }}",
    ]
) }}
-- depends_on: {{ ref('int_forms__touched') }}
-- The targets in force, each as it is measured: of which indicator, in which years, and whether it asks for a level or
-- for a change of it. Of a form this is settled on its cells; what a report or a form asks for twice it asks for once.
with reports as (
    select
        *,
        row_number() over (
            partition by
                submission_key, locality_id, indicator_code, population_code, period_from, period_to, unit, value
            order by line nulls last, char_start nulls last, figure_key
        ) as statement_no
    from {{ ref('report_target') }}
    where is_current and locality_id is not null and coalesce(role, '') <> 'repeat' and period_to is not null
),

cells as (
    select
        *,
        row_number() over (
            partition by cell_set_no, indicator_code, population_code, period_from, period_to
            order by cell_no
        ) as statement_no
    from {{ ref('form_cell') }}
    where
        kind = 'indicator' and measured = 'target' and coalesce(role, '') <> 'repeat' and period_to is not null
),

asked as (
    select
        figure_key as report_figure_key, null as submission_no, null as cell_no, locality_key, locality_id, place_path,
        indicator_code, population_code, unit, measured_as, value, bound, issuer_level, issuer_document,
        {{ year_of('period_from') }} as year_from, {{ year_of('period_to') }} as year_to
    from reports
    where statement_no = 1

    union all

    select
        null as report_figure_key, numbers.submission_no, numbers.cell_no, submissions.locality_key,
        submissions.locality_id, submissions.place_path, cells.indicator_code, cells.population_code,
        cells.catalogue_unit as unit,
        cells.asked_as as measured_as,
        {{ exact_product('numbers.value', 'cells.factor') }} as value,
        case when numbers.absence = 'incomplete' then 'at_least' end as bound,
        coalesce(submissions.level, submissions.reporter_level) as issuer_level,
        coalesce(submissions.document_no, submissions.form) as issuer_document,
        {{ year_of('cells.period_from') }} as year_from, {{ year_of('cells.period_to') }} as year_to
    from {{ ref('form_value') }} as numbers
    inner join {{ ref('form_submission') }} as submissions on numbers.submission_no = submissions.submission_no
    inner join cells on submissions.cell_set_no = cells.cell_set_no and numbers.cell_no = cells.cell_no
    where
        submissions.is_current and submissions.locality_id is not null and cells.statement_no = 1
        and numbers.value is not null and {{ in_touched_forms('submissions.submission_no') }}
)

select
    asked.*,
    catalogue.kind_of_value = 'rate' as is_rate,
    localities.locality_no,
    series.series_no,
    coalesce(changes.changed_indicator, catalogue.target_of, asked.indicator_code) as measured_indicator,
    case
        when changes.indicator_code is not null then changes.sign
        when asked.unit = 'percentage_point' and catalogue.unit = 'percent'
            then case catalogue.direction when 'down' then -1 else 1 end
    end as sign,
    case when asked.unit = catalogue.unit then catalogue.direction else 'up' end as good_direction
from asked
inner join {{ ref('indicators') }} as catalogue on asked.indicator_code = catalogue.indicator_code
left join {{ ref('indicator_changes') }} as changes on asked.indicator_code = changes.indicator_code
inner join {{ ref('indicator_locality') }} as localities on asked.locality_id = localities.locality_id
inner join {{ ref('indicator_series') }} as series
    on
        coalesce(changes.changed_indicator, catalogue.target_of, asked.indicator_code) = series.indicator_code
        and asked.population_code = series.population_code
