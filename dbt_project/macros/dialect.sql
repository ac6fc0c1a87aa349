{# All that DuckDB and Spark write differently, a pair of macros each, and why (docs/decisions/0027-spark.md). What has
   a form that both understand is written so in the models and is not here: `concat_ws('', ...)` for `concat`, which skips
   what is null on DuckDB only; `nulls last`, which is Spark's order only downwards; `trim(trailing ... from ...)`
   for `rtrim`, whose arguments change places; `1e2` for `100.0`, which Spark reckons with as a decimal. #}

{# An instant. Spark's timestamps are instants; its `timestamp_ntz` is what others call a timestamp. #}
{% macro instant_type() -%} {{ return(adapter.dispatch('instant_type', 'gnbv')()) }} {%- endmacro %}
{% macro default__instant_type() -%} timestamptz {%- endmacro %}
{% macro spark__instant_type() -%} timestamp {%- endmacro %}

{# A floating number of 64 bits: the name is the same, dbt's own type_float is not. #}
{% macro double_type() -%} double {%- endmacro %}

{# The types that contracts and seeds state are DuckDB's. #}
{% macro spark_type(data_type) -%}
    {{ return({'varchar': 'string', 'timestamptz': 'timestamp'}.get(data_type | lower, data_type)) }}
{%- endmacro %}

{# The first instant of a local day. #}
{% macro local_midnight(day) -%} {{ return(adapter.dispatch('local_midnight', 'gnbv')(day)) }} {%- endmacro %}
{% macro default__local_midnight(day) -%}
    timezone({{ gnbv.local_zone() }}, cast({{ day }} as timestamp))
{%- endmacro %}
{% macro spark__local_midnight(day) -%}
    to_utc_timestamp(cast({{ day }} as timestamp), {{ gnbv.local_zone() }})
{%- endmacro %}

{# The local day an instant falls on. #}
{% macro local_date(instant) -%} {{ return(adapter.dispatch('local_date', 'gnbv')(instant)) }} {%- endmacro %}
{% macro default__local_date(instant) -%}
    cast(timezone({{ gnbv.local_zone() }}, {{ instant }}) as date)
{%- endmacro %}
{% macro spark__local_date(instant) -%}
    cast(from_utc_timestamp({{ instant }}, {{ gnbv.local_zone() }}) as date)
{%- endmacro %}

{# A day moved by a number of days: Spark knows no `date + integer`. #}
{% macro add_days(day, days) -%} {{ return(adapter.dispatch('add_days', 'gnbv')(day, days)) }} {%- endmacro %}
{% macro default__add_days(day, days) -%} cast({{ day }} + cast({{ days }} as integer) as date) {%- endmacro %}
{% macro spark__add_days(day, days) -%} date_add({{ day }}, cast({{ days }} as int)) {%- endmacro %}

{# The days from one day to another: `date - date` is an interval on Spark. #}
{% macro days_between(later_day, earlier_day) -%}
    {{ return(adapter.dispatch('days_between', 'gnbv')(later_day, earlier_day)) }}
{%- endmacro %}
{% macro default__days_between(later_day, earlier_day) -%} cast({{ later_day }} - {{ earlier_day }} as bigint) {%- endmacro %}
{% macro spark__days_between(later_day, earlier_day) -%}
    cast(datediff({{ later_day }}, {{ earlier_day }}) as bigint)
{%- endmacro %}

{# Microseconds since 1970: the functions have other names. #}
{% macro microseconds(instant) -%} {{ return(adapter.dispatch('microseconds', 'gnbv')(instant)) }} {%- endmacro %}
{% macro default__microseconds(instant) -%} epoch_us({{ instant }}) {%- endmacro %}
{% macro spark__microseconds(instant) -%} unix_micros({{ instant }}) {%- endmacro %}

{# A text without blanks at its ends (`leading`: at its start): for DuckDB every space of Unicode is one, for Spark ` `. #}
{% macro trimmed(text, ends='both') -%} {{ return(adapter.dispatch('trimmed', 'gnbv')(text, ends)) }} {%- endmacro %}
{% macro default__trimmed(text, ends) -%} {{ 'trim' if ends == 'both' else 'ltrim' }}({{ text }}) {%- endmacro %}
{% macro spark__trimmed(text, ends) -%}
    trim(
        {{ ends }} ' \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000'
        from {{ text }}
    )
{%- endmacro %}

{# Texts of a group as one, in a fixed order: string_agg has its order inside, listagg behind. #}
{% macro finding_list(text, order_by, between='; ') -%}
    {{ return(adapter.dispatch('finding_list', 'gnbv')(text, order_by, between)) }}
{%- endmacro %}
{% macro default__finding_list(text, order_by, between) -%}
    string_agg({{ text }}, '{{ between }}' order by {{ order_by }})
{%- endmacro %}
{% macro spark__finding_list(text, order_by, between) -%}
    listagg({{ text }}, '{{ between }}') within group (order by {{ order_by }})
{%- endmacro %}

{# How many different values, beside a finding_list: there Spark's `count(distinct)` fails (ClassCastException). #}
{% macro distinct_count(value) -%} {{ return(adapter.dispatch('distinct_count', 'gnbv')(value)) }} {%- endmacro %}
{% macro default__distinct_count(value) -%} count(distinct {{ value }}) {%- endmacro %}
{% macro spark__distinct_count(value) -%} size(collect_set({{ value }})) {%- endmacro %}

{# Each word of a text as a row of its own: Spark's `split` takes a pattern. #}
{% macro each_word(text) -%} {{ return(adapter.dispatch('each_word', 'gnbv')(text)) }} {%- endmacro %}
{% macro default__each_word(text) -%} unnest(string_split({{ text }}, ' ')) {%- endmacro %}
{% macro spark__each_word(text) -%} explode(split({{ text }}, ' ')) {%- endmacro %}

{# `1.846`, `3,35`: a number as reports print it. Spark writes large floating numbers with an exponent. #}
{% macro finding_number(value) -%} {{ return(adapter.dispatch('finding_number', 'gnbv')(value)) }} {%- endmacro %}
{% macro default__finding_number(value) -%}
    case
        when {{ value }} = floor({{ value }})
            then replace(format('{:,}', cast({{ value }} as {{ dbt.type_bigint() }})), ',', '.')
        else replace(rtrim(cast(round({{ value }}, 4) as {{ dbt.type_string() }}), '0'), '.', ',')
    end
{%- endmacro %}
{% macro spark__finding_number(value) -%}
    case
        when {{ value }} = floor({{ value }}) then replace(format_number({{ value }}, 0), ',', '.')
        else replace(trim(trailing '0' from cast(cast(round({{ value }}, 4) as decimal(38, 4)) as string)), '.', ',')
    end
{%- endmacro %}

{# A number as the door writes it to senders: `1.234,5`, at most six decimals. #}
{% macro door_number(value) -%} {{ return(adapter.dispatch('door_number', 'gnbv')(value)) }} {%- endmacro %}
{% macro default__door_number(value) -%}
    translate(rtrim(rtrim(format('{:,.6f}', {{ value }}), '0'), '.'), ',.', '.,')
{%- endmacro %}
{% macro spark__door_number(value) -%}
    translate(trim(trailing '.' from trim(trailing '0' from format_number({{ value }}, 6))), ',.', '.,')
{%- endmacro %}

{# Coordinates as one number, to join on, since a round holds millions; each engine has its own, none is published. #}
{% macro history_key() -%} {{ return(adapter.dispatch('history_key', 'gnbv')(varargs)) }} {%- endmacro %}
{% macro default__history_key(parts) -%} hash({{ parts | join(', ') }}) {%- endmacro %}
{% macro spark__history_key(parts) -%} xxhash64({{ parts | join(', ') }}) {%- endmacro %}

{# The number that hexadecimal digits write. #}
{% macro hex_number(digits) -%} {{ return(adapter.dispatch('hex_number', 'gnbv')(digits)) }} {%- endmacro %}
{% macro default__hex_number(digits) -%} cast(concat('0x', {{ digits }}) as bigint) {%- endmacro %}
{% macro spark__hex_number(digits) -%} cast(conv({{ digits }}, 16, 10) as bigint) {%- endmacro %}

{# A set of whole numbers as one short text, equal for equal sets. The text differs between engines and is shown nowhere. #}
{% macro set_text(number) -%} {{ return(adapter.dispatch('set_text', 'gnbv')(number)) }} {%- endmacro %}
{% macro default__set_text(number) -%}
    concat_ws('-', count(*), sum({{ number }}), bit_xor(hash({{ number }})))
{%- endmacro %}
{% macro spark__set_text(number) -%}
    concat_ws('-', count(*), sum({{ number }}), bit_xor(xxhash64({{ number }})))
{%- endmacro %}

{# A set of texts, each there once, as one short text; as `set_text`. #}
{% macro set_of_texts(text) -%} {{ return(adapter.dispatch('set_of_texts', 'gnbv')(text)) }} {%- endmacro %}
{% macro default__set_of_texts(text) -%} concat_ws('-', count(*), bit_xor(hash({{ text }}))) {%- endmacro %}
{% macro spark__set_of_texts(text) -%} concat_ws('-', count(*), bit_xor(xxhash64({{ text }}))) {%- endmacro %}

{# A report for any two dates, kept beside its table: Spark has no table macros, there the dates come with the run. #}
{% macro report_macro(this, name) -%} {{ return(adapter.dispatch('report_macro', 'gnbv')(this, name)) }} {%- endmacro %}
{% macro default__report_macro(this, name) -%} {{ return(gnbv.report_table_macro(this, name)) }} {%- endmacro %}
{% macro spark__report_macro(this, name) -%} select 1 {%- endmacro %}

{# Bronze, told to Spark before a run: tables over the folders of files, which DuckDB reads as `external_location` says. #}
{% macro bronze_tables() -%}
    {%- if target.type == 'spark' -%}
        {%- for source in graph.sources.values() -%}
            {%- set relation = source.schema ~ '.' ~ source.identifier -%}
            {%- set place = env_var('GNBV_BATCHES') if source.schema == 'snapshot'
                else env_var('GNBV_BRONZE') ~ '/' ~ source.identifier -%}
            {%- do run_query('create schema if not exists ' ~ source.schema) -%}
            {%- do run_query('drop table if exists ' ~ relation) -%}
            {%- do run_query('create table ' ~ relation ~ " using parquet location '" ~ place ~ "'") -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{# Seeds: Spark reads the file whole, with the types stated; dbt-spark would insert it row by row. #}
{% macro spark__create_csv_table(model, agate_table) -%}
    {%- set types = model.config.column_types -%}
    {%- set columns = [] -%}
    {%- for name in agate_table.column_names -%}
        {%- do columns.append(name ~ ' ' ~ spark_type(types[name])) -%}
    {%- endfor -%}
    {%- set rows = 'seed_' ~ model.name -%}
    {%- do run_query(
        'create or replace temporary view ' ~ rows ~ ' (' ~ columns | join(', ') ~ ") using csv options (path '"
        ~ model.root_path ~ '/' ~ model.original_file_path
        ~ "', header 'true', escape '\"', multiLine 'true', mode 'FAILFAST')"
    ) -%}
    {%- do run_query('create table ' ~ this ~ ' using parquet as select * from ' ~ rows) -%}
    {{ return('') }}
{%- endmacro %}
{% macro spark__load_csv_rows(model, agate_table) -%} {{ return('') }} {%- endmacro %}

{# Contracts: dbt compares a model's columns with those of this query; DuckDB's names of types are not all Spark's. #}
{% macro spark__get_empty_schema_sql(columns) -%}
    select
    {%- for column in columns.values() %}
        cast(null as {{ spark_type(column.data_type) }}) as {{ column.name }}{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{# Constraints: tables of Parquet files refuse `not null`; the tests of the same columns say it on both engines. #}
{% macro spark__persist_constraints(relation, model) -%} {%- endmacro %}
