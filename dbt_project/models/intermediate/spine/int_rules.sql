-- The rules in force, one row each: of the rows of a rule the one whose validity holds the day.
select *
from {{ ref('validation_rules') }}
where
    coalesce(valid_from <= {{ rules_on() }}, true)
    and coalesce({{ rules_on() }} < valid_to, true)
