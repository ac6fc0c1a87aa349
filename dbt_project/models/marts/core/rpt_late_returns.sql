{{ config(post_hook="{{ report_macro(this, 'late_returns') }}") }}

{{ late_returns_sql(
    run_as_of(), run_known(),
    status=ref('fct_return_status'), obligations=ref('fct_obligation'),
    localities=ref('dim_locality'), documents=ref('fct_evidence')
) }}
