{{ config(post_hook="{{ report_macro(this, 'late_returns') }}") }}

{{ late_returns_sql(run_as_of(), run_known(), late=ref('fct_late_return')) }}
