-- FG01: a change is printed beside the two levels it is between, and is not their difference. The levels are the
-- nearest ones above or before the change, in the same table if it stands in one.
with figures as (
    select *
    from {{ ref('int_indicators__figure') }}
    where is_current
),

paired as (
    select
        changes.figure_key,
        levels.period_to,
        levels.value,
        levels.line,
        row_number() over (
            partition by changes.figure_key, levels.period_to
            order by abs(changes.line - levels.line), levels.line, levels.char_start
        ) as nearness
    from figures as changes
    inner join figures as levels
        on
            changes.submission_key = levels.submission_key
            and changes.indicator_code = levels.indicator_code
            and changes.population_code = levels.population_code
            and changes.place_path = levels.place_path
            and coalesce(changes.sheet, '') = coalesce(levels.sheet, '')
            and changes.line >= levels.line
            and changes.period_to >= levels.period_to
    where changes.measured = 'change' and levels.measured = 'level'
),

levels as (
    select
        *,
        row_number() over (partition by figure_key order by period_to desc) as age
    from paired
    where nearness = 1
),

placed as (
    select
        changes.submission_key,
        changes.locality_code,
        changes.sheet,
        changes.cell,
        changes.line,
        changes.value_text,
        changes.value,
        submissions.return_type,
        submissions.period,
        later.value - earlier.value as difference,
        later.line as later_line
    from figures as changes
    inner join {{ ref('int_figures__submission') }} as submissions
        on changes.submission_key = submissions.submission_key
    inner join levels as later on changes.figure_key = later.figure_key and later.age = 1
    inner join levels as earlier on changes.figure_key = earlier.figure_key and earlier.age = 2
)

select
    {{ finding_columns(
        'FG01', 'placed',
        found='placed.value_text',
        expected=finding_number('abs(placed.difference)'),
        expected_line='placed.later_line'
    ) }}
from placed
where abs(abs(placed.value) - abs(placed.difference)) > {{ rule_threshold('FG01') }}
