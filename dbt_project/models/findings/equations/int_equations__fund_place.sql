-- What may be the money of a place and of the places right inside it: equal coordinates but for the place, each printed
-- with one amount only. All places told of, or fewer: then they are no more than the whole.
with spots as (
    select
        figure_key, submission_key, place_path, as_of_on,
        md5(concat_ws('|', submission_key, component_path, measure_root, source, nature, budget_years)) as money_key,
        regexp_replace(place_path, '/[^/]*$', '') as wider_path
    from {{ ref('int_equations__fund_spot') }}
    where quantities = 1
),

pairs as (
    select
        wholes.figure_key as whole_key,
        parts.figure_key as part_key,
        wholes.submission_key,
        wholes.place_path,
        count(*) over (partition by wholes.figure_key) as places
    from spots as wholes
    inner join spots as parts
        on
            wholes.money_key = parts.money_key
            and wholes.place_path = parts.wider_path
            and coalesce(wholes.as_of_on = parts.as_of_on, true)
),

asked as (
    select distinct
        pairs.place_path,
        submissions.reckoned_on
    from pairs
    inner join {{ ref('int_figures__report_version') }} as submissions
        on pairs.submission_key = submissions.submission_key
),

-- How many places there are right inside a place on the day that is reckoned with.
counted as (
    select
        asked.place_path,
        asked.reckoned_on,
        count(*) as places
    from asked
    inner join {{ ref('int_figures__place') }} as places
        on asked.place_path = places.place_path and asked.reckoned_on = places.reckoned_on
    inner join {{ ref('int_locality_versions') }} as narrower
        on
            places.locality_code = narrower.parent_code
            and asked.reckoned_on >= narrower.valid_from
            and asked.reckoned_on < narrower.valid_to
    group by asked.place_path, asked.reckoned_on
)

select
    pairs.whole_key,
    pairs.part_key,
    case when pairs.places = counted.places then '=' else '<=' end as relation
from pairs
inner join {{ ref('int_figures__report_version') }} as submissions on pairs.submission_key = submissions.submission_key
left join counted
    on pairs.place_path = counted.place_path and submissions.reckoned_on = counted.reckoned_on
where pairs.places > 1
