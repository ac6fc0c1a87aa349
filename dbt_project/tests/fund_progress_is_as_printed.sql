-- Every amount of the report stands in a fact of the same coordinates; nothing was added up or made. Coordinates and
-- amount are compared as one number, since a round holds millions.
with printed as (
    select distinct
        {{ history_key(
            'period', 'component_code', 'source', 'nature', 'amount_vnd', "replace(measure, '_estimate', '')",
            'locality_code', 'budget_year'
        ) }} as amount_key
    from {{ ref('fct_fund') }}
    where amount_vnd is not null
),

amounts as (
    {% for measure in ['allocated', 'carried_in', 'planned', 'disbursed', 'carried_out'] %}
        select
            fund_progress_key,
            '{{ measure }}' as measure,
            {{ measure }}_vnd as amount_vnd,
            {{ history_key(
                'period', 'component_code', 'source', 'nature', measure ~ '_vnd', "'" ~ measure ~ "'", 'locality_code',
                'budget_year'
            ) }} as amount_key
        from {{ ref('rpt_fund_progress') }}
        where {{ measure }}_vnd is not null
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    amounts.fund_progress_key,
    amounts.measure,
    amounts.amount_vnd
from amounts
left join printed on amounts.amount_key = printed.amount_key
where printed.amount_key is null
