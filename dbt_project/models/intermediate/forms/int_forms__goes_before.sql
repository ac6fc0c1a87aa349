-- The figures of narrative reports that give way to a form: one that tells the same of their place or of one that holds
-- it.
with claims as (
    select distinct
        sets.set_no,
        sets.claim_key
    from {{ ref('int_forms__claim_set') }} as sets
    inner join {{ ref('int_forms__report_claim') }} as reports on sets.claim_key = reports.claim_key
),

told as (
    select distinct
        forms.place_path,
        claims.claim_key
    from {{ ref('int_forms__current') }} as forms
    inner join claims on forms.set_no = claims.set_no
),

wider as (
    {% for steps in range(1, 6) %}
        select
            place_path,
            {{ first_steps('place_path', steps) }} as wider_path
        from {{ ref('int_forms__report_claim') }}
        {{ 'union' if not loop.last }}
    {% endfor %}
)

select
    reports.figure_key,
    max(case when wider.place_path = wider.wider_path then 1 else 0 end) = 1 as is_in_own_place
from {{ ref('int_forms__report_claim') }} as reports
inner join wider on reports.place_path = wider.place_path
inner join told on wider.wider_path = told.place_path and reports.claim_key = told.claim_key
group by reports.figure_key
