{%- set budget_only = "('" ~ var('budget_only_returns') | join("', '") ~ "')" -%}
-- XS03: two documents give two values for one figure: the same place, coordinates and day, from two senders or two
-- kinds of document, beyond rounding. Forms are compared exactly; where a report is one of the two, only values that
-- are near each other, within the threshold, or a thousand or a million times each other: its coordinates are read
-- from words.
with found as (
    select
        *,
        concat_ws('|', submission_key, kind, code, budget_year) as coordinate_group
    from {{ ref('int_history__rival') }}
    where
        not is_opening
        -- Totals of budgets alone and of all sources are two figures.
        and (
            kind <> 'fund'
            or source <> 'total'
            or case when return_type in {{ budget_only }} then 1 else 0 end
            = case when previous_return_type in {{ budget_only }} then 1 else 0 end
        )
        and abs(value - previous_value) > tolerance * 1.000001
        and (
            is_form
            or abs(value - previous_value) <= {{ rule_threshold('XS03') }} * greatest(abs(value), abs(previous_value))
            or {{ history_is_slip('value', 'previous_value', '1 + ' ~ rule_threshold('XS03')) }}
        )
),

{{ history_kept('found') }}

select
    {{ finding_columns(
        'XS03', 'kept',
        found=history_amount('kept.value', 'kept.unit_text'),
        expected="concat_ws('', " ~ history_amount('kept.previous_value', 'kept.unit_text') ~ ", ' (', concat_ws(
            '; ', documents.name_vi, kept.previous_period, kept.previous_sender_code, "
        ~ finding_place('dòng', 'kept.previous_line', 'kept.previous_sheet', 'kept.previous_cell') ~ "
        ), ')')",
        figure='kept.figure_key',
        others='kept.previous_figure_key',
        difference=history_amount('(kept.value - kept.previous_value)', 'kept.unit_text')
    ) }}
from kept
left join {{ ref('return_types') }} as documents on kept.previous_return_type = documents.return_type
