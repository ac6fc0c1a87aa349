-- What one file states in figures about one return and period: one row, a column for each count and its line.
with ranked as (
    select
        submission_key, subject_return_type as return_type, subject_period as period, category, stated_count,
        sheet, cell, line,
        row_number() over (
            partition by submission_key, subject_return_type, subject_period, category
            order by line, sheet, cell
        ) as statement_no
    from {{ ref('stg_bronze__statement') }}
    where statement_kind = 'count'
)

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
from ranked
where statement_no = 1
group by submission_key, return_type, period
