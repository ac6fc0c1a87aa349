{{ config(post_hook="{{ report_macro(this, 'reporting_rate') }}") }}

{{ reporting_rate_sql(
    run_as_of(), run_known(),
    status=ref('fct_return_status'), obligations=ref('fct_obligation'), localities=ref('dim_locality')
) }}
