{# How a model becomes a table or a view on DuckDB: in one statement, without a transaction around it, since nobody else
   sees the file until it is whole. dbt's own way makes it beside the old one, renames both and drops one: six questions
   and thirty events, which cost a small model more than its rows. Spark has its own. #}

{% materialization table, adapter='duckdb' %}
    {%- set relation = this.incorporate(type='table') -%}
    {%- do make_way_for(relation) -%}
    {{ run_hooks(pre_hooks) }}
    {% call statement('main') -%} {{ table_of(relation, sql) }} {%- endcall %}
    {{ run_hooks(post_hooks) }}
    {%- do adapter.commit() -%}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}

{# What a build that grows adds to a table; a hook has taken out before what is made anew. The columns are the same, since
   so are the models (gnbv.growth). #}
{% materialization incremental, adapter='duckdb' %}
    {%- set relation = this.incorporate(type='table') -%}
    {%- set grows = is_incremental() -%}
    {%- do make_way_for(relation) -%}
    {{ run_hooks(pre_hooks) }}
    {% call statement('main') -%}
        {%- if grows -%} insert into {{ relation }} by name {{ sql }}
        {%- else -%} {{ table_of(relation, sql) }}
        {%- endif -%}
    {%- endcall %}
    {{ run_hooks(post_hooks) }}
    {%- do adapter.commit() -%}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {%- set relation = this.incorporate(type='view') -%}
    {%- do make_way_for(relation) -%}
    {{ run_hooks(pre_hooks) }}
    {% call statement('main') -%}
        {%- if config.get('contract').enforced and not growing() -%}
            {{ get_assert_columns_equivalent(sql) }}
        {%- endif -%}
        create or replace view {{ relation }} as {{ sql }};
        {{ comments(relation) }}
    {%- endcall %}
    {{ run_hooks(post_hooks) }}
    {%- do adapter.commit() -%}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}

{# A table does not replace a view of its name, nor a view a table. #}
{% macro make_way_for(relation) -%}
    {%- set found = load_cached_relation(relation) -%}
    {%- if found is not none and found.type != relation.type -%} {%- do adapter.drop_relation(found) -%} {%- endif -%}
{%- endmacro %}

{% macro table_of(relation, sql) -%}
    {%- if config.get('contract').enforced -%}
        {{ get_assert_columns_equivalent(sql) }}
        create or replace table {{ relation }} {{ get_table_columns_and_constraints() }};
        insert into {{ relation }} by name {{ sql }};
    {%- else -%}
        create or replace table {{ relation }} as {{ sql }};
    {%- endif %}
    {{ comments(relation) }}
{%- endmacro %}

{# The descriptions of a relation and of its columns, which a contract says are the same. #}
{% macro comments(relation) -%}
    {%- if config.persist_relation_docs() and model.description %}
        comment on {{ relation.type }} {{ relation }} is {{ text_literal(model.description) }};
    {%- endif -%}
    {%- if config.persist_column_docs() -%}
        {%- for column in model.columns.values() if column.description %}
            comment on column {{ relation }}.{{ column.name }} is {{ text_literal(column.description) }};
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
