select
    cast(funds.figure_key as {{ dbt.type_string() }}) as figure_key,
    cast(funds.submission_key as {{ dbt.type_string() }}) as submission_key,
    cast(funds.locality_key as {{ dbt.type_string() }}) as locality_key,
    cast(funds.locality_code as {{ dbt.type_string() }}) as locality_code,
    cast(funds.locality as {{ dbt.type_string() }}) as locality,
    cast(funds.period as {{ dbt.type_string() }}) as period,
    cast(funds.as_of_on as date) as as_of_on,
    cast(funds.component_code as {{ dbt.type_string() }}) as component_code,
    cast(funds.measure as {{ dbt.type_string() }}) as measure,
    cast(funds.source as {{ dbt.type_string() }}) as source,
    cast(funds.nature as {{ dbt.type_string() }}) as nature,
    cast(funds.budget_year as {{ dbt.type_string() }}) as budget_year,
    cast(funds.budget_year_from as {{ dbt.type_bigint() }}) as budget_year_from,
    cast(funds.budget_year_to as {{ dbt.type_bigint() }}) as budget_year_to,
    cast(funds.exec_year as {{ dbt.type_string() }}) as exec_year,
    cast(funds.amount_vnd as {{ dbt.type_bigint() }}) as amount_vnd,
    cast(funds.value_text as {{ dbt.type_string() }}) as value_text,
    cast(funds.unit_text as {{ dbt.type_string() }}) as unit_text,
    cast(funds.is_estimate as boolean) as is_estimate,
    cast(funds.stated_pct as {{ double_type() }}) as stated_rate_pct,
    cast(funds.value_kind as {{ dbt.type_string() }}) as value_kind,
    cast(funds.bound as {{ dbt.type_string() }}) as bound,
    cast(funds.role as {{ dbt.type_string() }}) as role,
    cast(
        firsts.figure_key is not null
        and coalesce(funds.role, '') <> 'part'
        and held.coordinate_key is null
        and not coalesce(shared.is_in_any, false) as boolean
    ) as is_counted,
    cast(funds.confidence as {{ double_type() }}) as confidence,
    cast(funds.rule_id as {{ dbt.type_string() }}) as rule_id,
    cast(funds.note as {{ dbt.type_string() }}) as note,
    cast(funds.line as {{ dbt.type_bigint() }}) as line,
    cast(funds.char_start as {{ dbt.type_bigint() }}) as char_start,
    cast(funds.char_end as {{ dbt.type_bigint() }}) as char_end,
    cast(funds.sheet as {{ dbt.type_string() }}) as sheet,
    cast(funds.cell as {{ dbt.type_string() }}) as cell,
    cast(funds.known_from as {{ instant_type() }}) as known_from,
    cast(funds.known_to as {{ instant_type() }}) as known_to
from {{ ref('int_figures__fund') }} as funds
left join {{ ref('int_figures__fund_coordinates') }} as firsts on funds.figure_key = firsts.figure_key
left join {{ ref('int_figures__fund_held') }} as held on funds.coordinate_key = held.coordinate_key
left join {{ ref('int_figures__fund_shared') }} as shared on funds.coordinate_key = shared.coordinate_key
