-- The denominator, counted again from the seeds alone: for every round, the localities whose dates contain the deciding day
-- and for which a duty is in force. Each must be an obligation, and each obligation must have a status at its opening.
{{ config(severity='error') }}
with localities as (
    select 'country' as level, locality_code, cast(null as {{ dbt.type_string() }}) as province_code, valid_from, valid_to
    from {{ ref('countries') }}
    union all
    select 'province' as level, province_code as locality_code, province_code, valid_from, valid_to
    from {{ ref('provinces') }}
    union all
    select 'district' as level, district_code as locality_code, province_code, valid_from, valid_to
    from {{ ref('districts') }}
),

expected as (
    select distinct calendar.return_type, calendar.period, localities.locality_code
    from {{ ref('reporting_calendar') }} as calendar
    inner join {{ ref('periods') }} as periods on calendar.period = periods.period
    inner join localities
        on
            calendar.reporter_level = localities.level
            and (calendar.scope in ('*', 'VN') or calendar.scope in (localities.locality_code, localities.province_code))
            and localities.valid_from <= least(
                periods.ends_on, coalesce(calendar.due_on, calendar.opens_on, periods.starts_on)
            )
            and coalesce(localities.valid_to, {{ open_date() }}) > least(
                periods.ends_on, coalesce(calendar.due_on, calendar.opens_on, periods.starts_on)
            )
    where exists (
        select 1
        from {{ ref('duties') }} as duties
        where
            duties.return_type = calendar.return_type
            and duties.reporter_level = calendar.reporter_level
            and (duties.scope in ('*', 'VN') or duties.scope in (localities.locality_code, localities.province_code))
            and duties.valid_from <= least(
                periods.ends_on, coalesce(calendar.due_on, calendar.opens_on, periods.starts_on)
            )
            and coalesce(duties.valid_to, {{ open_date() }}) > least(
                periods.ends_on, coalesce(calendar.due_on, calendar.opens_on, periods.starts_on)
            )
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

select 'lost' as problem, * from (select * from expected except select * from opened) as lost
union all
select 'made up' as problem, * from (select * from opened except select * from expected) as made_up
