-- IN07: a sender sent a file again that is already held; it stays one submission.
with repeated as (
    select distinct
        submission.return_type, submission.period, submission.locality_code, submission.submission_key,
        submission.sheet, submission.cell, submission.line, submission.path as first_path, attempt.path as again_path
    from {{ ref('stg_bronze__attempt') }} as attempt
    inner join {{ ref('stg_bronze__submission') }} as submission
        on attempt.submission_key = submission.submission_key
    where attempt.attempt_kind = 'file' and attempt.state = 'duplicate'
)

select
    {{ finding_columns(
        'IN07', 'repeated',
        found='repeated.again_path',
        expected='repeated.first_path'
    ) }}
from repeated
