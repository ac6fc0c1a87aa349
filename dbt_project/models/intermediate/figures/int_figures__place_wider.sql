-- Every place figures speak of with itself and the places that hold it. A path has at most five steps: country,
-- province, district, commune, and a place without a code in it.
with paths as (
    select distinct place_path
    from {{ ref('int_figures__valid') }}
)

{% for steps in range(1, 6) %}
    select
        place_path,
        {{ first_steps('place_path', steps) }} as wider_path
    from paths
    {{ 'union' if not loop.last }}
{% endfor %}
