-- The cells whose figures a sum over the marts takes, in each situation.
select
    situation_no,
    cell_no
from {{ ref('int_forms__counted') }}
where is_counted
