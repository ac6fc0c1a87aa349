-- Whatever contains what contains a population contains it: the steps of the model are enough for the seeds.
select reached.population_code, steps_up.within_code
from {{ ref('int_indicators__population_within') }} as reached
inner join {{ ref('int_indicators__population_within') }} as steps_up on reached.within_code = steps_up.population_code
left join {{ ref('int_indicators__population_within') }} as known
    on reached.population_code = known.population_code and steps_up.within_code = known.within_code
where known.population_code is null

union all

-- Nothing contains what contains it.
select reached.population_code, reached.within_code
from {{ ref('int_indicators__population_within') }} as reached
inner join {{ ref('int_indicators__population_within') }} as back
    on reached.within_code = back.population_code and reached.population_code = back.within_code
where reached.population_code <> reached.within_code
