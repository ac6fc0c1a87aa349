{%- set string = dbt.type_string() -%}
-- For each equation that does not hold, the one value whose change makes most of the document's equations hold.
select
    cast(null as {{ string }}) as equation_key,
    cast(null as {{ string }}) as repair_figure_key,
    cast(null as {{ double_type() }}) as repair_amount,
    cast(null as {{ string }}) as repair_text,
    cast(null as {{ dbt.type_bigint() }}) as repaired_count,
    cast(null as {{ string }}) as slip
where false
