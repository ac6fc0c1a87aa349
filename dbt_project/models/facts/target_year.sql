{{ config(
    materialized=env_var('GNBV_MATERIALIZED', 'table'),
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ take_out(in_asking_localities('locality_no') ~ ' or ' ~ in_touched_localities('reached_locality_no')) }}"
) }}
-- depends_on: {{ ref('int_indicators__touched') }}, {{ ref('int_indicators__asking') }}
-- A target beside what was reached in a year. A target of a fall or a rise is put beside the change of the year, in
-- the target's own terms: a fall by 3 points is reached by a fall of 3.35. A rate or a fall asked of a wider place is
-- also put beside what the localities within it reached. A yearly target asks of every year that something is known of;
-- one for a span of years asks of the last, and of its own locality also where nothing is known yet. Looked at are the
-- levels and changes of the few indicators that are asked of.
with asked as (
    select
        asked.*,
        asked.sign is not null as asks_change,
        case when asked.sign is null then coalesce(nullif(asked.unit, series.unit), '') else '' end as other_unit
    from {{ ref('int_indicators__asked') }} as asked
    inner join {{ ref('indicator_series') }} as series on asked.series_no = series.series_no
),

asked_of as (select distinct series_no, asks_change from asked),

reached as (
    select
        locality_no, series_no, year, value, coalesce(other_unit, '') as other_unit, is_estimate, is_whole_year,
        report_figure_key, report_locality_key, submission_no, cell_no, false as is_change
    from {{ ref('int_indicators__yearly') }}
    where is_primary and (series_no, false) in (select asked_of.series_no, asked_of.asks_change from asked_of)

    union all

    select
        locality_no, series_no, year, yearly_change as value, '' as other_unit, is_estimate, true as is_whole_year,
        case when is_comparable and previous_year = year - 1 then report_figure_key else stated_change_figure_key end
            as report_figure_key,
        report_locality_key, submission_no,
        case when is_comparable and previous_year = year - 1 then cell_no end as cell_no, true as is_change
    from {{ ref('indicator_year') }}
    where
        yearly_change is not null
        and (series_no, true) in (select asked_of.series_no, asked_of.asks_change from asked_of)
),

-- The places with the wider ones they lie in.
places as (
    select numbered.locality_no, max(paths.place_path) as place_path
    from (
        select locality_id, place_path from {{ ref('form_submission') }}
        union
        select locality_id, place_path from {{ ref('int_figures__place') }}
    ) as paths
    inner join {{ ref('indicator_locality') }} as numbered on paths.locality_id = numbered.locality_id
    group by numbered.locality_no
),

wider as (
    {% for steps in range(1, 5) %}
        select
            locality_no,
            {{ first_steps('place_path', steps) }} as wider_path
        from places
        where {{ path_depth('place_path') }} >= {{ steps }}
        {{ 'union' if not loop.last }}
    {% endfor %}
),

pairs as (
    select
        {{ target_year_columns() }}, asked.year_to as year
    from asked
    left join reached
        on
            {{ same_figure() }}
            and asked.year_to = reached.year
            and asked.locality_no = reached.locality_no
            and asked.measured_as <> 'ratio_to_start'
    where
        asked.measured_as <> 'yearly'
        and ({{ in_asking_localities('asked.locality_no') }} or {{ in_touched_localities('asked.locality_no') }})

    union all

    select
        {{ target_year_columns() }}, reached.year
    from asked
    inner join reached
        on
            {{ same_figure() }}
            and reached.year between asked.year_from and asked.year_to
            and asked.locality_no = reached.locality_no
    where
        asked.measured_as = 'yearly'
        and ({{ in_asking_localities('asked.locality_no') }} or {{ in_touched_localities('asked.locality_no') }})

    union all

    -- In two parts, so that neither looks at all pairs where few are made anew.
    {{ targets_within(in_asking_localities('asked.locality_no')) }}
    {% if growing() %}
        union all
    {{ targets_within(
        'not ' ~ in_asking_localities('asked.locality_no') ~ ' and ' ~ in_touched_localities('reached.locality_no')
    ) }}
    {% endif %}
)

select
    report_figure_key, submission_no, cell_no, locality_no, locality_key, indicator_code, series_no, issuer_level,
    issuer_document, measured_as, value, unit, bound, good_direction, year, reached_locality_no, reached_locality_key,
    {% for part in ['actual_value', 'is_estimate', 'is_whole_year', 'reached_report_figure_key',
        'reached_submission_no', 'reached_cell_no'] %}
    -- The change of one year says nothing of a fall over several.
    case when is_told then {{ part }} end as {{ part }}{{ ',' if not loop.last }}
{% endfor %}
from pairs
