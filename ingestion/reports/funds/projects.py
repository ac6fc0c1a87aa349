"""The project an amount is for: named by its number, by its name, or by a short name where its project is in force."""

from __future__ import annotations

from collections.abc import Sequence

from ingestion.reports.funds.tokens import Token

_JOINED_WITHIN = 30
_BETWEEN = ("measure", "hint", "nouns", "performed", "spent_on", "source", "nature", "bare_source", "bare_nature")


def hear_component(axes: dict[str, str], flags: frozenset[str], lead: Sequence[Token], trail: Sequence[Token]) -> None:
    """Hear the project an amount is for; the programme's name says so only where no project is named with it."""
    short = _short_name(lead)
    if short:
        axes["short"] = short
    before = [one for one in lead if one.axis == "component"]
    if before:
        axes["component"] = "CT" if _joins(before, lead) else before[-1].value
        return
    behind = [one.value for one in trail if one.axis == "component"]
    if behind:
        axes["behind"] = behind[0]
    if any(one.axis == "other_programmes" for one in lead):
        axes["programme"] = ""
    elif any(one.axis == "programme" for one in (*lead, *trail)):
        axes["programme"] = "CT"
    elif "beside" in flags:
        axes["programme"] = ""


def _joins(told: Sequence[Token], lead: Sequence[Token]) -> bool:
    """Say whether the last two of what is told are joined: `Dự án 2 và Dự án 3`."""
    if len(told) < 2 or told[-2].value == told[-1].value:
        return False
    between = [one.value for one in lead if told[-2].end <= one.start and one.end <= told[-1].start]
    return between == ["and"] and told[-1].start - told[-2].end < _JOINED_WITHIN


def _short_name(lead: Sequence[Token]) -> str:
    """Return the sub-project whose short name an amount stands behind: `giám sát, đánh giá: 5 triệu đồng`."""
    for one in reversed(lead):
        if one.axis == "short_name":
            return one.value
        if one.axis not in _BETWEEN and not (one.kind == "mark" and one.value == ":"):
            return ""
    return ""


def completed(short: str, above: str, listed: str) -> str:
    """Return the sub-project of a short name where its project is in force or among those of the heading, else empty.

    `above`: the component in force; `listed`: the projects that the heading names, joined by `+`.
    """
    project = short.partition(".")[0]
    projects = listed.split("+") if listed else [above]
    return short if project in projects or above == "CT" else ""
