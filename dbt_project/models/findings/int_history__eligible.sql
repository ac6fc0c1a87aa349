-- Where a component may be: each locality a rule names, those that hold it and those within, as long as the rule and
-- the locality are. What is uncertain may be as well.
with rules as (
    select
        eligibility.component_code,
        coalesce(eligibility.locality_code, members.locality_code) as locality_code,
        greatest(eligibility.valid_from, coalesce(members.valid_from, eligibility.valid_from)) as valid_from,
        least(
            coalesce(eligibility.valid_to, {{ open_date() }}), coalesce(members.valid_to, {{ open_date() }})
        ) as valid_to
    from {{ ref('component_eligibility') }} as eligibility
    left join {{ ref('locality_groups') }} as members on eligibility.only_for = members.group_code
),

named as (
    select
        rules.component_code, rules.locality_code, localities.parent_code, localities.province_code,
        greatest(rules.valid_from, localities.valid_from) as valid_from,
        least(rules.valid_to, localities.valid_to) as valid_to
    from rules
    inner join {{ ref('int_locality_versions') }} as localities
        on
            rules.locality_code = localities.locality_code
            and rules.valid_from < localities.valid_to and rules.valid_to > localities.valid_from
),

spread as (
    select component_code, locality_code, valid_from, valid_to from named

    union

    select component_code, parent_code as locality_code, valid_from, valid_to from named

    union

    select component_code, province_code as locality_code, valid_from, valid_to from named

    union

    select
        named.component_code, localities.locality_code,
        greatest(named.valid_from, localities.valid_from) as valid_from,
        least(named.valid_to, localities.valid_to) as valid_to
    from named
    inner join {{ ref('int_locality_versions') }} as localities
        on
            (named.locality_code = localities.parent_code or named.locality_code = localities.province_code)
            and named.valid_from < localities.valid_to and named.valid_to > localities.valid_from
    where localities.locality_code <> named.locality_code
)

select component_code, locality_code, min(valid_from) as valid_from, max(valid_to) as valid_to
from spread
where locality_code is not null
group by component_code, locality_code
