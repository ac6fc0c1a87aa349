-- The sentences of narrative reports, one by one, without marks of emphasis. Rows of tables are none; the dot of an
-- abbreviated place (`TP. Huế`) ends none. Blanks stand as `_` while a line is cut.
with lines as (
    select
        texts.submission_key,
        texts.line,
        submissions.return_type,
        submissions.period,
        submissions.locality_code,
        cast(null as {{ dbt.type_string() }}) as sheet,
        cast(null as {{ dbt.type_string() }}) as cell,
        replace(
            replace(replace(translate(texts.text, '*_' || chr(160), ''), 'TP. ', 'TP '), 'TX. ', 'TX '), 'TT. ', 'TT '
        ) as text
    from {{ ref('fct_text_line') }} as texts
    inner join {{ ref('int_figures__report_version') }} as submissions
        on texts.submission_key = submissions.submission_key
    where
        texts.text not like concat_ws('', '%', chr(9), '%')
        and texts.text not like '% | %'
        and {{ known_by_run('submissions') }}
),

cut as (
    select
        submission_key, line, return_type, period, locality_code, sheet, cell,
        {{ each_word("replace(replace(" ~ trimmed("text") ~ ", ' ', '_'), '._', '. ')") }} as piece
    from lines
)

select
    submission_key, line, return_type, period, locality_code, sheet, cell,
    {{ trimmed("replace(piece, '_', ' ')") }} as sentence
from cut
where piece <> ''
