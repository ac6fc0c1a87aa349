{# The keys of docs/architecture.md, section 5: readable, made only of what identifies the row. #}
{% macro locality_key(locality_id, valid_from) -%}
    concat_ws('@', {{ locality_id }}, cast({{ valid_from }} as {{ dbt.type_string() }}))
{%- endmacro %}

{% macro obligation_key(return_type, period, locality_code) -%}
    concat_ws(':', {{ return_type }}, {{ period }}, {{ locality_code }})
{%- endmacro %}

{# The n-th document of a register cell; a text register has lines and no cells. #}
{% macro register_evidence_key(row) -%}
    concat_ws('#',
        concat_ws('/', {{ row }}.submission_key, concat_ws('!',
            {{ row }}.sheet, coalesce({{ row }}.cell, cast({{ row }}.line as {{ dbt.type_string() }}))
        )),
        cast({{ row }}.document_seq as {{ dbt.type_string() }})
    )
{%- endmacro %}

{# One piece of an obligation's two axes, by the instants at which it begins, in microseconds since 1970. #}
{% macro status_key(obligation_key, valid_from, known_from) -%}
    concat_ws('@', {{ obligation_key }},
        cast({{ microseconds(valid_from) }} as {{ dbt.type_string() }}),
        cast({{ microseconds(known_from) }} as {{ dbt.type_string() }})
    )
{%- endmacro %}

{# A number for a submission, the same in every build: the day it became known, then 48 bits of its key. Facts hold it
   in the place of the key, and what became known together stands together. #}
{% macro submission_number(submission_key, known_from) -%}
    cast(floor({{ microseconds(known_from) }} / 86400000000) as {{ dbt.type_bigint() }}) * 281474976710656
    + {{ hex_number("left(md5(" ~ submission_key ~ "), 12)") }}
{%- endmacro %}
