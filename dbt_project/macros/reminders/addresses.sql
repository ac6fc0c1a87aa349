{# Who answers for a return today: the body that owes it, or the successor a recorded duty names, at the locality that
   duty names, else at the one the old locality went into. `is_there`: body and locality exist today. #}
{% macro reminder_addresses(today, t) -%}
successors as (
    select
        returns.obligation_key, duties.successor_body_code,
        coalesce(duties.successor_locality_id, heirs.new_locality_id, returns.locality_id) as locality_id,
        row_number() over (
            partition by returns.obligation_key
            order by
                case when duties.locality_id is null then 1 else 0 end, duties.valid_from desc,
                duties.successor_body_code
        ) as choice_no
    from returns
    inner join {{ t.duties }} as duties
        on {{ answers_for('duties', 'returns') }} and duties.valid_from <= {{ today }}
    left join ({{ sole_heirs(t.succession) }}) as heirs
        on returns.locality_id = heirs.old_locality_id and heirs.effective_on <= {{ today }}
),

addressed as (
    select
        returns.obligation_key,
        bodies.body_code as addressed_body_code,
        bodies.name_vi as addressed_body_vi,
        coalesce(places.locality_code, returns.locality_code) as addressed_locality_code,
        coalesce({{ locality_name('places', 'parents') }}, returns.locality) as addressed_locality,
        places.parent_code,
        places.locality_key is not null and {{ today }} < coalesce(bodies.valid_to, {{ open_date() }}) as is_there
    from returns
    left join successors on returns.obligation_key = successors.obligation_key and successors.choice_no = 1
    inner join {{ t.bodies }} as bodies
        on coalesce(successors.successor_body_code, returns.body_code) = bodies.body_code
    left join {{ t.localities }} as places
        on
            coalesce(successors.locality_id, returns.locality_id) = places.locality_id
            and places.valid_from <= {{ today }} and {{ today }} < places.valid_to
    left join {{ t.localities }} as parents
        on
            places.parent_code = parents.locality_code
            and parents.valid_from <= {{ today }} and {{ today }} < parents.valid_to
)
{%- endmacro %}

{# Whether a recorded duty of a successor is about a return. #}
{% macro answers_for(duties, owed) -%}
    {{ owed }}.return_type = {{ duties }}.return_type
    and {{ owed }}.body_code = {{ duties }}.body_code
    and {{ owed }}.locality_id = coalesce({{ duties }}.locality_id, {{ owed }}.locality_id)
{%- endmacro %}

{# The returns somebody answers for after the body that owed them; `locality_id`: where, if at another locality. #}
{% macro answered_returns(owed, duties, succession) -%}
    select
        {{ owed }}.obligation_key,
        max(coalesce(duties.successor_locality_id, heirs.new_locality_id)) as locality_id
    from {{ owed }}
    inner join {{ duties }} as duties on {{ answers_for('duties', owed) }}
    left join ({{ sole_heirs(succession) }}) as heirs on {{ owed }}.locality_id = heirs.old_locality_id
    group by {{ owed }}.obligation_key
{%- endmacro %}

{# The locality a body politic went into; none where it was parted among several. #}
{% macro sole_heirs(succession) -%}
    select old_locality_id, min(new_locality_id) as new_locality_id, min(effective_on) as effective_on
    from {{ succession }}
    group by old_locality_id
    having count(*) = 1
{%- endmacro %}
