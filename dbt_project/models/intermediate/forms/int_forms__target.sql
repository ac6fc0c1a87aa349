-- The targets forms state, in the columns of int_indicators__target.
select
    figures.figure_key,
    figures.submission_key,
    figures.locality_key,
    figures.locality_id,
    figures.locality_code,
    figures.locality,
    figures.place_path,
    figures.indicator_code,
    figures.population,
    figures.population_code,
    figures.period,
    figures.period_from,
    figures.period_to,
    figures.as_of_on,
    figures.value,
    cast(null as {{ double_type() }}) as value_to,
    figures.unit,
    figures.value_text,
    figures.value_kind,
    cast(figures.bound as {{ dbt.type_string() }}) as bound,
    figures.role,
    case when coalesce(changes.is_yearly_average, false) then 'yearly' else 'level' end as measured_as,
    figures.is_counted,
    figures.standard_code,
    coalesce(submissions.level, documents.reporter_level) as issuer_level,
    coalesce(documents.document_no, submissions.form) as issuer_document,
    figures.confidence,
    figures.rule_id,
    figures.note,
    cast(null as {{ dbt.type_bigint() }}) as line,
    cast(null as {{ dbt.type_bigint() }}) as char_start,
    cast(null as {{ dbt.type_bigint() }}) as char_end,
    figures.sheet,
    figures.cell,
    figures.known_from,
    figures.known_to,
    figures.is_current
from {{ ref('int_forms__indicator') }} as figures
inner join {{ ref('int_forms__submission') }} as submissions on figures.submission_key = submissions.submission_key
left join {{ ref('stg_bronze__submission') }} as documents on figures.submission_key = documents.submission_key
left join {{ ref('indicator_changes') }} as changes on figures.indicator_code = changes.indicator_code
where figures.measured = 'target'
