-- The money of the programme by measure, side by side within a form: which cells stand in one row is settled on the
-- definition. Of several forms of a place the one that counts is taken, and of equal coordinates the first cell.
{% set measures = ['planned', 'allocated', 'carried_in', 'disbursed', 'carried_out'] %}
with columns_of_rows as (
    select
        funds.form, funds.form_version, funds.return_period, funds.cell_no, funds.measure_root, funds.claim_key,
        funds.shape, cells.budget_year, cells.component_code, coalesce(cells.source, 'total') as source,
        coalesce(cells.nature, 'total') as nature, cells.factor,
        case when cells.value_kind = 'estimate' or cells.measure <> funds.measure_root then 1 else 0 end as estimate_no,
        row_number() over (
            partition by
                funds.form, funds.form_version, funds.return_period, funds.measure_root, funds.shape, cells.budget_year
            order by funds.width_no
        ) as pick_no,
        dense_rank() over (
            order by
                funds.shape, cells.budget_year, cells.component_code, coalesce(cells.source, 'total'),
                coalesce(cells.nature, 'total')
        ) as row_no
    from {{ ref('int_forms__fund_cell') }} as funds
    inner join {{ ref('int_forms__cell') }} as cells
        on
            funds.form = cells.form
            and funds.form_version = cells.form_version
            and funds.return_period = cells.return_period
            and funds.cell_no = cells.cell_no
    where
        funds.value_rank = 0
        and cells.component_code is not null
        and funds.measure_root in {{ "('" ~ measures | join("', '") ~ "')" }}
),

amounts as (
    select
        submissions.age_no, cells.row_no, cells.measure_root, cells.estimate_no, rates.stated_pct,
        {{ whole_vnd(form_number('numbers'), 'cells.factor') }} as amount_vnd,
        case when counted.cell_no is null then 0 else 1 end as local_no,
        case when counted.is_counted then 1 else 0 end as total_no
    from {{ ref('stg_bronze__form_value') }} as numbers
    inner join {{ ref('int_forms__submission') }} as submissions
        on numbers.submission_key = submissions.submission_key
    inner join columns_of_rows as cells
        on
            submissions.form = cells.form
            and submissions.form_version = cells.form_version
            and submissions.period = cells.return_period
            and numbers.cell_no = cells.cell_no
    inner join {{ ref('int_forms__claim') }} as claims
        on
            submissions.submission_key = claims.submission_key
            and cells.claim_key = claims.claim_key
            and claims.is_first
    left join {{ ref('int_forms__counted') }} as counted
        on numbers.submission_key = counted.submission_key and numbers.cell_no = counted.cell_no
    left join {{ ref('int_forms__rate') }} as rates
        on numbers.submission_key = rates.submission_key and numbers.cell_no = rates.cell_no
    where submissions.is_current and cells.pick_no = 1 and {{ form_number('numbers') }} is not null
),

side_by_side as (
    select
        age_no,
        row_no,
        {% for measure in measures %}
            {% set own = "case when measure_root = '" ~ measure ~ "' then " %}
            max({{ own }} amount_vnd end) as {{ measure }}_vnd,
            max({{ own }} total_no end) as {{ measure }}_total_no,
            max({{ own }} local_no end) as {{ measure }}_local_no,
        {% endfor %}
        max(case when measure_root = 'disbursed' then estimate_no end) as estimate_no,
        max(case when measure_root = 'disbursed' then stated_pct end) as stated_pct
    from amounts
    group by age_no, row_no
),

rows_of_forms as (
    select distinct row_no, shape, budget_year, component_code, source, nature
    from columns_of_rows
)

select
    md5(concat_ws(
        '|', submissions.period, submissions.place_path, named.shape, coalesce(named.budget_year, '')
    )) as progress_key,
    submissions.submission_key,
    named.shape,
    named.component_code,
    named.source,
    named.nature,
    named.budget_year,
    {% for measure in measures %}
        side_by_side.{{ measure }}_vnd,
        side_by_side.{{ measure }}_total_no,
        side_by_side.{{ measure }}_local_no,
    {% endfor %}
    side_by_side.estimate_no,
    side_by_side.stated_pct,
    submissions.period,
    submissions.locality_key,
    submissions.locality_code,
    submissions.locality,
    submissions.as_of_on
from side_by_side
inner join rows_of_forms as named on side_by_side.row_no = named.row_no
inner join {{ ref('int_forms__submission') }} as submissions on side_by_side.age_no = submissions.age_no
