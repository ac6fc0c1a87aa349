{#- Kinds of equations, each a model of wholes and parts, and whether their parts may only not exceed the whole. -#}
{%- set equal = {'FG05': 'int_equations__fund_year', 'FG08': 'int_equations__fund_listed'} -%}
-- All equations of money that may be, part by part, before it is seen which of them stand.
select rule_id, variant, relation, whole_key, part_key, coefficient, 1 as whole_coefficient
from {{ ref('int_equations__fund_recipe') }}

{% for rule, model in equal.items() %}
    union all

    select
        '{{ rule }}' as rule_id, variant, '=' as relation, whole_key, part_key, -1 as coefficient,
        1 as whole_coefficient
    from {{ ref(model) }}
{% endfor %}
union all

select
    'FG04' as rule_id, 1 as variant, '<=' as relation, whole_key, part_key, 1 as coefficient, -1 as whole_coefficient
from {{ ref('int_equations__fund_inside') }}

union all

select
    'FG04' as rule_id, 2 as variant, '=' as relation, whole_key, part_key, -1 as coefficient, 1 as whole_coefficient
from {{ ref('int_equations__fund_table') }}

union all

select
    'FG06' as rule_id, 1 as variant, relation, whole_key, part_key,
    case when relation = '<=' then 1 else -1 end as coefficient,
    case when relation = '<=' then -1 else 1 end as whole_coefficient
from {{ ref('int_equations__fund_place') }}
