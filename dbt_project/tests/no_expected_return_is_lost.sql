-- The denominator, counted again from the seeds alone: for every round, the localities whose dates contain the deciding
-- day and for which a duty is in force. Each must be an obligation, and each obligation have a status at its opening.
with localities as (
    select
        'country' as level, locality_code, locality_code as parent_code, locality_code as province_code,
        valid_from, valid_to
    from {{ ref('countries') }}
    union all
    select
        'province' as level, province_code as locality_code, province_code as parent_code, province_code,
        valid_from, valid_to
    from {{ ref('provinces') }}
    union all
    select
        'district' as level, district_code as locality_code, province_code as parent_code, province_code,
        valid_from, valid_to
    from {{ ref('districts') }}
    union all
    select
        'commune' as level, communes.commune_code as locality_code, communes.parent_code,
        coalesce(districts.province_code, communes.parent_code) as province_code,
        communes.valid_from, communes.valid_to
    from {{ ref('communes') }} as communes
    left join {{ ref('districts') }} as districts on communes.parent_code = districts.district_code
),

rounds as (
    select
        calendar.return_type, calendar.reporter_level, calendar.scope, calendar.period,
        least(periods.ends_on, coalesce(calendar.due_on, calendar.opens_on, periods.starts_on)) as decided_on
    from {{ ref('reporting_calendar') }} as calendar
    inner join {{ ref('periods') }} as periods on calendar.period = periods.period
),

expected as (
    select distinct rounds.return_type, rounds.period, localities.locality_code
    from rounds
    inner join localities
        on
            rounds.reporter_level = localities.level
            and rounds.scope in ('*', localities.locality_code, localities.parent_code, localities.province_code)
            and rounds.decided_on >= localities.valid_from
            and rounds.decided_on < coalesce(localities.valid_to, {{ open_date() }})
    where exists (
        select 1
        from {{ ref('duties') }} as duties
        where
            duties.return_type = rounds.return_type
            and duties.reporter_level = rounds.reporter_level
            and duties.scope in ('*', localities.locality_code, localities.parent_code, localities.province_code)
            and rounds.decided_on >= duties.valid_from
            and rounds.decided_on < coalesce(duties.valid_to, {{ open_date() }})
    )
),

opened as (
    select obligations.return_type, obligations.period, obligations.locality_code
    from {{ ref('fct_obligation') }} as obligations
    inner join {{ ref('fct_return_status') }} as status
        on
            obligations.obligation_key = status.obligation_key
            and obligations.opens_at = status.valid_from
            and obligations.opens_at = status.known_from
)

select
    'lost' as problem,
    expected.return_type,
    expected.period,
    expected.locality_code
from expected
left join opened
    on
        expected.return_type = opened.return_type
        and expected.period = opened.period
        and expected.locality_code = opened.locality_code
where opened.locality_code is null

union all

select
    'made up' as problem,
    opened.return_type,
    opened.period,
    opened.locality_code
from opened
left join expected
    on
        opened.return_type = expected.return_type
        and opened.period = expected.period
        and opened.locality_code = expected.locality_code
where expected.locality_code is null
