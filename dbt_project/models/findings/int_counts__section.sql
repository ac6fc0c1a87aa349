-- The numbered sections of a narrative report: `III. ĐÁNH GIÁ CHUNG` is section 3. Numbering begins anew with every I,
-- so that an annex or the next part of a report has its own run. Rows of tables are no headings.
with lines as (
    select
        texts.submission_key,
        texts.line,
        {{ dbt.split_part(trimmed("texts.text", "leading"), "'.'", 1) }} as numeral,
        {{ trimmed('texts.text', 'leading') }} as text
    from {{ ref('fct_text_line') }} as texts
    inner join {{ ref('int_figures__report_version') }} as submissions
        on texts.submission_key = submissions.submission_key
    where
        texts.text not like concat_ws('', '%', chr(9), '%')
        and {{ known_by_run('submissions') }}
),

numbered as (
    select
        submission_key,
        line,
        numeral,
        {{ roman_number('numeral') }} as section_no
    from lines
    where text like '%._%' and length(numeral) <= 5
),

runs as (
    select
        *,
        sum(case when section_no = 1 then 1 else 0 end) over (
            partition by submission_key order by line
            rows between unbounded preceding and current row
        ) as run_no
    from numbered
    where section_no is not null
)

select
    *,
    row_number() over (partition by submission_key, run_no order by line) as expected_no,
    lag(section_no) over (partition by submission_key, run_no order by line) as previous_no,
    count(*) over (partition by submission_key, run_no) as section_count
from runs
