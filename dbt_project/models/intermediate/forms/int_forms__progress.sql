{% set measures = ['planned', 'allocated', 'carried_in', 'disbursed', 'carried_out'] %}
-- depends_on: {{ ref('int_forms__touched_row') }}
-- The money of the programme by measure, side by side as forms tell it: which cells stand in one row is settled on the
-- definition, which form of a place counts on its situation.
with cells as (
    select
        situations.situation_no, cells.cell_no, cells.measure, cells.row_no, cells.factor, cells.estimate_no,
        case when counted.cell_no is null then 0 else 1 end as local_no,
        case when counted.is_counted then 1 else 0 end as total_no
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

side_by_side as (
    select
        submissions.place_no,
        cells.row_no,
        max(submissions.submission_no) as submission_no,
        {% for measure in measures %}
            max(
                case when cells.measure = '{{ measure }}' then {{ whole_vnd('numbers.value', 'cells.factor') }} end
            ) as {{ measure }}_vnd,
        {% endfor %}
        min(case when cells.measure <> 'rate' then cells.total_no end) as total_no,
        min(case when cells.measure <> 'rate' then cells.local_no end) as local_no,
        max(case when cells.measure = 'disbursed' then cells.estimate_no end) as estimate_no,
        max(case when cells.measure = 'rate' then numbers.value end) as stated_pct
    from {{ ref('form_value') }} as numbers
    inner join {{ ref('form_submission') }} as submissions on numbers.submission_no = submissions.submission_no
    inner join cells on submissions.situation_no = cells.situation_no and numbers.cell_no = cells.cell_no
    where numbers.value is not null and {{ in_touched_rows('submissions.period', 'submissions.locality_code') }}
    group by submissions.place_no, cells.row_no
    having max(case when cells.measure <> 'rate' then 1 else 0 end) = 1
),

named as (
    select distinct row_no, return_period, shape, component_code, source, nature, budget_year
    from {{ ref('int_forms__progress_cell') }}
)

select
    md5(concat_ws(
        '|', named.return_period, submissions.place_path, named.shape, coalesce(named.budget_year, '')
    )) as progress_key,
    named.return_period as period,
    named.component_code,
    named.source,
    named.nature,
    named.budget_year,
    submissions.locality_key,
    submissions.locality_code,
    submissions.locality,
    submissions.as_of_on,
    {% for measure in measures %}
        side_by_side.{{ measure }}_vnd,
    {% endfor %}
    side_by_side.total_no,
    side_by_side.local_no,
    side_by_side.estimate_no,
    case when side_by_side.disbursed_vnd is not null then side_by_side.stated_pct end as stated_pct
from side_by_side
inner join named on side_by_side.row_no = named.row_no
inner join {{ ref('form_submission') }} as submissions on side_by_side.submission_no = submissions.submission_no
