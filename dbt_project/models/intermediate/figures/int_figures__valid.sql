-- A place without a code, or with one that no seed holds, lies somewhere within the locality whose report names it.
select
    concat_ws('/', figures.submission_key, figures.figure_id) as figure_key,
    figures.submission_key,
    figures.figure_id,
    submissions.return_type,
    submissions.period as return_period,
    submissions.reckoned_on,
    figures.kind,
    places.locality_key,
    places.locality_id,
    figures.locality_code,
    coalesce(figures.locality, places.name_vi) as locality,
    coalesce(
        places.place_path,
        concat_ws(
            '/',
            coalesce(senders.place_path, submissions.locality_code),
            replace(coalesce(figures.locality_code, figures.locality), '/', '|')
        )
    ) as place_path,
    figures.period,
    figures.as_of_on,
    figures.component_code,
    figures.measure,
    figures.source,
    figures.nature,
    figures.budget_year,
    figures.exec_year,
    figures.indicator_code,
    figures.population,
    figures.value_text,
    figures.unit_text,
    figures.value,
    figures.value_vnd,
    figures.unit,
    figures.value_kind,
    figures.bound,
    figures.is_estimate,
    figures.stated_pct,
    figures.role,
    figures.line,
    figures.char_start,
    figures.char_end,
    figures.sheet,
    figures.cell,
    figures.confidence,
    figures.note,
    figures.rule_id,
    submissions.known_from,
    submissions.known_to,
    submissions.is_current
from {{ ref('stg_bronze__figure') }} as figures
inner join {{ ref('int_figures__report_version') }} as submissions
    on figures.submission_key = submissions.submission_key
left join {{ ref('int_figures__place') }} as places
    on figures.locality_code = places.locality_code and submissions.reckoned_on = places.reckoned_on
left join {{ ref('int_figures__place') }} as senders
    on submissions.locality_code = senders.locality_code and submissions.reckoned_on = senders.reckoned_on
