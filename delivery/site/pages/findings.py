"""What did not hold: every finding, by locality and return, with the place it speaks of; how good each return is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from delivery.reading import Row
from delivery.site.flags import RULE_NAMES
from delivery.site.model import Page, Release

SEVERITIES = ("stop", "warn", "info")
STATES = ("open", "explained", "resolved")

_FINDINGS = f"""
select
    f.finding_key, f.rule_id, f.severity, f.level, f.state, f.return_type, f.period, f.locality_code, f.locality,
    f.submission_key, f.sheet, f.cell, f.line, f.subject_vi, f.subject_en, f.found, f.expected, f.repair_text,
    f.message_vi, f.message_en, f.explanation, f.first_seen_at, r.rule_vi, r.rule_en,
    t.name_vi as return_vi, t.name_en as return_en, p.name_vi as period_vi, p.name_en as period_en, p.starts_on
from marts.fct_finding as f
left join ({RULE_NAMES}) as r on f.rule_id = r.rule_id
left join marts.dim_return_type as t on f.return_type = t.return_type
left join marts.dim_period as p on f.period = p.period
order by
    p.starts_on desc nulls last, f.return_type nulls last, f.severity = 'stop' desc, f.severity = 'warn' desc,
    f.rule_id, f.line, f.finding_key
"""

_QUALITY = """
select
    q.*, t.name_vi as return_vi, t.name_en as return_en, p.name_vi as period_vi, p.name_en as period_en
from marts.rpt_quality_by_locality as q
left join marts.dim_return_type as t on q.return_type = t.return_type
left join marts.dim_period as p on q.period = p.period
order by q.score, q.findings desc, q.locality_code, q.return_type
"""

_WEIGHTS = "select item, value from reference.quality_weights"

#: The order of the ministry's lists; a district stands under its province, the country first.
_ORDER = """
select distinct on (l.locality_code)
    l.locality_code, coalesce(l.report_order, p.report_order, 9998) as position,
    case l.level when 'country' then 0 when 'province' then 1 when 'district' then 2 else 3 end as rank,
    case when l.level in ('district', 'commune') then l.unit_type || ' ' else '' end as unit
from marts.dim_locality as l
left join marts.dim_locality as p on l.parent_code = p.locality_code
where l.locality_code in (select locality_code from marts.fct_finding)
order by l.locality_code, l.valid_from <= $day desc, l.valid_from desc, p.valid_from <= $day desc, p.valid_from desc
"""


def content(release: Release) -> Mapping[str, Any]:
    """`localities`: each with its returns, each with its score and findings; `quality`: the returns that have any.

    `weights`: the numbers a score is made of.
    """
    found = release.rows(_FINDINGS)
    quality = release.rows(_QUALITY)
    scores = {(row["locality_code"], row["return_type"], row["period"]): row for row in quality}
    order = {row["locality_code"]: row for row in release.rows(_ORDER, {"day": release.as_of})}
    localities: dict[str | None, list[Row]] = {}
    for row in found:
        localities.setdefault(row["locality_code"], []).append(row)
    return {
        "total": len(found),
        "counts": {one: sum(row["severity"] == one for row in found) for one in SEVERITIES},
        "states": {one: sum(row["state"] == one for row in found) for one in STATES},
        "rated": len(quality),
        "flawless": sum(1 for row in quality if not row["findings"]),
        "weights": {row["item"]: row["value"] for row in release.rows(_WEIGHTS)},
        "quality": [row for row in quality if row["findings"]],
        "localities": [
            _locality(code, localities[code], scores, order.get(code or ""))
            for code in sorted(localities, key=lambda code: _position(order.get(code or ""), code))
        ],
    }


def _position(known: Row | None, code: str | None) -> tuple[int, int, str]:
    return (known["position"], known["rank"], code or "") if known else (-1, 0, code or "")


def _locality(
    code: str | None, rows: list[Row], scores: Mapping[tuple[str | None, str, str], Row], known: Row | None
) -> Row:
    returns: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        returns.setdefault((row["return_type"], row["period"]), []).append(row)
    return {
        "code": code or "",
        "name": (known["unit"] if known else "") + (rows[0]["locality"] or code) if code else None,
        "counts": {one: sum(row["severity"] == one for row in rows) for one in SEVERITIES},
        "returns": [
            {"score": scores.get((code, return_type, period)), "first": own[0], "findings": own}
            for (return_type, period), own in returns.items()
        ],
        "total": len(rows),
    }


PAGE = Page("findings", content, scripts=("findings.js",))
