-- The accepted narrative reports and forms. A version holds until the next of the same return is known: settled here,
-- on the submission, and apart for reports and for each form, since neither replaces the other. Place names are those
-- of the end of the period, or of the day the file was known if that is earlier.
-- Of a kind of report that nobody owes there may be several in a period: their titles tell them apart.
with owed as (
    select distinct return_type
    from {{ ref('reporting_calendar') }}
),

held as (
    select
        submissions.submission_key,
        submissions.return_type,
        submissions.period,
        submissions.locality_code,
        submissions.document_on,
        submissions.arrived_at,
        submissions.known_from,
        submissions.path,
        case when submissions.file_kind = 'form' then submissions.form end as form,
        case when submissions.file_kind = 'form' then submissions.form_version end as form_version,
        case when owed.return_type is null then {{ same_text('reports.title') }} end as subject,
        least(periods.ends_on, {{ local_date('submissions.known_from') }}) as reckoned_on
    from {{ ref('stg_bronze__submission') }} as submissions
    left join {{ ref('stg_bronze__report') }} as reports
        on submissions.submission_key = reports.submission_key
    left join owed on submissions.return_type = owed.return_type
    left join {{ ref('periods') }} as periods on submissions.period = periods.period
    where submissions.is_accepted and (reports.submission_key is not null or submissions.file_kind = 'form')
),

versions as (
    select
        *,
        coalesce(
            lead(known_from) over (
                partition by return_type, period, locality_code, form, subject
                order by known_from, arrived_at nulls last, path, submission_key
            ),
            {{ open_end() }}
        ) as known_to
    from held
)

select
    submission_key,
    return_type,
    period,
    locality_code,
    form,
    form_version,
    document_on,
    reckoned_on,
    known_from,
    known_to,
    known_from <= coalesce({{ run_known() }}, {{ last_instant() }})
    and coalesce({{ run_known() }}, {{ last_instant() }}) < known_to as is_current
from versions
