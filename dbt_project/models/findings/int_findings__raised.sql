{{ config(pre_hook="{{ keep_before(this, '*') }}") }}
{#- One entry a rule; a test holds the register of rules, the models and this list together. -#}
{%- set rule_models = [
    'int_findings__dc01_number_given_twice',
    'int_findings__dc02_sections_out_of_order',
    'int_findings__fg01_change_is_not_difference',
    'int_findings__fg02_total_is_not_its_sources',
    'int_findings__fg03_total_is_not_its_natures',
    'int_findings__fg04_component_is_not_its_parts',
    'int_findings__fg05_total_is_not_its_years',
    'int_findings__fg06_whole_is_not_its_places',
    'int_findings__fg07_left_over_is_not_plan_less_allocated',
    'int_findings__fg08_total_is_not_the_items_listed',
    'int_findings__fg09_disbursed_exceeds_what_was_there',
    'int_findings__fg10_rate_is_not_of_its_plan',
    'int_findings__fg11_share_of_another_total',
    'int_findings__fg12_percentage_over_hundred',
    'int_findings__fg13_count_is_not_its_items',
    'int_findings__fg14_two_values_for_one_figure',
    'int_findings__fg15_same_block_twice',
    'int_findings__fg16_value_per_unit',
    'int_findings__fg18_estimate_as_actual',
    'int_findings__fg19_share_is_not_count_of_total',
    'int_findings__fg20_one_number_two_things',
    'int_findings__fg21_count_is_not_its_names',
    'int_findings__fg22_shares_over_hundred',
    'int_findings__hi01_carried_over',
    'int_findings__hi02_cumulative_falls',
    'int_findings__hi03_order_of_magnitude',
    'int_findings__hi04_copied_from_period_before',
    'int_findings__hi05_opening_is_not_closing',
    'int_findings__fg17_slip',
    'int_findings__in07_same_file_again',
    'int_findings__in22_equation_of_form',
    'int_findings__ob01_not_submitted',
    'int_findings__ob02_late',
    'int_findings__ob03_programme_without_return',
    'int_findings__rg01_document_without_mark',
    'int_findings__rg02_mark_without_document',
    'int_findings__rg03_stated_count_not_names',
    'int_findings__rg04_stated_count_not_documents',
    'int_findings__rg05_stated_count_not_marks',
    'int_findings__rg06_return_without_programme',
    'int_findings__rg07_older_than_basis',
    'int_findings__rg08_several_documents_in_cell',
    'int_findings__rg09_unexpected_kind',
    'int_findings__rg10_required_body_missing',
    'int_findings__rg11_equal_number',
    'int_findings__rg12_not_a_working_day',
    'int_findings__rg13_blank_in_symbol',
    'int_findings__rg14_date_without_leading_zero',
    'int_findings__rg15_programme_after_due',
    'int_findings__xs01_record_differs_from_register',
    'int_findings__xs02_not_the_sum_of_its_parts',
    'int_findings__xs03_two_documents_two_values',
    'int_findings__xs04_target_looser',
    'int_findings__xs05_not_eligible',
] -%}
{%- set columns = [
    'rule_id', 'own_severity', 'return_type', 'period', 'locality_code', 'submission_key', 'sheet', 'cell', 'line',
    'found', 'expected', 'expected_line', 'figure_key', 'other_figure_keys', 'equation_key', 'difference',
    'repair_figure_key', 'repair_text',
] -%}
-- depends_on: {{ ref('int_findings__touched_sender') }}, {{ ref('int_figures__submission') }}
-- Every rule that did not hold, from the rule models and from the door. Where the build before is carried on, what it
-- found by looking at one form, or at the files of one sender, stays, of forms of senders that are not touched.
{% for model in rule_models %}
    select
        cast(null as {{ dbt.type_string() }}) as finding_id,
        cast(null as {{ dbt.type_string() }}) as own_message_vi,
        cast(null as {{ dbt.type_string() }}) as own_file,
        {{ columns | join(', ') }}
    from {{ ref(model) }}

    union all
{% endfor %}
select
    finding_id,
    own_message_vi,
    own_file,
    {{ columns | join(', ') }}
from {{ ref('int_findings__door') }}
{% if growing() %}

    union all

    select
        earlier.finding_id,
        earlier.own_message_vi,
        earlier.own_file,
        {{ columns | join(', ') }}
    from {{ before('int_findings__raised') }} as earlier
    where
        earlier.rule_id in ('FG12', 'HI01', 'HI02', 'HI03', 'HI04', 'HI05', 'XS03', 'XS05')
        and earlier.submission_key in (
            select submissions.submission_key
            from {{ ref('int_figures__submission') }} as submissions
            where submissions.form is not null and not {{ of_touched_sender('submissions.locality_code') }}
        )
{% endif %}
