{%- set signed_change -%}
    case when later.value < earlier.value then -abs(changes.value) else abs(changes.value) end
{%- endset -%}
-- FG01: a change is printed beside the two levels it is between, and is not their difference. The levels are the
-- nearest ones above or before the change, in the same table if it stands in one; of a fall that has a name of its own
-- those of what falls, of two years that follow each other. Where another change of the line is the difference, the
-- rest tell something else (`giảm 4,19%, vượt chỉ tiêu giao (giảm 4%)`). Where two digits of a level that changed
-- places make the change and the column of the places add up, that level is named.
with figures as (
    select *
    from {{ ref('int_indicators__figure') }}
    where is_current
),

paired as (
    select
        changes.figure_key,
        levels.figure_key as level_key,
        named.indicator_code is not null as is_named,
        levels.period_to,
        levels.value,
        levels.line,
        row_number() over (
            partition by changes.figure_key, levels.period_to
            order by abs(changes.line - levels.line), levels.line, levels.char_start
        ) as nearness
    from figures as changes
    left join {{ ref('indicator_changes') }} as named
        on changes.indicator_code = named.indicator_code and not named.is_yearly_average
    inner join figures as levels
        on
            changes.submission_key = levels.submission_key
            and levels.indicator_code = coalesce(named.changed_indicator, changes.indicator_code)
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
        changes.figure_key,
        concat_ws(' ', earlier.level_key, later.level_key) as level_keys,
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
        earlier.level_key as earlier_key,
        later.level_key as later_key,
        earlier.value as earlier_value,
        later.value as later_value,
        later.value - ({{ signed_change }}) as earlier_reckoned,
        earlier.value + {{ signed_change }} as later_reckoned,
        min(abs(abs(changes.value) - abs(later.value - earlier.value))) over (
            partition by changes.submission_key, changes.line, changes.indicator_code, later.level_key
        ) as nearest,
        later.line as later_line
    from figures as changes
    inner join {{ ref('int_figures__report_version') }} as submissions
        on changes.submission_key = submissions.submission_key
    inner join levels as later on changes.figure_key = later.figure_key and later.age = 1
    inner join levels as earlier on changes.figure_key = earlier.figure_key and earlier.age = 2
    where not later.is_named or {{ year_of('later.period_to') }} = {{ year_of('earlier.period_to') }} + 1
),

-- The table's total and its places differ by just as much: two equations name the value.
reckoned as (
    {% for level in ['earlier', 'later'] -%}
        select
            placed.figure_key,
            placed.{{ level }}_key as level_key,
            {{ finding_number('placed.' ~ level ~ '_reckoned') }} as reckoned_text
        from placed
        inner join {{ ref('int_counts__column') }} as totals
            on
                placed.submission_key = totals.submission_key
                and concat_ws('', ' ', totals.item_keys, ' ') like concat_ws('', '% ', placed.{{ level }}_key, ' %')
                and totals.total - totals.value = placed.{{ level }}_value - placed.{{ level }}_reckoned
        where {{ swapped_whole('placed.' ~ level ~ '_value', 'placed.' ~ level ~ '_reckoned') }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

slips as (
    select figure_key, min(level_key) as level_key, min(reckoned_text) as reckoned_text
    from reckoned
    group by figure_key
    having count(distinct level_key) = 1
)

select
    {{ finding_columns(
        'FG01', 'placed',
        found='placed.value_text',
        expected=finding_number('abs(placed.difference)'),
        expected_line='placed.later_line',
        figure='placed.figure_key',
        others='placed.level_keys',
        repair_figure='slips.level_key',
        repair='slips.reckoned_text'
    ) }}
from placed
left join slips on placed.figure_key = slips.figure_key
where placed.nearest > {{ rule_threshold('FG01') }}
