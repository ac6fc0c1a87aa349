-- The levels that narrative reports print (no change, no target), in every accepted version known on the run's date,
-- with the return they stand in and the population they are compared as: some populations say nothing new. A count in
-- single units is exact, everything else good to half a unit of its last digit.
select
    figures.figure_key,
    figures.submission_key,
    submissions.return_type,
    submissions.period,
    coalesce(figures.locality_code, submissions.locality_code) as locality_code,
    figures.place_path,
    figures.indicator_code,
    figures.population_code,
    coalesce(counted.counted_as, figures.population_code) as counted_as,
    catalogue.kind_of_value,
    catalogue.name_vi,
    figures.time_key,
    figures.period_to,
    figures.value,
    figures.unit,
    figures.value_text,
    valid.unit_text,
    case
        when catalogue.kind_of_value = 'count' and figures.value = {{ printed_digits('figures.value_text') }} then 0
        else {{ half_of_last_digit('figures.value_text', 'figures.value') }}
    end as half_unit,
    figures.is_estimate,
    figures.bound,
    figures.role,
    figures.sheet,
    figures.cell,
    figures.line,
    figures.char_start,
    figures.char_end
from {{ ref('int_indicators__figure') }} as figures
inner join {{ ref('int_figures__valid') }} as valid on figures.figure_key = valid.figure_key
inner join {{ ref('int_figures__report_version') }} as submissions
    on figures.submission_key = submissions.submission_key
inner join {{ ref('indicators') }} as catalogue on figures.indicator_code = catalogue.indicator_code
left join {{ ref('counting_populations') }} as counted
    on figures.indicator_code = counted.indicator_code and figures.population_code = counted.population
where
    figures.measured = 'level'
    and figures.value is not null
    and figures.line is not null
    and {{ known_by_run('submissions') }}
