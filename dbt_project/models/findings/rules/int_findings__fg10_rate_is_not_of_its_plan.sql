-- FG10: a percentage printed behind an amount is not what the amount is of the number printed with it, or of the plan
-- at the same coordinates, at the precision it is printed with. Where it is of another plan, or of another amount of
-- the passage, that is told; where it is of none, the plan it would need. One whose last digit was only cut off is
-- `info`. The amount is repaired where the document prints for the same another one that fits, or where it fits but for
-- zeros too many or too few.
with judged as (
    select *
    from {{ ref('int_rates__judged') }}
    where verdict <> 'fits'
),

named as (
    select
        funds.*,
        concat_ws(
            ', ',
            case when funds.source <> 'total' then sources.name_vi end,
            case when funds.nature <> 'total' then natures.name_vi end,
            funds.budget_year
        ) as name_vi
    from {{ ref('int_figures__fund') }} as funds
    left join {{ ref('fund_codes') }} as sources on funds.source = sources.code and sources.coordinate = 'source'
    left join {{ ref('fund_codes') }} as natures on funds.nature = natures.code and natures.coordinate = 'nature'
),

held as (
    select
        judged.*,
        bases.line as base_line,
        {{ rate_text('judged.share') }} as share_text,
        case
            when added.value_text is null then bases.value_text
            else concat_ws('', '(', bases.value_text, ' + ', added.value_text, ')')
        end as base_text,
        concat_ws(
            '',
            case when judged.other_kind = 'numerator' then concat_ws('', numerators.value_text, '/') else '' end,
            others.value_text, ' (',
            concat_ws(', ', nullif(others.name_vi, ''), concat_ws('', 'dòng ', {{ text_of('others.line') }})), ')'
        ) as other_text,
        case
            when judged.other_kind = 'numerator' and numerators.coordinate_key = rated.coordinate_key
                then numerators.value_text
            when judged.verdict = 'off' and judged.other_kind is null
                then
                    case
                        {%- for factor in [10, 1000, 1000000] %}
                            {%- for scale in ['/ ' ~ factor, '* ' ~ factor] %}
                                when
                                    abs(judged.share {{ scale }} - judged.pct) <= judged.half_pct
                                    then {{ printed_like(
                                '(judged.amount_vnd ' ~ scale ~ ')', rate_unit('judged.half_unit', 'judged.value_text'),
                                printed_decimals('judged.value_text')
                            ) }}
                            {%- endfor %}
                        {%- endfor %}
                    end
        end as repair_text,
        {{ printed_like(
            '(100.0 * judged.amount_vnd / judged.pct)', rate_unit('judged.base_half', 'bases.value_text'),
            printed_decimals('bases.value_text')
        ) }} as needed_base,
        {{ printed_like(
            '(judged.pct / 100 * judged.base_vnd)', rate_unit('judged.half_unit', 'judged.value_text'),
            printed_decimals('judged.value_text')
        ) }} as needed_amount
    from judged
    inner join named as bases on judged.base_figure_key = bases.figure_key
    inner join named as rated on judged.figure_key = rated.figure_key
    left join named as added on judged.added_figure_key = added.figure_key
    left join named as others on judged.other_base_key = others.figure_key
    left join named as numerators on judged.other_numerator_key = numerators.figure_key
),

told as (
    select
        held.*,
        terms.equation_key,
        concat_ws(
            '',
            held.share_text, ' = ', held.value_text, '/', held.base_text,
            case
                when held.verdict = 'cut' then '; đã cắt bớt thay vì làm tròn'
                when held.verdict = 'up' then '; đã làm tròn lên'
                when held.other_kind is not null then concat_ws('', '; ', held.pct_text, ' là của ', held.other_text)
                else concat_ws(
                    '',
                    '; ', held.pct_text, ' không khớp với kế hoạch nào đã nêu: cần kế hoạch ', held.needed_base,
                    ' hoặc số thực hiện ', held.needed_amount
                )
            end
        ) as expected
    from held
    left join {{ ref('int_equations__rate_term') }} as terms
        on held.figure_key = terms.figure_key and terms.part = 'whole'
)

select
    {{ finding_columns(
        'FG10', 'told',
        found='told.pct_text',
        expected='told.expected',
        expected_line='told.base_line',
        severity="case when told.verdict <> 'off' then 'info' end",
        figure='told.figure_key',
        others="concat_ws(' ', told.base_figure_key, told.added_figure_key, told.other_base_key,"
        ~ " case when told.other_kind = 'numerator' then told.other_numerator_key end)",
        equation='told.equation_key',
        difference=finding_number('round(abs(told.pct - told.share), 2)'),
        repair_figure='case when told.repair_text is not null then told.figure_key end',
        repair='told.repair_text'
    ) }}
from told
