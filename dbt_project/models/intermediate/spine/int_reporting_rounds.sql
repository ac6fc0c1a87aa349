-- The due date in force is the extended one if there is one, moved to the next working day only where the calendar says
-- so. The day that decides who owes the return is the earliest of the period's end and the stated due date (the opening
-- day where none is stated): a body gone before then cannot owe it, one that comes later owes the next.
with calendar as (
    select
        calendar.*,
        coalesce(calendar.extended_due_on, calendar.due_on) as stated_due_on,
        coalesce(calendar.opens_on, periods.starts_on) as first_on,
        periods.starts_on as period_starts_on,
        periods.ends_on as period_ends_on
    from {{ ref('reporting_calendar') }} as calendar
    inner join {{ ref('periods') }} as periods on calendar.period = periods.period
),

due as (
    select
        calendar.*,
        case
            when calendar.due_rule = 'none' then null
            when calendar.roll = 'next_working_day' then coalesce(working.next_working_on, calendar.stated_due_on)
            else calendar.stated_due_on
        end as effective_due_on
    from calendar
    left join {{ ref('int_next_working_days') }} as working on calendar.stated_due_on = working.day
),

limits as (
    select
        *,
        case due_rule
            when 'before' then effective_due_on
            when 'by_end_of_day' then {{ add_days('effective_due_on', 1) }}
        end as first_day_too_late
    from due
)

select
    return_type,
    reporter_level,
    scope,
    period,
    period_starts_on,
    period_ends_on,
    {{ local_midnight('first_on') }} as opens_at,
    effective_due_on as due_on,
    due_rule,
    {{ local_midnight('first_day_too_late') }} as due_at,
    {{ local_midnight(add_days('first_day_too_late', '-coalesce(due_soon_days, 0)')) }} as due_soon_at,
    extended_due_on is not null as is_extended,
    extension_reason,
    chase_until,
    request_document,
    legal_basis,
    least(period_ends_on, coalesce(due_on, first_on)) as reckoned_on
from limits
