select
    n.submission_key, n.cell_no, s.locality_code, s.return_type, s.period, c.indicator as indicator_code, c.population,
    c.value_kind, n.value * c.factor as value, s.known_from, s.known_to
from {form_value} as n
inner join {versions} as s on n.submission_key = s.submission_key
inner join {form_cell} as c
    on s.form = c.form and s.form_version = c.form_version and n.cell_no = c.cell_no
where c.kind = 'indicator' and n.value is not null
