-- Every cell of every accepted form, once, and as narrow as it can be: all else is known of its form or of its
-- submission, and joined to it by two numbers.
select
    submissions.submission_no,
    cast(typed.cell_no as {{ dbt.type_int() }}) as cell_no,
    {{ form_number('typed') }} as value,
    typed.text,
    typed.absence
from {{ source('bronze', 'form_value') }} as typed
inner join {{ ref('int_forms__submission') }} as submissions
    on typed.submission_key = submissions.submission_key and typed.batch_id = submissions.batch_id
