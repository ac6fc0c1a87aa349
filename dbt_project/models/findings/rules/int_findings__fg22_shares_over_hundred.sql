-- FG22: the shares of one structure (`cơ cấu: nông nghiệp 48%, ...`), listed in one sentence, add up to more than 100
-- by more than their rounding. Three shares at least; a sentence that tells of changes, plans or reached shares is
-- left alone, and so is a sum beyond the threshold, which holds more than one structure.
with structures as (
    select
        *,
        replace(regexp_extract(lower(sentence), '(cơ cấu|tỷ trọng)(.*)$', 2), ' %', '%') as rest
    from {{ ref('int_counts__sentence') }}
    where
        regexp_extract(lower(sentence), '(cơ cấu|tỷ trọng)', 1) <> ''
        and regexp_extract(lower(sentence), '(tăng|giảm|so với|đạt|kế hoạch|chuyển dịch|mục tiêu|phấn đấu)', 1) = ''
),

words as (
    select
        submission_key, line, return_type, period, locality_code, sheet, cell, sentence,
        {{ each_word('rest') }} as word
    from structures
),

shares as (
    select
        submission_key, line, return_type, period, locality_code, sheet, cell, sentence,
        regexp_extract(word, '^[(]?([0-9]{1,2}(,[0-9]+)?)%[),;.]*$', 1) as share_text
    from words
),

added as (
    select
        submission_key, line, return_type, period, locality_code, sheet, cell, sentence,
        count(*) as share_count,
        sum(try_cast(replace(share_text, ',', '.') as {{ double_type() }})) as total,
        sum(0.5 / power(10, {{ printed_decimals('share_text') }})) as slack,
        {{ finding_list('share_text', 'share_text desc', ' + ') }} as shares_text
    from shares
    where share_text <> ''
    group by submission_key, line, return_type, period, locality_code, sheet, cell, sentence
)

select
    {{ finding_columns(
        'FG22', 'added',
        found=rate_text('added.total'),
        expected="concat_ws('', '100% (', added.shares_text, ')')"
    ) }}
from added
where
    added.share_count >= 3
    and added.total > 100 + added.slack * 1.000001
    and added.total <= {{ rule_threshold('FG22') }}
