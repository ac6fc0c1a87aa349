-- depends_on: {{ ref('int_status_touched') }}
-- The pieces of both axes in which nothing changes: knowledge begins anew with every fact learnt, and within it time is
-- cut at the opening, where the due date comes near, at the due instant, and at every fact known by then.
with obligations as (
    select
        obligation_key,
        opens_at,
        due_soon_at,
        due_at
    from {{ ref('int_obligations') }}
    where {{ in_touched_obligations('obligation_key') }}
),

knowledge_points as (
    select obligation_key, opens_at as known_from from obligations
    union
    select obligation_key, known_from from {{ ref('int_status_facts') }}
),

knowledge as (
    select
        obligation_key,
        known_from,
        coalesce(
            lead(known_from) over (partition by obligation_key order by known_from),
            {{ open_end() }}
        ) as known_to
    from knowledge_points
),

clock_points as (
    select obligation_key, opens_at as valid_from from obligations
    union all
    select obligation_key, due_soon_at as valid_from
    from obligations
    where due_soon_at > opens_at
    union all
    select obligation_key, due_at as valid_from
    from obligations
    where due_at > opens_at
),

points as (
    select knowledge.obligation_key, knowledge.known_from, knowledge.known_to, clock_points.valid_from
    from knowledge
    inner join clock_points on knowledge.obligation_key = clock_points.obligation_key

    union

    select knowledge.obligation_key, knowledge.known_from, knowledge.known_to, facts.effective_at as valid_from
    from knowledge
    inner join {{ ref('int_status_facts') }} as facts
        on
            knowledge.obligation_key = facts.obligation_key
            and knowledge.known_from >= facts.known_from
            and knowledge.known_from < facts.known_to
)

select
    obligation_key,
    valid_from,
    coalesce(
        lead(valid_from) over (partition by obligation_key, known_from order by valid_from),
        {{ open_end() }}
    ) as valid_to,
    known_from,
    known_to
from points
