select
    form,
    form_version,
    equation,
    relation,
    cell_no,
    coefficient,
    tolerance,
    term_no
from {{ source('bronze', 'form_term') }}
where {{ in_snapshot() }}
