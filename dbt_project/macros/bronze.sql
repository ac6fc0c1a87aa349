{# A staging model reads only the batches this build works on: what arrives while it runs waits for the next one. #}
{% macro in_snapshot(relation=none) -%}
    {{ relation ~ '.' if relation }}batch_id in (
        select snapshot_batches.batch_id from {{ source('snapshot', 'batches') }} as snapshot_batches
    )
{%- endmacro %}

{# The same file of the same reporter can be taken in by two batches; it is one submission, known since the first of them.
   One row per submission with the batch of the copy that is kept; what stands in the file is kept with it. #}
{% macro kept_copies() -%}
    select submission_key, batch_id
    from (
        select
            submission_key,
            batch_id,
            row_number() over (partition by submission_key order by known_from, arrived_at nulls last, batch_id) as copy_no
        from {{ source('bronze', 'submission') }}
        where {{ in_snapshot() }}
    ) as copies
    where copy_no = 1
{%- endmacro %}
