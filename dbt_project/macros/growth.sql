{# A build that differs from the one before by what arrived makes anew only what that touches; `gnbv build` says so by
   GNBV_MATERIALIZED=incremental, on a copy of the warehouse made with the same policy, forms and models. Without it all
   is made anew, as always on Spark: what only a build that grows runs is written for DuckDB. #}
{% macro growing() -%}
    {{ return(env_var('GNBV_MATERIALIZED', 'table') == 'incremental') }}
{%- endmacro %}

{# Hook: keep what of the table before is compared with what it becomes. #}
{% macro keep_before(relation, columns, condition='true') -%}
    {%- if execute and growing() and load_cached_relation(relation) is not none -%}
        create or replace table {{ before(relation.identifier) }} as
        select {{ columns }} from {{ relation.include(database=false) }} where {{ condition }}
    {%- endif -%}
{%- endmacro %}
{% macro before(name) -%} meta.before_{{ name }} {%- endmacro %}

{# Hook: take out the rows that are made anew. #}
{% macro take_out(condition) -%}
    {%- if execute and is_incremental() -%}
        delete from {{ this.include(database=false) }} where {{ condition }}
    {%- endif -%}
{%- endmacro %}

{# What of a form's submission decides on its figures, as one number. #}
{% macro submission_state() -%}
    hash(locality_key, locality_code, locality, place_path, document_no, as_of_on, known_to, is_current)
{%- endmacro %}

{% macro submission_said() -%}
    submission_no, locality_id, locality_code, place_path, form, return_type, period, {{ submission_state() }} as state,
    situation_no
{%- endmacro %}

{# The rows that came, went or changed. #}
{% macro changed_rows(relation, earlier, columns) -%}
    (select {{ columns }} from {{ relation }} except select {{ columns }} from {{ earlier }})
    union all
    (select {{ columns }} from {{ earlier }} except select {{ columns }} from {{ relation }})
{%- endmacro %}

{# A number made of a text, the same in every build. #}
{% macro number_of(text) -%} {{ hex_number('left(md5(' ~ text ~ '), 15)') }} {%- endmacro %}

{# Whether a locality is among those whose years are put side by side anew; any, where all is made anew. #}
{% macro in_touched_localities(locality_no) -%}
    {%- if growing() -%}
        ({{ locality_no }} in (select touched.locality_no from {{ ref('int_indicators__touched') }} as touched))
    {%- else -%} true
    {%- endif -%}
{%- endmacro %}

{# Whether a form is touched; any, where all is made anew. #}
{% macro in_touched_forms(submission_no) -%}
    {%- if growing() -%}
        ({{ submission_no }} in (select touched.submission_no from {{ ref('int_forms__touched') }} as touched))
    {%- else -%} true
    {%- endif -%}
{%- endmacro %}

{# Whether a target is read anew: one of a report always is, they are few. #}
{% macro is_asked_anew() -%} submission_no is null or {{ in_touched_forms('submission_no') }} {%- endmacro %}

{# Whether a locality asks of what is made anew; any, where all is made anew. #}
{% macro in_asking_localities(locality_no) -%}
    {%- if growing() -%}
        ({{ locality_no }} in (select touched.locality_no from {{ ref('int_indicators__asking') }} as touched))
    {%- else -%} true
    {%- endif -%}
{%- endmacro %}

{# Whether a superior's form is set against its parts anew; any, where all is made anew. #}
{% macro in_touched_wholes(submission_no) -%}
    {%- if growing() -%}
        ({{ submission_no }} in (select touched.submission_no from {{ ref('int_forms__touched_whole') }} as touched))
    {%- else -%} true
    {%- endif -%}
{%- endmacro %}

{# Whether the states of an obligation are reckoned anew; any, where all is made anew. #}
{% macro in_touched_obligations(obligation_key) -%}
    {%- if growing() -%}
        ({{ obligation_key }} in (select touched.obligation_key from {{ ref('int_status_touched') }} as touched))
    {%- else -%} true
    {%- endif -%}
{%- endmacro %}

{# Whether the money of a period and place is put side by side anew; any, where all is made anew. #}
{% macro in_touched_rows(period, locality_code) -%}
    {%- if growing() -%}
        (({{ period }}, coalesce({{ locality_code }}, '')) in (
            select touched.period, touched.locality_code from {{ ref('int_forms__touched_row') }} as touched
        ))
    {%- else -%} true
    {%- endif -%}
{%- endmacro %}

{# Whether a row of form_progress stands at a period and place that are put side by side anew, or its form is gone. #}
{% macro of_touched_row() -%}
    submission_no not in (
        select submissions.submission_no
        from {{ ref('form_submission') }} as submissions
        where not {{ in_touched_rows('submissions.period', 'submissions.locality_code') }}
    )
{%- endmacro %}

{# What of a document, and of a submission that was rejected, decides on the states of an obligation. #}
{% macro status_evidence() -%}
    obligation_key, evidence_key, evidence_kind, evidence_rank, is_sufficient, is_nil, has_mark, document_no,
    document_on, received_at, known_from, known_to
{%- endmacro %}
{% macro status_rejection() -%}
    return_type, period, locality_code, submission_key, arrived_at, known_from, state
{%- endmacro %}

{# Whether files of a sender are held against each other anew; any, where all is made anew. #}
{% macro of_touched_sender(locality_code) -%}
    {%- if growing() -%}
        ({{ locality_code }} in (
            select touched.locality_code from {{ ref('int_findings__touched_sender') }} as touched
        ))
    {%- else -%} true
    {%- endif -%}
{%- endmacro %}
