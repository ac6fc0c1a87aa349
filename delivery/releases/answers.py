"""What a release answers, as SQL: one row a thing it tells, in one shape for all kinds, so that two can be compared.

Columns: key (what is spoken of, never what is said), return_type, period, locality_code, locality, subject (text),
reach (level and region a rate is of), told (a map of text: what is said), submissions (keys of the files behind it).
Parameters: `as_of` and `known`, both instants; `pinned` and `current` are attached, one of them in use.
"""

from __future__ import annotations

_STATUS = """
select
    states.obligation_key as key, states.return_type, states.period, states.locality_code,
    localities.name_vi as locality, states.obligation_key as subject,
    concat_ws('|', obligations.reporter_level, localities.region_code) as reach,
    map {{
        'status': states.status, 'evidence': states.evidence,
        'days_late': cast(late.days_late as varchar), 'reasons': states.reasons
    }} as told,
    list_filter([split_part(states.evidence_key, '/', 1)], lambda one: one is not null) as submissions
from marts.fct_return_status as states
inner join marts.fct_obligation as obligations on states.obligation_key = obligations.obligation_key
inner join marts.dim_locality as localities on states.locality_key = localities.locality_key
left join marts.late_returns($as_of, $known) as late on states.obligation_key = late.obligation_key
where states.valid_from <= $as_of and $as_of < states.valid_to
    and states.known_from <= $known and $known < states.known_to
"""

_RATE = """
select
    concat_ws('|', return_type, period, reporter_level, region_code) as key, return_type, period,
    cast(null as varchar) as locality_code, region as locality, concat_ws(' ', reporter_level, region_code) as subject,
    concat_ws('|', reporter_level, region_code) as reach,
    map {{
        'expected': cast(expected as varchar), 'received': cast(received as varchar),
        'received_on_time': cast(received_on_time as varchar), 'late': cast(late as varchar),
        'overdue': cast(overdue as varchar), 'rejected': cast(rejected as varchar),
        'exempt': cast(exempt as varchar), 'not_due': cast(not_due as varchar),
        'rate': cast(round(rate, 4) as varchar), 'rate_on_time': cast(round(rate_on_time, 4) as varchar)
    }} as told,
    cast([] as varchar[]) as submissions
from marts.reporting_rate($as_of, $known)
"""

#: Of amounts and indicators those that a sum takes; several of one key are told together, in their order.
_FIGURES = """
select
    concat_ws('|', figures.locality_code, figures.period, {key}) as key,
    any_value(submissions.return_type) as return_type, figures.period, figures.locality_code,
    any_value(figures.locality) as locality, {subject} as subject,
    cast(null as varchar) as reach, map {{ {told} }} as told, list_distinct(list(figures.submission_key)) as submissions
from marts.{mart} as figures
left join marts.fct_submission as submissions on figures.submission_key = submissions.submission_key
where figures.known_from <= $known and $known < figures.known_to and {counted}
group by figures.locality_code, figures.period, {key}
"""
_SPOKEN_OF = {
    "fct_fund": ("component_code", "measure", "source", "nature", "budget_year"),
    "fct_poverty_indicator": ("indicator_code", "population", "value_kind"),
}
_TOLD = {
    "fct_fund": "'amount_vnd': string_agg(cast(figures.amount_vnd as varchar), '; ' order by figures.amount_vnd)",
    "fct_poverty_indicator": "'value': string_agg(cast(figures.value as varchar), '; ' order by figures.value), "
    "'unit': string_agg(distinct figures.unit, '; ')",
}

#: Findings on returns that are missing say what the statuses say, and of the run's day alone: statuses are compared.
_FINDING = """
select
    findings.subject_key as key, any_value(findings.return_type) as return_type, any_value(findings.period) as period,
    any_value(findings.locality_code) as locality_code, any_value(findings.locality) as locality,
    any_value(concat_ws(' ', findings.rule_id, findings.subject, findings.found)) as subject,
    cast(null as varchar) as reach,
    map {{ 'severity': min(findings.severity), {told} }} as told,
    list_distinct(list(findings.submission_key)) as submissions
from marts.fct_finding as findings
where findings.level <> 'obligation' and findings.first_seen_at <= $known
    and (findings.last_seen_at is null or $known < findings.last_seen_at)
group by findings.subject_key
"""
_STATE = "'state': min(case when findings.explanation_key is null then 'open' else 'explained' end)"

KINDS = ("status", "rate", "fund", "indicator", "finding")


def answers(kind: str, *, again: bool, same_day: bool) -> str:
    """The query of one of KINDS.

    `again`: the current release is asked what was known when the pinned build began. A figure that both releases hold
    is counted as it was in the pinned one, since `is_counted` speaks of what is known now. `same_day`: both builds are
    of one day; only then can it be compared whether a finding is explained.
    """
    if kind == "fund":
        return _figures("fct_fund", again)
    if kind == "indicator":
        return _figures("fct_poverty_indicator", again)
    if kind == "finding":
        return _FINDING.format(told=_STATE if same_day else "'state': cast(null as varchar)")
    return {"status": _STATUS, "rate": _RATE}[kind].format()


def _figures(mart: str, again: bool) -> str:
    columns = [f"figures.{name}" for name in _SPOKEN_OF[mart]]
    key = ", ".join(f"coalesce({column}, '')" for column in columns)
    counted = "figures.is_counted"
    if again:
        counted = (
            "coalesce((select held.is_counted from pinned.marts."
            f"{mart} as held where held.figure_key = figures.figure_key), figures.is_counted)"
        )
    said = ", ".join(f"nullif({column}, '')" for column in columns)
    return _FIGURES.format(
        mart=mart, key=key, subject=f"any_value(concat_ws(' ', {said}))", told=_TOLD[mart], counted=counted
    )
