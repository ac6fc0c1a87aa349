-- Each code of a component, a source or a nature with itself and every wider one, and how many steps lie between.
select
    codes.coordinate,
    codes.code,
    wider.code as wider_code,
    {{ path_depth('codes.path') }} - {{ path_depth('wider.path') }} as steps
from {{ ref('int_figures__code_path') }} as codes
inner join {{ ref('int_figures__code_path') }} as wider
    on codes.coordinate = wider.coordinate and {{ lies_in('codes.path', 'wider.path') }}
