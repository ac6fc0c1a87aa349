{% set measures = ['planned', 'allocated', 'carried_in', 'disbursed', 'carried_out'] %}
-- Which cells of a form stand in one row of the fund progress, and by which measure: settled on the definition. Of
-- equal coordinates the first cell is taken. What a form states as a rate beside what was disbursed goes with it.
with placed as (
    select
        cells.cell_set_no, cells.cell_no, funds.claim_key, funds.measure_root, funds.shape, cells.return_period,
        cells.component_code, coalesce(cells.source, 'total') as source, coalesce(cells.nature, 'total') as nature,
        cells.budget_year, cells.factor, cells.rate_cell_no,
        case when cells.value_kind = 'estimate' or cells.measure <> funds.measure_root then 1 else 0 end as estimate_no,
        row_number() over (
            partition by cells.cell_set_no, funds.measure_root, funds.shape, cells.budget_year
            order by funds.width_no
        ) as pick_no
    from {{ ref('int_forms__fund_cell') }} as funds
    inner join {{ ref('int_forms__cell') }} as cells
        on
            funds.form = cells.form
            and funds.form_version = cells.form_version
            and funds.return_period = cells.return_period
            and funds.cell_no = cells.cell_no
    where
        funds.value_rank = 0
        and cells.component_code is not null
        and funds.measure_root in {{ "('" ~ measures | join("', '") ~ "')" }}
),

numbered as (
    select
        *,
        {{ progress_row('return_period', 'shape', 'budget_year') }} as row_no
    from placed
    where pick_no = 1
)

select
    cell_set_no, cell_no, claim_key, measure_root as measure, row_no, return_period, shape, component_code, source,
    nature, budget_year, factor, estimate_no
from numbered

union all

select
    cell_set_no, rate_cell_no as cell_no, claim_key, 'rate' as measure, row_no, return_period, shape, component_code,
    source, nature, budget_year, 1 as factor, null as estimate_no
from numbered
where rate_cell_no is not null and measure_root = 'disbursed'
