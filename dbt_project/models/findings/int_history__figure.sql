{%- set string = dbt.type_string() -%}
-- Every figure that can be held against one of another document, as few bytes as may be, since a round holds millions:
-- known on the run's date, of a known place, stated as a value of its own (no repeat, no change, no bound).
-- `cell_key` tells the figure wherever it stands; `series_key` the same figure of one sender's same kind of document in
-- each period; null where a figure speaks of another year than its return. A figure of a form is named by its cell, one
-- of a report by its key.
with forms as (
    select
        files.file_no, files.sender_code, files.form, files.return_ends_on, submissions.submission_no,
        submissions.locality_key, submissions.as_of_on
    from {{ ref('int_history__file') }} as files
    inner join {{ ref('form_submission') }} as submissions on files.submission_key = submissions.submission_key
    where submissions.locality_key is not null
),

reports as (
    select
        'fund' as kind, submission_key, figure_key, locality_key, as_of_on, is_estimate,
        cast(amount_vnd as {{ double_type() }}) as value, measure as code, component_code, source, nature, budget_year,
        budget_year_from - {{ year_of('as_of_on') }} as years_from,
        budget_year_to - {{ year_of('as_of_on') }} as years_to,
        exec_year, cast(null as {{ string }}) as standard_code, true as opens_year
    from {{ ref('report_fund') }}
    where
        bound is null and component_code is not null and coalesce(role, '') <> 'repeat'
        and (value_kind in ('actual', 'estimate') or (value_kind = 'target' and measure = 'planned'))

    union all

    select
        'indicator' as kind, submission_key, figure_key, locality_key, coalesce(period_to, as_of_on) as as_of_on,
        value_kind = 'estimate' as is_estimate, value, indicator_code as code,
        cast(null as {{ string }}) as component_code, population as source, unit as nature,
        cast(null as {{ string }}) as budget_year, null as years_from, null as years_to,
        cast(null as {{ string }}) as exec_year, standard_code,
        coalesce({{ opens_year('period_from') }}, false) as opens_year
    from {{ ref('report_indicator') }}
    where bound is null and coalesce(role, '') <> 'repeat' and value_kind in ('actual', 'estimate')
),

told_in_reports as (
    select
        kind, submission_key, figure_key, locality_key, as_of_on, is_estimate, value, code,
        {{ history_coordinate() }} as coordinate_no,
        {{ history_series() }} as series_no
    from reports
),

told as (
    select
        cells.kind, cells.code, forms.file_no, coalesce(cells.period_to, forms.as_of_on) as as_of_on,
        cells.is_estimate, numbers.cell_no, cast(null as {{ string }}) as report_figure_key, forms.locality_key,
        forms.sender_code, forms.form, forms.return_ends_on, cells.coordinate_no, cells.series_no,
        case cells.kind
            when 'fund' then cast({{ whole_vnd('numbers.value', 'cells.factor') }} as {{ double_type() }})
            else {{ exact_product('numbers.value', 'cells.factor') }}
        end as value
    from {{ ref('int_history__value') }} as numbers
    inner join forms on numbers.submission_no = forms.submission_no
    inner join {{ ref('int_history__cell') }} as cells
        on numbers.cell_set_no = cells.cell_set_no and numbers.cell_no = cells.cell_no
    where numbers.value is not null and coalesce(numbers.absence, '') <> 'incomplete'

    union all

    select
        reports.kind, reports.code, files.file_no, reports.as_of_on, reports.is_estimate, null as cell_no,
        reports.figure_key as report_figure_key, reports.locality_key, files.sender_code, files.form,
        files.return_ends_on, reports.coordinate_no, reports.series_no, reports.value
    from told_in_reports as reports
    inner join {{ ref('int_history__file') }} as files on reports.submission_key = files.submission_key
    where reports.locality_key is not null
)

select
    kind, code, file_no, as_of_on, is_estimate, value, cell_no, report_figure_key,
    {{ history_key("split_part(locality_key, '@', 1)", 'coordinate_no', 'as_of_on') }} as cell_key,
    {{ history_key("split_part(locality_key, '@', 1)", 'as_of_on') }} as place_key,
    case
        when {{ year_of('as_of_on') }} = {{ year_of('return_ends_on') }}
            then {{ history_key("split_part(locality_key, '@', 1)", 'series_no', 'sender_code', 'form') }}
    end as series_key
from told
where value is not null and as_of_on is not null
