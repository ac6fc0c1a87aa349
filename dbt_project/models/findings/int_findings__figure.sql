-- The figures a finding involves: the one found wanting, those it is held against, the terms of its equation, the one
-- whose change would repair it.
with listed as (
    select finding_key, figure_key, 1 as part_no from {{ ref('int_findings__in_force') }}
    where figure_key is not null

    union all

    select
        finding_key,
        {{ each_word('other_figure_keys') }} as figure_key,
        2 as part_no
    from {{ ref('int_findings__in_force') }}
    where other_figure_keys is not null

    union all

    select findings.finding_key, terms.figure_key, 2 as part_no
    from {{ ref('int_findings__in_force') }} as findings
    inner join {{ ref('int_equations__term') }} as terms on findings.equation_key = terms.equation_key

    union all

    select finding_key, repair_figure_key as figure_key, 2 as part_no
    from {{ ref('int_findings__repaired') }}
)

select
    finding_key,
    figure_key,
    case when min(part_no) = 1 then 'found' else 'other' end as part
from listed
where figure_key is not null
group by finding_key, figure_key
