-- XS04: a locality asks less of itself than a superior asks of everyone within: the same indicator, population and
-- years, told as a rate or as a yearly fall. A locality may have its reasons: for information, but where the superior
-- asked it of that very locality it binds.
with targets as (
    select
        targets.*,
        changes.indicator_code is not null as is_change,
        coalesce(changes.changed_indicator, targets.indicator_code) as measured_indicator,
        case when changes.indicator_code is not null then 'up' else catalogue.direction end as good_direction,
        {{ year_of('targets.period_from') }} as year_from,
        {{ year_of('targets.period_to') }} as year_to,
        split_part(targets.locality_key, '@', 1) as locality_id,
        case targets.issuer_level when 'country' then 1 when 'province' then 2 when 'district' then 3 else 4 end
            as issuer_depth,
        case when targets.issuer_level = 'country' then '*' else targets.locality_code end as asked_code
    from {{ ref('fct_target') }} as targets
    inner join {{ ref('indicators') }} as catalogue on targets.indicator_code = catalogue.indicator_code
    left join {{ ref('indicator_changes') }} as changes on targets.indicator_code = changes.indicator_code
    where
        targets.known_to > coalesce({{ run_known() }}, {{ last_instant() }})
        and targets.locality_key is not null and targets.period_to is not null
        and coalesce(targets.role, '') <> 'repeat'
        and targets.value is not null
        -- How many a part does is no measure of what the whole is to do.
        and (changes.indicator_code is not null or targets.unit = 'percent')
        -- A fall over several years as a whole says nothing of each.
        and (
            (changes.indicator_code is null and targets.unit = 'percent')
            or targets.measured_as = 'yearly'
            or {{ year_of('targets.period_from') }} = {{ year_of('targets.period_to') }}
        )
),

steps as (
    {% for step in range(4) %}
        select {{ step }} as step
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- Whom a locality is asked by: itself, what it lies in, and the country.
around as (
    select distinct
        targets.locality_key,
        targets.period_to,
        case steps.step
            when 0 then places.locality_code when 1 then places.parent_code when 2 then parents.parent_code else '*'
        end as asked_code,
        steps.step in (1, 2) as is_between
    from targets
    inner join {{ ref('dim_locality') }} as places on targets.locality_key = places.locality_key
    left join {{ ref('dim_locality') }} as parents
        on
            places.parent_code = parents.locality_code
            and targets.period_to >= parents.valid_from and targets.period_to < parents.valid_to
    cross join steps
),

pairs as (
    select
        own.*,
        files.return_type,
        files.period as return_period,
        superior.value as superior_value,
        superior.value_text as superior_text,
        superior.issuer_document as superior_document,
        superior.figure_key as superior_figure_key,
        superior.locality_id = own.locality_id as is_bound,
        row_number() over (
            partition by own.submission_key, own.locality_id, own.indicator_code, own.population, own.value, own.unit
            order by
                case when superior.locality_id = own.locality_id then 0 else 1 end, -superior.issuer_depth,
                own.line nulls last, own.figure_key, superior.figure_key
        ) as pair_no
    from targets as own
    inner join {{ ref('int_figures__submission') }} as files on own.submission_key = files.submission_key
    inner join around
        on
            own.locality_key = around.locality_key and own.period_to = around.period_to
            and (own.is_change or not around.is_between)
    inner join targets as superior
        on
            superior.issuer_depth < 4  -- nobody is asked by a commune
            and around.asked_code = superior.asked_code
            and own.measured_indicator = superior.measured_indicator
            and own.is_change = superior.is_change
            and coalesce(own.population, '') = coalesce(superior.population, '')
            and own.issuer_depth > superior.issuer_depth
            and own.year_from >= superior.year_from and own.year_to <= superior.year_to
    where
        files.is_current
        -- A level is compared with one of the same last year that is asked of all or of that very locality: a poor
        -- district's share is not its province's. A yearly fall is compared with any.
        and (own.is_change or own.year_to = superior.year_to)
        and (own.is_change or superior.asked_code = '*' or superior.locality_id = own.locality_id)
),

found as (
    select
        submission_key, return_type, return_period as period, locality_code, sheet, cell, line, figure_key,
        superior_figure_key, value_text, superior_text, superior_document, is_bound,
        case unit when 'percent' then '%' else 'điểm %' end as unit_text
    from pairs
    where
        pair_no = 1
        and case good_direction
            when 'up' then superior_value - value when 'down' then value - superior_value
        end > {{ rule_threshold('XS04') }}
)

select
    {{ finding_columns(
        'XS04', 'found',
        found="concat_ws(' ', found.value_text, found.unit_text)",
        expected="concat_ws(' ', found.superior_text, found.unit_text, concat_ws('', '(', found.superior_document, ')'))",
        severity="case when found.is_bound then 'warn' end",
        figure='found.figure_key',
        others='found.superior_figure_key'
    ) }}
from found
