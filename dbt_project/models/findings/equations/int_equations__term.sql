{#- One entry a kind of equation: a model that returns these columns. -#}
{%- set term_models = ['int_equations__fund_term', 'int_equations__rate_term', 'int_equations__form_term'] -%}
{%- set string = dbt.type_string() -%}
-- All equations that the figures of one document have to satisfy, term by term.
{% for model in term_models %}
    select
        equation_key, rule_id, submission_key, relation, slack, figure_key, quantity_key, part, coefficient, amount,
        half_unit, line
    from {{ ref(model) }}
    {{ 'union all' if not loop.last }}
{% endfor %}
{% if not term_models %}
    select
        cast(null as {{ string }}) as equation_key,
        cast(null as {{ string }}) as rule_id,
        cast(null as {{ string }}) as submission_key,
        cast(null as {{ string }}) as relation,
        cast(null as {{ double_type() }}) as slack,
        cast(null as {{ string }}) as figure_key,
        cast(null as {{ string }}) as quantity_key,
        cast(null as {{ string }}) as part,
        cast(null as {{ double_type() }}) as coefficient,
        cast(null as {{ double_type() }}) as amount,
        cast(null as {{ double_type() }}) as half_unit,
        cast(null as {{ dbt.type_bigint() }}) as line
    where false
{% endif %}
