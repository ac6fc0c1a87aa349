-- What became of a figure since the period before, where that may be a slip: a flow that runs on through its year is
-- the same or has fallen, or a value is a thousand or a million times the one before (`slip`: by how many times three
-- digits, below 0 if less). A value that is back at the size of the period before that is none: there the one between
-- was. The counts are of the figures of the file that are not zero: of the same measure with a period before, of those
-- the ones that did not change, of all with a period before, of those the ones that slipped alike.
with compared as (
    select
        figures.file_no, figures.cell_no, figures.report_figure_key, figures.kind, figures.code, figures.series_key,
        figures.as_of_on, figures.is_estimate, figures.value,
        previous.value as previous_value,
        previous.as_of_on as previous_as_of_on,
        previous.file_no as previous_file_no,
        previous.cell_no as previous_cell_no,
        previous.report_figure_key as previous_report_figure_key,
        behaviours.behaviour,
        case
            when figures.value <= 0 or previous.value <= 0 then 0
            -- Most values are of the same size, and a logarithm costs.
            when figures.value < previous.value * 30 and previous.value < figures.value * 30 then 0
            when {{ history_is_slip('figures.value', 'previous.value', rule_threshold('HI03')) }}
                then round(ln(figures.value / previous.value) / ln(1000.0))
            else 0
        end as size_slip
    from {{ ref('int_history__figure') }} as figures
    inner join {{ ref('int_history__file') }} as files on figures.file_no = files.file_no
    inner join {{ ref('int_history__figure') }} as previous
        on files.previous_file_no = previous.file_no and figures.series_key = previous.series_key
    inner join {{ ref('figure_behaviours') }} as behaviours
        on figures.kind = behaviours.kind and figures.code = behaviours.code
    where previous.as_of_on < figures.as_of_on and (figures.value <> 0 or previous.value <> 0)
),

-- The period before the previous one, for what seems to have slipped.
judged as (
    select
        compared.*,
        {{ year_of('compared.as_of_on') }} = {{ year_of('compared.previous_as_of_on') }} as is_same_year,
        case when coalesce(abs(ln(compared.value / before.value)) < ln(30.0), false) then 0 else compared.size_slip end
            as slip
    from compared
    left join {{ ref('int_history__file') }} as previous_files
        on compared.size_slip <> 0 and compared.previous_file_no = previous_files.file_no
    left join {{ ref('int_history__figure') }} as before
        on
            previous_files.previous_file_no = before.file_no
            and compared.series_key = before.series_key
            and before.value > 0
),

measures as (
    select
        file_no, kind, code,
        count(*) as measure_count,
        count(case when value = previous_value then 1 end) as same_count
    from judged
    where value <> 0
    group by file_no, kind, code
),

files as (
    select
        file_no,
        kind,
        count(*) as compared_count,
        count(case when slip > 0 then 1 end) as up_count,
        count(case when slip < 0 then 1 end) as down_count
    from judged
    where value <> 0 and previous_value <> 0
    group by file_no, kind
),

chosen as (
    select
        judged.*,
        measures.measure_count,
        measures.same_count,
        files.compared_count,
        case when judged.slip > 0 then files.up_count else files.down_count end as alike_count,
        {{ history_figure_key('figure_files', 'judged.cell_no', 'judged.report_figure_key') }} as figure_key,
        {{ history_figure_key('previous_files', 'judged.previous_cell_no', 'judged.previous_report_figure_key') }}
            as previous_figure_key
    from judged
    inner join {{ ref('int_history__file') }} as figure_files on judged.file_no = figure_files.file_no
    inner join {{ ref('int_history__file') }} as previous_files on judged.previous_file_no = previous_files.file_no
    left join measures
        on judged.file_no = measures.file_no and judged.kind = measures.kind and judged.code = measures.code
    left join files on judged.file_no = files.file_no and judged.kind = files.kind
    where
        judged.slip <> 0
        or (judged.behaviour = 'cumulative' and judged.value = judged.previous_value)
        or (judged.behaviour = 'cumulative' and judged.is_same_year and judged.value < judged.previous_value)
),

wanted as (
    select figure_key from chosen

    union

    select previous_figure_key as figure_key from chosen
),

printed as (
    {{ history_printed_figures('wanted') }}
)

select
    chosen.kind, chosen.code, chosen.behaviour, chosen.is_same_year, chosen.is_estimate, chosen.slip, chosen.value,
    chosen.previous_value, chosen.as_of_on, chosen.previous_as_of_on, chosen.measure_count, chosen.same_count,
    chosen.compared_count, chosen.alike_count, chosen.figure_key, chosen.previous_figure_key, files.is_form,
    files.return_type, files.period, files.submission_key, printed.locality_code, printed.component_code,
    printed.source, printed.nature, printed.budget_year, printed.value_text, printed.unit_text, printed.sheet,
    printed.cell, printed.line, previous.value_text as previous_value_text, previous.unit_text as previous_unit_text,
    previous_files.period as previous_period,
    {{ history_half_unit('printed', 'files.is_form') }}
    + {{ history_half_unit('previous', 'previous_files.is_form') }} as tolerance
from chosen
inner join {{ ref('int_history__file') }} as files on chosen.file_no = files.file_no
inner join {{ ref('int_history__file') }} as previous_files on chosen.previous_file_no = previous_files.file_no
inner join printed on chosen.figure_key = printed.figure_key
inner join printed as previous on chosen.previous_figure_key = previous.figure_key
