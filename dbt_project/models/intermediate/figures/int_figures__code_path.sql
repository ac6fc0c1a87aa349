-- Where each code of a coordinate stands among the wider ones, from the widest down: `CT/DA4/DA4.TDA1`, `total/local`.
with codes as (
    select coordinate, code, within
    from {{ ref('fund_codes') }}

    union all

    select 'component' as coordinate, component_code as code, parent_code as within
    from {{ ref('components') }}
)

select
    codes.coordinate,
    codes.code,
    coalesce(widest.code, wider.code, codes.code) as root_code,
    concat_ws('/', widest.code, wider.code, codes.code) as path
from codes
left join codes as wider on codes.coordinate = wider.coordinate and codes.within = wider.code
left join codes as widest on wider.coordinate = widest.coordinate and wider.within = widest.code
