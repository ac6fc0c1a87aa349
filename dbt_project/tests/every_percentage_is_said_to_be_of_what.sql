-- Each indicator in percent has its row in rate_indicators, and no other has: one left out would never be checked.
with percentages as (
    select indicator_code
    from {{ ref('indicators') }}
    where unit = 'percent'
)

select coalesce(percentages.indicator_code, rates.rate_code) as code
from percentages
full outer join {{ ref('rate_indicators') }} as rates on percentages.indicator_code = rates.rate_code
where percentages.indicator_code is null or rates.rate_code is null
