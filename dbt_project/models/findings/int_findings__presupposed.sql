-- A return owed, and the programme owed by the same locality that the return reports on.
select
    returns.return_type,
    returns.period,
    returns.locality_code,
    returns.due_on,
    returns.due_at,
    programmes.return_type as programme_return_type,
    programmes.period as programme_period
from {{ ref('int_obligations') }} as returns
inner join {{ ref('int_obligations') }} as programmes
    on
        returns.presupposes = programmes.return_type
        and returns.locality_code = programmes.locality_code
        and returns.period_starts_on >= programmes.period_starts_on
        and returns.period_ends_on <= programmes.period_ends_on
        and programmes.exemption_code is null
