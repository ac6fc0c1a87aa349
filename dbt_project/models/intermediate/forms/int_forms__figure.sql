{{ config(materialized='ephemeral') }}
-- The numbers of accepted forms with all that is known of them, one look-up each in what their form and their
-- submission say. What is absent is no figure, but for what is said to be none.
select
    concat(submissions.figure_prefix, lpad({{ text_of('numbers.cell_no') }}, 5, '0')) as figure_key,
    submissions.submission_key,
    numbers.cell_no,
    numbers.value as number,
    coalesce(numbers.text, {{ plain_number('numbers.value') }}) as value_text,
    case when numbers.absence is not null then concat('absence: ', numbers.absence) end as note,
    case when numbers.absence = 'incomplete' then 'at_least' end as bound,
    submissions.form,
    submissions.level,
    submissions.reporter_level,
    submissions.document_no,
    submissions.locality_key,
    submissions.locality_id,
    submissions.locality_code,
    submissions.locality,
    submissions.place_path,
    submissions.as_of_on,
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
    cells.catalogue_unit,
    cells.population,
    cells.population_code,
    cells.value_kind,
    cells.measured,
    cells.asked_as,
    cells.period,
    cells.period_from,
    cells.period_to,
    cells.standard_in_force,
    counted.situation_no is not null as is_counted
from {{ ref('form_value') }} as numbers
inner join {{ ref('form_submission') }} as submissions on numbers.submission_no = submissions.submission_no
inner join {{ ref('form_cell') }} as cells
    on numbers.cell_set_no = cells.cell_set_no and numbers.cell_no = cells.cell_no
left join {{ ref('form_counted') }} as counted
    on submissions.situation_no = counted.situation_no and numbers.cell_no = counted.cell_no
where numbers.value is not null
