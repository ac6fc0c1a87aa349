select
    n.submission_key, n.cell_no, s.locality_code, s.return_type, s.period, c.component as component_code, c.measure,
    coalesce(c.source, 'total') as source, coalesce(c.nature, 'total') as nature,
    coalesce(c.budget_year, cast(s.year + c.budget_year_offset as varchar)) as budget_year,
    cast(round(cast(n.value as decimal(28, 9)) * cast(c.factor as decimal(10, 0)), 0) as bigint) as amount_vnd,
    s.known_from, s.known_to
from {form_value} as n
inner join {versions} as s on n.submission_key = s.submission_key
inner join {form_cell} as c
    on s.form = c.form and s.form_version = c.form_version and n.cell_no = c.cell_no
where c.kind = 'fund' and n.value is not null
