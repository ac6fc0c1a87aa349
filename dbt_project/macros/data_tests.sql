{# What the generic test `holds` is made of. #}

{# The rows of a model for which a condition is true, told in one form whatever is asked. #}
{% macro rows_that_fail(relation, column, found, row_key, expected, condition) -%}
select
    {{ text_literal(column) }} as column_name,
    {{ found }} as found,
    {{ row_key }} as row_key,
    {{ text_literal(expected) }} as expected
from {{ relation }}
where {{ condition }}
{%- endmacro %}

{# The keys that several rows have, in the same form; a single column may be empty in any number of rows. #}
{% macro keys_that_repeat(relation, columns) -%}
{%- set names = [columns] if columns is string else columns -%}
select
    {{ text_literal(names | join(', ')) }} as column_name,
    concat_ws('', {{ shown('count(*)') }}, ' rows') as found,
    {{ named_values(names) }} as row_key,
    'one row' as expected
from {{ relation }}
where {{ columns ~ ' is not null' if columns is string else 'true' }}
group by {{ names | join(', ') }}
having count(*) > 1
{%- endmacro %}

{# The rows of a relation that a build which grows made anew, as a relation. #}
{% macro touched_rows(relation, touched, column) -%}
    (select * from {{ relation }} where {{ column }} in (select {{ column }} from {{ touched }})) as looked_at
{%- endmacro %}

{# True where a column has a value that a query does not return. Distinct values are compared, and only if one is left
   over are its rows looked for: a long `not in` asks each row. #}
{% macro is_absent_from(relation, column, query, asked='true') -%}
    ({{ asked }}) and {{ column }} in (
        select {{ column }} from {{ relation }} where {{ column }} is not null and ({{ asked }})
        except {{ query }}
    )
{%- endmacro %}

{# The columns that tell the rows apart: those given, else those the model's own tests of that name give, else all. #}
{% macro key_columns(unique) -%}
    {%- if unique -%}
        {{ return([unique[0]] if unique[0] is string else unique[0]) }}
    {%- elif execute -%}
        {%- set beside = graph.nodes.values() | selectattr('attached_node', 'equalto', model.attached_node) -%}
        {%- for test in beside if test.test_metadata.name in ('unique', 'unique_combination') -%}
            {{ return(test.test_metadata.kwargs['columns'] or [test.column_name]) }}
        {%- endfor -%}
    {%- endif -%}
    {{ return(tested_columns()) }}
{%- endmacro %}

{# The columns of the model or seed that is tested, as its description lists them; dbt knows them only when it runs. #}
{% macro tested_columns() -%}
    {{ return((graph.nodes[model.attached_node].columns if execute else {}) | list) }}
{%- endmacro %}

{# `a=1, b=nothing`: what some columns hold, as one text. #}
{% macro named_values(columns) -%}
    {%- if not columns -%} {{ return("''") }} {%- endif -%}
    concat_ws(
        '',
    {%- for column in columns -%}
        '{{ ', ' if not loop.first }}{{ column }}=', {{ shown(column) }}{{ ', ' if not loop.last }}
    {%- endfor -%}
    )
{%- endmacro %}

{% macro shown(expression) -%} coalesce(cast({{ expression }} as {{ dbt.type_string() }}), 'nothing') {%- endmacro %}

{% macro text_literal(text) -%} {{ dbt.string_literal(dbt.escape_single_quotes(text)) }} {%- endmacro %}
