-- On both axes the intervals of an obligation follow one another without gap or overlap, from the opening to the open
-- end: time within each knowledge interval, and the knowledge intervals themselves.
-- depends_on: {{ ref('int_status_touched') }}
with pieces as (
    select
        status.obligation_key, status.known_from, status.known_to, status.valid_from, status.valid_to,
        obligations.opens_at,
        lead(status.valid_from) over (
            partition by status.obligation_key, status.known_from order by status.valid_from
        ) as next_valid_from,
        row_number() over (
            partition by status.obligation_key, status.known_from order by status.valid_from
        ) as piece_no
    from {{ ref('fct_return_status') }} as status
    inner join {{ ref('fct_obligation') }} as obligations on status.obligation_key = obligations.obligation_key
    where {{ in_touched_obligations('status.obligation_key') }}
),

knowledge as (
    select
        obligation_key, opens_at, known_from, min(known_to) as known_to, max(known_to) as last_known_to
    from pieces
    group by obligation_key, opens_at, known_from
),

ordered_knowledge as (
    select
        *,
        lead(known_from) over (partition by obligation_key order by known_from) as next_known_from,
        row_number() over (partition by obligation_key order by known_from) as knowledge_no
    from knowledge
)

select obligation_key, known_from, valid_from, 'time' as axis
from pieces
where
    valid_to <> coalesce(next_valid_from, {{ open_end() }})
    or (piece_no = 1 and valid_from <> opens_at)

union all

select obligation_key, known_from, cast(null as {{ instant_type() }}) as valid_from, 'knowledge' as axis
from ordered_knowledge
where
    known_to <> coalesce(next_known_from, {{ open_end() }})
    or known_to <> last_known_to
    or (knowledge_no = 1 and known_from <> opens_at)
