-- The explanation in force on the run's as-of date, for what each finding says: accepted by then, not lapsed, not taken
-- back by then, as known on the run's date. Of several the one accepted last counts.
with entries as (
    select *
    from {{ ref('stg_bronze__explanation') }}
    where
        recorded_at <= coalesce({{ run_known() }}, {{ last_instant() }})
        and accepted_at <= {{ run_as_of() }}
),

ranked as (
    select
        entries.subject_key,
        entries.explanation_key,
        entries.text,
        entries.accepted_by,
        entries.accepted_until,
        row_number() over (
            partition by entries.subject_key
            order by entries.accepted_at desc, entries.recorded_at desc, entries.explanation_key asc
        ) as entry_no
    from entries
    left join entries as withdrawals on entries.explanation_key = withdrawals.withdraws
    where
        entries.withdraws is null
        and withdrawals.explanation_key is null
        and {{ finding_as_of_on() }} < entries.accepted_until
)

select subject_key, explanation_key, text as explanation, accepted_by, accepted_until
from ranked
where entry_no = 1
