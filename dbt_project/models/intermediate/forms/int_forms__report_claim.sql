-- What narrative reports tell figures of, as known on the run's date: the figures that could stand beside those of a
-- form, and whether a sum would take them if there were no forms.
select
    funds.figure_key,
    funds.place_path,
    {{ claim_key(
        "'fund'", 'funds.period', 'funds.measure_root', text_of('funds.value_rank'), 'funds.component_root'
    ) }} as claim_key,
    firsts.figure_key is not null
    and coalesce(funds.role, '') <> 'part'
    and held.coordinate_key is null
    and not coalesce(shared.is_in_any, false) as is_counted
from {{ ref('int_figures__fund') }} as funds
left join {{ ref('int_figures__fund_coordinates') }} as firsts on funds.figure_key = firsts.figure_key
left join {{ ref('int_figures__fund_held') }} as held on funds.coordinate_key = held.coordinate_key
left join {{ ref('int_figures__fund_shared') }} as shared on funds.coordinate_key = shared.coordinate_key
where funds.is_compared

union all

select
    figures.figure_key,
    figures.place_path,
    {{ claim_key("'indicator'", 'figures.time_key', 'figures.indicator_code', 'figures.measured') }} as claim_key,
    counted.figure_key is not null as is_counted
from {{ ref('int_indicators__figure') }} as figures
left join {{ ref('int_indicators__counted') }} as counted on figures.figure_key = counted.figure_key
where figures.is_current
