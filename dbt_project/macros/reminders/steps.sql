{# What is wrong with a return. Codes in a text are looked for with what parts them: none is found within another. #}
{% macro reminder_faults(t) -%}
faulty as (
    select
        returns.obligation_key, faults.fault, faults.phase,
        row_number() over (
            partition by returns.obligation_key order by faults.precedence, faults.fault, faults.phase
        ) as choice_no
    from returns
    inner join {{ t.faults }} as faults
        on
            concat_ws('', ' ', faults.statuses, ' ') like concat_ws('', '% ', returns.status, ' %')
            and (faults.evidence is null or returns.evidence = faults.evidence)
            and (
                faults.reason is null
                or concat_ws('', '; ', returns.reasons, ';')
                like concat_ws('', '%; ', replace(faults.reason, ' ', ';% '), ';%')
            )
            and coalesce(faults.due, '') in ('', case when returns.due_on is null then 'undated' else 'dated' end)
)
{%- endmacro %}

{# The step of chasing that is next for a return, and what was recorded of those before. #}
{% macro reminder_steps(as_of, known, today, t) -%}
recorded as (
    select
        reminders.obligation_key, reminders.tier, reminders.phase,
        max({{ local_date('reminders.outcome_at') }}) as reminded_on
    from {{ t.reminders }} as reminders
    inner join {{ t.outcomes }} as outcomes on reminders.outcome = outcomes.outcome
    where
        outcomes.uses_tier
        and reminders.outcome_at <= {{ as_of }}
        and {{ known_at('reminders', known) }}
    group by reminders.obligation_key, reminders.tier, reminders.phase
),

counted as (
    select obligation_key, count(*) as reminders_sent, max(reminded_on) as last_reminded_on
    from recorded
    where phase = 'overdue'
    group by obligation_key
),

tiers_by_width as (
    select
        tiers.*, rounds.return_type as round_type, rounds.reporter_level as round_level,
        rank() over (
            partition by rounds.return_type, rounds.reporter_level
            order by {{ is_any('tiers.return_type') }}, {{ is_any('tiers.reporter_level') }}
        ) as set_no
    from (select distinct return_type, reporter_level from returns) as rounds
    inner join {{ t.tiers }} as tiers
        on
            tiers.return_type in (rounds.return_type, '*')
            and tiers.reporter_level in (rounds.reporter_level, '*')
            and tiers.valid_from <= {{ today }}
            and {{ today }} < coalesce(tiers.valid_to, {{ open_date() }})
),

phases as (
    select distinct round_type as return_type, round_level as reporter_level, phase
    from tiers_by_width
    where set_no = 1
),

stepped as (
    select
        returns.obligation_key, tiers.tier, tiers.tier_no, tiers.reply_days,
        greatest(
            {{ add_days('returns.due_on', 'tiers.days_from_due') }},
            {{ add_days('counted.last_reminded_on', 'tiers.days_after_previous') }}
        ) as eligible_on,
        row_number() over (partition by returns.obligation_key order by tiers.tier_no desc) as choice_no
    from returns
    inner join faulty on returns.obligation_key = faulty.obligation_key and faulty.choice_no = 1
    left join counted on returns.obligation_key = counted.obligation_key
    inner join tiers_by_width as tiers
        on
            returns.return_type = tiers.round_type
            and returns.reporter_level = tiers.round_level
            and tiers.set_no = 1
            and faulty.phase = tiers.phase
            -- Of the windows before the due date the one that began last is open.
            and case faulty.phase
                when 'before_due' then {{ add_days('returns.due_on', 'tiers.days_from_due') }} <= {{ today }}
                when 'overdue' then tiers.tier_no = coalesce(counted.reminders_sent, 0) + 1
                else true
            end
)
{%- endmacro %}

{# In an order: the row for the very thing before the one for any. #}
{% macro is_any(code) -%} case when {{ code }} = '*' then 1 else 0 end {%- endmacro %}
