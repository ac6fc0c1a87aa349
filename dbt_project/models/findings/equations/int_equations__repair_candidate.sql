-- The values a quantity would have to have for one of its sums to hold, and by which slip the value printed may have
-- come from each: the sum says it as exactly as its other figures are printed, a slip within that is taken for meant
-- unless it leaves more than a hundredth open.
with raw_values as (
    select
        submission_key,
        quantity_key,
        amount,
        half_unit,
        (share_amount - residual) / coefficient as amount_due,
        greatest(tolerance - abs(coefficient) * half_unit, 0) / abs(coefficient) + abs(residual) * 0.000000001
            as leeway
    from {{ ref('int_equations__repair_touched') }}
    where names_values and not holds and coefficient <> 0
),

-- What was typed with separators or zeros too many or too few.
scaled as (
    select
        *,
        case
            when leeway > abs(amount_due) / 100 then null
            {%- for slip, factor in [('thousand', 1000), ('million', 1000000), ('ten', 10)] %}
                when abs(amount_due - amount * {{ factor }}) <= leeway then '{{ slip }}'
                when abs(amount_due - amount / {{ factor }}) <= leeway / {{ factor }} then '{{ slip }}'
            {%- endfor %}
        end as scale_slip,
        case
            when leeway > abs(amount_due) / 100 then null
            {%- for factor in [1000, 1000000, 10] %}
                when abs(amount_due - amount * {{ factor }}) <= leeway then amount * {{ factor }}
                when abs(amount_due - amount / {{ factor }}) <= leeway / {{ factor }} then amount / {{ factor }}
            {%- endfor %}
        end as scaled_amount
    from raw_values
    where amount <> 0
),

-- Whole numbers of the last digit printed; where nothing is rounded, of the last digit either value has.
stepped as (
    select
        *,
        case
            when half_unit > 0 then 2 * half_unit
            else power(10, -greatest({{ decimals_of('amount') }}, {{ decimals_of('amount_due') }}))
        end as step
    from scaled
),

counted as (
    select
        *,
        round(amount / step) as found_number,
        round(amount_due / step) as right_number
    from stepped
),

spelled as (
    select
        *,
        cast(cast(abs(found_number) as {{ dbt.type_bigint() }}) as {{ dbt.type_string() }}) as found_digits,
        cast(cast(abs(right_number) as {{ dbt.type_bigint() }}) as {{ dbt.type_string() }}) as right_digits
    from counted
    where abs(found_number) < 1000000000000000 and abs(right_number) < 1000000000000000
),

started as (
    select
        *,
        {{ common_start('found_digits', 'right_digits') }} as start_length
    from spelled
),

ended as (
    select
        *,
        {{ common_end('found_digits', 'right_digits', 'start_length') }} as end_length
    from started
),

compared as (
    select
        *,
        coalesce(scale_slip, {{ digit_slip('found_digits', 'right_digits', 'start_length', 'end_length') }}) as slip
    from ended
)

select
    submission_key,
    quantity_key,
    coalesce(scaled_amount, right_number * step) as repair_amount,
    max(amount) as amount,
    max(slip) as slip
from compared
where
    -- Less than nothing is no amount; nothing at all means that the figure is no part of the sum.
    coalesce(scaled_amount, right_number * step) * amount > 0
    and coalesce(scaled_amount, right_number * step) <> amount
group by submission_key, quantity_key, coalesce(scaled_amount, right_number * step)
