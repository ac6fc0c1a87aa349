-- FG18: figures are told as done for a day that lies after the document's own day, or, where the arrival was recorded,
-- after the day it arrived: they can only be estimates. One row a document. Plans are known beforehand, and amounts
-- that are called estimates are none of these; nor is a form of a return that policy wants before its period ends.
with early_returns as (
    select distinct due.return_type
    from {{ ref('int_obligations') }} as due
    inner join {{ ref('periods') }} as periods on due.period = periods.period
    where due.due_on <= periods.ends_on
),

known_on as (
    select
        submissions.submission_key,
        submissions.return_type,
        submissions.period,
        submissions.locality_code,
        coalesce(
            submissions.document_on,
            case when held.arrival_basis <> 'first_seen' then {{ local_date('held.arrived_at') }} end
        ) as told_on,
        submissions.form is not null and early_returns.return_type is not null as is_asked_early
    from {{ ref('int_figures__submission') }} as submissions
    inner join {{ ref('stg_bronze__submission') }} as held on submissions.submission_key = held.submission_key
    left join early_returns on submissions.return_type = early_returns.return_type
    where {{ known_by_run('submissions') }}
),

spoken as (
    select figure_key, submission_key, as_of_on, line
    from {{ ref('fct_fund') }}
    where value_kind = 'actual' and measure = 'disbursed'

    union all

    select figure_key, submission_key, as_of_on, line
    from {{ ref('fct_poverty_indicator') }}
    where value_kind = 'actual' and value <> 0
),

-- One pass over the figures: the first of a report by its lines, the first of a form by its cells (its key ends so).
early as (
    select
        spoken.submission_key,
        max(spoken.as_of_on) as as_of_on,
        min(spoken.line) as line,
        min(case
            when spoken.line is null then concat_ws('', '         ', spoken.figure_key)
            else concat_ws('', lpad(cast(spoken.line as {{ dbt.type_string() }}), 9, ' '), spoken.figure_key)
        end) as place_and_key
    from known_on
    inner join spoken
        on known_on.submission_key = spoken.submission_key and known_on.told_on < spoken.as_of_on
    where not known_on.is_asked_early
    group by spoken.submission_key
),

placed as (
    select
        known_on.*,
        early.as_of_on,
        early.line,
        substring(early.place_and_key, 10, 200) as figure_key,
        cast(null as {{ dbt.type_string() }}) as sheet,
        cast(null as {{ dbt.type_string() }}) as cell
    from early
    inner join known_on on early.submission_key = known_on.submission_key
)

select
    {{ finding_columns(
        'FG18', 'placed',
        found=finding_date('placed.as_of_on'),
        expected=finding_date('placed.told_on'),
        figure='placed.figure_key'
    ) }}
from placed
