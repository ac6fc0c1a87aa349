-- A cell that sums take holds a number.
select
    numbers.submission_no,
    numbers.cell_no
from {{ ref('form_value') }} as numbers
inner join {{ ref('form_submission') }} as submissions on numbers.submission_no = submissions.submission_no
inner join {{ ref('form_counted') }} as counted
    on submissions.situation_no = counted.situation_no and numbers.cell_no = counted.cell_no
where numbers.value is null
