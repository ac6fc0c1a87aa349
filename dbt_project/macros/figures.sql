{# First and last year of `2023`, `2022+2023` or `2022-2024`; null where no year is said. #}
{% macro first_year(years) -%} try_cast(left({{ years }}, 4) as integer) {%- endmacro %}
{% macro last_year(years) -%} try_cast(right({{ years }}, 4) as integer) {%- endmacro %}

{# Whether one path lies at or below another: `CT/DA4` lies below `CT`. #}
{% macro lies_in(path, wider_path) -%}
    left({{ path }} || '/', length({{ wider_path }}) + 1) = {{ wider_path }} || '/'
{%- endmacro %}

{# Two branches of one tree hold common money when one of them lies in the other. #}
{% macro paths_meet(one, other) -%} ({{ lies_in(one, other) }} or {{ lies_in(other, one) }}) {%- endmacro %}

{# The first steps of a path; the whole path where it has no more. #}
{% macro first_steps(path, steps) -%}
    {%- set parts = [] -%}
    {%- for step in range(1, steps + 1) -%}
        {%- do parts.append("nullif(split_part(" ~ path ~ ", '/', " ~ step ~ "), '')") -%}
    {%- endfor -%}
    concat_ws('/', {{ parts | join(', ') }})
{%- endmacro %}

{% macro path_depth(path) -%} (length({{ path }}) - length(replace({{ path }}, '/', ''))) {%- endmacro %}

{# Component, source and nature in one text, to be joined by. #}
{% macro shape(row) -%}
    concat_ws('|', {{ row }}.component_path, {{ row }}.source_path, {{ row }}.nature_path)
{%- endmacro %}

{# How wide a set of coordinates is, the widest first: by place, component, source, nature and years. What holds another
   is always the wider of the two. #}
{% macro coordinate_rank(value_rank, spans) -%}
    cast({{ value_rank }} as bigint) * 100000000000
    + cast({{ path_depth('place_path') }} as bigint) * 10000000000
    + cast({{ path_depth('component_path') }} as bigint) * 1000000000
    + cast({{ path_depth('source_path') }} as bigint) * 100000000
    + cast({{ path_depth('nature_path') }} as bigint) * 10000000
    {%- for span in spans %}
        + cast(999 - coalesce({{ span }}_to - {{ span }}_from, -1) as bigint) * {{ 1000 ** loop.revindex0 }}
    {%- endfor %}
{%- endmacro %}

{# Of two that hold common money, the one that comes first. #}
{% macro comes_before(other, one) -%}
    (
        {{ other }}.coordinate_rank < {{ one }}.coordinate_rank
        or (
            {{ other }}.coordinate_rank = {{ one }}.coordinate_rank
            and {{ other }}.coordinate_key < {{ one }}.coordinate_key
        )
    )
{%- endmacro %}

{# The coordinates that others hold whole: the keys, and whether others of the same place do. `coordinates` has one row a
   key, with `place_path`, `shape`, `coordinate_rank` and the columns named; only rows equal in `family` are compared.
   Each looks up what is wider than it, by equal columns: the join never compares all with all. A span of years that is
   not said may be any. #}
{% macro coordinates_held(coordinates, places, shapes, family, spans) -%}
select
    one.coordinate_key,
    max(case when one.place_path = other.place_path then 1 else 0 end) = 1 as is_in_own_place
from {{ coordinates }} as one
inner join {{ places }} as places on one.place_path = places.place_path
inner join {{ shapes }} as shapes on one.shape = shapes.shape and shapes.is_wider
inner join {{ coordinates }} as other
    on
        places.wider_path = other.place_path
        and shapes.other_shape = other.shape
        {%- for column in family %}
            and one.{{ column }} = other.{{ column }}
        {%- endfor %}
        {%- for span in spans %}
            and coalesce(other.{{ span }}_from <= one.{{ span }}_from and one.{{ span }}_to <= other.{{ span }}_to, true)
        {%- endfor %}
        and {{ comes_before('other', 'one') }}
group by one.coordinate_key
{%- endmacro %}

{# Of what nobody holds whole, the coordinates that share money with others and are the narrower: those of the whole
   programme from one source and those of one project from all sources share the project's money from that source.
   `is_in_own_place`: compared with what stands widest in its own place; `is_in_any`: with what stands widest anywhere. #}
{% macro coordinates_shared(coordinates, held, places, shapes, family, spans) -%}
with widest as (
    select
        coordinates.*,
        held.coordinate_key is not null as is_held
    from {{ coordinates }} as coordinates
    left join {{ held }} as held on coordinates.coordinate_key = held.coordinate_key
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
inner join {{ places }} as places on one.place_path = places.place_path
inner join {{ shapes }} as shapes on one.shape = shapes.shape
inner join widest as other
    on
        places.wider_path = other.place_path
        and shapes.other_shape = other.shape
        and one.coordinate_key <> other.coordinate_key
        and (one.place_path = other.place_path or not (one.is_held or other.is_held))
        {%- for column in family %}
            and one.{{ column }} = other.{{ column }}
        {%- endfor %}
        {%- for span in spans %}
            and coalesce(one.{{ span }}_from <= other.{{ span }}_to and other.{{ span }}_from <= one.{{ span }}_to, true)
        {%- endfor %}
group by 1
{%- endmacro %}
