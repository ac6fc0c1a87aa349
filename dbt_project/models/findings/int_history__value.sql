{{ config(materialized='table' if env_var('GNBV_MATERIALIZED', 'table') == 'incremental' else 'view') }}
-- depends_on: {{ ref('int_findings__touched_sender') }}
-- What the forms say whose files are held against each other: all of them, or, where the build before is carried on,
-- those of touched senders, put aside once instead of being looked for among all in rule after rule.
select
    numbers.submission_no,
    numbers.cell_set_no,
    numbers.cell_no,
    numbers.value,
    numbers.text,
    numbers.absence
from {{ ref('form_value') }} as numbers
{% if growing() %}
    where numbers.submission_no in (
        select submissions.submission_no
        from {{ ref('form_submission') }} as submissions
        inner join {{ ref('int_figures__submission') }} as versions
            on submissions.submission_key = versions.submission_key
        where coalesce({{ of_touched_sender('versions.locality_code') }}, true)
    )
{% endif %}
