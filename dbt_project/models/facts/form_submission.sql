{{ config(pre_hook="{{ keep_before(this, submission_said()) }}") }}
-- What is known of the figures of a form by its submission: place, validity, and the situation that says which of them
-- are counted (none of a version that was replaced).
select
    submissions.submission_no,
    submissions.submission_key,
    submissions.figure_prefix,
    submissions.form,
    submissions.form_version,
    submissions.cell_set_no,
    situations.situation_no,
    submissions.age_no,
    submissions.return_type,
    submissions.period,
    submissions.as_of_on,
    submissions.locality_key,
    submissions.locality_id,
    submissions.locality_code,
    submissions.locality,
    submissions.level,
    submissions.place_no,
    submissions.place_path,
    documents.document_no,
    documents.reporter_level,
    submissions.known_from,
    submissions.known_to,
    submissions.is_current
from {{ ref('int_forms__submission') }} as submissions
inner join {{ ref('stg_bronze__submission') }} as documents on submissions.submission_key = documents.submission_key
left join {{ ref('int_forms__situation') }} as situations on submissions.submission_no = situations.submission_no
