-- depends_on: {{ ref('int_evidence') }}, {{ ref('stg_bronze__submission') }}
-- The obligations whose states are reckoned anew: all, or, where the build before is carried on, those of which
-- evidence or a rejection came, went or changed, and those that presuppose one of them.
{% if growing() %}
    with changed as (
        {{ changed_rows(ref('int_evidence'), before('int_evidence'), status_evidence()) }}
    ),

    rejected as (
        {{ changed_rows(ref('stg_bronze__submission'), before('stg_bronze__submission'), status_rejection()) }}
    ),

    touched as (
        select obligation_key
        from changed
        where obligation_key is not null

        union

        select {{ obligation_key('return_type', 'period', 'locality_code') }} as obligation_key
        from rejected
        where state = 'rejected'
    )

    select obligation_key
    from touched

    union

    select obligations.obligation_key
    from touched
    inner join {{ ref('int_obligations') }} as earlier on touched.obligation_key = earlier.obligation_key
    inner join {{ ref('int_obligations') }} as obligations
        on earlier.return_type = obligations.presupposes and earlier.locality_id = obligations.locality_id
{% else %}
    select obligation_key
    from {{ ref('int_obligations') }}
{% endif %}
