{# Two levels of one indicator, locality and year by one standard of poverty. #}
{% macro same_year(one, other) -%}
    {{ one }}.locality_no = {{ other }}.locality_no
            and {{ one }}.series_no = {{ other }}.series_no
            and {{ one }}.year = {{ other }}.year
            and coalesce({{ one }}.standard_code, '') = coalesce({{ other }}.standard_code, '')
{%- endmacro %}

{# A target with what was reached of it, in the terms of the target. #}
{% macro target_year_columns() -%}
    asked.report_figure_key, asked.submission_no, asked.cell_no, asked.locality_no, asked.locality_key,
        asked.indicator_code, asked.series_no, asked.issuer_level,
        asked.issuer_document, asked.measured_as, asked.value, asked.unit, asked.bound, asked.good_direction,
        coalesce(reached.locality_no, asked.locality_no) as reached_locality_no,
        reached.report_locality_key as reached_locality_key,
        asked.sign is null or asked.measured_as = 'yearly' or asked.year_from = asked.year_to as is_told,
        reached.value * coalesce(asked.sign, 1) as actual_value, reached.is_estimate, reached.is_whole_year,
        reached.report_figure_key as reached_report_figure_key, reached.submission_no as reached_submission_no,
        reached.cell_no as reached_cell_no
{%- endmacro %}

{# What a target is asked of is what was reached. #}
{% macro same_figure() -%}
    asked.series_no = reached.series_no
            and asked.asks_change = reached.is_change
            and asked.other_unit = reached.other_unit
{%- endmacro %}

{# The targets of a place beside what the places within it reached. #}
{% macro targets_within(condition) -%}
    select
        {{ target_year_columns() }}, reached.year
    from reached
    inner join wider on reached.locality_no = wider.locality_no
    inner join asked
        on
            {{ same_figure() }}
            and wider.wider_path = asked.place_path
            and reached.year between case when asked.measured_as = 'yearly' then asked.year_from else asked.year_to end
            and asked.year_to
    where asked.is_rate and asked.measured_as <> 'ratio_to_start' and {{ condition }}
{%- endmacro %}
