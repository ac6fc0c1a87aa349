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
    case when decided.reason is null then concat_ws('', decided.obligation_key, ':', decided.tier) end as reminder_key,
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
        cast(row_number() over (
            order by
                status.return_type, status.period, coalesce(localities.report_order, 999999),
                localities.parent_code nulls last, status.locality_code
        ) as {{ dbt.type_bigint() }}) as sort_order
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
