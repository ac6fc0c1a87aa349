{%- set bigint = dbt.type_bigint() -%}
-- What followed the reminders that went out, each tier of an obligation once. By days, as a document has no hour.
with sent as (
    select
        reminders.obligation_key,
        reminders.return_type,
        reminders.period,
        reminders.tier,
        reminders.fault,
        {{ local_date('reminders.outcome_at') }} as sent_on,
        row_number() over (
            partition by reminders.obligation_key, reminders.tier
            order by reminders.outcome_at, reminders.reminder_event_key
        ) as turn
    from {{ ref('fct_reminder') }} as reminders
    where
        reminders.outcome = 'sent'
        and reminders.phase <> 'after'
        and reminders.outcome_at <= {{ run_as_of() }}
        and {{ known_at('reminders', run_known()) }}
),

received as (
    select
        status.obligation_key,
        {{ local_date('status.received_at') }} as filed_on
    from {{ ref('fct_return_status') }} as status
    inner join {{ ref('statuses') }} as statuses on status.status = statuses.status
    where
        statuses.is_received
        and {{ holds_at('status', run_as_of(), run_known()) }}
),

measured as (
    select
        sent.return_type,
        sent.period,
        obligations.reporter_level,
        sent.tier,
        sent.fault,
        windows.days as window_days,
        case
            when received.filed_on < sent.sent_on then 'filed_before'
            when received.filed_on <= {{ add_days('sent.sent_on', 'windows.days') }} then 'filed_within'
            when {{ local_date(run_as_of()) }} < {{ add_days('sent.sent_on', 'windows.days') }} then 'not_yet_known'
            when received.filed_on is null then 'not_filed'
            else 'filed_later'
        end as came_to
    from sent
    inner join {{ ref('fct_obligation') }} as obligations on sent.obligation_key = obligations.obligation_key
    left join received on sent.obligation_key = received.obligation_key
    cross join {{ ref('reminder_windows') }} as windows
    where sent.turn = 1
),

counted as (
    select
        return_type,
        period,
        reporter_level,
        tier,
        fault,
        window_days,
        count(*) as reminded,
        count(case when came_to = 'filed_before' then 1 end) as filed_before,
        count(case when came_to = 'filed_within' then 1 end) as filed_within,
        count(case when came_to = 'filed_later' then 1 end) as filed_later,
        count(case when came_to = 'not_filed' then 1 end) as not_filed,
        count(case when came_to = 'not_yet_known' then 1 end) as not_yet_known
    from measured
    group by return_type, period, reporter_level, tier, fault, window_days
)

select
    cast({{ local_date(run_as_of()) }} as date) as as_of_on,
    cast(return_type as {{ dbt.type_string() }}) as return_type,
    cast(period as {{ dbt.type_string() }}) as period,
    cast(reporter_level as {{ dbt.type_string() }}) as reporter_level,
    cast(tier as {{ dbt.type_string() }}) as tier,
    cast(fault as {{ dbt.type_string() }}) as fault,
    cast(window_days as {{ bigint }}) as window_days,
    cast(reminded as {{ bigint }}) as reminded,
    cast(filed_before as {{ bigint }}) as filed_before,
    cast(filed_within as {{ bigint }}) as filed_within,
    cast(filed_later as {{ bigint }}) as filed_later,
    cast(not_filed as {{ bigint }}) as not_filed,
    cast(not_yet_known as {{ bigint }}) as not_yet_known,
    -- While a window is open, those who filed at once would be all that is known.
    case
        when not_yet_known = 0
            then cast(filed_within as {{ double_type() }}) / nullif(reminded - filed_before, 0)
    end as rate_filed_within
from counted
