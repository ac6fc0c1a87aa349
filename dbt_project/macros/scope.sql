{# How wide the scope of a round or a duty is to a locality that lies in it: 0 its own code, 1 the code one level up, 2 its
   province, 3 all; null if it lies elsewhere. `localities` is a relation with the codes of int_locality_versions. #}
{% macro scope_width(scope, localities='localities') -%}
    case {{ scope }}
        when {{ localities }}.locality_code then 0
        when {{ localities }}.parent_code then 1
        when {{ localities }}.province_code then 2
        when '*' then 3
    end
{%- endmacro %}
