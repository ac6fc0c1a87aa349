{#
  What holds of every row of a model, asked in one test: a test a column costs dbt more than the question the database.
    not_null          columns that are never empty
    accepted_values   column -> the values it may take where it is not empty
    relationships     column -> ref() of what has it, or {to: ref(), field: its name there, where: rows asked of}
    unique            columns that tell rows apart where not empty, or lists of columns that do so together
    expressions       what is true of every row; unknown is not true
    touched           {in: ref() of what a build that grows makes anew, by: column of both}: such a build looks at these
                      rows, the others are as they were when they were looked at
  Returns a row for each thing that does not hold: the column, what was found, in which row, what was expected. Each
  question reads the columns it names and no others.
#}
{% test holds(
    model, not_null=[], accepted_values={}, relationships={}, unique=[], expressions=[], touched={}
) %}
{%- set rows = touched_rows(model, touched['in'], touched['by']) if touched and growing() else model -%}
{%- set row_key = named_values(key_columns(unique)) -%}
{%- set questions = [] -%}
{%- for column in not_null -%}
    {%- do questions.append(rows_that_fail(rows, column, shown(column), row_key, 'a value', column ~ ' is null')) -%}
{%- endfor -%}
{%- for column, values in accepted_values.items() -%}
    {%- set listed -%}
        {%- for value in values -%}
            {{ ', ' if not loop.first }}({{ text_literal(value) if value is string else value }})
        {%- endfor -%}
    {%- endset -%}
    {%- set fails = is_absent_from(rows, column, 'select * from (values ' ~ listed ~ ') as accepted') -%}
    {%- set expected = 'one of ' ~ values | join(', ') -%}
    {%- do questions.append(rows_that_fail(rows, column, shown(column), row_key, expected, fails)) -%}
{%- endfor -%}
{%- for column, target in relationships.items() -%}
    {%- set to = target['to'] or target -%}
    {%- set field = target['field'] or column -%}
    {%- set fails = is_absent_from(rows, column, 'select ' ~ field ~ ' from ' ~ to, target['where'] or 'true') -%}
    {%- set expected = 'a ' ~ field ~ ' of ' ~ to.identifier -%}
    {%- do questions.append(rows_that_fail(rows, column, shown(column), row_key, expected, fails)) -%}
{%- endfor -%}
{%- for columns in unique -%}
    {%- do questions.append(keys_that_repeat(rows, columns)) -%}
{%- endfor -%}
{%- for expression in expressions -%}
    {%- set columns = tested_columns() | select('in', modules.re.findall('\\w+', expression)) | list -%}
    {%- set fails = 'not coalesce(' ~ expression ~ ', false)' -%}
    {%- do questions.append(
        rows_that_fail(rows, columns | join(', '), named_values(columns), row_key, expression, fails)
    ) -%}
{%- endfor -%}
{{ questions | join('\nunion all\n') }}
{% endtest %}
