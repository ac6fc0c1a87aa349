-- One message a tier: by mail one ever, by letter one a document. What is uncertain may have gone out.
select
    reminders.reminder_key,
    reminders.channel,
    reminders.document_no,
    count(*) as sent
from {{ ref('fct_reminder') }} as reminders
inner join {{ ref('reminder_outcomes') }} as outcomes on reminders.outcome = outcomes.outcome
where outcomes.uses_tier and reminders.known_to = {{ open_end() }}
group by reminders.reminder_key, reminders.channel, reminders.document_no
having count(*) > 1
