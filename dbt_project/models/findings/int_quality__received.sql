-- The denominator of quality: every return of which a file or the number of a document is held, with or without
-- findings, and what findings in a file speak of; with the figures of the versions that stand.
with received as (
    select return_type, period, locality_code
    from {{ ref('fct_submission') }}
    where known_from <= coalesce({{ run_known() }}, {{ last_instant() }})

    union

    select obligations.return_type, obligations.period, obligations.locality_code
    from {{ ref('fct_evidence') }} as documents
    inner join {{ ref('fct_obligation') }} as obligations on documents.obligation_key = obligations.obligation_key
    where documents.known_from <= coalesce({{ run_known() }}, {{ last_instant() }})

    union

    select return_type, period, locality_code
    from {{ ref('fct_finding') }}
    where submission_key is not null
),

printed as (
    {% for facts in ['fct_fund', 'fct_poverty_indicator', 'fct_target'] %}
        select submission_key
        from {{ ref(facts) }}
        where
            known_from <= coalesce({{ run_known() }}, {{ last_instant() }})
            and coalesce({{ run_known() }}, {{ last_instant() }}) < known_to
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

counted as (
    select submissions.return_type, submissions.period, submissions.locality_code, count(*) as figures
    from printed
    inner join {{ ref('fct_submission') }} as submissions on printed.submission_key = submissions.submission_key
    group by submissions.return_type, submissions.period, submissions.locality_code
)

select
    received.return_type,
    received.period,
    received.locality_code,
    coalesce(counted.figures, 0) as figures
from received
left join counted
    on
        received.return_type = counted.return_type
        and received.period = counted.period
        and received.locality_code = counted.locality_code
where received.return_type is not null and received.period is not null and received.locality_code is not null
