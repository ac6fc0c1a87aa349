{{ config(
    materialized=env_var('GNBV_MATERIALIZED', 'table'),
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ take_out(in_touched_localities('locality_no')) }}"
) }}
{% set figure = ['report_figure_key', 'submission_no', 'cell_no'] %}
-- depends_on: {{ ref('int_indicators__touched') }}
-- A year beside the last year before it that is known. Two years compare when both are told by one standard of poverty:
-- where the standard changed, the older year has to be told by the newer one too. A change told alone has no level.
with levels as (
    select
        *,
        lag(year) over same_standard as alike_year,
        lag(value) over same_standard as alike_value,
    {% for part in figure %}
        lag({{ part }}) over same_standard as alike_{{ part }}{{ ',' if not loop.last }}
    {% endfor %}
    from {{ ref('int_indicators__yearly') }}
    where is_whole_year and {{ in_touched_localities('locality_no') }}
    window same_standard as (
        partition by locality_no, series_no, other_unit, standard_code
        order by year
    )
),

-- Only what is told by standards, or in several units, has years of which the one before is of another kind.
mixed as (
    select
        locality_no, series_no, year, value,
        lag(year) over any_standard as earlier_year,
        lag(value) over any_standard as earlier_value,
    {% for part in figure %}
        lag({{ part }}) over any_standard as earlier_{{ part }}{{ ',' if not loop.last }}
    {% endfor %}
    from levels
    where
        is_primary
        and series_no in (
            select several.series_no
            from levels as several
            where several.standard_code is not null or several.other_unit is not null
        )
    window any_standard as (
        partition by locality_no, series_no
        order by year
    )
),

stated as (
    select
        changes.*,
        series.series_no,
        localities.locality_no,
        cast(null as {{ dbt.type_string() }}) as other_unit
    from {{ ref('int_indicators__yearly_change') }} as changes
    inner join {{ ref('indicator_series') }} as series
        on changes.indicator_code = series.indicator_code and changes.population_code = series.population_code
    inner join {{ ref('indicator_locality') }} as localities on changes.locality_id = localities.locality_id
),

told as (
    select
        levels.locality_no, levels.series_no, levels.year, levels.value, levels.other_unit, levels.is_estimate,
        levels.standard_code, levels.report_locality_key,
        {% for part in figure %}
            levels.{{ part }},
            case
                when levels.alike_year is null then mixed.earlier_{{ part }} else levels.alike_{{ part }}
            end as previous_{{ part }},
        {% endfor %}
        coalesce(levels.alike_year, mixed.earlier_year) as previous_year,
        case when levels.alike_year is null then mixed.earlier_value else levels.alike_value end as previous_value,
        case when levels.alike_year is not null then true when mixed.earlier_year is not null then false end
            as is_comparable,
        stated.stated_change, stated.is_sign_told, stated.figure_key as stated_change_figure_key
    from levels
    left join mixed
        on
            levels.alike_year is null
            and mixed.earlier_year is not null
            and levels.locality_no = mixed.locality_no
            and levels.series_no = mixed.series_no
            and levels.year = mixed.year
    left join stated
        on
            levels.locality_no = stated.locality_no
            and levels.series_no = stated.series_no
            and levels.year = stated.year
    where levels.is_primary

    union all

    select
        stated.locality_no, stated.series_no, stated.year, null as value, stated.other_unit, stated.is_estimate,
        stated.standard_code, stated.locality_key as report_locality_key,
        {% for part in figure %}
            null as {{ part }}, null as previous_{{ part }},
        {% endfor %}
        null as previous_year, null as previous_value, null as is_comparable,
        stated.stated_change, stated.is_sign_told, stated.figure_key as stated_change_figure_key
    from stated
    left join levels
        on
            levels.is_primary
            and stated.locality_no = levels.locality_no
            and stated.series_no = levels.series_no
            and stated.year = levels.year
    where levels.year is null
)

-- A change across two standards is no change of poverty: it is left empty, the two values stay beside each other.
select
    *,
    case when is_comparable then round(value - previous_value, 6) end as change,
    case
        when is_comparable and previous_year = year - 1 then round(value - previous_value, 6)
        when is_sign_told then stated_change
    end as yearly_change
from told
