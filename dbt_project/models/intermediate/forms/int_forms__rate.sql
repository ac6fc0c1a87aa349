-- The percentage a form states of an amount, at the amount's own cell.
select
    submissions.submission_key,
    cells.cell_no,
    rates.value as stated_pct
from {{ ref('stg_bronze__form_cell') }} as cells
inner join {{ ref('int_forms__submission') }} as submissions
    on cells.form = submissions.form and cells.form_version = submissions.form_version
inner join {{ ref('stg_bronze__form_value') }} as rates
    on submissions.submission_key = rates.submission_key and cells.rate_cell_no = rates.cell_no
where cells.rate_cell_no is not null and rates.value is not null
