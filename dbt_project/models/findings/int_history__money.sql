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
        figure_key, submission_key, measure, source, nature, component_code, locality_key, as_of_on, amount_vnd,
        exec_year, budget_year, value_kind, role
    from {{ ref('report_fund') }}
    where bound is null

    union all

    select
        figure_key, submission_key, measure, source, nature, component_code, locality_key, as_of_on,
        {{ whole_vnd('number', 'factor') }} as amount_vnd, cast(null as {{ dbt.type_string() }}) as exec_year,
        budget_year, value_kind, role
    from ({{ form_figures('linked', values=ref('int_history__value')) }}) as forms
    where kind = 'fund' and coalesce(absence, '') <> 'incomplete'
),

printed as (
    select
        linked.file_no, linked.is_form, funds.figure_key, funds.measure, funds.source, funds.nature,
        funds.component_code, funds.locality_key, cast(funds.amount_vnd as {{ double_type() }}) as value,
        coalesce(
            {{ first_year('funds.exec_year') }},
            {{ year_of('linked.return_ends_on') }} + case funds.measure when 'carried_out' then 1 else 0 end
        ) as into_year,
        funds.budget_year
    from funds
    inner join linked on funds.submission_key = linked.submission_key
    where
        funds.measure in ('carried_in', 'carried_out')
        and funds.source in ('total', 'central', 'local')
        and funds.locality_key is not null and funds.component_code is not null
        and funds.value_kind = 'actual' and coalesce(funds.role, '') <> 'repeat'
        and (funds.measure = 'carried_in' or funds.as_of_on = linked.return_ends_on)
)

select
    file_no, is_form, figure_key, measure, source, value, into_year,
    coalesce(budget_year, {{ text_of('into_year - 1') }}) as origin,
    {{ history_key("split_part(locality_key, '@', 1)", 'component_code', 'nature', 'into_year') }} as money_no
from printed
