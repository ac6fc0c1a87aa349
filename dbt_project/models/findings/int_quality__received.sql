{%- set known = 'coalesce(' ~ run_known() ~ ', ' ~ last_instant() ~ ')' -%}
-- The denominator of quality: every return of which a file or the number of a document is held, with or without
-- findings, and what findings in a file speak of; with the figures of the versions that stand.
with received as (
    select return_type, period, locality_code
    from {{ ref('fct_submission') }}
    where known_from <= {{ known }}

    union

    select obligations.return_type, obligations.period, obligations.locality_code
    from {{ ref('fct_evidence') }} as documents
    inner join {{ ref('fct_obligation') }} as obligations on documents.obligation_key = obligations.obligation_key
    where documents.known_from <= {{ known }}

    union

    select return_type, period, locality_code
    from {{ ref('fct_finding') }}
    where submission_key is not null
),

-- How many figures a form prints follows from which of its cells hold a number.
shapes as (
    select
        examples.shape_no,
        count(*) as figures
    from {{ ref('int_forms__shape') }} as examples
    inner join {{ ref('form_value') }} as numbers on examples.submission_no = numbers.submission_no
    inner join {{ ref('form_submission') }} as submissions on examples.submission_no = submissions.submission_no
    inner join {{ ref('form_cell') }} as cells
        on submissions.cell_set_no = cells.cell_set_no and numbers.cell_no = cells.cell_no
    where examples.is_example and numbers.value is not null
    group by examples.shape_no
),

printed as (
    select
        submissions.submission_key,
        shapes.figures
    from {{ ref('form_submission') }} as submissions
    inner join {{ ref('int_forms__shape') }} as shaped on submissions.submission_no = shaped.submission_no
    inner join shapes on shaped.shape_no = shapes.shape_no
    where submissions.known_from <= {{ known }} and {{ known }} < submissions.known_to
    {% for facts in ['report_fund', 'report_indicator', 'report_target'] %}

        union all

        select
            submission_key,
            1 as figures
        from {{ ref(facts) }}
        where known_from <= {{ known }} and {{ known }} < known_to
    {% endfor %}
),

counted as (
    select submissions.return_type, submissions.period, submissions.locality_code, sum(printed.figures) as figures
    from printed
    inner join {{ ref('fct_submission') }} as submissions on printed.submission_key = submissions.submission_key
    group by submissions.return_type, submissions.period, submissions.locality_code
)

select
    received.return_type,
    received.period,
    received.locality_code,
    coalesce(counted.figures, 0) as figures
from received
left join counted
    on
        received.return_type = counted.return_type
        and received.period = counted.period
        and received.locality_code = counted.locality_code
where received.return_type is not null and received.period is not null and received.locality_code is not null
