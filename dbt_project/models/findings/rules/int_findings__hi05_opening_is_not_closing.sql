-- HI05: what a return says of the end of the year before is not what the return of that year said, on the same poverty
-- standard, beyond rounding; of an indicator the widest difference. A report's figure that is off by more than the
-- threshold is likelier read as another one.
with found as (
    select
        *,
        row_number() over (
            partition by submission_key, code order by abs(value - previous_value) desc, figure_key
        ) as width_no
    from {{ ref('int_history__rival') }}
    where
        is_opening
        and abs(value - previous_value) > tolerance * 1.000001
        and (
            is_form
            or abs(value - previous_value) <= {{ rule_threshold('HI05') }} * greatest(abs(value), abs(previous_value))
        )
)

select
    {{ finding_columns(
        'HI05', 'found',
        found=history_amount('found.value', 'found.unit_text'),
        expected="concat_ws('', " ~ history_amount('found.previous_value', 'found.unit_text')
        ~ ", ' (', found.previous_period, ')')",
        figure='found.figure_key',
        others='found.previous_figure_key',
        difference=history_amount('(found.value - found.previous_value)', 'found.unit_text')
    ) }}
from found
where found.width_no = 1
