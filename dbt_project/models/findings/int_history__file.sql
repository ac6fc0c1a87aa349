-- depends_on: {{ ref('int_findings__touched_sender') }}
-- The files whose figures are held against those of others: the versions known on the run's date, numbered, since a
-- number is joined faster than a key. The figures of a form are named by a prefix and the number of their cell.
with files as (
    select
        row_number() over (order by versions.submission_key) as file_no,
        versions.submission_key,
        versions.return_type,
        versions.period,
        versions.locality_code as sender_code,
        versions.form,
        versions.form is not null as is_form,
        case
            when versions.form is not null
                then concat(versions.submission_key, '/', left(submissions.sha256, 16), 'c')
        end as figure_prefix,
        versions.known_from,
        periods.ends_on as return_ends_on
    from {{ ref('int_figures__submission') }} as versions
    inner join {{ ref('stg_bronze__submission') }} as submissions
        on versions.submission_key = submissions.submission_key
    inner join {{ ref('periods') }} as periods on versions.period = periods.period
    where versions.is_current and (versions.form is null or {{ of_touched_sender('versions.locality_code') }})
),

sequence as (
    select
        *,
        lag(file_no) over files_of_sender as earlier_file_no,
        lag(return_ends_on) over files_of_sender as earlier_ends_on
    from files
    window files_of_sender as (partition by sender_code, form order by return_ends_on, known_from, file_no)
)

select
    file_no, submission_key, return_type, period, sender_code, form, is_form, figure_prefix, known_from, return_ends_on,
    case when earlier_ends_on < return_ends_on then earlier_file_no end as previous_file_no
from sequence
