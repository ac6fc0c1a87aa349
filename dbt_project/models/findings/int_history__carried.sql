-- Money carried over, one row a file, place, component, source, nature, year it comes from and year it goes into: as
-- printed, and where no total is printed the sum of the central and the local part, or of capital and recurrent money.
-- Money whose year is not said comes from the year before. `figure_key` and `other_figure_key` are the figures told.
with printed as (
    select
        files.file_no, files.sender_code, files.form, files.is_form, files.return_type, files.period,
        files.submission_key, files.known_from, files.return_ends_on, funds.figure_key, funds.measure,
        split_part(funds.locality_key, '@', 1) as locality_id, funds.locality_code, funds.component_code, funds.source,
        funds.nature, funds.as_of_on, funds.value_text, funds.unit_text, funds.sheet, funds.cell, funds.line,
        cast(funds.amount_vnd as {{ double_type() }}) as value,
        coalesce(
            {{ first_year('funds.exec_year') }},
            {{ year_of('files.return_ends_on') }} + case funds.measure when 'carried_out' then 1 else 0 end
        ) as into_year,
        {{ history_half_unit('funds', 'files.is_form') }} as half_unit,
        funds.budget_year
    from {{ ref('fct_fund') }} as funds
    inner join {{ ref('int_history__file') }} as files on funds.submission_key = files.submission_key
    where
        funds.measure in ('carried_in', 'carried_out')
        and funds.bound is null and funds.locality_key is not null and funds.component_code is not null
        and funds.value_kind = 'actual' and coalesce(funds.role, '') <> 'repeat'
        and (
            funds.measure = 'carried_in'
            or (
                {{ closes_year('funds.as_of_on') }}
                and {{ year_of('funds.as_of_on') }} = {{ year_of('files.return_ends_on') }}
            )
        )
),

dated as (
    select
        *,
        coalesce(budget_year, {{ text_of('into_year - 1') }}) as origin
    from printed
),

by_source as (
    select
        file_no, locality_id, measure, component_code, 'total' as source, nature, origin, into_year,
        min(figure_key) as figure_key, max(figure_key) as other_figure_key, sum(value) as value,
        sum(half_unit) as half_unit, 1 as derived
    from dated
    where source in ('central', 'local')
    group by file_no, locality_id, measure, component_code, nature, origin, into_year
    having count(*) = 2 and min(source) <> max(source)
),

by_nature as (
    select
        file_no, locality_id, measure, component_code, source, 'total' as nature, origin, into_year,
        min(figure_key) as figure_key, max(figure_key) as other_figure_key, sum(value) as value,
        sum(half_unit) as half_unit, 2 as derived
    from dated
    where nature in ('capital', 'recurrent')
    group by file_no, locality_id, measure, component_code, source, origin, into_year
    having count(*) = 2 and min(nature) <> max(nature)
),

alternatives as (
    select
        file_no, locality_id, measure, component_code, source, nature, origin, into_year, figure_key,
        cast(null as {{ dbt.type_string() }}) as other_figure_key, value, half_unit, 0 as derived
    from dated

    union all

    select * from by_source

    union all

    select * from by_nature
),

chosen as (
    select
        *,
        rank() over (
            partition by file_no, locality_id, measure, component_code, source, nature, origin, into_year
            order by derived
        ) as choice_no,
        count(*) over (
            partition by file_no, locality_id, measure, component_code, source, nature, origin, into_year, derived
        ) as told_count
    from alternatives
)

select
    chosen.file_no, chosen.locality_id, chosen.measure, chosen.component_code, chosen.source, chosen.nature,
    chosen.origin, chosen.into_year, chosen.value, chosen.half_unit, chosen.figure_key, chosen.other_figure_key,
    dated.sender_code, coalesce(dated.form, 'report') as form, dated.is_form, dated.return_type, dated.period,
    dated.submission_key, dated.known_from, dated.return_ends_on, dated.locality_code, dated.unit_text, dated.sheet,
    dated.cell, dated.line
from chosen
inner join dated on chosen.figure_key = dated.figure_key
-- What a file says twice has unsure coordinates.
where chosen.choice_no = 1 and chosen.told_count = 1
