{{ config(materialized='ephemeral') }}
-- The numbers of accepted forms with all that is known of them, one look-up each in what their form and their
-- submission say. What is absent is no figure, but for what is said to be none.
select
    concat(submissions.figure_prefix, lpad({{ text_of('numbers.cell_no') }}, 5, '0')) as figure_key,
    numbers.submission_key,
    numbers.cell_no,
    {{ form_number('numbers') }} as number,
    coalesce(numbers.text, {{ plain_number(form_number('numbers')) }}) as value_text,
    case when numbers.absence is not null then concat('absence: ', numbers.absence) end as note,
    case when numbers.absence = 'incomplete' then 'at_least' end as bound,
    submissions.locality_key,
    submissions.locality_id,
    submissions.locality_code,
    submissions.locality,
    submissions.place_path,
    submissions.as_of_on,
    submissions.age_no,
    submissions.known_from,
    submissions.known_to,
    submissions.is_current,
    cells.kind,
    cells.sheet,
    cells.cell,
    cells.unit,
    cells.unit_text,
    cells.factor,
    cells.role,
    cells.component_code,
    cells.measure,
    coalesce(cells.source, 'total') as source,
    coalesce(cells.nature, 'total') as nature,
    cells.budget_year,
    cells.budget_year_from,
    cells.budget_year_to,
    cells.indicator_code,
    cells.population,
    cells.population_code,
    cells.value_kind,
    cells.period,
    cells.period_from,
    cells.period_to,
    cells.standard_in_force
from {{ ref('stg_bronze__form_value') }} as numbers
inner join {{ ref('int_forms__submission') }} as submissions on numbers.submission_key = submissions.submission_key
inner join {{ ref('int_forms__cell') }} as cells
    on
        submissions.form = cells.form
        and submissions.form_version = cells.form_version
        and submissions.period = cells.return_period
        and numbers.cell_no = cells.cell_no
where {{ form_number('numbers') }} is not null
