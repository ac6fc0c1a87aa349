{# A staging model reads only the batches this build works on: what arrives while it runs waits for the next one. #}
{% macro in_snapshot() -%}
    batch_id in (select snapshot_batches.batch_id from {{ source('snapshot', 'batches') }} as snapshot_batches)
{%- endmacro %}
