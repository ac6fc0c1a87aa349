-- Each percentage with the one number it is most likely of. Of what it may be of by its place, what fits at the printed
-- precision goes first, then what fits but for the last digit; where nothing does, only a number printed with it or at
-- the very same coordinates is held against it, and what else it fits is told.
with natural_bases as (
    select
        bases.*,
        case bases.verdict when 'fits' then 1 when 'off' then 3 else 2 end as verdict_rank,
        case bases.kind when 'pair' then 1 when 'equal' then 2 when 'wider' then 3 else 4 end as kind_rank
    from {{ ref('int_rates__base') }} as bases
    left join {{ ref('int_rates__unread') }} as unread on bases.figure_key = unread.figure_key
    where bases.kind in ('pair', 'equal', 'wider', 'sum') and unread.figure_key is null
),

chosen as (
    select
        *,
        row_number() over (
            partition by figure_key
            order by
                verdict_rank asc, kind_rank asc, base_rank asc nulls last, base_vnd desc,
                distance asc nulls last, base_figure_key asc nulls last
        ) as choice
    from natural_bases
),

elsewhere as (
    select
        *,
        row_number() over (
            partition by figure_key
            order by
                case kind when 'part' then 1 when 'numerator' then 2 else 3 end,
                distance nulls last, base_rank nulls last, base_figure_key nulls last, numerator_figure_key nulls last
        ) as choice
    from {{ ref('int_rates__base') }}
    where kind in ('part', 'numerator', 'component') and verdict = 'fits'
)

select
    rates.figure_key,
    rates.submission_key,
    rates.return_type,
    rates.period,
    rates.locality_code,
    rates.sheet,
    rates.cell,
    rates.line,
    rates.amount_vnd,
    rates.half_unit,
    rates.value_text,
    rates.pct,
    rates.pct_text,
    rates.half_pct,
    chosen.kind,
    chosen.verdict,
    chosen.share,
    chosen.base_figure_key,
    chosen.added_figure_key,
    chosen.base_vnd,
    chosen.base_half,
    elsewhere.kind as other_kind,
    elsewhere.numerator_figure_key as other_numerator_key,
    elsewhere.base_figure_key as other_base_key
from {{ ref('int_rates__stated') }} as rates
inner join chosen
    on
        rates.figure_key = chosen.figure_key
        and chosen.choice = 1
        and (chosen.verdict <> 'off' or chosen.kind in ('pair', 'equal'))
left join elsewhere on rates.figure_key = elsewhere.figure_key and elsewhere.choice = 1 and chosen.verdict = 'off'
