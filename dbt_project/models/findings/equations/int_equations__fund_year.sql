-- What may be a whole and its part along the years money is of: what can be used is what was carried in and what is
-- new, and money of a span of years is that of its years.
with spans as (
    select
        *,
        md5(concat_ws('|', submission_key, place_path, component_path, source, nature)) as money_key
    from {{ ref('int_equations__fund') }}
    where budget_year_from is not null and component_path <> ''
),

wholes as (
    select *
    from spans
    where budget_year_to > budget_year_from
),

two as (
    select
        wholes.figure_key as whole_key,
        earlier.figure_key as earlier_key,
        later.figure_key as later_key,
        case when earlier.measure_root = wholes.measure_root then 2 else 1 end as variant,
        row_number() over (
            partition by wholes.figure_key, case when earlier.measure_root = wholes.measure_root then 2 else 1 end
            order by
                case when later.measure_root = wholes.measure_root then 0 else 1 end,
                abs(wholes.line - earlier.line) + abs(wholes.line - later.line),
                abs(wholes.char_start - earlier.char_start) + abs(wholes.char_start - later.char_start),
                earlier.figure_key, later.figure_key
        ) as nearness
    from wholes
    inner join spans as earlier
        on
            wholes.money_key = earlier.money_key
            and wholes.budget_year_from = earlier.budget_year_from
            and wholes.budget_year_to > earlier.budget_year_to
            and (
                wholes.measure_root = earlier.measure_root
                or (wholes.measure_root = 'planned' and earlier.measure_root = 'carried_in')
            )
    inner join spans as later
        on
            wholes.money_key = later.money_key
            and wholes.budget_year_to = later.budget_year_to
            and earlier.budget_year_to + 1 = later.budget_year_from
            and (
                wholes.measure_root = later.measure_root
                or (earlier.measure_root = 'carried_in' and later.measure_root = 'allocated')
            )
    where
        coalesce(wholes.as_of_on = earlier.as_of_on, true)
        and coalesce(wholes.as_of_on = later.as_of_on, true)
        and (later.measure_root = wholes.measure_root or earlier.measure_root <> wholes.measure_root)
),

years as (
    select
        wholes.figure_key as whole_key,
        years.figure_key as part_key,
        wholes.budget_year_to - wholes.budget_year_from + 1 as years_wanted,
        row_number() over (
            partition by wholes.figure_key, years.budget_year_from
            order by
                abs(wholes.line - years.line), abs(wholes.char_start - years.char_start), years.figure_key
        ) as nearness
    from wholes
    inner join spans as years
        on
            wholes.money_key = years.money_key
            and wholes.measure_root = years.measure_root
            and years.budget_year_from = years.budget_year_to
            and years.budget_year_from between wholes.budget_year_from and wholes.budget_year_to
            and coalesce(wholes.as_of_on = years.as_of_on, true)
),

complete as (
    select
        whole_key,
        part_key,
        years_wanted,
        count(*) over (partition by whole_key) as years_found
    from years
    where nearness = 1
)

select whole_key, earlier_key as part_key, variant
from two
where nearness = 1

union all

select whole_key, later_key as part_key, variant
from two
where nearness = 1

union all

select whole_key, part_key, 3 as variant
from complete
where years_found = years_wanted
