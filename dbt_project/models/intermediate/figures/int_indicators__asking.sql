-- The localities of whose targets any came, went or changed: what was reached of them is put beside them anew.
{% if growing() %}
with came as (
    select locality_no, submission_no from (select * from {{ ref('int_indicators__asked') }} except select * from {{ before('int_indicators__asked') }}) as found
),

went as (
    select locality_no, submission_no from (select * from {{ before('int_indicators__asked') }} except select * from {{ ref('int_indicators__asked') }}) as found
)

select locality_no from came
union
select locality_no from went
{% else %}
select distinct locality_no
from {{ ref('int_indicators__asked') }}
{% endif %}
