-- The denominator: the calendar's rounds x the duties x the localities there on the day that decides. Of several rounds
-- or duties the one for the smallest place goes first (a district, its province, all); of several duties in force for
-- it, the one that began last.
with owed as (
    select
        rounds.*,
        duties.duty_id, duties.body_code, duties.received_at_evidence, duties.date_basis, duties.precondition,
        coalesce(duties.legal_basis, rounds.legal_basis) as duty_basis,
        localities.locality_key, localities.locality_id, localities.locality_code, localities.dissolved_on,
        {{ obligation_key('rounds.return_type', 'rounds.period', 'localities.locality_code') }} as obligation_key,
        row_number() over (
            partition by rounds.return_type, rounds.period, localities.locality_id
            order by
                {{ scope_width('rounds.scope') }} asc,
                {{ scope_width('duties.scope') }} asc,
                duties.valid_from desc, duties.duty_id asc
        ) as choice_no
    from {{ ref('int_reporting_rounds') }} as rounds
    inner join {{ ref('duties') }} as duties
        on
            rounds.return_type = duties.return_type
            and rounds.reporter_level = duties.reporter_level
            and rounds.reckoned_on >= duties.valid_from
            and rounds.reckoned_on < coalesce(duties.valid_to, {{ open_date() }})
    inner join {{ ref('int_locality_versions') }} as localities
        on
            rounds.reporter_level = localities.level
            and rounds.reckoned_on >= localities.valid_from
            and rounds.reckoned_on < localities.valid_to
            and {{ scope_width('rounds.scope') }} is not null
            and {{ scope_width('duties.scope') }} is not null
),

exempted as (
    select owed.obligation_key, min(exemptions.reason) as exemption_reason
    from owed
    inner join {{ ref('exemptions') }} as exemptions
        on
            owed.return_type = exemptions.return_type
            and owed.locality_code = exemptions.locality_code
            and owed.period = coalesce(exemptions.period, owed.period)
            and (
                exemptions.period is not null
                or (
                    owed.reckoned_on >= exemptions.valid_from
                    and owed.reckoned_on < coalesce(exemptions.valid_to, {{ open_date() }})
                )
            )
    group by owed.obligation_key
),

members as (
    select distinct owed.obligation_key
    from owed
    inner join {{ ref('locality_groups') }} as locality_groups
        on
            owed.precondition = locality_groups.group_code
            and owed.locality_code = locality_groups.locality_code
            and owed.period_ends_on >= locality_groups.valid_from
            and owed.period_ends_on < coalesce(locality_groups.valid_to, {{ open_date() }})
),

-- What a body or locality that is gone owed is chased on only where a recorded duty says who answers for it, and where.
answered as (
    {{ answered_returns('owed', ref('successor_duties'), ref('province_succession')) }}
)

select
    owed.obligation_key,
    owed.return_type,
    owed.period,
    owed.period_starts_on,
    owed.period_ends_on,
    owed.locality_key,
    owed.locality_id,
    owed.locality_code,
    owed.reporter_level,
    owed.body_code,
    owed.duty_id,
    owed.opens_at,
    owed.due_on,
    owed.due_rule,
    owed.due_at,
    owed.due_soon_at,
    owed.is_extended,
    owed.extension_reason,
    least(
        owed.chase_until,
        case when answered.obligation_key is null then bodies.valid_to end,
        case when answered.locality_id is null then owed.dissolved_on end
    ) as chase_until,
    owed.received_at_evidence,
    levels.rank as required_rank,
    owed.date_basis,
    return_types.presupposes,
    case
        when exempted.obligation_key is not null then 'exempted'
        when owed.precondition is not null and members.obligation_key is null then 'precondition_not_met'
    end as exemption_code,
    exempted.exemption_reason,
    owed.request_document,
    owed.duty_basis as legal_basis,
    owed.reckoned_on
from owed
inner join {{ ref('return_types') }} as return_types on owed.return_type = return_types.return_type
inner join {{ ref('evidence_levels') }} as levels on owed.received_at_evidence = levels.evidence
left join {{ ref('reporter_bodies') }} as bodies on owed.body_code = bodies.body_code
left join exempted on owed.obligation_key = exempted.obligation_key
left join members on owed.obligation_key = members.obligation_key
left join answered on owed.obligation_key = answered.obligation_key
where owed.choice_no = 1
