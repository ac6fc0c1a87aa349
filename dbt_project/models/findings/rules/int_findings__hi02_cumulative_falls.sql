-- HI02: a figure that runs on from 1 January is smaller than in an earlier period of the same year, beyond rounding. An
-- estimate may fall, and a report whose figure falls to less than the threshold is likelier read as another figure:
-- both for information. A fall to a thousandth is HI03's.
with found as (
    select
        *,
        concat_ws('|', submission_key, kind, code, budget_year) as coordinate_group
    from {{ ref('int_history__change') }}
    where
        behaviour = 'cumulative'
        and is_same_year
        and slip = 0
        and previous_value - value > tolerance * 1.000001
),

{{ history_kept('found') }}

select
    {{ finding_columns(
        'HI02', 'kept',
        found=history_amount('kept.value', 'kept.unit_text'),
        expected="concat_ws('', '≥ ', " ~ history_amount('kept.previous_value', 'kept.unit_text')
        ~ ", ' (', kept.previous_period, ')')",
        severity="case
            when kept.is_estimate then 'info'
            when not kept.is_form and kept.value < kept.previous_value * " ~ rule_threshold('HI02') ~ " then 'info'
        end",
        figure='kept.figure_key',
        others='kept.previous_figure_key',
        difference=history_amount('(kept.value - kept.previous_value)', 'kept.unit_text')
    ) }}
from kept
