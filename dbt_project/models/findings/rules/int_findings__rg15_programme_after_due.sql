-- RG15: a programme was issued only after the return on it was already due. A document stands for the first instant of
-- its day. The finding is about the return, its place is the programme's.
with placed as (
    select
        presupposed.return_type, presupposed.period, presupposed.locality_code, presupposed.due_on,
        programme.submission_key, programme.sheet, programme.cell, programme.line, programme.held_text
    from {{ ref('int_findings__presupposed') }} as presupposed
    inner join {{ ref('int_findings__locality_return') }} as programme
        on
            presupposed.programme_return_type = programme.return_type
            and presupposed.programme_period = programme.period
            and presupposed.locality_code = programme.locality_code
    where {{ local_midnight('programme.first_document_on') }} >= presupposed.due_at
)

select
    {{ finding_columns(
        'RG15', 'placed',
        found='placed.held_text',
        expected=finding_date('placed.due_on')
    ) }}
from placed
