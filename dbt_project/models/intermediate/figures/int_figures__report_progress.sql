-- The money of the programme by measure, side by side where all other coordinates are equal, as reports tell it. Each
-- amount is one figure as printed, the first at its coordinates; nothing is added up.
{% set measures = ['planned', 'allocated', 'carried_in', 'disbursed', 'carried_out'] %}
with candidates as (
    select
        funds.figure_key, funds.period, funds.locality_key, funds.locality_code, funds.locality, funds.component_code,
        funds.source, funds.nature, funds.budget_year, funds.exec_year, funds.measure_root, funds.amount_vnd,
        funds.as_of_on, funds.known_from, funds.role, funds.stated_pct,
        coalesce(funds.role, '') <> 'part'
        and held.coordinate_key is null
        and not coalesce(shared.is_in_any, false)
        and forms.figure_key is null as is_total,
        coalesce(funds.role, '') <> 'part'
        and not coalesce(held.is_in_own_place, false)
        and not coalesce(shared.is_in_own_place, false)
        and not coalesce(forms.is_in_own_place, false) as is_locality_total,
        funds.is_estimate or funds.measure <> funds.measure_root as is_estimated,
        funds.place_path,
        {{ progress_row('funds.period', 'coordinates.shape', 'funds.budget_year') }} as row_no,
        {{ progress_key('funds.period', 'funds.place_path', 'coordinates.shape', 'funds.budget_year') }} as progress_key
    from {{ ref('int_figures__fund') }} as funds
    inner join {{ ref('int_figures__fund_coordinates') }} as coordinates on funds.figure_key = coordinates.figure_key
    left join {{ ref('int_figures__fund_held') }} as held on coordinates.coordinate_key = held.coordinate_key
    left join {{ ref('int_figures__fund_shared') }} as shared on coordinates.coordinate_key = shared.coordinate_key
    left join {{ ref('int_forms__goes_before') }} as forms on funds.figure_key = forms.figure_key
    where
        funds.value_rank = 0
        and funds.component_code is not null
        and funds.measure_root in {{ "('" ~ measures | join("', '") ~ "')" }}
),

ordered as (
    select
        figure_key,
        row_number() over (
            partition by progress_key, measure_root
            order by
                case when role = 'part' then 1 else 0 end asc, as_of_on desc nulls last, known_from desc,
                case when is_estimated then 1 else 0 end asc, exec_year desc nulls last, figure_key asc
        ) as pick_no
    from candidates
)

select
    candidates.progress_key,
    candidates.period,
    candidates.component_code,
    candidates.source,
    candidates.nature,
    candidates.budget_year,
    max(candidates.row_no) as row_no,
    max(candidates.place_path) as place_path,
    max(candidates.locality_key) as locality_key,
    max(candidates.locality_code) as locality_code,
    max(candidates.locality) as locality,
    {% for measure in measures %}
        {% set own = "case when candidates.measure_root = '" ~ measure ~ "' then " %}
        max({{ own }} candidates.amount_vnd end) as {{ measure }}_vnd,
        max({{ own }} cast(candidates.is_total as integer) end) as {{ measure }}_total_no,
        max({{ own }} cast(candidates.is_locality_total as integer) end) as {{ measure }}_local_no,
    {% endfor %}
    max(case when candidates.measure_root = 'disbursed' then cast(candidates.is_estimated as integer) end)
        as estimate_no,
    max(case when candidates.measure_root = 'disbursed' then candidates.as_of_on end) as disbursed_as_of_on,
    max(case when candidates.measure_root = 'disbursed' then candidates.stated_pct end) as stated_pct
from candidates
inner join ordered on candidates.figure_key = ordered.figure_key
where ordered.pick_no = 1
group by
    candidates.progress_key, candidates.period, candidates.component_code, candidates.source, candidates.nature,
    candidates.budget_year
