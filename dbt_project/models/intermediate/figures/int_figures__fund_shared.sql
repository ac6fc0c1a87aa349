-- Of what nobody holds whole, what shares money with others and is the narrower: the whole programme from one source
-- and one project from all sources share the project's money from that source.
with widest as (
    select
        coordinates.*,
        held.coordinate_key is not null as is_held
    from {{ ref('int_figures__fund_coordinates') }} as coordinates
    left join {{ ref('int_figures__fund_held') }} as held on coordinates.coordinate_key = held.coordinate_key
    where not coalesce(held.is_in_own_place, false)
)

select
    case
        when {{ comes_before('other', 'one') }} then one.coordinate_key
        else other.coordinate_key
    end as coordinate_key,
    max(case when one.place_path = other.place_path then 1 else 0 end) = 1 as is_in_own_place,
    max(case when one.is_held or other.is_held then 0 else 1 end) = 1 as is_in_any
from widest as one
inner join {{ ref('int_figures__place_wider') }} as places on one.place_path = places.place_path
inner join {{ ref('int_figures__shape_pair') }} as shapes on one.shape = shapes.shape
inner join widest as other
    on
        places.wider_path = other.place_path
        and shapes.other_shape = other.shape
        and one.period = other.period
        and one.measure_root = other.measure_root
        and one.coordinate_key <> other.coordinate_key
        and (one.place_path = other.place_path or not (one.is_held or other.is_held))
        and {{ years_meet('one', 'other', 'budget_year') }}
        and {{ years_meet('one', 'other', 'exec_year') }}
group by 1
