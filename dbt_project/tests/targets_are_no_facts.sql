-- A figure is a target or tells what is, never both; every target of a report is among the targets. Of forms this is
-- said of the cell, in form_cell, so that the figures of reports are looked at.
select figures.figure_key
from {{ ref('report_indicator') }} as figures
left join {{ ref('report_target') }} as targets on figures.figure_key = targets.figure_key
where figures.value_kind = 'target' or targets.figure_key is not null

union all

select figures.figure_key
from {{ ref('int_figures__valid') }} as figures
left join {{ ref('report_target') }} as targets on figures.figure_key = targets.figure_key
left join {{ ref('report_indicator') }} as facts on figures.figure_key = facts.figure_key
where figures.kind = 'indicator' and targets.figure_key is null and facts.figure_key is null

union all

select concat_ws('/', form, return_period, cell_no) as figure_key
from {{ ref('form_cell') }}
where (value_kind = 'target') <> (measured = 'target')
