-- When a finding was first and last seen, as the files tell it: from the day all its figures and its file were known
-- (of a return that is missing: from its due instant) until a later version of the file took its place.
with figures as (
    select
        figures.finding_key,
        {{ finding_list('figures.figure_key', 'figures.part, figures.figure_key', ' ') }} as figure_keys,
        max(subjects.known_from) as known_from
    from {{ ref('int_findings__figure') }} as figures
    left join {{ ref('int_findings__subject') }} as subjects on figures.figure_key = subjects.figure_key
    group by figures.finding_key
)

select
    findings.finding_key,
    figures.figure_keys,
    coalesce(
        greatest(submissions.known_from, figures.known_from), submissions.known_from, obligations.due_at
    ) as first_seen_at,
    case when versions.known_to <= coalesce({{ run_known() }}, {{ last_instant() }}) then versions.known_to end
        as last_seen_at
from {{ ref('int_findings__in_force') }} as findings
left join figures on findings.finding_key = figures.finding_key
left join {{ ref('stg_bronze__submission') }} as submissions on findings.submission_key = submissions.submission_key
left join {{ ref('int_figures__submission') }} as versions on findings.submission_key = versions.submission_key
left join {{ ref('int_obligations') }} as obligations
    on
        findings.return_type = obligations.return_type
        and findings.period = obligations.period
        and findings.locality_code = obligations.locality_code
