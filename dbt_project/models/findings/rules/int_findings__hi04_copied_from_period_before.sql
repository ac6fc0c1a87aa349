-- HI04: all amounts of a flow of this year's money, at least as many as the threshold and of three digits or more, are
-- those of the period before: the block was copied. Plans rightly stay as they are, and so does money of earlier years
-- that is spent.
with copied as (
    select
        *,
        row_number() over (partition by submission_key, code order by -abs(value), figure_key) as size_no
    from {{ ref('int_history__change') }}
    where
        kind = 'fund'
        and behaviour = 'cumulative'
        and not is_estimate
        and value = previous_value
        and measure_count = same_count
        and abs(value) / {{ history_unit('unit_text') }} >= 100
        and coalesce(budget_year, {{ text_of(year_of('as_of_on')) }}) = {{ text_of(year_of('as_of_on')) }}
),

blocks as (
    select
        submission_key,
        code,
        count(*) as copied_count,
        {{ finding_list('figure_key', 'size_no', ' ') }} as figure_keys
    from copied
    group by submission_key, code
),

told as (
    select
        copied.*,
        blocks.copied_count,
        blocks.figure_keys
    from copied
    inner join blocks on copied.submission_key = blocks.submission_key and copied.code = blocks.code
    where copied.size_no = 1 and blocks.copied_count >= {{ rule_threshold('HI04') }}
)

select
    {{ finding_columns(
        'HI04', 'told',
        found="concat_ws('', " ~ text_of('told.copied_count') ~ ", ' số; ', "
        ~ history_amount('told.value', 'told.unit_text')
        ~ ")",
        expected="concat_ws('', '≠ ', told.previous_period)",
        figure='told.figure_key',
        others='told.figure_keys'
    ) }}
from told
