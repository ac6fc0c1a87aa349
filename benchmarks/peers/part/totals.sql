select period, component_code, measure, source, nature, count(*) as figures, sum(amount_vnd) as amount_vnd
from {fund}
where known_to = cast('9999-12-31 00:00:00+00' as timestamptz)
group by period, component_code, measure, source, nature
