-- Read from the published columns alone: of two counted amounts of one period and measure none holds money of the
-- other. An estimate of disbursement is disbursement; a target is no amount that stands beside one.
with counted as (
    select
        funds.figure_key,
        funds.period,
        replace(funds.measure, '_estimate', '') as measure,
        coalesce(funds.value_kind, '') = 'target' and funds.measure <> 'planned' as is_target,
        places.locality_id,
        wider.locality_id as wider_id,
        third.locality_id as third_id,
        widest.locality_id as widest_id,
        concat_ws('.', coalesce(funds.component_code, 'outside'), '') as component_code,
        funds.source,
        funds.nature,
        coalesce(funds.budget_year_from, 0) as year_from,
        coalesce(funds.budget_year_to, 9999) as year_to,
        coalesce(try_cast(left(funds.exec_year, 4) as integer), 0) as used_from,
        coalesce(try_cast(right(funds.exec_year, 4) as integer), 9999) as used_to
    from {{ ref('fct_fund') }} as funds
    inner join {{ ref('dim_locality') }} as places on funds.locality_key = places.locality_key
    left join {{ ref('dim_locality') }} as wider
        on
            places.parent_code = wider.locality_code
            and places.valid_from < wider.valid_to and places.valid_to > wider.valid_from
    left join {{ ref('dim_locality') }} as third
        on
            wider.parent_code = third.locality_code
            and wider.valid_from < third.valid_to and wider.valid_to > third.valid_from
    left join {{ ref('dim_locality') }} as widest
        on
            third.parent_code = widest.locality_code
            and third.valid_from < widest.valid_to and third.valid_to > widest.valid_from
    where funds.is_counted
),

-- Each amount under every place that holds it, its own among them.
holders as (
    {% for holder in ['locality_id', 'wider_id', 'third_id', 'widest_id'] %}
        select
            *,
            {{ holder }} as holder_id
        from counted
        where {{ holder }} is not null
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    one.figure_key,
    other.figure_key as other_key
from holders as one
inner join counted as other
    on
        one.holder_id = other.locality_id
        and one.period = other.period
        and one.measure = other.measure
        and one.is_target = other.is_target
        and one.figure_key <> other.figure_key
where
    one.year_from <= other.year_to
    and other.year_from <= one.year_to
    and one.used_from <= other.used_to
    and other.used_from <= one.used_to
    and (
        one.component_code = other.component_code
        or (one.component_code = 'CT.' and other.component_code like 'DA%')
        or (other.component_code = 'CT.' and one.component_code like 'DA%')
        or one.component_code like other.component_code || '%'
        or other.component_code like one.component_code || '%'
    )
    and (
        one.source = other.source
        or 'total' in (one.source, other.source)
        or (one.source = 'local' and other.source in ('province', 'district', 'commune'))
        or (other.source = 'local' and one.source in ('province', 'district', 'commune'))
    )
    and (one.nature = other.nature or 'total' in (one.nature, other.nature))
