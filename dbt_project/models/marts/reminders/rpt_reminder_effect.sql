{%- set ways = ['filed_before', 'filed_within', 'filed_later', 'not_filed', 'not_yet_known'] -%}
-- What followed the reminders that went out, each tier of an obligation once. By days, as a document has no hour.
with sent as (
    select
        reminders.obligation_key,
        reminders.return_type,
        reminders.period,
        reminders.tier,
        reminders.fault,
        reminders.outcome_at as sent_at,
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

known_status as (
    select
        status.*,
        statuses.is_received
    from {{ ref('fct_return_status') }} as status
    inner join {{ ref('statuses') }} as statuses on status.status = statuses.status
),

arrived as (
    select
        sent.obligation_key,
        sent.tier,
        min({{ local_date('submissions.arrived_at') }}) as arrived_on
    from sent
    inner join {{ ref('fct_submission') }} as submissions
        on
            sent.obligation_key = submissions.obligation_key
            and sent.sent_on <= {{ local_date('submissions.arrived_at') }}
    where
        submissions.state in ('accepted', 'accepted_with_findings')
        and submissions.arrived_at <= {{ run_as_of() }}
        and submissions.known_from <= coalesce({{ run_known() }}, {{ last_instant() }})
    group by sent.obligation_key, sent.tier
),

-- Filed on the date of the return; where that is before the reminder, on the day something arrived that answers it. Of
-- what counted as received when it was sent, the document itself was asked for: it is not filed while nothing arrives.
answered as (
    select
        sent.*,
        case
            when {{ local_date('received.received_at') }} >= sent.sent_on then {{ local_date('received.received_at') }}
            when received.obligation_key is not null then arrived.arrived_on
        end as filed_on,
        received.obligation_key is not null and not coalesce(earlier.is_received, false) as is_filed
    from sent
    left join arrived on sent.obligation_key = arrived.obligation_key and sent.tier = arrived.tier
    left join known_status as received
        on
            sent.obligation_key = received.obligation_key
            and received.is_received
            and {{ holds_at('received', run_as_of(), run_known()) }}
    left join known_status as earlier
        on sent.obligation_key = earlier.obligation_key and {{ holds_at('earlier', 'sent.sent_at', 'sent.sent_at') }}
    where sent.turn = 1
),

measured as (
    select
        answered.*,
        obligations.reporter_level,
        windows.days as window_days,
        case
            when answered.filed_on <= {{ add_days('answered.sent_on', 'windows.days') }} then 'filed_within'
            when answered.filed_on is not null then 'filed_later'
            when answered.is_filed then 'filed_before'
            when {{ local_date(run_as_of()) }} < {{ add_days('answered.sent_on', 'windows.days') }} then 'not_yet_known'
            else 'not_filed'
        end as came_to
    from answered
    inner join {{ ref('fct_obligation') }} as obligations on answered.obligation_key = obligations.obligation_key
    cross join {{ ref('reminder_windows') }} as windows
),

counted as (
    select
        return_type,
        period,
        reporter_level,
        tier,
        fault,
        window_days,
        {% for came_to in ways %}
            count(case when came_to = '{{ came_to }}' then 1 end) as {{ came_to }},
        {% endfor %}
        count(*) as reminded
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
    {% for number in ['window_days', 'reminded'] + ways %}
        cast({{ number }} as {{ dbt.type_bigint() }}) as {{ number }},
    {% endfor %}
    -- While a window is open, those who filed at once would be all that is known.
    case
        when not_yet_known = 0 then cast(filed_within as {{ double_type() }}) / nullif(reminded - filed_before, 0)
    end as rate_filed_within
from counted
