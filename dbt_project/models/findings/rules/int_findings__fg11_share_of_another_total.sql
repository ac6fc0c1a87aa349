-- FG11: amounts told as shares of one total, named behind the percentages, or listed in one line with the share of each
-- in brackets. Each share says what the total may be; one of them says another total than all the others, which agree
-- with each other.
with shares as (
    select
        stated.*,
        case
            when stated.cue = 'share'
                then regexp_extract(lower(stated.words_behind), '^ ?(tổng [^ ,;.()]+ [^ ,;.()]+)', 1)
            else concat_ws(
                '|', 'line', {{ text_of('stated.line') }}, stated.component_path, stated.source, stated.nature
            )
        end as whole_words,
        100.0 * (stated.amount_vnd - stated.half_unit) / (stated.pct + stated.half_pct) as total_from,
        100.0 * (stated.amount_vnd + stated.half_unit) / (stated.pct - stated.half_pct) as total_to
    from {{ ref('int_rates__stated') }} as stated
    left join {{ ref('int_rates__judged') }} as judged on stated.figure_key = judged.figure_key
    where
        (
            stated.cue = 'share'
            -- What was spent is told with its share of the plan.
            or (regexp_extract(stated.words_before, '^[^0-9]*[(] ?$', 0) <> '' and stated.measure_root <> 'disbursed')
        )
        and not stated.is_crossed
        and stated.pct > stated.half_pct
        and judged.figure_key is null
),

against as (
    select
        one.figure_key,
        {{ finding_list('other.figure_key', 'other.line, other.char_start, other.figure_key', ' ') }} as other_keys,
        min(other.line) as other_line,
        count(*) as others,
        max(other.total_from) as total_from,
        min(other.total_to) as total_to
    from shares as one
    inner join shares as other
        on
            one.submission_key = other.submission_key
            and one.place_path = other.place_path
            and one.measure_root = other.measure_root
            and coalesce(one.budget_year, '') = coalesce(other.budget_year, '')
            and one.whole_words = other.whole_words
            and one.figure_key <> other.figure_key
    where one.whole_words <> ''
    group by one.figure_key
),

odd as (
    select
        shares.*,
        against.other_keys,
        against.other_line,
        against.total_from as agreed_from,
        against.total_to as agreed_to,
        count(*) over (
            partition by shares.submission_key, shares.place_path, shares.measure_root, shares.whole_words
        ) as odd_ones,
        {{ rate_unit('shares.half_unit', 'shares.value_text') }} as unit_vnd
    from shares
    inner join against on shares.figure_key = against.figure_key
    where
        against.others + 1 >= {{ rule_threshold('FG11') }}
        and (shares.cue = 'share' or against.others > 2)
        and against.total_from <= against.total_to
        and (shares.total_from > against.total_to or shares.total_to < against.total_from)
)

select
    {{ finding_columns(
        'FG11', 'odd',
        found='odd.pct_text',
        expected="concat_ws('', " ~ rate_text('100.0 * odd.amount_vnd / odd.agreed_to') ~ ", '-', "
        ~ rate_text('100.0 * odd.amount_vnd / odd.agreed_from') ~ ", ' của tổng ', "
        ~ printed_like('odd.agreed_from', 'odd.unit_vnd', '0') ~ ", '-', "
        ~ printed_like('odd.agreed_to', 'odd.unit_vnd', '0') ~ ", ' mà các tỷ lệ khác cho thấy')",
        expected_line='odd.other_line',
        figure='odd.figure_key',
        others='odd.other_keys'
    ) }}
from odd
where odd.odd_ones = 1
