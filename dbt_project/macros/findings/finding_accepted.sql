{#- Only files that were taken in speak: rows of a register that was sent back are kept in bronze, not counted. -#}
{%- macro finding_accepted() -%}
    submission_key in (
        select accepted.submission_key from {{ ref('stg_bronze__submission') }} as accepted where accepted.is_accepted
    )
{%- endmacro %}
