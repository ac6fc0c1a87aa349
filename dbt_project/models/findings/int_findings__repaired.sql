-- The repairing value of a finding: the rule's own, else the one that the equations of its document single out.
select
    findings.finding_key,
    coalesce(findings.repair_figure_key, repairs.repair_figure_key) as repair_figure_key,
    coalesce(findings.repair_text, repairs.repair_text) as repair_text,
    case when findings.repair_text is null then repairs.repaired_count end as repaired_count
from {{ ref('int_findings__in_force') }} as findings
left join {{ ref('int_equations__repair') }} as repairs on findings.equation_key = repairs.equation_key
where coalesce(findings.repair_text, repairs.repair_text) is not null
