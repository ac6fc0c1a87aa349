-- What is told at a place that holds others or above it: by its current forms, and counted by reports.
with places as (
    {% for steps in range(1, 5) %}
        select
            parent_path as place_path,
            {{ first_steps('parent_path', steps) }} as wider_path
        from {{ ref('int_forms__current') }}
        {{ 'union' if not loop.last }}
    {% endfor %}
),

sets as (
    select distinct
        set_no,
        claim_key
    from {{ ref('int_forms__claim_set') }}
),

told as (
    select distinct
        place_path,
        set_no
    from {{ ref('int_forms__current') }}
)

select
    places.place_path,
    sets.claim_key
from places
inner join told on places.wider_path = told.place_path
inner join sets on told.set_no = sets.set_no

union

select
    places.place_path,
    reports.claim_key
from places
inner join {{ ref('int_forms__report_claim') }} as reports on places.wider_path = reports.place_path
where reports.is_counted
