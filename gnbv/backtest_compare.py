"""The findings of two warehouses side by side, rule by rule: raised anew, no longer raised, of another severity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

#: What happens to a finding: raised anew, no longer raised, of another severity, none of these.
KINDS = ("anew", "gone", "reweighed", "unchanged")


@dataclass(frozen=True)
class Change:
    """One finding that the other register raises anew, no longer raises (`gone`), or weighs differently (`reweighed`).

    A severity is None on the side where the finding is not raised; `state` is that of the side that raises it.
    """

    kind: str
    rule_id: str
    finding_key: str
    severity_before: str | None
    severity_now: str | None
    state: str
    locality_code: str | None
    locality: str | None
    return_type: str | None
    period: str | None
    place: str | None
    message_vi: str
    message_en: str


@dataclass(frozen=True)
class RuleOutcome:
    """One rule: how many findings it has now (`before`) and would have (`after`), counted by what they say."""

    rule_id: str
    name: str
    is_in_force: bool
    before: int
    after: int
    anew: int
    gone: int
    reweighed: int
    unchanged: int
    examples: tuple[Change, ...]

    @property
    def is_changed(self) -> bool:
        """True when anything at all would be raised differently."""
        return bool(self.anew or self.gone or self.reweighed)


_SIDE = """
select * from (
    select
        *, row_number() over (
            partition by rule_id, subject_key
            order by case state when 'open' then 1 else 2 end,
                case severity when 'stop' then 1 when 'warn' then 2 else 3 end, finding_key
        ) as finding_no
    from {file}.marts.fct_finding
) where finding_no = 1
"""
_PAIRS = f"""
with before as ({_SIDE.format(file="held")}), after as ({_SIDE.format(file="tried")})
select
    case when b.rule_id is null then 'anew' when a.rule_id is null then 'gone'
        when a.severity <> b.severity then 'reweighed' else 'unchanged' end as kind,
    coalesce(a.rule_id, b.rule_id) as rule_id, coalesce(a.finding_key, b.finding_key) as finding_key,
    b.severity as severity_before, a.severity as severity_now, coalesce(a.state, b.state) as state,
    coalesce(a.locality_code, b.locality_code) as locality_code, coalesce(a.locality, b.locality) as locality,
    coalesce(a.return_type, b.return_type) as return_type, coalesce(a.period, b.period) as period,
    nullif(concat_ws(', ', nullif(concat_ws('!', coalesce(a.sheet, b.sheet), coalesce(a.cell, b.cell)), ''),
        'dòng ' || coalesce(a.line, b.line)), '') as place,
    coalesce(a.message_vi, b.message_vi) as message_vi, coalesce(a.message_en, b.message_en) as message_en
from after as a
full outer join before as b on a.rule_id = b.rule_id and a.subject_key = b.subject_key
"""
_COUNTS = """
select rule_id, kind, count(*) as n from pairs group by rule_id, kind
"""
_EXAMPLES = """
select * exclude (nth) from (
    select *, row_number() over (
        partition by rule_id, kind order by state <> 'open', return_type, period, locality_code, place, finding_key
    ) as nth
    from pairs where kind <> 'unchanged'
) where nth <= ? order by rule_id, array_position(['anew', 'gone', 'reweighed'], kind), nth
"""
_NAMES = """
select v.rule_id, max(v.name) as name, bool_or(r.rule_id is not null) as is_in_force
from tried.reference.validation_rules as v
left join tried.intermediate.int_rules as r on v.rule_id = r.rule_id
group by v.rule_id
"""


def compare(held: Path, tried: Path, examples: int) -> list[RuleOutcome]:
    """Return every rule that is in force or has findings on either side, those that change first."""
    import duckdb

    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as connection:
        for name, path in (("held", held), ("tried", tried)):
            quoted = str(path).replace("'", "''")
            connection.execute(f"attach '{quoted}' as {name} (read_only)")
        connection.execute(f"create temp table pairs as {_PAIRS}")
        names = {rule: (name, force) for rule, name, force in connection.execute(_NAMES).fetchall()}
        counts: dict[str, dict[str, int]] = {}
        for rule, kind, count in connection.execute(_COUNTS).fetchall():
            counts.setdefault(rule, {})[kind] = count
        shown: dict[str, list[Change]] = {}
        for row in connection.execute(_EXAMPLES, [examples]).fetchall():
            shown.setdefault(row[1], []).append(Change(*row))
    told = [
        _outcome(rule, *names.get(rule, ("", False)), counts.get(rule, {}), shown.get(rule, []))
        for rule in sorted({*counts, *(rule for rule, (_, force) in names.items() if force)})
    ]
    return sorted(told, key=lambda one: not one.is_changed)


def _outcome(rule: str, name: str, force: bool, counts: dict[str, int], shown: Sequence[Change]) -> RuleOutcome:
    anew, gone, reweighed, unchanged = (counts.get(kind, 0) for kind in KINDS)
    before, after = gone + reweighed + unchanged, anew + reweighed + unchanged
    return RuleOutcome(rule, name, force, before, after, anew, gone, reweighed, unchanged, tuple(shown))
