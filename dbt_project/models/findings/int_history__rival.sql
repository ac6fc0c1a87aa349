{%- set provisional = "('" ~ var('provisional_returns') | join("', '") ~ "')" -%}
-- A figure that two documents tell with two values, each beside the one told before it: `is_opening` where the later
-- document looks back on the end of a year that the earlier one was about. Looked for only among places and days that
-- two documents speak of; the same form of the same sender is another version or a later round of it.
with places as (
    select place_key
    from {{ ref('int_history__figure') }}
    group by place_key
    having min(file_no) <> max(file_no)
),

shared as (
    select figures.*
    from {{ ref('int_history__figure') }} as figures
    inner join places on figures.place_key = places.place_key
),

differing as (
    select cell_key
    from shared
    group by cell_key
    having min(value) <> max(value) and min(file_no) <> max(file_no)
),

spread as (
    select
        shared.*, files.form, files.sender_code, files.is_form, files.return_ends_on, files.return_type, files.period,
        files.known_from, files.submission_key,
        {{ history_figure_key('files', 'shared.cell_no', 'shared.report_figure_key') }} as figure_key,
        min(shared.value) over (partition by shared.cell_key, shared.file_no) as least_value,
        max(shared.value) over (partition by shared.cell_key, shared.file_no) as greatest_value
    from shared
    inner join differing on shared.cell_key = differing.cell_key
    inner join {{ ref('int_history__file') }} as files on shared.file_no = files.file_no
),

-- What one document says with two values has unsure coordinates, and is told by FG14.
told as (
    select
        *,
        row_number() over (
            partition by cell_key order by return_ends_on, known_from, submission_key, figure_key
        ) as told_no
    from spread
    where
        least_value = greatest_value
        -- A provisional result is not held against the official one: the two may differ.
        and return_type not in {{ provisional }}
),

pairs as (
    select
        later.*,
        earlier.value as previous_value,
        earlier.figure_key as previous_figure_key,
        earlier.is_form as previous_is_form,
        earlier.return_type as previous_return_type,
        earlier.period as previous_period,
        earlier.sender_code as previous_sender_code,
        {{ year_of('later.return_ends_on') }} = {{ year_of('later.as_of_on') }} + 1
        and {{ year_of('earlier.return_ends_on') }} = {{ year_of('later.as_of_on') }}
        and {{ closes_year('later.as_of_on') }}
        and later.kind = 'indicator'
        and later.sender_code = earlier.sender_code as is_opening,
        coalesce(later.form = earlier.form and later.sender_code = earlier.sender_code, false) as is_same_form
    from told as later
    inner join told as earlier
        on later.cell_key = earlier.cell_key and later.told_no = earlier.told_no + 1
    where later.value <> earlier.value and later.file_no <> earlier.file_no
),

wanted as (
    select figure_key from pairs

    union

    select previous_figure_key as figure_key from pairs
),

printed as (
    {{ history_printed_figures('wanted') }}
)

select
    pairs.kind, pairs.code, pairs.is_opening, pairs.is_form and pairs.previous_is_form as is_form, pairs.value,
    pairs.previous_value, pairs.as_of_on, pairs.figure_key, pairs.previous_figure_key, pairs.return_type, pairs.period,
    pairs.submission_key, pairs.previous_return_type, pairs.previous_period, pairs.previous_sender_code,
    printed.locality_code, printed.component_code, printed.source, printed.nature, printed.budget_year,
    printed.value_text, printed.unit_text, printed.sheet, printed.cell, printed.line,
    previous.value_text as previous_value_text, previous.unit_text as previous_unit_text,
    previous.sheet as previous_sheet, previous.cell as previous_cell, previous.line as previous_line,
    {{ history_half_unit('printed', 'pairs.is_form') }}
    + {{ history_half_unit('previous', 'pairs.previous_is_form') }} as tolerance
from pairs
inner join printed on pairs.figure_key = printed.figure_key
inner join printed as previous on pairs.previous_figure_key = previous.figure_key
where pairs.is_opening or not pairs.is_same_form
