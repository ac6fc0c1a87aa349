-- A version ends where its seed says so, or where the next version of the same body begins.
-- A district or commune is cut where its province changes region, so that a region is true of a whole version.
with provinces as (
    select
        locality_id, province_code, name_vi, unit_type, region_code, report_order, valid_from,
        least(
            valid_to,
            lead(valid_from) over (partition by locality_id order by valid_from),
            {{ open_date() }}
        ) as valid_to
    from {{ ref('provinces') }}
),

region_changes as (
    select
        province_code, region_code, valid_from,
        lag(region_code) over (partition by province_code order by valid_from) as previous_region_code
    from provinces
),

province_regions as (
    select
        province_code, region_code, valid_from,
        lead(valid_from) over (partition by province_code order by valid_from) as valid_to
    from region_changes
    where region_code <> coalesce(previous_region_code, '')
),

lower_levels as (
    select
        locality_id, district_code as locality_code, 'district' as level, name_vi, unit_type,
        province_code as parent_code, province_code, valid_from, coalesce(valid_to, {{ open_date() }}) as valid_to
    from {{ ref('districts') }}

    union all

    select
        communes.locality_id, communes.commune_code as locality_code, 'commune' as level, communes.name_vi,
        communes.unit_type, communes.parent_code,
        coalesce(districts.province_code, communes.parent_code) as province_code,
        communes.valid_from, coalesce(communes.valid_to, {{ open_date() }}) as valid_to
    from {{ ref('communes') }} as communes
    left join {{ ref('districts') }} as districts
        on
            communes.parent_code = districts.district_code
            and communes.valid_from >= districts.valid_from
            and communes.valid_from < coalesce(districts.valid_to, {{ open_date() }})
),

lower_versions as (
    select
        lower_levels.locality_id, lower_levels.locality_code, lower_levels.level, lower_levels.name_vi,
        lower_levels.unit_type, lower_levels.parent_code, lower_levels.province_code, province_regions.region_code,
        greatest(lower_levels.valid_from, province_regions.valid_from) as valid_from,
        least(lower_levels.valid_to, province_regions.valid_to) as valid_to
    from lower_levels
    left join province_regions
        on
            lower_levels.province_code = province_regions.province_code
            and lower_levels.valid_to > province_regions.valid_from
            and lower_levels.valid_from < coalesce(province_regions.valid_to, {{ open_date() }})
),

versions as (
    select
        locality_id, locality_code, 'country' as level, name_vi, unit_type, null as parent_code, null as province_code,
        null as region_code, 0 as report_order, valid_from, least(valid_to, {{ open_date() }}) as valid_to
    from {{ ref('countries') }}

    union all

    select
        locality_id, province_code as locality_code, 'province' as level, name_vi, unit_type,
        (select min(countries.locality_code) from {{ ref('countries') }} as countries) as parent_code,
        province_code, region_code, report_order, valid_from, valid_to
    from provinces

    union all

    select
        locality_id, locality_code, level, name_vi, unit_type, parent_code, province_code, region_code,
        null as report_order, valid_from, valid_to
    from lower_versions
),

ends as (
    select
        *,
        max(valid_to) over (partition by level, locality_id) as ends_on
    from versions
)

select
    {{ locality_key('ends.locality_id', 'ends.valid_from') }} as locality_key,
    ends.locality_id,
    ends.locality_code,
    ends.level,
    ends.name_vi,
    ends.unit_type,
    ends.parent_code,
    ends.province_code,
    ends.region_code,
    regions.name_vi as region_vi,
    regions.name_en as region_en,
    ends.report_order,
    ends.valid_from,
    ends.valid_to,
    ends.ends_on < {{ open_date() }} as is_dissolved,
    case when ends.ends_on < {{ open_date() }} then ends.ends_on end as dissolved_on
from ends
left join {{ ref('regions') }} as regions
    on
        ends.region_code = regions.region_code
        and ends.valid_from >= regions.valid_from
        and ends.valid_from < coalesce(regions.valid_to, {{ open_date() }})
