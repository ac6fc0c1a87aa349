-- The accepted narrative reports. A version holds until the next of the same return is known: settled here, on the
-- submission. Place names are those of the end of the period, or of the day the report was known if that is earlier.
with reports as (
    select
        submissions.submission_key,
        submissions.return_type,
        submissions.period,
        submissions.locality_code,
        submissions.document_on,
        submissions.arrived_at,
        submissions.known_from,
        least(periods.ends_on, {{ local_date('submissions.known_from') }}) as reckoned_on
    from {{ ref('stg_bronze__report') }} as reports
    inner join {{ ref('stg_bronze__submission') }} as submissions
        on reports.submission_key = submissions.submission_key
    left join {{ ref('periods') }} as periods on submissions.period = periods.period
    where submissions.is_accepted
),

versions as (
    select
        *,
        coalesce(
            lead(known_from) over (
                partition by return_type, period, locality_code
                order by known_from, arrived_at, submission_key
            ),
            {{ open_end() }}
        ) as known_to
    from reports
)

select
    submission_key,
    return_type,
    period,
    locality_code,
    document_on,
    reckoned_on,
    known_from,
    known_to,
    known_from <= coalesce({{ run_known() }}, {{ last_instant() }})
    and coalesce({{ run_known() }}, {{ last_instant() }}) < known_to as is_current
from versions
