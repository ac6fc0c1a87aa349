-- OB03: a programme is issued, but the return on it is due and not received as of the run's date.
with placed as (
    select
        presupposed.return_type, presupposed.period, presupposed.locality_code, statuses.due_text,
        programme.held_text, programme.submission_key, programme.sheet, programme.cell, programme.line
    from {{ ref('int_findings__presupposed') }} as presupposed
    inner join {{ ref('int_findings__status_as_of') }} as statuses
        on
            presupposed.return_type = statuses.return_type
            and presupposed.period = statuses.period
            and presupposed.locality_code = statuses.locality_code
    inner join {{ ref('int_findings__locality_return') }} as programme
        on
            presupposed.programme_return_type = programme.return_type
            and presupposed.programme_period = programme.period
            and presupposed.locality_code = programme.locality_code
    where statuses.status = 'overdue'
)

select
    {{ finding_columns(
        'OB03', 'placed',
        found='placed.held_text',
        expected='placed.due_text'
    ) }}
from placed
