-- The rules in force, one row each: of the rows of a rule the one that began last decides, and if it has ended the rule
-- is off. So a row that an installation adds takes the place of the project's, or switches it off: no policy can change
-- one.
with ranked as (
    select
        *,
        row_number() over (partition by rule_id order by valid_from desc) as row_no
    from {{ ref('validation_rules') }}
    where coalesce(valid_from <= {{ rules_on() }}, true)
)

select
    rule_id,
    name,
    name_vi,
    level,
    ess_level,
    severity,
    message_vi,
    message_en,
    owner,
    valid_from,
    valid_to,
    threshold,
    threshold_on,
    threshold_reason,
    legal_basis,
    reason
from ranked
where row_no = 1 and coalesce({{ rules_on() }} < valid_to, true)
