-- Targets as printed in reports and plans, and those of the programme itself. A target is issued by the level of
-- who sent the report, in the report; a target of the programme is known from the day of the decision on it.
with countries as (
    select *
    from {{ ref('int_locality_versions') }}
    where level = 'country'
)

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
    figures.bound,
    figures.role,
    case when coalesce(changes.is_yearly_average, false) then 'yearly' else 'level' end as measured_as,
    coalesce(claims.is_counted and forms.figure_key is null, false) as is_counted,
    figures.standard_code,
    coalesce(issuers.level, 'country') as issuer_level,
    coalesce(documents.document_no, reports.title, documents.document_no_raw) as issuer_document,
    figures.confidence,
    figures.rule_id,
    figures.note,
    figures.line,
    figures.char_start,
    figures.char_end,
    figures.sheet,
    figures.cell,
    figures.known_from,
    figures.known_to,
    figures.is_current
from {{ ref('int_indicators__figure') }} as figures
inner join {{ ref('int_figures__report_version') }} as submissions
    on figures.submission_key = submissions.submission_key
left join {{ ref('stg_bronze__submission') }} as documents on figures.submission_key = documents.submission_key
left join {{ ref('stg_bronze__report') }} as reports on figures.submission_key = reports.submission_key
left join {{ ref('int_figures__place') }} as issuers
    on submissions.locality_code = issuers.locality_code and submissions.reckoned_on = issuers.reckoned_on
left join {{ ref('indicator_changes') }} as changes on figures.indicator_code = changes.indicator_code
left join {{ ref('int_forms__report_claim') }} as claims on figures.figure_key = claims.figure_key
left join {{ ref('int_forms__goes_before') }} as forms on figures.figure_key = forms.figure_key
where figures.measured = 'target'

union all

select
    concat_ws(':', 'target', targets.target_code) as figure_key,
    null as submission_key,
    countries.locality_key,
    countries.locality_id,
    targets.locality_code,
    countries.name_vi as locality,
    countries.locality_id as place_path,
    targets.indicator_code,
    targets.population_code as population,
    targets.population_code,
    {{ years_text('targets.year_from', 'targets.year_to') }} as period,
    {{ day_of(text_of('targets.year_from'), "'01'") }} as period_from,
    last_day({{ day_of(text_of('targets.year_to'), "'12'") }}) as period_to,
    null as as_of_on,
    targets.value,
    targets.value_to,
    targets.unit,
    targets.value_text,
    'target' as value_kind,
    targets.bound,
    null as role,
    targets.measured_as,
    {{ local_midnight('targets.document_on') }} <= coalesce({{ run_known() }}, {{ last_instant() }}) as is_counted,
    null as standard_code,
    targets.issuer_level,
    targets.document as issuer_document,
    null as confidence,
    null as rule_id,
    concat_ws('; ', targets.confidence, targets.note) as note,
    null as line,
    null as char_start,
    null as char_end,
    null as sheet,
    null as cell,
    {{ local_midnight('targets.document_on') }} as known_from,
    {{ open_end() }} as known_to,
    {{ local_midnight('targets.document_on') }} <= coalesce({{ run_known() }}, {{ last_instant() }}) as is_current
from {{ ref('targets') }} as targets
inner join countries
    on
        targets.locality_code = countries.locality_code
        and targets.document_on >= countries.valid_from and targets.document_on < countries.valid_to
-- A target that no indicator of the catalogue measures stays in the seed.
where targets.indicator_code is not null and targets.value is not null
