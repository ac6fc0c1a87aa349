{{ config(
    materialized=env_var('GNBV_MATERIALIZED', 'table'),
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ take_out(of_touched_row()) }}"
) }}
{% set measures = ['planned', 'allocated', 'carried_in', 'disbursed', 'carried_out'] %}
-- depends_on: {{ ref('int_forms__touched_row') }}
-- The money of the programme by measure, side by side as forms tell it: which cells stand in one row is settled on the
-- definition, which form of a place counts on its situation. One of the forms names the place of a row.
with cells as (
    select
        situations.situation_no, cells.cell_no, cells.measure, cells.row_no, cells.factor, cells.estimate_no,
        case when cells.measure = 'rate' then null when counted.cell_no is null then 0 else 1 end as local_no,
        case when cells.measure = 'rate' then null when counted.is_counted then 1 else 0 end as total_no
    from {{ ref('int_forms__situation') }} as situations
    inner join {{ ref('int_forms__submission') }} as submissions
        on situations.submission_no = submissions.submission_no
    inner join {{ ref('int_forms__progress_cell') }} as cells on submissions.cell_set_no = cells.cell_set_no
    inner join {{ ref('int_forms__claim') }} as claims
        on situations.stance_no = claims.stance_no and cells.claim_key = claims.claim_key and claims.is_first
    left join {{ ref('int_forms__counted') }} as counted
        on situations.situation_no = counted.situation_no and cells.cell_no = counted.cell_no
    where situations.is_example
),

amounts as (
    select
        submissions.place_no, submissions.submission_no, cells.row_no, cells.measure, cells.total_no, cells.local_no,
        cells.estimate_no, numbers.value, {{ whole_vnd('numbers.value', 'cells.factor') }} as amount_vnd
    from {{ ref('form_value') }} as numbers
    inner join {{ ref('form_submission') }} as submissions on numbers.submission_no = submissions.submission_no
    inner join cells on submissions.situation_no = cells.situation_no and numbers.cell_no = cells.cell_no
    where numbers.value is not null and {{ in_touched_rows('submissions.period', 'submissions.locality_code') }}
)

select
    max(submission_no) as submission_no,
    row_no,
    {% for measure in measures %}
        max(case when measure = '{{ measure }}' then amount_vnd end) as {{ measure }}_vnd,
    {% endfor %}
    min(total_no) as total_no,
    min(local_no) as local_no,
    max(case when measure = 'disbursed' then estimate_no end) as estimate_no,
    max(case when measure = 'rate' then value end) as stated_pct
from amounts
group by place_no, row_no
having min(total_no) is not null
