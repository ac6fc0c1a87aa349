{%- set string = dbt.type_string() -%}
{%- set bigint = dbt.type_bigint() -%}
-- How good what was received is, and whether it gets better: the score of a return beside that of the return of the
-- same type that the same locality sent for the period before.
with dated as (
    select
        scores.*,
        periods.starts_on,
        coalesce(places.locality, versions.name_vi, scores.locality_code) as locality
    from {{ ref('int_quality__score') }} as scores
    left join {{ ref('periods') }} as periods on scores.period = periods.period
    left join {{ ref('int_findings__locality_name') }} as places
        on
            scores.return_type = places.return_type
            and scores.period = places.period
            and scores.locality_code = places.locality_code
    left join {{ ref('int_locality_versions') }} as versions
        on
            scores.locality_code = versions.locality_code
            and periods.ends_on >= versions.valid_from
            and periods.ends_on < versions.valid_to
),

followed as (
    select
        *,
        lag(period) over periods_of_return as previous_period,
        lag(score) over periods_of_return as previous_score
    from dated
    window periods_of_return as (partition by return_type, locality_code order by starts_on nulls last, period)
)

select
    cast({{ obligation_key('return_type', 'period', 'locality_code') }} as {{ string }}) as quality_key,
    cast(return_type as {{ string }}) as return_type,
    cast(period as {{ string }}) as period,
    cast(locality_code as {{ string }}) as locality_code,
    cast(locality as {{ string }}) as locality,
    cast(figures as {{ bigint }}) as figures,
    cast(findings as {{ bigint }}) as findings,
    {% for state in ['open', 'explained', 'resolved'] %}
        {% for severity in ['stop', 'warn', 'info'] %}
            cast({{ state }}_{{ severity }} as {{ bigint }}) as {{ state }}_{{ severity }},
        {% endfor %}
    {% endfor %}
    cast(score as {{ double_type() }}) as score,
    cast(previous_period as {{ string }}) as previous_period,
    cast(previous_score as {{ double_type() }}) as previous_score,
    cast(round(score - previous_score, 1) as {{ double_type() }}) as score_change,
    {{ finding_as_of_on() }} as as_of_on
from followed
