{%- set states = ['open', 'explained', 'resolved'] -%}
{%- set severities = ['stop', 'warn', 'info'] -%}
-- Findings of each return by severity and state, and the score: 100 less what the open ones weigh per 100 figures.
with weights as (
    select
    {% for item in severities + ['least_figures'] %}
            max(case when item = '{{ item }}' then value end) as {{ item }}_value{{ ',' if not loop.last }}
    {% endfor %}
    from {{ ref('quality_weights') }}
),

found as (
    select
        return_type,
        period,
        locality_code,
        {% for state in states %}
            {% for severity in severities %}
                count(case when state = '{{ state }}' and severity = '{{ severity }}' then 1 end)
                    as {{ state }}_{{ severity }},
            {% endfor %}
        {% endfor %}
        count(*) as findings
    from {{ ref('fct_finding') }}
    group by return_type, period, locality_code
),

joined as (
    select
        received.*,
        {% for state in states %}
            {% for severity in severities %}
                coalesce(found.{{ state }}_{{ severity }}, 0) as {{ state }}_{{ severity }},
            {% endfor %}
        {% endfor %}
        coalesce(found.findings, 0) as findings
    from {{ ref('int_quality__received') }} as received
    left join found
        on
            received.return_type = found.return_type
            and received.period = found.period
            and received.locality_code = found.locality_code
)

select
    joined.return_type,
    joined.period,
    joined.locality_code,
    joined.figures,
    {% for state in states %}
        {% for severity in severities %}
            joined.{{ state }}_{{ severity }},
        {% endfor %}
    {% endfor %}
    joined.findings,
    round(
        greatest(
            0,
            100 - 100 * (
                joined.open_stop * weights.stop_value
                + joined.open_warn * weights.warn_value
                + joined.open_info * weights.info_value
            ) / greatest(joined.figures, weights.least_figures_value)
        ),
        1
    ) as score
from joined
cross join weights
