-- A row of policy that names what does not exist would fall out of a join without a word; each is told here.
with problems as (
    select 'reporting_calendar' as seed, calendar.return_type as row_name, 'unknown return_type' as problem
    from {{ ref('reporting_calendar') }} as calendar
    left join {{ ref('return_types') }} as known on calendar.return_type = known.return_type
    where known.return_type is null

    union all

    select
        'reporting_calendar' as seed, concat_ws(' ', calendar.return_type, calendar.period) as row_name,
        'unknown period' as problem
    from {{ ref('reporting_calendar') }} as calendar
    left join {{ ref('periods') }} as known on calendar.period = known.period
    where known.period is null

    union all

    select
        'reporting_calendar' as seed, concat_ws(' ', calendar.return_type, calendar.period) as row_name,
        'due_rule, roll and due_on do not fit together' as problem
    from {{ ref('reporting_calendar') }} as calendar
    where
        calendar.due_rule not in ('before', 'by_end_of_day', 'none')
        or calendar.roll not in ('none', 'next_working_day')
        or (calendar.due_rule = 'none') <> (calendar.due_on is null)
        or (calendar.due_rule = 'none' and calendar.extended_due_on is not null)
        or calendar.extended_due_on < calendar.due_on

    union all

    select
        'reporting_calendar' as seed,
        concat_ws(' ', calendar.return_type, calendar.period, calendar.reporter_level, calendar.scope) as row_name,
        'no locality owes it: no duty is in force, or the scope names nobody' as problem
    from {{ ref('reporting_calendar') }} as calendar
    left join {{ ref('fct_obligation') }} as owed
        on
            calendar.return_type = owed.return_type
            and calendar.period = owed.period
            and calendar.reporter_level = owed.reporter_level
    where owed.obligation_key is null

    union all

    select 'duties' as seed, duties.duty_id as row_name, 'unknown return_type' as problem
    from {{ ref('duties') }} as duties
    left join {{ ref('return_types') }} as known on duties.return_type = known.return_type
    where known.return_type is null

    union all

    select 'duties' as seed, duties.duty_id as row_name, 'unknown received_at_evidence or date_basis' as problem
    from {{ ref('duties') }} as duties
    left join {{ ref('evidence_levels') }} as known on duties.received_at_evidence = known.evidence
    where known.evidence is null or duties.date_basis not in ('document', 'arrival')

    union all

    select 'duties' as seed, duties.duty_id as row_name, 'unknown precondition' as problem
    from {{ ref('duties') }} as duties
    left join {{ ref('locality_groups') }} as known on duties.precondition = known.group_code
    where duties.precondition is not null and known.group_code is null

    union all

    select
        scoped.seed,
        scoped.row_name,
        'the scope is neither * nor the code of a locality' as problem
    from (
        select
            'reporting_calendar' as seed,
            concat_ws(' ', return_type, period) as row_name,
            scope
        from {{ ref('reporting_calendar') }}
        union all
        select
            'duties' as seed,
            duty_id as row_name,
            scope
        from {{ ref('duties') }}
    ) as scoped
    left join {{ ref('dim_locality') }} as localities on scoped.scope = localities.locality_code
    where coalesce(scoped.scope, '') <> '*' and localities.locality_key is null

    union all

    select 'exemptions' as seed, exemptions.locality_code as row_name, 'exempts from nothing that is owed' as problem
    from {{ ref('exemptions') }} as exemptions
    left join {{ ref('fct_obligation') }} as owed
        on
            exemptions.return_type = owed.return_type
            and exemptions.locality_code = owed.locality_code
            and owed.period = coalesce(exemptions.period, owed.period)
    where exemptions.period is not null and owed.obligation_key is null
)

select distinct
    seed,
    row_name,
    problem
from problems
