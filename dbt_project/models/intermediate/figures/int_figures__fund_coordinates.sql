-- At equal coordinates one figure stands for all: no part where there is a whole, then what was said last (the later
-- day spoken about, the later report), what was done before an estimate, and the order of the text. The rank says how
-- wide the coordinates are: by place, component, source, nature and years. What holds another always ranks before it.
with ordered as (
    select
        figure_key,
        coordinate_key,
        row_number() over (
            partition by coordinate_key
            order by
                case when role = 'part' then 1 else 0 end asc, as_of_on desc nulls last, known_from desc,
                case when is_estimate or measure <> measure_root then 1 else 0 end asc,
                submission_key asc, line asc, char_start asc, figure_key asc
        ) as order_no
    from {{ ref('int_figures__fund') }}
    where is_compared
)

select
    funds.coordinate_key,
    funds.figure_key,
    funds.period,
    funds.measure_root,
    funds.place_path,
    funds.component_path,
    funds.source_path,
    funds.nature_path,
    concat_ws('|', funds.component_path, funds.source_path, funds.nature_path) as shape,
    funds.value_rank,
    funds.budget_year_from,
    funds.budget_year_to,
    funds.exec_year_from,
    funds.exec_year_to,
    cast(funds.value_rank as {{ dbt.type_bigint() }}) * 100000000000
    + {{ path_depth('funds.place_path') }} * 10000000000
    + {{ path_depth('funds.component_path') }} * 1000000000
    + {{ path_depth('funds.source_path') }} * 100000000
    + {{ path_depth('funds.nature_path') }} * 10000000
    + (999 - coalesce(funds.budget_year_to - funds.budget_year_from, -1)) * 1000
    + (999 - coalesce(funds.exec_year_to - funds.exec_year_from, -1)) as coordinate_rank
from {{ ref('int_figures__fund') }} as funds
inner join ordered on funds.figure_key = ordered.figure_key
where ordered.order_no = 1
