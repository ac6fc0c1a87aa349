-- The cells of a submission that a sum within it takes. As a rule these are the cells that give way to none by the
-- definition; only where one of those is absent are the cells that are there compared with each other.
with told as (
    select
        submissions.submission_key,
        cells.cell_no,
        cells.claim_key,
        cells.widest_count
    from {{ ref('int_forms__submission') }} as submissions
    inner join {{ ref('int_forms__claim_cell') }} as cells
        on
            submissions.form = cells.form
            and submissions.form_version = cells.form_version
            and submissions.period = cells.return_period
    inner join {{ ref('stg_bronze__form_value') }} as numbers
        on submissions.submission_key = numbers.submission_key and cells.cell_no = numbers.cell_no
    where submissions.is_current and cells.is_widest and {{ form_number('numbers') }} is not null
),

whole as (
    select
        submission_key,
        claim_key
    from told
    group by submission_key, claim_key
    having count(*) = max(widest_count)
),

broken as (
    select
        submissions.submission_key,
        submissions.form,
        submissions.form_version,
        submissions.period,
        cells.cell_no,
        cells.claim_key
    from {{ ref('stg_bronze__form_value') }} as numbers
    inner join {{ ref('int_forms__submission') }} as submissions
        on numbers.submission_key = submissions.submission_key
    inner join {{ ref('int_forms__claim_cell') }} as cells
        on
            submissions.form = cells.form
            and submissions.form_version = cells.form_version
            and submissions.period = cells.return_period
            and numbers.cell_no = cells.cell_no
    left join whole
        on submissions.submission_key = whole.submission_key and cells.claim_key = whole.claim_key
    where submissions.is_current and whole.claim_key is null and {{ form_number('numbers') }} is not null
),

held as (
    select distinct
        broken.submission_key,
        broken.cell_no
    from broken
    inner join {{ ref('int_forms__holder') }} as pairs
        on
            broken.form = pairs.form
            and broken.form_version = pairs.form_version
            and broken.period = pairs.return_period
            and broken.cell_no = pairs.cell_no
    inner join broken as holders
        on broken.submission_key = holders.submission_key and pairs.holder_no = holders.cell_no
)

select
    told.submission_key,
    told.cell_no,
    told.claim_key
from told
inner join whole on told.submission_key = whole.submission_key and told.claim_key = whole.claim_key

union all

select
    broken.submission_key,
    broken.cell_no,
    broken.claim_key
from broken
left join held on broken.submission_key = held.submission_key and broken.cell_no = held.cell_no
where held.cell_no is null
