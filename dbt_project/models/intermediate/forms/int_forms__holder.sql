-- Which cells of a form a cell gives way to when all hold a number: those that come before it and share its money, or
-- tell its indicator of a wider population or as the total it is a part of. Settled on the definition.
with funds as (
    select
        one.form, one.form_version, one.return_period, one.cell_no, other.cell_no as holder_no
    from {{ ref('int_forms__fund_cell') }} as one
    inner join {{ ref('int_forms__fund_cell') }} as other
        on
            one.form = other.form
            and one.form_version = other.form_version
            and one.claim_key = other.claim_key
            and one.width_no > other.width_no
            and {{ paths_meet('one.component_path', 'other.component_path') }}
            and {{ paths_meet('one.source_path', 'other.source_path') }}
            and {{ paths_meet('one.nature_path', 'other.nature_path') }}
            and {{ years_meet('one', 'other', 'budget_year') }}
),

populations as (
    select
        one.form, one.form_version, one.return_period, one.cell_no, other.cell_no as holder_no
    from {{ ref('int_forms__indicator_cell') }} as one
    inner join {{ ref('int_forms__indicator_cell') }} as other
        on
            one.form = other.form
            and one.form_version = other.form_version
            and one.return_period = other.return_period
            and one.claim_key = other.claim_key
    left join {{ ref('int_indicators__population_within') }} as wider
        on one.population_code = wider.population_code and other.population_code = wider.within_code
    where
        one.population_code = other.population_code and other.width_no < one.width_no
        or one.population_code <> other.population_code and wider.within_code is not null
),

totals as (
    select
        one.form, one.form_version, one.return_period, one.cell_no, other.cell_no as holder_no
    from {{ ref('stg_bronze__form_term') }} as parts
    inner join {{ ref('stg_bronze__form_term') }} as wholes
        on
            parts.form = wholes.form
            and parts.form_version = wholes.form_version
            and parts.equation = wholes.equation
    inner join {{ ref('int_forms__indicator_cell') }} as one
        on parts.form = one.form and parts.form_version = one.form_version and parts.cell_no = one.cell_no
    inner join {{ ref('int_forms__indicator_cell') }} as other
        on
            wholes.form = other.form
            and wholes.form_version = other.form_version
            and wholes.cell_no = other.cell_no
            and one.return_period = other.return_period
            and one.claim_key = other.claim_key
    where parts.relation = '=' and parts.coefficient < 0 and wholes.coefficient > 0
)

select * from funds
union
select * from populations
union
select * from totals
