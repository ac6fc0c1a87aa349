-- Which figures a sum takes: of what is known in this run, those that no other figure of the same indicator, time and
-- kind contains. A figure of the same coordinates counts once: the latest report's before an earlier one's, an actual
-- before an estimate, what a report says twice before what it says once. A wider place or population contains a
-- narrower one; a part yields to a total of its place.
with told as (
    select
        *,
        count(*) over (
            partition by submission_key, indicator_code, time_key, measured, place_path, population_code, value
        ) as times_told
    from {{ ref('int_indicators__figure') }}
    where is_current
),

figures as (
    select
        figure_key, submission_key, locality_id, indicator_code, population_code, time_key, measured, role,
        place_path as place_0,
        regexp_replace(place_path, '/[^/]*$', '') as place_1,
        regexp_replace(place_path, '(/[^/]*)(/[^/]*)$', '') as place_2,
        regexp_replace(place_path, '(/[^/]*)(/[^/]*)(/[^/]*)$', '') as place_3,
        row_number() over (
            partition by indicator_code, time_key, measured, place_path, population_code
            order by
                case role when 'repeat' then 2 when 'part' then 1 else 0 end asc, is_estimate asc, known_from desc,
                times_told desc, confidence desc, submission_key asc, line asc, char_start asc, figure_key asc
        ) as order_no
    from told
),

-- The places a figure lies in, its own first.
places as (
    {% for step in range(4) %}
        select figure_key, place_{{ step }} as within_place from figures
        {{ 'union' if not loop.last }}
    {% endfor %}
),

-- A population that the seed does not name is contained by itself alone.
wider as (
    select distinct figures.figure_key
    from figures
    inner join places on figures.figure_key = places.figure_key
    left join {{ ref('int_indicators__population_within') }} as populations
        on figures.population_code = populations.population_code
    inner join figures as others
        on
            figures.indicator_code = others.indicator_code
            and figures.time_key = others.time_key
            and figures.measured = others.measured
            and places.within_place = others.place_0
            and coalesce(populations.within_code, figures.population_code) = others.population_code
    where others.place_0 <> figures.place_0 or others.population_code <> figures.population_code
),

part as (
    select distinct figures.figure_key
    from figures
    inner join places on figures.figure_key = places.figure_key
    inner join figures as totals
        on
            figures.submission_key = totals.submission_key
            and figures.indicator_code = totals.indicator_code
            and figures.time_key = totals.time_key
            and figures.measured = totals.measured
            and places.within_place = totals.place_0
            and totals.role = 'total'
    where figures.role = 'part'
),

-- Several places named together may hold one that the same report tells of by itself.
several as (
    select distinct figures.figure_key
    from figures
    inner join figures as members
        on
            figures.submission_key = members.submission_key
            and figures.indicator_code = members.indicator_code
            and figures.population_code = members.population_code
            and figures.time_key = members.time_key
            and figures.measured = members.measured
            and figures.place_1 = members.place_1
    where figures.locality_id is null and members.locality_id is not null and members.place_0 <> members.place_1
)

select figures.figure_key
from figures
where
    figures.order_no = 1
    and coalesce(figures.role, '') <> 'repeat'
    and figures.figure_key not in (select wider.figure_key from wider)
    and figures.figure_key not in (select part.figure_key from part)
    and figures.figure_key not in (select several.figure_key from several)
