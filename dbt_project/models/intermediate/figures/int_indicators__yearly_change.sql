-- The change over a year as the reports state it, on the scale of the indicator that changed: a fall is negative.
with changes as (
    select
        figures.*,
        coalesce(changes.changed_indicator, figures.indicator_code) as changed_indicator,
        case
            when changes.sign is null and figures.note like '%change: fall%' then -abs(figures.value)
            else figures.value * coalesce(changes.sign, 1)
        end as signed_value,
        changes.indicator_code is not null or coalesce(figures.note, '') like '%change: %' as is_told,
        {{ year_of('figures.period_to') }} as year,
        count(*) over (
            partition by
                figures.submission_key, figures.locality_id,
                coalesce(changes.changed_indicator, figures.indicator_code), figures.population_code,
                {{ year_of('figures.period_to') }}, figures.value
        ) as times_told
    from {{ ref('int_indicators__figure') }} as figures
    left join {{ ref('indicator_changes') }} as changes on figures.indicator_code = changes.indicator_code
    where
        figures.is_current
        and figures.locality_id is not null
        and figures.measured <> 'target'
        and (figures.measured = 'change' or changes.indicator_code is not null)
        and not coalesce(changes.is_yearly_average, false)
        and {{ closes_year('figures.period_to') }}
        and (
            figures.period_from = figures.period_to
            or {{ opens_year('figures.period_from') }}
            and {{ year_of('figures.period_from') }} = {{ year_of('figures.period_to') }}
        )
        and {{ year_of('figures.period_to') }} <= {{ year_of(local_date(run_as_of())) }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by locality_id, changed_indicator, population_code, year
            order by
                case role when 'repeat' then 2 when 'part' then 1 else 0 end asc, is_estimate asc, known_from desc,
                times_told desc, confidence desc, submission_key asc, line asc, char_start asc, figure_key asc
        ) as order_no
    from changes
)

select
    figure_key,
    locality_key,
    locality_id,
    locality_code,
    place_path,
    changed_indicator as indicator_code,
    population_code,
    year,
    signed_value as stated_change,
    -- A plain number may be a fall or a rise; the words around it (kept in the note) or a minus say which.
    is_told or value < 0 as is_sign_told,
    unit,
    is_estimate,
    standard_code
from ranked
where order_no = 1
