-- The populations that contain a population, itself included: the parent, the further containments, and theirs in turn.
-- Seven steps are more than the seed is deep; a test sees to it.
{%- set steps = 7 %}
with steps_up as (
    select population_code, parent_code as within_code
    from {{ ref('populations') }}
    where parent_code is not null

    union

    select part_code as population_code, population_code as within_code
    from {{ ref('population_parts') }}
),

reached_0 as (
    select population_code, population_code as within_code
    from {{ ref('populations') }}
),
{% for step in range(1, steps + 1) %}
    reached_{{ step }} as (
        select population_code, within_code
        from reached_{{ step - 1 }}

        union

        select reached.population_code, steps_up.within_code
        from reached_{{ step - 1 }} as reached
        inner join steps_up on reached.within_code = steps_up.population_code
    ){{ ',' if not loop.last }}
{% endfor %}
select
    population_code,
    within_code
from reached_{{ steps }}
