-- Whose files are held against each other anew: all, or, where the build before is carried on, the senders of touched
-- forms and every place that a narrative report ever spoke of. What was found in the forms of others stays.
{% if growing() %}
    select locality_code
    from {{ ref('int_forms__touched') }}
    where locality_code is not null

    union

    select locality_code
    from {{ ref('stg_bronze__figure') }}
    where locality_code is not null
{% else %}
    select distinct locality_code
    from {{ ref('int_figures__submission') }}
{% endif %}
