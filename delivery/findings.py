"""What the rules found wrong, as the marts hold it: the list for `gnbv findings`, `gnbv check` and the error sheets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import duckdb

from delivery.errors import DeliveryError
from delivery.reading import LOCAL, Row, check_return_type, end_of_day, open_marts, rows, wordings

#: The gravest first.
SEVERITIES = ("stop", "warn", "info")
STATES = ("open", "explained", "resolved")

_RULE = re.compile(r"[A-Z]{2}\d{2}")


class UnknownPlaceError(DeliveryError):
    """A locality that no dimension knows, or a name that several bear."""


class UnknownRuleError(DeliveryError):
    """A rule the register does not hold."""


@dataclass(frozen=True)
class Finding:
    """One rule that did not hold, in the words of one language; texts of figures are as printed.

    `place` and `repair_at` say sheet and cell or line (`Bảng 2!C5`, `dòng 65`). `repair_found` is what stands at
    `repair_at`, `repair_value` what would make `repair_count` equations hold there (None: the rule itself knows it).
    `path` is the file at its source, None of a return that is missing. Times are local, `last_seen_at` is None while
    the finding stands.
    """

    finding_key: str
    rule_id: str
    severity: str
    level: str
    state: str
    locality_code: str | None
    locality: str | None
    return_type: str | None
    period: str | None
    path: str | None
    document_no: str | None
    submission_key: str | None
    sheet: str | None
    cell: str | None
    line: int | None
    place: str
    subject: str | None
    found: str | None
    expected: str | None
    difference: str | None
    figure_key: str | None
    repair_figure_key: str | None
    repair_at: str
    repair_found: str | None
    repair_value: str | None
    repair_count: int | None
    message: str
    first_seen_at: datetime | None
    last_seen_at: datetime | None
    explanation: str | None


@dataclass(frozen=True)
class Wanted:
    """Which findings are asked for: `severity` is the least grave one, an empty tuple of rules means all.

    `locality` is a GSO code or a name; `state` one of STATES or `all`. `as_of`: what stood at the end of that day.
    """

    locality: str | None = None
    severity: str = "warn"
    rules: tuple[str, ...] = ()
    return_type: str | None = None
    period: str | None = None
    state: str = "open"
    as_of: date | None = None


@dataclass(frozen=True)
class FindingList:
    """The findings asked for, worst documents first; `less_grave` more would be listed at severity `info`.

    `built_as_of` is the day the published warehouse speaks about, None when it holds no finding at all.
    """

    wanted: Wanted
    lang: str
    findings: tuple[Finding, ...]
    less_grave: int
    built_as_of: date | None
    return_types: dict[str, str]


_FINDINGS = """
with names as (
    select locality_code, max_by(name_vi, valid_from) as name from marts.dim_locality group by locality_code
),

figures as (
    select figure_key, sheet, cell, line, value_text, unit_text from marts.fct_fund
    union all
    select figure_key, sheet, cell, line, value_text, case unit when 'percent' then '%' end
    from marts.fct_poverty_indicator
    union all
    select figure_key, sheet, cell, line, value_text, case unit when 'percent' then '%' end from marts.fct_target
)
select
    f.finding_key, f.rule_id, f.severity, f.level, f.state, f.locality_code, f.return_type, f.period,
    case when f.locality is distinct from f.locality_code then f.locality else coalesce(l.name, f.locality) end
        as locality,
    s.path, s.document_no, f.submission_key, f.sheet, f.cell, f.line, f.subject_{lang} as subject, f.found, f.expected,
    f.difference, f.figure_key, f.repair_figure_key, f.repair_text as repair_value, f.repair_count,
    f.message_{lang} as message, r.sheet as repair_sheet, r.cell as repair_cell, r.line as repair_line,
    nullif(concat_ws(' ', r.value_text, r.unit_text), '') as repair_found,
    timezone('Asia/Ho_Chi_Minh', f.first_seen_at) as first_seen_at,
    timezone('Asia/Ho_Chi_Minh', f.last_seen_at) as last_seen_at, f.explanation
from marts.fct_finding as f
left join marts.fct_submission as s on s.submission_key = f.submission_key
left join names as l on l.locality_code = f.locality_code
left join figures as r on r.figure_key = f.repair_figure_key
"""

_NAMES = """
select distinct locality_code, name_vi from marts.dim_locality
where locality_code = $asked or lower(name_vi) = lower($asked) or lower(concat_ws(' ', unit_type, name_vi)) = $lower
order by 1
"""


def list_findings(db: Path, wanted: Wanted, lang: str = "vi") -> FindingList:
    """The findings of published marts that were asked for.

    Raises UnknownPlaceError, UnknownRuleError, UnknownReturnTypeError or another DeliveryError, one readable line each.
    """
    with open_marts(db) as connection:
        check_return_type(connection, wanted.return_type)
        code = _code(connection, wanted.locality)
        every = findings_in(connection, lang)
        _check_rules(connection, wanted.rules)
        (about,) = rows(connection, "select max(as_of_on) as day from marts.fct_finding")
        kinds = rows(connection, f"select return_type, name_{lang} as name from marts.dim_return_type")
    asked = [one for one in _standing(every, wanted) if _is_wanted(one, wanted, code)]
    kept = [one for one in asked if SEVERITIES.index(one.severity) <= SEVERITIES.index(wanted.severity)]
    day = about["day"]
    return FindingList(
        wanted, lang, tuple(worst_first(kept)), len(asked) - len(kept),
        day.date() if isinstance(day, datetime) else day, {row["return_type"]: row["name"] for row in kinds},
    )  # fmt: skip


def findings_in(connection: duckdb.DuckDBPyConnection, lang: str = "vi") -> list[Finding]:
    """All findings of the marts behind a connection, in no order that means anything."""
    return [_finding(row, lang) for row in rows(connection, _FINDINGS.format(lang=lang))]


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Findings by document (locality, return, period, file), the worst document first, the gravest first in each.

    Findings of one cause stand together.
    """
    held: dict[tuple[str, ...], list[Finding]] = {}
    for one in findings:
        held.setdefault(document_of(one), []).append(one)
    ranked = sorted(held.items(), key=lambda item: (_badness(item[1]), item[0]))
    return [one for _, group in ranked for one in _in_document(group)]


