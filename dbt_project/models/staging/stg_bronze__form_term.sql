select
    form,
    form_version,
    equation,
    relation,
    cell_no,
    coefficient,
    tolerance
from {{ source('bronze', 'form_term') }}
where {{ in_snapshot() }}
