-- Each equation around a doubtful one that is not left open: by how much it is missed, and whether it holds. Numbers so
-- large that they are no longer exact may be off by what their arithmetic is.
with sums as (
    select
        age_no,
        equation_no,
        submission_key,
        relation,
        tolerance,
        sum(coefficient * number) as gap,
        max(abs(number)) as largest,
        coalesce(max(case when is_told then number end), 0) as told_number,
        max(case when is_told then coefficient end) as told_coefficient
    from {{ ref('int_equations__form_reckoned') }}
    group by age_no, equation_no, submission_key, relation, tolerance
    having max(case when is_open then 1 else 0 end) = 0
)

select
    *,
    round(case when relation = '<=' then gap else abs(gap) end, 6)
    <= tolerance + case when largest > 140737488355328 then largest / 140737488355328 else 0 end as holds
from sums
