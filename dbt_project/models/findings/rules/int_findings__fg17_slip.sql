-- FG17: a number that differs by a slip people are known to make (two digits swapped, a thousand times too much, one
-- digit wrong) from the one under which most equations of its document would hold. Told once a quantity, at its first
-- figure.
with repairs as (
    select
        repairs.equation_key,
        repairs.repair_figure_key,
        repairs.repair_text,
        choices.submission_key,
        choices.quantity_key,
        choices.amount,
        choices.slip
    from {{ ref('int_equations__repair') }} as repairs
    inner join {{ ref('int_equations__repair_choice') }} as choices on repairs.equation_key = choices.equation_key
    where choices.slip is not null
),

wanted as (
    select distinct repair_figure_key
    from repairs
),

figures as (
    select figure_key, submission_key, value_text, rule_id, sheet, cell, line
    from {{ ref('report_fund') }}

    union all

    select figure_key, submission_key, value_text, rule_id, sheet, cell, line
    from {{ ref('report_indicator') }}

    union all

    select figure_key, submission_key, value_text, rule_id, sheet, cell, line
    from {{ ref('report_target') }}

    union all

    select figure_key, submission_key, value_text, 'form' as rule_id, sheet, cell, null as line
    from ({{ form_figures('wanted', 'repair_figure_key') }}) as forms
    where kind in ('fund', 'indicator')
),

placed as (
    select
        repairs.*,
        figures.sheet,
        figures.cell,
        figures.line,
        submissions.return_type,
        submissions.period,
        submissions.locality_code,
        case when figures.rule_id = 'form' then {{ door_number('repairs.amount') }} else figures.value_text end
            as found_text,
        case repairs.slip
            when 'swapped' then 'đảo chữ số'
            when 'thousand' then 'lệch 1.000 lần'
            when 'million' then 'lệch 1.000.000 lần'
            when 'ten' then 'lệch mười lần'
            else 'sai một chữ số'
        end as slip_vi,
        row_number() over (
            partition by repairs.submission_key, repairs.quantity_key
            order by figures.line nulls last, figures.figure_key, repairs.equation_key
        ) as figure_no
    from repairs
    inner join figures
        on repairs.submission_key = figures.submission_key and repairs.repair_figure_key = figures.figure_key
    inner join {{ ref('int_figures__submission') }} as submissions
        on repairs.submission_key = submissions.submission_key
)

select
    {{ finding_columns(
        'FG17', 'placed',
        found='placed.found_text',
        expected="concat_ws('', placed.repair_text, ' (', placed.slip_vi, ')')",
        figure='placed.repair_figure_key',
        equation='placed.equation_key'
    ) }}
from placed
where placed.figure_no = 1
