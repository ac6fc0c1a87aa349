-- One count a text states: where it states the same count twice, the first place is kept.
with ranked as (
    select
        *,
        row_number() over (
            partition by submission_key, subject_return_type, subject_period, category
            order by line nulls last, sheet nulls last, cell nulls last
        ) as statement_no
    from {{ ref('stg_bronze__statement') }}
    where statement_kind = 'count' and {{ finding_accepted() }}
)

select
    submission_key,
    subject_return_type as return_type,
    subject_period as period,
    category,
    stated_count,
    sheet,
    cell,
    line
from ranked
where statement_no = 1
