-- Denominator first: each return whose status holds at the run's dates has one row, listed or with a reason; nobody
-- falls out of a join without a word, and nobody stands there twice.
select status.obligation_key, count(reminders.obligation_key) as rows_found
from {{ ref('fct_return_status') }} as status
left join {{ ref('rpt_reminders') }} as reminders on status.obligation_key = reminders.obligation_key
where {{ holds_at('status', run_as_of(), run_known()) }}
group by status.obligation_key
having count(reminders.obligation_key) <> 1
