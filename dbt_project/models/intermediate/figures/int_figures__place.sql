-- Each code is looked up once a day it is reckoned on, not once a figure. The path goes from the country down, at most
-- four steps: country, province, district, commune.
with asked as (
    select
        locality_code,
        reckoned_on
    from {{ ref('int_figures__submission') }}

    union

    select
        figures.locality_code,
        submissions.reckoned_on
    from {{ ref('stg_bronze__figure') }} as figures
    inner join {{ ref('int_figures__submission') }} as submissions
        on figures.submission_key = submissions.submission_key
    where figures.locality_code is not null
)

select
    asked.locality_code,
    asked.reckoned_on,
    places.locality_key,
    places.locality_id,
    places.level,
    places.name_vi,
    concat_ws('/', widest.locality_id, wider.locality_id, parents.locality_id, places.locality_id) as place_path
from asked
inner join {{ ref('int_locality_versions') }} as places
    on
        asked.locality_code = places.locality_code
        and asked.reckoned_on >= places.valid_from and asked.reckoned_on < places.valid_to
left join {{ ref('int_locality_versions') }} as parents
    on
        places.parent_code = parents.locality_code
        and asked.reckoned_on >= parents.valid_from and asked.reckoned_on < parents.valid_to
left join {{ ref('int_locality_versions') }} as wider
    on
        parents.parent_code = wider.locality_code
        and asked.reckoned_on >= wider.valid_from and asked.reckoned_on < wider.valid_to
left join {{ ref('int_locality_versions') }} as widest
    on
        wider.parent_code = widest.locality_code
        and asked.reckoned_on >= widest.valid_from and asked.reckoned_on < widest.valid_to
