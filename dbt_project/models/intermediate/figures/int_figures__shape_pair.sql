-- Component, source and nature together are a shape. Few shapes occur, so that it is settled once which of them share
-- money: along each of the three one lies in the other. A shape that holds another is wider along all three.
with shapes as (
    select distinct
        shape,
        component_path,
        source_path,
        nature_path
    from {{ ref('int_figures__fund_coordinates') }}
)

select
    one.shape,
    other.shape as other_shape,
    {{ lies_in('one.component_path', 'other.component_path') }}
    and {{ lies_in('one.source_path', 'other.source_path') }}
    and {{ lies_in('one.nature_path', 'other.nature_path') }} as is_wider
from shapes as one
inner join shapes as other
    on
        {{ paths_meet('one.component_path', 'other.component_path') }}
        and {{ paths_meet('one.source_path', 'other.source_path') }}
        and {{ paths_meet('one.nature_path', 'other.nature_path') }}
