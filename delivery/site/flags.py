"""Which figures a rule found wanting: what stands as a flag beside their numbers; what the rules are called."""

from __future__ import annotations

from collections import defaultdict

from delivery.reading import Row
from delivery.site.model import Release

#: What a rule is called, in both languages: as its row that began last has it.
RULE_NAMES = """
select rule_id, arg_max(name_vi, valid_from) as rule_vi, arg_max(name, valid_from) as rule_en
from reference.validation_rules
group by rule_id
"""


def flags(release: Release) -> dict[str, list[Row]]:
    """The open findings by figure: of the figure found wanting, and of the one whose change would repair it."""
    found = release.rows(
        """
        select figure_key, finding_key, rule_id, severity, message_vi, message_en
        from (
            select i.figure_key, f.*exclude (figure_key)
            from marts.fct_finding_figure as i
            inner join marts.fct_finding as f on i.finding_key = f.finding_key
            where i.part = 'found'
            union
            select repair_figure_key, *exclude (figure_key) from marts.fct_finding where repair_figure_key is not null
        ) as told
        where state = 'open'
        order by figure_key, rule_id, finding_key
        """
    )
    by_figure: dict[str, list[Row]] = defaultdict(list)
    for row in found:
        by_figure[row["figure_key"]].append(row)
    return by_figure
