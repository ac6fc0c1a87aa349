-- The equations of the forms in force, with a number each; a finding is placed at the first cell, which is the total.
select
    form,
    form_version,
    equation,
    relation,
    max(tolerance) as tolerance,
    count(*) as terms,
    max(case when term_no = 1 then cell_no end) as told_cell_no,
    row_number() over (order by form, form_version, equation) as equation_no,
    dense_rank() over (order by form, form_version) as form_no
from {{ ref('stg_bronze__form_term') }}
group by form, form_version, equation, relation
having count(*) > 1
