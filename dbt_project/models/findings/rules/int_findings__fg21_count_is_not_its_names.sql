{%- set listed = '[^:;()0-9]*' ~ name_pattern() -%}
{%- set name = "(?:(?:', kinds.pattern, ') )?" ~ name_pattern() -%}
-- FG21: a count said of places, bodies or projects, and right behind it, in the same sentence, a list of three names or
-- more that is not as many. Only a closed list speaks: one that ends with its sentence, bracket or clause and does not
-- only give examples; a count that differs by more than the threshold is told of something else, as is one of two
-- counts whose names are listed together.
with kinds as (
    select {{ finding_list('kind_vi', 'length(kind_vi) desc, kind_vi', '|') }} as pattern
    from {{ ref('named_kinds') }}
),

patterns as (
    select
        concat_ws(
            '',
            '([0-9]+ (?:', kinds.pattern, ')[^0-9.:;()]{0,30}(?:,| và) (?:và )?)?(?:^|[ (])([0-9]{1,3}) (',
            kinds.pattern, ')((?:[^.:;()0-9]|[0-9]+(?:,[0-9]+)?%){0,80}?)',
            '(?::|,? (?:gồm có|bao gồm|gồm|đó là|là):?| [(](?:gồm )?) ?(?:các )?',
            '({{ name }}(?:(?:, và |, | và |; ){{ name }}){2,})(?:[.]?$|[;)])'
        ) as pattern
    from kinds
),

-- A pattern put together from rows is read anew for every row, so it looks only at sentences that have a number and,
-- behind it, two names in a list.
candidates as (
    select *
    from {{ ref('int_counts__sentence') }}
    where
        regexp_extract(sentence, '[0-9] .*(?::|gồm|là|[(]){{ listed }}(?:, |; ){{ listed }}', 0) <> ''
),

listed as (
    select
        sentences.*,
        regexp_extract(sentences.sentence, patterns.pattern, 1) as other_count,
        regexp_extract(sentences.sentence, patterns.pattern, 2) as count_text,
        regexp_extract(sentences.sentence, patterns.pattern, 3) as kind,
        lower(regexp_extract(sentences.sentence, patterns.pattern, 4)) as between_text,
        regexp_extract(sentences.sentence, patterns.pattern, 5) as list_text
    from candidates as sentences
    cross join patterns
    where regexp_extract(sentences.sentence, patterns.pattern, 0) <> ''
),

parted as (
    select
        *,
        replace(replace(replace(replace(list_text, ', và ', '|'), ', ', '|'), ' và ', '|'), '; ', '|') as names
    from listed
),

counted as (
    select
        *,
        try_cast(count_text as {{ dbt.type_int() }}) as said,
        1 + length(names) - length(replace(names, '|', '')) as named
    from parted
    where
        other_count = ''
        and regexp_extract(
            between_text,
            '(trong đó|như|điển hình|tiêu biểu|ví dụ|chủ yếu|đại diện|trừ|nhất|thêm|khác|(riêng|đặc biệt)$)', 0
        ) = ''
),

placed as (
    select
        counted.*,
        figures.figure_key,
        row_number() over (
            partition by counted.submission_key, counted.line, counted.count_text, counted.names
            order by figures.char_start
        ) as choice
    from counted
    left join {{ ref('int_counts__figure') }} as figures
        on
            counted.submission_key = figures.submission_key
            and counted.line = figures.line
            and counted.count_text = figures.value_text
    where counted.said > 1 and counted.said <> counted.named
)

select
    {{ finding_columns(
        'FG21', 'placed',
        found="concat_ws('', placed.count_text, ' ', placed.kind)",
        expected=finding_number('placed.named'),
        figure='placed.figure_key',
        difference=finding_number('placed.said - placed.named')
    ) }}
from placed
where placed.choice = 1 and abs(placed.said - placed.named) <= {{ rule_threshold('FG21') }}
