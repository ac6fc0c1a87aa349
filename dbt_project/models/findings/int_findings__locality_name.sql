-- The name a locality bears in a return's period; a code alone is ambiguous, an obligation and a period are not. Of the
-- communes only those that owe or sent something: they are thirteen thousand, and there are many periods.
with senders as (
    select locality_code
    from {{ ref('stg_bronze__submission') }}
    union
    select locality_code
    from {{ ref('stg_bronze__door_finding') }}
),

named as (
    select
        obligations.return_type, obligations.period, obligations.locality_code, places.name_vi as locality,
        1 as name_rank, places.valid_from
    from {{ ref('int_obligations') }} as obligations
    inner join {{ ref('int_locality_versions') }} as places
        on obligations.locality_key = places.locality_key

    union all

    select
        kinds.return_type, periods.period, places.locality_code, places.name_vi as locality,
        2 as name_rank, places.valid_from
    from {{ ref('periods') }} as periods
    inner join {{ ref('return_types') }} as kinds
        on periods.period_type = kinds.period_type
    inner join {{ ref('int_locality_versions') }} as places
        on periods.starts_on >= places.valid_from and periods.starts_on < places.valid_to
    left join senders on places.locality_code = senders.locality_code
    where places.level <> 'commune' or senders.locality_code is not null
),

ranked as (
    select
        *,
        row_number() over (
            partition by return_type, period, locality_code order by name_rank asc, valid_from desc
        ) as name_no
    from named
)

select return_type, period, locality_code, locality
from ranked
where name_no = 1
