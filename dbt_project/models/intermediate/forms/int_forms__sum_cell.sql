-- The cells of which the superior's is the sum of its parts': amounts and counts, no rates, targets, changes or
-- averages.
-- A place number names a row and column through all versions of a form.
select
    cells.form,
    cells.form_version,
    cells.cell_no,
    cells.sheet_title as sheet,
    cells.cell,
    cells.row_code,
    cells.column_code,
    cells.type,
    cells.unit,
    cells.factor,
    cells.role,
    cells.only_for,
    dense_rank() over (order by cells.form, cells.sheet, cells.row_code, cells.column_code) as place_no
from {{ ref('stg_bronze__form_cell') }} as cells
left join {{ ref('indicators') }} as catalogue on cells.indicator_code = catalogue.indicator_code
where
    coalesce(cells.value_kind, 'actual') in ('actual', 'estimate')
    and (
        cells.kind = 'fund'
        or cells.kind = 'indicator' and cells.type in ('count', 'money') and catalogue.kind_of_value <> 'rate'
    )
