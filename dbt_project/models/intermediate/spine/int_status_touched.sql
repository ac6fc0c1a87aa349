-- The obligations whose states are reckoned anew: all, or, where the build before is carried on, those of which evidence
-- or a rejection came, went or changed, and those that presuppose one of them.
{% if growing() %}
with changed as (
    {% for one, other in [('ref', 'before'), ('before', 'ref')] %}
        (
            select {{ status_evidence() }}
            from {{ ref('int_evidence') if one == 'ref' else before('int_evidence') }}
            except
            select {{ status_evidence() }}
            from {{ ref('int_evidence') if other == 'ref' else before('int_evidence') }}
        )
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

rejected as (
    {% for one, other in [('ref', 'before'), ('before', 'ref')] %}
        (
            select {{ status_rejection() }}
            from {{ ref('stg_bronze__submission') if one == 'ref' else before('stg_bronze__submission') }}
            where state = 'rejected'
            except
            select {{ status_rejection() }}
            from {{ ref('stg_bronze__submission') if other == 'ref' else before('stg_bronze__submission') }}
            where state = 'rejected'
        )
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

touched as (
    select obligation_key
    from changed
    where obligation_key is not null

    union

    select {{ obligation_key('return_type', 'period', 'locality_code') }} as obligation_key
    from rejected
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
-- depends_on: {{ ref('int_evidence') }}, {{ ref('stg_bronze__submission') }}
select obligation_key
from {{ ref('int_obligations') }}
{% endif %}