def document_of(one: Finding) -> tuple[str, ...]:
    """What a finding is about as a whole: locality, return, period and file; findings of one document are equal."""
    return one.locality_code or "", one.return_type or "", one.period or "", one.path or "", one.submission_key or ""


def cause_of(one: Finding) -> tuple[str, str | None, str | None] | None:
    """The one value whose change would repair a finding: where it stands, as printed, and what it would be; or None.

    Not its key: a number that the reader took for two figures is one value on the paper.
    """
    return (one.repair_at, one.repair_found, one.repair_value) if one.repair_figure_key else None


def _code(connection: duckdb.DuckDBPyConnection, asked: str | None) -> str | None:
    if asked is None:
        return None
    asked = unicodedata.normalize("NFC", asked).strip()
    found = rows(connection, _NAMES, {"asked": asked, "lower": asked.lower()})
    codes = sorted({row["locality_code"] for row in found})
    if not codes:
        raise UnknownPlaceError(f"there is no locality '{asked}': give a GSO code such as 20, or its name in full")
    if len(codes) > 1 and asked not in codes:
        raise UnknownPlaceError(f"several localities are named '{asked}': give the code of one: {', '.join(codes)}")
    return asked if asked in codes else codes[0]


def _check_rules(connection: duckdb.DuckDBPyConnection, asked: Sequence[str]) -> None:
    """Refuse what the register does not hold; where it was not published, what cannot be the id of a rule."""
    known = wordings(connection, "validation_rules", "rule_id", "name")
    for rule in asked:
        if rule not in known if known else not _RULE.fullmatch(rule):
            near = ", ".join(get_close_matches(rule, sorted(known), cutoff=0.0)) or "FG02, RG07 or XS01"
            raise UnknownRuleError(f"unknown rule '{rule}': expected the id of one, such as {near}")


def _standing(every: Iterable[Finding], wanted: Wanted) -> list[Finding]:
    """Without a day all findings; of a day those that stood at its end: what was replaced later was open then."""
    if wanted.as_of is None:
        return list(every)
    end = end_of_day(wanted.as_of)
    return [
        replace(one, state="open" if one.state == "resolved" else one.state)
        for one in every
        if one.first_seen_at is not None
        and one.first_seen_at <= end
        and (one.last_seen_at is None or end < one.last_seen_at)
    ]


def _is_wanted(one: Finding, wanted: Wanted, code: str | None) -> bool:
    return (
        (code is None or one.locality_code == code)
        and (not wanted.rules or one.rule_id in wanted.rules)
        and wanted.return_type in (None, one.return_type)
        and wanted.period in (None, one.period)
        and wanted.state in ("all", one.state)
    )


def _badness(group: Sequence[Finding]) -> tuple[int, ...]:
    """Fewer is worse: how many are not of each severity, the gravest first."""
    return tuple(-sum(1 for one in group if one.severity == severity) for severity in SEVERITIES)


def _in_document(group: Sequence[Finding]) -> list[Finding]:
    """The gravest first; a cause stands where its gravest finding would."""
    causes: dict[object, list[Finding]] = {}
    for one in gravest_first(group):
        causes.setdefault(cause_of(one) or one.finding_key, []).append(one)
    return [one for held in causes.values() for one in held]


def gravest_first(group: Iterable[Finding]) -> list[Finding]:
    """Findings by severity, then by place."""

    def rank(one: Finding) -> tuple[Any, ...]:
        where = one.sheet or "", one.line or 0, one.cell or ""
        return SEVERITIES.index(one.severity), *where, one.rule_id, one.finding_key

    return sorted(group, key=rank)


def _finding(row: Row, lang: str) -> Finding:
    values: dict[str, Any] = dict(row)
    at = [values.pop(f"repair_{name}") for name in ("sheet", "cell", "line")]
    values["place"] = place(lang, row["sheet"], row["cell"], row["line"])
    values["repair_at"] = place(lang, *at)
    for name in ("first_seen_at", "last_seen_at"):
        values[name] = row[name].replace(tzinfo=LOCAL) if row[name] else None
    return Finding(**values)


def place(lang: str, sheet: str | None, cell: str | None, line: int | None) -> str:
    """`Biểu 03 - Vốn!C14`, `dòng 65` (`line 65`), or nothing."""
    where = "!".join(part for part in (sheet, cell) if part)
    at = f"{'dòng' if lang == 'vi' else 'line'} {line}" if line is not None else ""
    return ", ".join(part for part in (where, at) if part)
