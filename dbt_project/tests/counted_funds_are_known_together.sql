-- What is counted was known at one instant, all of it: no superseded version stands beside the one that replaced it.
select
    max(known_from) as last_known_from,
    min(known_to) as first_known_to
from {{ ref('fct_fund') }}
where is_counted
having max(known_from) >= min(known_to)
