-- The localities of whose targets any came, went or changed: what was reached of them is put beside them anew.
select distinct locality_no
from
{% if growing() %}
        (
            {{ changed_rows(
                '(select * from ' ~ ref('int_indicators__asked') ~ ' where ' ~ is_asked_anew() ~ ') as asked',
                before('int_indicators__asked'), '*'
            ) }}
        ) as changed
{% else %}
        {{ ref('int_indicators__asked') }}
{% endif %}
