-- HI03: a value is a thousand or a million times the one of the period before, or a part of it. Where most money of the
-- file is off alike, the unit of the whole file is told once. A flow that rose so much is told where it exceeds what it
-- is paid from, one that fell unless the value before exceeded that. From one year to the next a plan may really be
-- another: told for information unless the digits are the same.
with changes as (
    select
        *,
        kind = 'fund' and compared_count >= 5 and alike_count * 2 > compared_count as is_whole_file,
        row_number() over (
            partition by submission_key, kind, alike_count order by abs(value) desc, figure_key
        ) as size_no
    from {{ ref('int_history__change') }}
    where slip <> 0
),

changed as (
    select distinct submission_key
    from changes
    where kind = 'fund'
),

funds as (
    select submission_key, component_code, source, nature, budget_year, measure, amount_vnd
    from {{ ref('report_fund') }}

    union all

    select
        submission_key, component_code, source, nature, budget_year, measure,
        {{ whole_vnd('number', 'factor') }} as amount_vnd
    from ({{ form_figures('changed', values=ref('int_history__value')) }}) as forms
    where kind = 'fund'
),

plans as (
    select
        changes.figure_key,
        max(funds.amount_vnd) as plan_value
    from changes
    inner join funds
        on
            changes.submission_key = funds.submission_key
            and changes.component_code = funds.component_code
            and changes.source = funds.source
            and changes.nature = funds.nature
            and coalesce(changes.budget_year, '') = coalesce(funds.budget_year, '')
    where changes.kind = 'fund' and funds.measure in ('planned', 'allocated', 'carried_in')
    group by changes.figure_key
),

found as (
    select
        changes.*,
        concat_ws('|', changes.submission_key, changes.kind, changes.code, changes.budget_year) as coordinate_group,
        changes.value / power(1000.0, changes.slip) as repaired_value,
        changes.is_same_year or changes.value = changes.previous_value * power(1000.0, changes.slip) as is_sure
    from changes
    left join plans on changes.figure_key = plans.figure_key
    where
        (changes.is_whole_file and changes.size_no = 1)
        or (not changes.is_whole_file and changes.behaviour = 'level')
        or (
            not changes.is_whole_file
            and changes.behaviour = 'cumulative'
            and changes.is_same_year
            and case
                when changes.slip > 0 then changes.value > plans.plan_value
                else coalesce(changes.previous_value <= plans.plan_value, true)
            end
        )
),

{{ history_kept('found') }}

select
    {{ finding_columns(
        'HI03', 'kept',
        found="case when kept.is_whole_file
            then concat_ws('', " ~ text_of('kept.alike_count')
            ~ ", '/', " ~ text_of('kept.compared_count') ~ ", ' số; ', "
        ~ history_amount('kept.value', 'kept.unit_text') ~ ")
            else " ~ history_amount('kept.value', 'kept.unit_text') ~ " end",
        expected="concat_ws('', " ~ history_amount('kept.previous_value', 'kept.unit_text')
        ~ ", ' (', kept.previous_period, ')')",
        severity="case when not kept.is_whole_file and not kept.is_sure then 'info' end",
        figure='kept.figure_key',
        others='kept.previous_figure_key',
        repair_figure='kept.figure_key',
        repair=history_number('kept.repaired_value', 'kept.unit_text')
    ) }}
from kept
