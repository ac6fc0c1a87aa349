{{ config(post_hook="{{ report_macro(this, 'reminders') }}") }}

{{ reminders_sql(run_as_of(), run_known(), reminder_relations()) }}
