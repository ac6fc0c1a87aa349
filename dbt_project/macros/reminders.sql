{# Who is reminded of what, for any instant and any knowledge (docs/architecture.md, section 12): one row for every
   return whose status is known, listed or with the reason why not. `t` names the relations. #}
{% macro reminder_relations() -%}
    {{ return({
        'status': ref('fct_return_status'),
        'obligations': ref('fct_obligation'),
        'localities': ref('dim_locality'),
        'succession': ref('bridge_locality_succession'),
        'reminders': ref('fct_reminder'),
        'bodies': ref('reporter_bodies'),
        'duties': ref('successor_duties'),
        'tiers': ref('reminder_tiers'),
        'faults': ref('reminder_faults'),
        'recipients': ref('reminder_recipients'),
        'outcomes': ref('reminder_outcomes'),
    }) }}
{%- endmacro %}

{% macro reminders_sql(as_of, known, t) -%}
{%- set today = local_date(as_of) -%}
with returns as (
    {{ returns_that_stand(as_of, known, t) }}
),

{{ reminder_addresses(today, t) }},

{{ reminder_faults(t) }},

{{ reminder_steps(as_of, known, today, t) }},

decided as (
    select
        returns.*, addressed.addressed_body_code, addressed.addressed_body_vi, addressed.addressed_locality_code,
        addressed.addressed_locality, addressed.parent_code as addressed_parent_code,
        faulty.fault, faulty.phase, stepped.tier, stepped.tier_no, stepped.reply_days, stepped.eligible_on,
        coalesce(counted.reminders_sent, 0) as reminders_sent, counted.last_reminded_on,
        case
            when returns.status = 'exempt' then 'exempt'
            when faulty.fault is null and returns.status = 'nil' then 'nil'
            when faulty.fault is null and returns.received_at is not null then 'received_on_time'
            when faulty.fault is null and returns.due_on is null then 'no_due_date'
            when not addressed.is_there or {{ today }} >= returns.chase_until then 'chase_closed'
            when phases.phase is null then 'no_tier'
            when stepped.tier is null and faulty.phase = 'before_due' then 'not_due'
            when stepped.tier is null then 'tiers_used'
            when recorded.tier is not null and faulty.phase = 'after' then 'received_late_thanked'
            when recorded.tier is not null then 'already_reminded'
            when {{ today }} < stepped.eligible_on then 'tier_waits'
        end as reason
    from returns
    inner join addressed on returns.obligation_key = addressed.obligation_key
    left join faulty on returns.obligation_key = faulty.obligation_key and faulty.choice_no = 1
    left join counted on returns.obligation_key = counted.obligation_key
    left join phases
        on
            returns.return_type = phases.return_type
            and returns.reporter_level = phases.reporter_level
            and faulty.phase = phases.phase
    left join stepped on returns.obligation_key = stepped.obligation_key and stepped.choice_no = 1
    left join recorded on returns.obligation_key = recorded.obligation_key and stepped.tier = recorded.tier
),

{{ reminder_parties(today, t) }}

select
    {{ today }} as as_of_on,
    case when decided.reason is null then concat(decided.obligation_key, ':', decided.tier) end as reminder_key,
    decided.obligation_key,
    decided.return_type,
    decided.period,
    decided.reporter_level,
    decided.locality_code,
    decided.locality,
    decided.unit_type,
    decided.region_code,
    decided.region,
    decided.body_code,
    decided.body_vi,
    decided.addressed_body_code,
    decided.addressed_body_vi,
    decided.addressed_locality_code,
    decided.addressed_locality,
    decided.status,
    decided.evidence,
    decided.evidence_key,
    decided.document_no,
    decided.document_on,
    decided.received_at,
    decided.days_late,
    decided.reasons,
    decided.opens_at,
    decided.due_on,
    decided.due_rule,
    decided.due_at,
    decided.chase_until,
    decided.duty_id,
    decided.request_document,
    decided.legal_basis,
    decided.received_at_evidence,
    decided.date_basis,
    decided.is_exempt,
    decided.exemption_reason,
    decided.fault,
    decided.phase,
    case when decided.reason is null then decided.tier end as tier,
    decided.tier_no,
    decided.reply_days,
    decided.eligible_on,
    decided.reminders_sent,
    decided.last_reminded_on,
    parties.recipients,
    decided.reason is null as is_listed,
    decided.reason,
    decided.sort_order
from decided
left join parties on decided.obligation_key = parties.obligation_key
{%- endmacro %}

{# The returns as they stand, with who owes them. #}
{% macro returns_that_stand(as_of, known, t) -%}
    select
        status.obligation_key, status.return_type, status.period, status.locality_code, status.status, status.evidence,
        status.evidence_key, status.document_no, status.document_on, status.received_at, status.reasons,
        case
            when status.status = 'late' then status.days_late
            when status.status = 'overdue'
                then greatest({{ days_between(local_date(as_of), 'obligations.due_on') }}, 0)
        end as days_late,
        obligations.reporter_level, obligations.locality_id, obligations.body_code, bodies.name_vi as body_vi,
        obligations.opens_at, obligations.due_on, obligations.due_rule, obligations.due_at, obligations.chase_until,
        obligations.duty_id, obligations.request_document, obligations.legal_basis, obligations.received_at_evidence,
        obligations.date_basis, obligations.is_exempt, obligations.exemption_reason,
        {{ locality_name('localities', 'parents') }} as locality,
        localities.unit_type, localities.region_code, localities.region_vi as region,
        row_number() over (
            order by
                status.return_type, status.period, coalesce(localities.report_order, 999999),
                localities.parent_code, status.locality_code
        ) as sort_order
    from {{ t.status }} as status
    inner join {{ t.obligations }} as obligations on status.obligation_key = obligations.obligation_key
    inner join {{ t.localities }} as localities on status.locality_key = localities.locality_key
    inner join {{ t.bodies }} as bodies on obligations.body_code = bodies.body_code
    left join {{ t.localities }} as parents
        on
            localities.parent_code = parents.locality_code
            and parents.valid_from <= localities.valid_from and localities.valid_from < parents.valid_to
    where {{ holds_at('status', as_of, known) }}
{%- endmacro %}

{# Who answers for a return today: the body that owes it, or the successor a recorded duty names, at the locality that
   duty names, else at the one the old locality went into. `is_there`: body and locality exist today. #}
{% macro reminder_addresses(today, t) -%}
successors as (
    select
        returns.obligation_key, duties.successor_body_code,
        coalesce(duties.successor_locality_id, heirs.new_locality_id, returns.locality_id) as locality_id,
        row_number() over (
            partition by returns.obligation_key
            order by
                case when duties.locality_id is null then 1 else 0 end, duties.valid_from desc,
                duties.successor_body_code
        ) as choice_no
    from returns
    inner join {{ t.duties }} as duties
        on
            returns.return_type = duties.return_type
            and returns.body_code = duties.body_code
            and returns.locality_id = coalesce(duties.locality_id, returns.locality_id)
            and duties.valid_from <= {{ today }}
    left join ({{ sole_heirs(t.succession) }}) as heirs
        on returns.locality_id = heirs.old_locality_id and heirs.effective_on <= {{ today }}
),

addressed as (
    select
        returns.obligation_key,
        bodies.body_code as addressed_body_code,
        bodies.name_vi as addressed_body_vi,
        coalesce(places.locality_code, returns.locality_code) as addressed_locality_code,
        coalesce({{ locality_name('places', 'parents') }}, returns.locality) as addressed_locality,
        places.parent_code,
        places.locality_key is not null and {{ today }} < coalesce(bodies.valid_to, {{ open_date() }}) as is_there
    from returns
    left join successors on returns.obligation_key = successors.obligation_key and successors.choice_no = 1
    inner join {{ t.bodies }} as bodies
        on coalesce(successors.successor_body_code, returns.body_code) = bodies.body_code
    left join {{ t.localities }} as places
        on
            coalesce(successors.locality_id, returns.locality_id) = places.locality_id
            and places.valid_from <= {{ today }} and {{ today }} < places.valid_to
    left join {{ t.localities }} as parents
        on
            places.parent_code = parents.locality_code
            and parents.valid_from <= {{ today }} and {{ today }} < parents.valid_to
)
{%- endmacro %}

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
            concat(' ', faults.statuses, ' ') like concat('% ', returns.status, ' %')
            and (faults.evidence is null or returns.evidence = faults.evidence)
            and (
                faults.reason is null
                or concat('; ', returns.reasons, ';') like concat('%; ', replace(faults.reason, ' ', ';% '), ';%')
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

{# Whom a reminder that is listed goes to, and who gets a copy. A body that is gone gives way to its successor; of those
   gone without one a copy is left out, while whom it is addressed to stays, and is seen to have no contact. #}
{% macro reminder_parties(today, t) -%}
{%- set is_gone = "coalesce(bodies.valid_to, " ~ open_date() ~ ") <= " ~ today -%}
parties_by_width as (
    select
        decided.obligation_key, decided.reporter_level, decided.addressed_body_code, decided.addressed_locality_code,
        decided.addressed_parent_code, recipients.role, recipients.body_code, recipients.place,
        rank() over (
            partition by decided.obligation_key
            order by
                {{ is_any('recipients.return_type') }}, {{ is_any('recipients.reporter_level') }},
                {{ is_any('recipients.tier') }}
        ) as set_no
    from decided
    inner join {{ t.recipients }} as recipients
        on
            recipients.return_type in (decided.return_type, '*')
            and recipients.reporter_level in (decided.reporter_level, '*')
            and recipients.tier in (decided.tier, '*')
            and recipients.valid_from <= {{ today }}
            and {{ today }} < coalesce(recipients.valid_to, {{ open_date() }})
    where decided.reason is null
),

parties_there as (
    select
        parties.obligation_key,
        max(parties.role) as role,
        case
            when parties.body_code = 'reporter' then parties.addressed_body_code
            when {{ is_gone }} then coalesce(bodies.successor_body_code, parties.body_code)
            else parties.body_code
        end as body_code,
        -- What lies in the country itself, or is one for it, needs no place.
        case
            when parties.place = 'same' and parties.reporter_level <> 'country' then parties.addressed_locality_code
            when parties.place = 'parent' and parties.reporter_level in ('district', 'commune')
                then parties.addressed_parent_code
        end as locality_code
    from parties_by_width as parties
    left join {{ t.bodies }} as bodies on parties.body_code = bodies.body_code
    where
        parties.set_no = 1
        and (parties.role = 'to' or not {{ is_gone }} or bodies.successor_body_code is not null)
    group by 1, 3, 4
),

parties as (
    select
        obligation_key,
        {{ finding_list(
            "concat(role, ':', body_code, '@', coalesce(locality_code, ''))",
            "role desc, coalesce(locality_code, '') desc, body_code"
        ) }} as recipients
    from parties_there
    group by obligation_key
)
{%- endmacro %}

{# In an order: the row for the very thing before the one for any. #}
{% macro is_any(code) -%} case when {{ code }} = '*' then 1 else 0 end {%- endmacro %}

{# The locality a body politic went into; none where it was parted among several. #}
{% macro sole_heirs(succession) -%}
    select old_locality_id, min(new_locality_id) as new_locality_id, min(effective_on) as effective_on
    from {{ succession }}
    group by old_locality_id
    having count(*) = 1
{%- endmacro %}
