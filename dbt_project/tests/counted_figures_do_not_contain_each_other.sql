-- Two counted figures of one indicator and time never tell of one place and population, nor one of a place or
-- population that holds the other's. Levels and changes are two things.
with counted as (
    select
        facts.figure_key, facts.indicator_code, facts.value_kind = 'change' as is_change,
        coalesce(facts.period, cast(facts.as_of_on as {{ dbt.type_string() }}), '') as time_key,
        coalesce(facts.population, 'all') as population_code,
        coalesce(figures.place_path, forms.place_path) as place_path
    from {{ ref('fct_poverty_indicator') }} as facts
    left join {{ ref('int_figures__valid') }} as figures on facts.figure_key = figures.figure_key
    left join {{ ref('int_forms__submission') }} as forms on facts.submission_key = forms.submission_key
    where facts.is_counted
),

-- Each figure under every place that holds it, its own among them.
holders as (
    {% for steps in range(1, 5) %}
        select
            *,
            {{ first_steps('place_path', steps) }} as holder_path
        from counted
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select narrower.figure_key, wider.figure_key as other_key
from holders as narrower
inner join counted as wider
    on
        narrower.holder_path = wider.place_path
        and narrower.indicator_code = wider.indicator_code
        and narrower.time_key = wider.time_key
        and narrower.is_change = wider.is_change
        and narrower.figure_key <> wider.figure_key
left join {{ ref('int_indicators__population_within') }} as populations
    on narrower.population_code = populations.population_code and wider.population_code = populations.within_code
where populations.within_code is not null or narrower.population_code = wider.population_code
