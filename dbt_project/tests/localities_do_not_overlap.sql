-- A code means one body at a time, and a body has one version at a time.
{% for same in ['locality_code', 'locality_id'] %}
    select
        earlier.locality_key,
        later.locality_key as other_key
    from {{ ref('dim_locality') }} as earlier
    inner join {{ ref('dim_locality') }} as later
        on
            earlier.level = later.level
            and earlier.{{ same }} = later.{{ same }}
            and earlier.locality_key <> later.locality_key
            and earlier.valid_from <= later.valid_from
            and earlier.valid_to > later.valid_from
    {{ 'union' if not loop.last }}
{% endfor %}
