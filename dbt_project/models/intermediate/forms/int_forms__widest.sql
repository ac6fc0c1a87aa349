-- The cells that a sum within a form of a shape takes. As a rule these are the cells that give way to none by the
-- definition; only where one of those is absent are the cells that are there compared with each other.
with told as (
    select
        shapes.shape_no,
        shapes.form,
        shapes.form_version,
        shapes.period,
        cells.cell_no,
        cells.claim_key,
        cells.is_widest,
        sum(case when cells.is_widest then 1 else 0 end) over (
            partition by shapes.shape_no, cells.claim_key
        ) = cells.widest_count as is_whole
    from {{ ref('int_forms__shape') }} as shapes
    inner join {{ ref('form_value') }} as numbers on shapes.submission_no = numbers.submission_no
    inner join {{ ref('int_forms__claim_cell') }} as cells
        on
            shapes.form = cells.form
            and shapes.form_version = cells.form_version
            and shapes.period = cells.return_period
            and numbers.cell_no = cells.cell_no
    where shapes.is_example and numbers.value is not null
),

held as (
    select distinct
        told.shape_no,
        told.cell_no
    from told
    inner join {{ ref('int_forms__holder') }} as pairs
        on
            told.form = pairs.form
            and told.form_version = pairs.form_version
            and told.period = pairs.return_period
            and told.cell_no = pairs.cell_no
    inner join told as holders on told.shape_no = holders.shape_no and pairs.holder_no = holders.cell_no
    where not told.is_whole and not holders.is_whole
)

select
    told.shape_no,
    told.cell_no,
    told.claim_key
from told
left join held on told.shape_no = held.shape_no and told.cell_no = held.cell_no
where case when told.is_whole then told.is_widest else held.cell_no is null end
