-- Money carried over, as printed in files that have a partner: an annual return and those of the year after, of one
-- sender and kind. `money_no` tells the money but for its source and the year it comes from (`origin`: the year before,
-- where none is said); `into_year` is the year it goes into.
with linked as (
    select distinct
        files.file_no,
        files.submission_key,
        files.is_form,
        files.return_ends_on
    from {{ ref('int_history__file') }} as files
    inner join {{ ref('int_history__file') }} as partners
        on
            files.sender_code = partners.sender_code
            and coalesce(files.form, '') = coalesce(partners.form, '')
            and (
                (
                    {{ year_of('files.return_ends_on') }} + 1 = {{ year_of('partners.return_ends_on') }}
                    and {{ closes_year('files.return_ends_on') }}
                )
                or (
                    {{ year_of('files.return_ends_on') }} - 1 = {{ year_of('partners.return_ends_on') }}
                    and {{ closes_year('partners.return_ends_on') }}
                )
            )
),

funds as (
    select
        linked.file_no, linked.is_form, linked.return_ends_on, funds.figure_key, funds.measure, funds.source,
        funds.nature, funds.component_code, funds.locality_key, funds.exec_year, funds.budget_year, funds.value_kind,
        funds.role, funds.as_of_on, funds.amount_vnd
    from {{ ref('report_fund') }} as funds
    inner join linked on funds.submission_key = linked.submission_key
    where funds.bound is null

    union all

    select
        linked.file_no, linked.is_form, linked.return_ends_on, funds.figure_key, funds.measure, funds.source,
        funds.nature, funds.component_code, funds.locality_key, null as exec_year, funds.budget_year, funds.value_kind,
        funds.role, funds.as_of_on, {{ whole_vnd('funds.number', 'funds.factor') }} as amount_vnd
    from ({{ form_figures('linked') }}) as funds
    inner join linked on funds.submission_key = linked.submission_key
    where funds.kind = 'fund' and coalesce(funds.absence, '') <> 'incomplete'
),

printed as (
    select
        file_no, is_form, figure_key, measure, source, nature, component_code, locality_key,
        cast(amount_vnd as {{ double_type() }}) as value,
        coalesce(
            {{ first_year('exec_year') }},
            {{ year_of('return_ends_on') }} + case measure when 'carried_out' then 1 else 0 end
        ) as into_year,
        budget_year
    from funds
    where
        measure in ('carried_in', 'carried_out')
        and source in ('total', 'central', 'local')
        and locality_key is not null and component_code is not null
        and value_kind = 'actual' and coalesce(role, '') <> 'repeat'
        and (measure = 'carried_in' or as_of_on = return_ends_on)
)

select
    file_no, is_form, figure_key, measure, source, value, into_year,
    coalesce(budget_year, {{ text_of('into_year - 1') }}) as origin,
    {{ history_key("split_part(locality_key, '@', 1)", 'component_code', 'nature', 'into_year') }} as money_no
from printed
