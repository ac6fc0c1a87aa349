{# Why a status is as it is: the codes of the seed `status_reasons`, in its order (a test compares the two), joined by '; '.
   `piece` is a row of int_return_status's working set. #}
{% macro status_reasons(piece, status) -%}
    {{ gnbv.filled(
        "concat_ws('; ', " ~ gnbv.status_reason_cases(piece, status) | join(', ') ~ ')'
    ) }}
{%- endmacro %}

{% macro status_reason_cases(piece, status) -%}
    {%- set due = status ~ " in ('overdue', 'rejected')" -%}
    {%- set counted = status ~ " in ('nil', 'on_time', 'late')" -%}
    {%- set reasons = [
        ('exempted', status ~ " = 'exempt' and " ~ piece ~ ".exemption_code = 'exempted'"),
        ('precondition_not_met', status ~ " = 'exempt' and " ~ piece ~ ".exemption_code = 'precondition_not_met'"),
        ('nil_declared', status ~ " = 'nil'"),
        ('document_after_due', status ~ " = 'late' and " ~ piece ~ ".date_basis = 'document'"),
        ('arrived_after_due', status ~ " = 'late' and " ~ piece ~ ".date_basis = 'arrival'"),
        ('no_document', status ~ " = 'overdue' and " ~ piece ~ ".evidence is null and not " ~ piece ~ ".has_rejection"),
        ('claimed_only', due ~ " and " ~ piece ~ ".evidence = 'claimed'"),
        ('evidence_below_required', due ~ " and " ~ piece ~ ".evidence <> 'claimed'"),
        ('rejected_submission', due ~ " and " ~ piece ~ ".has_rejection"),
        ('mark_missing', status ~ " <> 'exempt' and " ~ piece ~ ".is_mark_missing"),
        ('known_only_from_register', counted ~ " and " ~ piece ~ ".nil_at is null and not " ~ piece ~ ".has_own_document"),
        ('extended', status ~ " <> 'exempt' and " ~ piece ~ ".is_extended"),
        ('no_programme', status ~ " in ('on_time', 'late', 'overdue') and " ~ piece
            ~ ".presupposes is not null and not " ~ piece ~ ".has_presupposed"),
    ] -%}
    {%- set cases = [] -%}
    {%- for code, condition in reasons -%}
        {%- do cases.append("case when " ~ condition ~ " then '" ~ code ~ "' end") -%}
    {%- endfor -%}
    {{ return(cases) }}
{%- endmacro %}
