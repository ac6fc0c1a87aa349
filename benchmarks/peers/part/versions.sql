select
    submission_key, form, form_version, locality_code, return_type, period, known_from,
    cast(substr(period, 1, 4) as integer) as year,
    coalesce(
        lead(known_from) over (
            partition by return_type, period, locality_code, form order by known_from, arrived_at, path, submission_key
        ),
        cast('9999-12-31 00:00:00+00' as timestamptz)
    ) as known_to
from {submission}
where file_kind = 'form' and state in ('accepted', 'accepted_with_findings')
