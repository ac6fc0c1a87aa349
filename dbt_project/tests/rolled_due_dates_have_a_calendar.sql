-- A due date is rolled by the table of days that are not worked; for a year the table does not hold, it would stay.
select calendar.return_type, calendar.period, coalesce(calendar.extended_due_on, calendar.due_on) as stated_due_on
from {{ ref('reporting_calendar') }} as calendar
where
    calendar.roll = 'next_working_day'
    and not exists (
        select 1
        from {{ ref('stg_bronze__non_working_day') }} as days
        where extract(year from days.day) = extract(year from coalesce(calendar.extended_due_on, calendar.due_on))
    )
