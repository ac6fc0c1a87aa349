-- One standard is in force at a time, and none ends before the next begins.
with spans as (
    select distinct standard_code, valid_from, valid_to
    from {{ ref('dim_poverty_standard') }}
),

ordered as (
    select
        standard_code, valid_from,
        lag(valid_to) over (order by valid_from, valid_to, standard_code) as previous_valid_to
    from spans
)

select standard_code, valid_from
from ordered
where valid_from <> previous_valid_to
