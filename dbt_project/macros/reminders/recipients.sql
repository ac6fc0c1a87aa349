{# Whom a reminder that is listed goes to, and who gets a copy. A body that is gone gives way to its successor; of those
   gone without one a copy is left out, while whom it is addressed to stays, and is seen to have no contact. #}
{% macro reminder_parties(today, t) -%}
{%- set is_gone = "coalesce(bodies.valid_to, " ~ open_date() ~ ") <= " ~ today -%}
parties_by_width as (
    select
        decided.obligation_key, decided.reporter_level, decided.addressed_body_code, decided.addressed_locality_code,
        decided.addressed_parent_code, recipients.role, recipients.body_code, recipients.place,
        rank() over (
            partition by decided.obligation_key
            order by
                {{ is_any('recipients.return_type') }}, {{ is_any('recipients.reporter_level') }},
                {{ is_any('recipients.tier') }}
        ) as set_no
    from decided
    inner join {{ t.recipients }} as recipients
        on
            recipients.return_type in (decided.return_type, '*')
            and recipients.reporter_level in (decided.reporter_level, '*')
            and recipients.tier in (decided.tier, '*')
            and recipients.valid_from <= {{ today }}
            and {{ today }} < coalesce(recipients.valid_to, {{ open_date() }})
    where decided.reason is null
),

parties_there as (
    select
        parties.obligation_key,
        max(parties.role) as role,
        case
            when parties.body_code = 'reporter' then parties.addressed_body_code
            when {{ is_gone }} then coalesce(bodies.successor_body_code, parties.body_code)
            else parties.body_code
        end as body_code,
        -- What lies in the country itself, or is one for it, needs no place.
        case
            when parties.place = 'same' and parties.reporter_level <> 'country' then parties.addressed_locality_code
            when parties.place = 'parent' and parties.reporter_level in ('district', 'commune')
                then parties.addressed_parent_code
        end as locality_code
    from parties_by_width as parties
    left join {{ t.bodies }} as bodies on parties.body_code = bodies.body_code
    where
        parties.set_no = 1
        and (parties.role = 'to' or not {{ is_gone }} or bodies.successor_body_code is not null)
    group by 1, 3, 4
),

parties as (
    select
        obligation_key,
        {{ finding_list(
            "concat_ws('', role, ':', body_code, '@', coalesce(locality_code, ''))",
            "role desc, coalesce(locality_code, '') desc, body_code"
        ) }} as recipients
    from parties_there
    group by obligation_key
)
{%- endmacro %}
