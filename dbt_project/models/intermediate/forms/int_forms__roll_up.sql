{{ config(materialized='ephemeral') }}
-- A superior's figure beside the sum of its parts', with what its submission and its form say of it.
select
    submissions.submission_key,
    submissions.return_type,
    submissions.period,
    submissions.locality_key,
    submissions.locality_code,
    submissions.locality,
    submissions.form,
    submissions.form_version,
    cells.cell_no,
    cells.sheet,
    cells.cell,
    cells.row_code,
    cells.column_code,
    cells.type,
    cells.unit,
    cells.role,
    rolled.own_value,
    rolled.parts_value,
    rolled.parts_reported,
    rolled.parts_expected,
    rolled.difference
from {{ ref('form_roll_up') }} as rolled
inner join {{ ref('form_submission') }} as submissions on rolled.submission_no = submissions.submission_no
inner join {{ ref('dim_form_cell') }} as cells
    on
        submissions.form = cells.form
        and submissions.form_version = cells.form_version
        and rolled.cell_no = cells.cell_no
