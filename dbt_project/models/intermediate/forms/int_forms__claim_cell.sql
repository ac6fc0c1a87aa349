-- The cells by what they could be counted twice with, and which of them give way to none.
with cells as (
    select form, form_version, return_period, cell_no, claim_key, width_no from {{ ref('int_forms__fund_cell') }}
    union all
    select form, form_version, return_period, cell_no, claim_key, width_no from {{ ref('int_forms__indicator_cell') }}
),

held as (
    select distinct form, form_version, return_period, cell_no
    from {{ ref('int_forms__holder') }}
)

select
    cells.form,
    cells.form_version,
    cells.return_period,
    cells.cell_no,
    cells.claim_key,
    held.cell_no is null as is_widest,
    sum(case when held.cell_no is null then 1 else 0 end) over (
        partition by cells.form, cells.form_version, cells.return_period, cells.claim_key
    ) as widest_count
from cells
left join held
    on
        cells.form = held.form
        and cells.form_version = held.form_version
        and cells.return_period = held.return_period
        and cells.cell_no = held.cell_no
