-- Each looks up what is wider than it, by equal columns: the join never compares all with all.
select
    one.coordinate_key,
    max(case when one.place_path = other.place_path then 1 else 0 end) = 1 as is_in_own_place
from {{ ref('int_figures__fund_coordinates') }} as one
inner join {{ ref('int_figures__place_wider') }} as places on one.place_path = places.place_path
inner join {{ ref('int_figures__shape_pair') }} as shapes on one.shape = shapes.shape and shapes.is_wider
inner join {{ ref('int_figures__fund_coordinates') }} as other
    on
        places.wider_path = other.place_path
        and shapes.other_shape = other.shape
        and one.period = other.period
        and one.measure_root = other.measure_root
        and {{ years_lie_in('one', 'other', 'budget_year') }}
        and {{ years_lie_in('one', 'other', 'exec_year') }}
        and {{ comes_before('other', 'one') }}
group by one.coordinate_key
