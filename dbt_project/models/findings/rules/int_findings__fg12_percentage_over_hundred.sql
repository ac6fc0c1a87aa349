-- FG12: a percentage over 100 of something that cannot be exceeded: money spent of a plan, a share of a total, a rate
-- of households or persons. Which ones may exceed it is told by fund_rates and rate_indicators.
-- Forms of senders that are not touched keep what was found in them (int_findings__raised).
-- depends_on: {{ ref('int_findings__touched_sender') }}
with looked_at as (
    select submission_key, return_type, period, locality_code
    from {{ ref('int_figures__submission') }}
    where form is null or coalesce({{ of_touched_sender('locality_code') }}, true)
),

amounts as (
    select
        stated.figure_key, stated.return_type, stated.period, stated.locality_code, stated.submission_key,
        stated.sheet, stated.cell, stated.line, stated.pct_text, stated.pct, stated.measure_root as measure, stated.cue
    from {{ ref('int_rates__stated') }} as stated
    where not stated.is_crossed and stated.cue <> 'change' and stated.pct > {{ rule_threshold('FG12') }}

    union all

    -- Forms: the percentage stands in a cell of its own, beside the amount spent.
    select
        {{ form_figure_key('submissions', 'funds.cell_no') }} as figure_key,
        submissions.return_type, submissions.period, submissions.locality_code, submissions.submission_key,
        funds.sheet, funds.cell,
        cast(null as {{ dbt.type_bigint() }}) as line,
        concat_ws('', {{ finding_number('rates.value') }}, '%') as pct_text,
        rates.value as pct, coalesce(measures.within, funds.measure) as measure, 'reached' as cue
    from {{ ref('int_history__value') }} as rates
    inner join {{ ref('form_submission') }} as submissions on rates.submission_no = submissions.submission_no
    inner join looked_at on submissions.submission_key = looked_at.submission_key
    inner join {{ ref('form_cell') }} as funds
        on submissions.cell_set_no = funds.cell_set_no and rates.cell_no = funds.rate_cell_no
    inner join {{ ref('int_history__value') }} as amounts
        on rates.submission_no = amounts.submission_no and funds.cell_no = amounts.cell_no
    left join {{ ref('fund_codes') }} as measures on funds.measure = measures.code and measures.coordinate = 'measure'
    where
        funds.kind = 'fund'
        and rates.value > {{ rule_threshold('FG12') }}
        and amounts.value is not null
        and submissions.known_from <= coalesce({{ run_known() }}, {{ last_instant() }})
),

allowed as (
    select measure, cue
    from {{ ref('fund_rates') }}
    group by measure, cue
    having max(case when may_exceed_100 then 1 else 0 end) = 1
),

bounded as (
    select distinct measure
    from {{ ref('fund_rates') }}
),

indicators as (
    select
        figure_key, submission_key, indicator_code, unit, value_kind, value, value_text, sheet, cell, line, known_from
    from {{ ref('report_indicator') }}

    union all

    select
        figure_key, submission_key, indicator_code, unit, value_kind, {{ exact_product('number', 'factor') }} as value,
        value_text, sheet, cell, null as line, known_from
    from ({{ form_figures('looked_at', values=ref('int_history__value')) }}) as forms
    where kind = 'indicator' and measured <> 'target'
),

over_hundred as (
    select
        amounts.figure_key, amounts.return_type, amounts.period, amounts.locality_code, amounts.submission_key,
        amounts.sheet, amounts.cell, amounts.line, amounts.pct_text
    from amounts
    left join allowed on amounts.measure = allowed.measure and amounts.cue = allowed.cue
    left join bounded on amounts.measure = bounded.measure
    where allowed.measure is null and (bounded.measure is not null or amounts.cue = 'share')

    union all

    select
        figures.figure_key, submissions.return_type, submissions.period, submissions.locality_code,
        figures.submission_key, figures.sheet, figures.cell, figures.line,
        concat_ws('', coalesce(figures.value_text, {{ finding_number('figures.value') }}), '%') as pct_text
    from indicators as figures
    inner join {{ ref('rate_indicators') }} as rates
        on figures.indicator_code = rates.rate_code and not rates.may_exceed_100
    inner join looked_at as submissions on figures.submission_key = submissions.submission_key
    where
        figures.unit = 'percent'
        and figures.value_kind <> 'change'
        and figures.value > {{ rule_threshold('FG12') }}
        and figures.known_from <= coalesce({{ run_known() }}, {{ last_instant() }})
)

select
    {{ finding_columns(
        'FG12', 'over_hundred',
        found='over_hundred.pct_text',
        expected="'không quá 100%'",
        figure='over_hundred.figure_key'
    ) }}
from over_hundred
