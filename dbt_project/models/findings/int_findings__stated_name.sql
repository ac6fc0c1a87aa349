-- One locality a text names beside its tables, with the document it gives for it, if any.
select
    submission_key,
    subject_return_type as return_type,
    subject_period as period,
    category,
    locality_code,
    min(line) as line,
    max({{ finding_document('document_no', 'document_on') }}) as document_text
from {{ ref('stg_bronze__statement') }}
where statement_kind = 'name' and locality_code is not null and {{ finding_accepted() }}
group by submission_key, subject_return_type, subject_period, category, locality_code
