-- The status of each piece: of those that apply, the one that goes first by the seed `statuses`.
with precedence as (
    select
        max(case when status = 'exempt' then precedence end) as exempt,
        max(case when status = 'nil' then precedence end) as nil,
        max(case when status = 'on_time' then precedence end) as on_time,
        max(case when status = 'late' then precedence end) as late,
        max(case when status = 'overdue' then precedence end) as overdue,
        max(case when status = 'rejected' then precedence end) as rejected,
        max(case when status = 'due_soon' then precedence end) as due_soon,
        max(case when status = 'not_due' then precedence end) as not_due
    from {{ ref('statuses') }}
),

applied as (
    select
        held.*,
        obligations.exemption_code,
        obligations.due_at,
        obligations.due_on,
        obligations.date_basis,
        obligations.is_extended,
        obligations.presupposes,
        least(held.sufficient_at, held.nil_at) as received_at,
        least(
            case when obligations.exemption_code is not null then precedence.exempt end,
            case when held.nil_at is not null then precedence.nil end,
            case when held.sufficient_at < coalesce(obligations.due_at, {{ open_end() }}) then precedence.on_time end,
            case when held.sufficient_at >= obligations.due_at then precedence.late end,
            case when held.valid_from >= obligations.due_at then precedence.overdue end,
            case when held.has_rejection then precedence.rejected end,
            case when held.valid_from >= obligations.due_soon_at then precedence.due_soon end,
            precedence.not_due
        ) as status_precedence
    from {{ ref('int_status_held') }} as held
    inner join {{ ref('int_obligations') }} as obligations on held.obligation_key = obligations.obligation_key
    cross join precedence
)

select
    applied.obligation_key,
    statuses.status,
    statuses.is_received,
    applied.evidence,
    applied.evidence_key,
    case when statuses.is_received then applied.received_at end as received_at,
    case
        when statuses.status = 'late'
            then greatest({{ days_between(local_date('applied.received_at'), 'applied.due_on') }}, 0)
    end as days_late,
    {{ status_reasons('applied', 'statuses.status') }} as reasons,
    applied.valid_from,
    applied.valid_to,
    applied.known_from,
    applied.known_to
from applied
inner join {{ ref('statuses') }} as statuses on applied.status_precedence = statuses.precedence
