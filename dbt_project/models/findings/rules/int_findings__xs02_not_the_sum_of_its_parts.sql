-- XS02: a superior's figure is not the sum of its parts'. Compared as equal only when every part has reported; before
-- that the parts may not exceed the whole already. A total that follows from a cell that differs says nothing new, and
-- of a sheet that differs throughout the widest differences are told; all stand in rpt_roll_up.
with differing as (
    select rolled.*
    from {{ ref('int_forms__roll_up') }} as rolled
    where
        case
            when rolled.parts_reported >= rolled.parts_expected then abs(rolled.difference)
            when rolled.type in ('money', 'count') then -rolled.difference
        end > {{ rule_threshold('XS02') }}
),

-- The totals a differing cell is part of; the totals themselves need not be looked for among what differs.
explained as (
    select distinct
        parts.submission_key,
        totals.cell_no
    from differing as parts
    inner join {{ ref('stg_bronze__form_term') }} as terms
        on
            parts.form = terms.form
            and parts.form_version = terms.form_version
            and parts.cell_no = terms.cell_no
            and terms.relation = '='
            and terms.coefficient < 0
    inner join {{ ref('stg_bronze__form_term') }} as totals
        on
            terms.form = totals.form
            and terms.form_version = totals.form_version
            and terms.equation = totals.equation
            and totals.coefficient > 0
),

ordered as (
    select
        differing.*,
        cast(null as {{ dbt.type_bigint() }}) as line,
        row_number() over (
            partition by differing.submission_key, differing.sheet
            order by abs(differing.difference) desc, differing.cell_no
        ) as width_no
    from differing
    left join explained
        on differing.submission_key = explained.submission_key and differing.cell_no = explained.cell_no
    where explained.cell_no is null
)

select
    {{ finding_columns(
        'XS02', 'ordered',
        found=finding_number('ordered.own_value'),
        expected="concat_ws('', " ~ finding_number('ordered.parts_value') ~ ", ' (', "
        ~ text_of('ordered.parts_reported') ~ ", '/', " ~ text_of('ordered.parts_expected') ~ ", ')')"
    ) }}
from ordered
where ordered.width_no <= {{ var('most_roll_up_findings_per_sheet') }}
