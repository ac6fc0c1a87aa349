-- The localities of which a form was touched, or of which a report tells a figure now or told one before: their years
-- are put side by side anew.
select numbered.locality_no
from {{ ref('int_forms__touched') }} as touched
inner join {{ ref('indicator_locality') }} as numbered on touched.locality_id = numbered.locality_id

union

select locality_no
from {{ ref('int_indicators__yearly_report') }}

union

select numbered.locality_no
from {{ ref('int_indicators__yearly_change') }} as changes
inner join {{ ref('indicator_locality') }} as numbered on changes.locality_id = numbered.locality_id
{% if growing() %}

    union

    select locality_no
    from facts.indicator_year
    where coalesce(report_figure_key, previous_report_figure_key, stated_change_figure_key) is not null
{% endif %}
