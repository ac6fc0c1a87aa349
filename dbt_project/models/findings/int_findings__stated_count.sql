-- What one file states in figures about one return and period: one row, a column for each count and its place.
select
    submission_key,
    return_type,
    period,
{% for category in ['received', 'other', 'missing', 'marked', 'expected'] %}
    max(case when category = '{{ category }}' then stated_count end) as {{ category }}_count,
    max(case when category = '{{ category }}' then sheet end) as {{ category }}_sheet,
    max(case when category = '{{ category }}' then cell end) as {{ category }}_cell,
    max(case when category = '{{ category }}' then line end) as {{ category }}_line{{ ',' if not loop.last }}
{% endfor %}
from {{ ref('int_findings__count') }}
group by submission_key, return_type, period
