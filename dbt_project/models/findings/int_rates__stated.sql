{%- set pattern = rate_pattern('figures.stated_pct') -%}
-- Each percentage a narrative report prints behind an amount of money: as printed, how precisely, what it says by the
-- words around it, and whether the amount it stands behind and the coordinates of that amount can be relied on.
with lines as (
    select
        submission_key, line,
        concat_ws(' ', text, lead(text) over (partition by submission_key order by line)) as text
    from {{ ref('fct_text_line') }}
),

figures as (
    select
        funds.*,
        submissions.return_type,
        submissions.period as return_period,
        submissions.locality_code as sender_code,
        coalesce(substr(lines.text, cast(funds.char_end as {{ dbt.type_int() }}) + 1), '') as tail
    from {{ ref('int_figures__fund') }} as funds
    inner join {{ ref('int_figures__report_version') }} as submissions
        on funds.submission_key = submissions.submission_key
    left join lines on funds.submission_key = lines.submission_key and funds.line = lines.line
    where
        funds.stated_pct is not null
        and coalesce(funds.value_kind, '') <> 'change'
        and funds.known_from <= coalesce({{ run_known() }}, {{ last_instant() }})
),

printed as (
    select
        figures.*,
        coalesce(
            nullif(regexp_extract(figures.tail, concat_ws('', '(^|[^0-9.,])(', {{ pattern }}, ' ?%)'), 2), ''),
            nullif(regexp_extract(figures.tail, concat_ws('', '(^|[^0-9.,])(', {{ pattern }}, ')($|[^0-9.,])'), 2), '')
        ) as printed_text
    from figures
),

placed as (
    select
        *,
        concat_ws(
            '', replace(replace(replace(
                coalesce(printed_text, cast(stated_pct as {{ dbt.type_string() }})), '%', ''
            ), ' ', ''), '.', ','), '%'
        ) as pct_text,
        coalesce(left(tail, {{ dbt.position('printed_text', 'tail') }} - 1), '') as words_before,
        coalesce(
            substr(tail, {{ dbt.position('printed_text', 'tail') }} + length(printed_text), 60), ''
        ) as words_behind
    from printed
),

crossed as (
    select distinct placed.figure_key
    from placed
    inner join {{ ref('int_figures__fund') }} as others
        on
            placed.submission_key = others.submission_key
            and placed.line = others.line
            and placed.char_end < others.char_start
            and placed.char_end + length(placed.words_before) > others.char_start
    where not {{ rate_is_pair(
        'left(placed.words_before, cast(others.char_start - placed.char_end as ' ~ dbt.type_int() ~ '))'
    ) }}
),

measured as (
    select
        placed.*,
        {{ rate_decimals("replace(placed.pct_text, '%', '')") }} as decimals,
        {{ rate_half_unit('placed.amount_vnd', 'placed.value_text') }} as half_unit,
        {{ rate_cue('lower(placed.words_before)', 'lower(placed.words_behind)') }} as cue,
        crossed.figure_key is not null
        or {{ rate_in_turn('lower(placed.words_before)', 'lower(placed.words_behind)') }} as is_crossed,
        max(placed.amount_vnd) over same_coordinates - min(placed.amount_vnd) over same_coordinates
        <= 2 * max({{ rate_half_unit('placed.amount_vnd', 'placed.value_text') }}) over same_coordinates
        or min(placed.stated_pct) over same_coordinates = max(placed.stated_pct) over same_coordinates as is_alone,
        sum(placed.amount_vnd) over same_coordinates as alike_vnd
    from placed
    left join crossed on placed.figure_key = crossed.figure_key
    window same_coordinates as (
        partition by placed.submission_key, placed.coordinate_key, placed.measure, placed.as_of_on
    )
)

select
    figure_key,
    submission_key,
    return_type,
    return_period as period,
    sender_code as locality_code,
    sheet,
    cell,
    line,
    char_start,
    char_end,
    coordinate_key,
    place_path,
    component_path,
    measure,
    measure_root,
    source,
    nature,
    budget_year,
    budget_year_from,
    budget_year_to,
    amount_vnd,
    half_unit,
    value_text,
    stated_pct as pct,
    pct_text,
    decimals,
    {{ rate_half('decimals') }} as half_pct,
    cue,
    is_crossed,
    words_before,
    words_behind,
    -- Several amounts, not one rounded nor with one rate nor a sum: the reader missed what tells them apart.
    not is_crossed and (is_alone or abs(2 * amount_vnd - alike_vnd) <= 10 * half_unit) as is_certain
from measured
