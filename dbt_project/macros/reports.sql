{# The reports, for any instant and any knowledge: the models call them with the run's dates, the published file carries
   them as table macros. `as_of` and `known` are instants; `known` null means everything known now. #}
{% macro holds_at(status, as_of, known) -%}
    {{ status }}.valid_from <= {{ as_of }} and {{ as_of }} < {{ status }}.valid_to
    and {{ known_at(status, known) }}
{%- endmacro %}

{% macro known_at(fact, known) -%}
    {{ fact }}.known_from <= coalesce({{ known }}, {{ last_instant() }})
    and coalesce({{ known }}, {{ last_instant() }}) < {{ fact }}.known_to
{%- endmacro %}

{# Many communes bear one name: theirs goes with that of the district (later province) they lie in. #}
{% macro locality_name(localities, parents) -%}
    case
        when {{ localities }}.level = 'commune' and {{ parents }}.name_vi is not null
            then concat_ws('', {{ localities }}.name_vi, ' (', {{ parents }}.unit_type, ' ', {{ parents }}.name_vi, ')')
        else {{ localities }}.name_vi
    end
{%- endmacro %}

{% macro late_returns_sql(as_of, known, late) -%}
select
    {{ local_date(as_of) }} as as_of_on,
    late.obligation_key,
    late.return_type,
    late.period,
    late.locality_code,
    late.locality,
    late.region,
    late.due_at,
    late.due_on,
    late.status,
    late.evidence,
    late.evidence_key,
    late.document_no,
    late.document_on,
    case
        when late.status = 'late' then late.days_late
        else greatest({{ days_between(local_date(as_of), 'late.due_on') }}, 0)
    end as days_late,
    late.reasons,
    late.chase_until,
    coalesce({{ local_date(as_of) }} < late.chase_until, true) as is_chased,
    late.arrival_basis,
    cast(row_number() over (
        partition by late.return_type, late.period
        order by coalesce(late.report_order, 999999), late.parent_code nulls last, late.locality_code
    ) as {{ dbt.type_bigint() }}) as sort_order
from {{ late }} as late
where {{ holds_at('late', as_of, known) }}
{%- endmacro %}

{% macro reporting_rate_sql(as_of, known, status, obligations, localities) -%}
with returns as (
    select
        status.return_type,
        status.period,
        obligations.reporter_level,
        status.status,
        status.received_at,
        coalesce(status.received_at < coalesce(obligations.due_at, {{ open_end() }}), false) as is_in_time,
        localities.region_code,
        localities.region_vi,
        localities.report_order
    from {{ status }} as status
    inner join {{ obligations }} as obligations on status.obligation_key = obligations.obligation_key
    inner join {{ localities }} as localities on status.locality_key = localities.locality_key
    where {{ holds_at('status', as_of, known) }}
),

groups as (
    select *, 0 as is_whole from returns where region_code is not null
    union all
    select
        return_type, period, reporter_level, status, received_at, is_in_time,
        'ALL' as region_code, 'Cả nước' as region_vi, report_order, 1 as is_whole
    from returns
),

counts as (
    select
        return_type,
        period,
        reporter_level,
        region_code,
        region_vi,
        is_whole,
        min(report_order) as region_order,
        count(case when status <> 'exempt' then 1 end) as expected,
        count(case when status <> 'exempt' then received_at end) as received,
        count(case when status <> 'exempt' and is_in_time then received_at end) as received_on_time,
        count(case when status <> 'exempt' and not is_in_time then received_at end) as late,
        count(case when status = 'overdue' then 1 end) as overdue,
        count(case when status = 'rejected' then 1 end) as rejected,
        count(case when status = 'exempt' then 1 end) as exempt,
        count(case when status in ('not_due', 'due_soon') then 1 end) as not_due
    from groups
    group by return_type, period, reporter_level, region_code, region_vi, is_whole
)

select
    {{ local_date(as_of) }} as as_of_on,
    return_type,
    period,
    reporter_level,
    region_code,
    region_vi as region,
    expected,
    received,
    received_on_time,
    late,
    overdue,
    rejected,
    exempt,
    not_due,
    cast(received as {{ double_type() }}) / nullif(expected, 0) as rate,
    cast(received_on_time as {{ double_type() }}) / nullif(expected, 0) as rate_on_time,
    cast(row_number() over (
        order by return_type, period, reporter_level, is_whole, region_order nulls last, region_code
    ) as {{ dbt.type_bigint() }}) as sort_order
from counts
{%- endmacro %}

{# Each report as a table macro beside its table. Names carry no database, so that they hold in a copy of the file under
   another name. #}
{% macro report_table_macro(this, name) -%}
    {%- set as_of = 'cast(as_of as ' ~ gnbv.instant_type() ~ ')' -%}
    {%- set known = 'cast(known as ' ~ gnbv.instant_type() ~ ')' -%}
    {%- set schema = this.schema ~ '.' -%}
    create or replace macro {{ schema }}{{ name }}(as_of, known) as table
    {% if name == 'late_returns' -%}
        {{ gnbv.late_returns_sql(as_of, known, schema ~ 'fct_late_return') }}
    {%- elif name == 'reminders' -%}
        {{ gnbv.reminders_sql(as_of, known, gnbv.without_database(gnbv.reminder_relations())) }}
    {%- else -%}
        {{ gnbv.reporting_rate_sql(
            as_of, known, schema ~ 'fct_return_status', schema ~ 'fct_obligation', schema ~ 'dim_locality'
        ) }}
    {%- endif %}
{%- endmacro %}

{% macro without_database(relations) -%}
    {%- set named = {} -%}
    {%- for name, relation in relations.items() -%}
        {%- do named.update({name: relation.include(database=false)}) -%}
    {%- endfor -%}
    {{ return(named) }}
{%- endmacro %}
