-- The accepted forms with the place they speak of. What a form is known to say at one instant is one row a return, a
-- locality and a form; figures are named by the content they stand in.
select
    {{ submission_number('versions.submission_key', 'versions.known_from') }} as submission_no,
    versions.submission_key,
    submissions.batch_id,
    versions.form,
    versions.form_version,
    {{ number_of(
        "concat_ws('|', versions.form, " ~ text_of('versions.form_version') ~ ", versions.period)"
    ) }} as cell_set_no,
    versions.return_type,
    versions.period,
    periods.ends_on as as_of_on,
    versions.locality_code,
    places.locality_key,
    places.locality_id,
    places.name_vi as locality,
    places.level,
    coalesce(places.place_path, versions.locality_code) as place_path,
    cast(
        dense_rank() over (order by coalesce(places.place_path, versions.locality_code) nulls last)
        as {{ dbt.type_bigint() }}
    ) as place_no,
    {{ parent_path('places.place_path') }} as parent_path,
    versions.reckoned_on,
    concat_ws('/', versions.submission_key, concat(left(submissions.sha256, 16), 'c')) as figure_prefix,
    submissions.is_nil,
    versions.known_from,
    versions.known_to,
    versions.is_current,
    cast(
        row_number() over (order by periods.ends_on nulls last, versions.known_from, versions.submission_key)
        as {{ dbt.type_bigint() }}
    ) as age_no
from {{ ref('int_figures__submission') }} as versions
inner join {{ ref('stg_bronze__submission') }} as submissions on versions.submission_key = submissions.submission_key
left join {{ ref('periods') }} as periods on versions.period = periods.period
left join {{ ref('int_figures__place') }} as places
    on versions.locality_code = places.locality_code and versions.reckoned_on = places.reckoned_on
where versions.form is not null
