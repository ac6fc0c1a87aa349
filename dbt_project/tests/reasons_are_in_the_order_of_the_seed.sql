-- Every code of a reason is in the seed, and the codes of one status stand in the seed's order.
with reasons as (
    select distinct reasons as codes
    from {{ ref('fct_return_status') }}
    where reasons is not null
),

places as (
    select
        reasons.codes,
        seed.sort_order,
        position('; ' || seed.reason || ';' in '; ' || reasons.codes || ';') as place
    from reasons
    cross join {{ ref('status_reasons') }} as seed
),

ordered as (
    select
        codes, place,
        lag(place) over (partition by codes order by sort_order) as previous_place,
        count(*) over (partition by codes) as found
    from places
    where place > 0
)

select reasons.codes
from reasons
left join ordered on reasons.codes = ordered.codes
where
    ordered.codes is null
    or ordered.place < ordered.previous_place
    or ordered.found <> length(reasons.codes) - length(replace(reasons.codes, ';', '')) + 1
