"""What the words beside one amount say of it: measure, source, nature, years, component, whether it is an estimate.

The words before an amount reach back to the amount before it; they are taken clause by clause, the nearest first. The
words behind it reach to the next mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from ingestion.reports.funds.projects import hear_component
from ingestion.reports.funds.tokens import Token
from ingestion.reports.funds.years import hear_years, joined_years
from ingestion.reports.lexicon import lexicon

_CLAUSE_ENDS = frozenset(",;.:()") | {"nest"}
_NEXT_TO = 4  # characters between two that are listed: a comma and blanks
_BESIDE = ("performed", "bare_source", "bare_nature")
_BELOW_CENTRAL = frozenset({"province", "district", "commune", "local"})
_BUDGET = frozenset({"allocated", "planned", "disbursed"})


@dataclass
class Said:
    """The axes that are told, by name; `hint` is a measure only hinted at, `flags` what else is said there."""

    axes: dict[str, str] = field(default_factory=dict)
    hint: str = ""
    flags: frozenset[str] = frozenset()
    is_trailing: bool = False
    bare: dict[str, str] = field(default_factory=dict)
    listed: list[dict[str, str]] = field(default_factory=list)


def listen(lead: Sequence[Token], trail: Sequence[Token]) -> Said:
    """Return what the tokens before and behind an amount say of it."""
    clauses = _clauses(_last_sentence(lead))
    said = Said(flags=_flags(clauses) | {one.axis for one in trail if one.axis == "beside"})
    _hear_measure(said, clauses, trail)
    beside = _right_before(lead)
    if beside and beside.value == "remaining" and not said.hint:
        said.hint = "remaining"
    is_rest = said.hint == "remaining"  # `chưa chi hết 5 triệu`
    if beside and beside.axis == "performed" and beside.value and "measure" not in said.axes and not is_rest:
        said.axes["measure"] = "disbursed"
    if beside and beside.axis.startswith("bare_") and beside.value:
        said.bare = {beside.axis.removeprefix("bare_"): beside.value}
    for axis in ("source", "nature"):
        value = _one_value(axis, clauses) or _value(axis, trail) or _weak(axis, clauses, trail)
        if value:
            said.axes[axis] = value
    if said.axes.get("measure") and said.axes["measure"].startswith("credit"):
        said.axes["source"] = "other"
    enacted = [one.value for clause in clauses for one in clause if one.axis == "enacted"]
    if enacted:
        said.axes["enacted"] = enacted[0]
    hear_component(said.axes, said.flags, _last_sentence(lead), trail)
    _hear_years(said, _last_sentence(lead), trail)
    if "respectively" in said.flags:
        said.listed = _listed(_last_sentence(lead))
    days = [one.value for one in (*_last_sentence(lead), *trail) if one.kind == "day" and len(one.value) == 10]
    if days:
        said.axes["as_of"] = days[-1]
    return said


def _hear_years(said: Said, lead: Sequence[Token], trail: Sequence[Token]) -> None:
    """Hear the years; those listed right behind the amount hold before all others, `năm trước` is told apart."""
    hear_years(said.axes, [*lead, *trail])
    behind = [one for one in trail if one.kind == "year" and one.axis == ""]
    if len(behind) > 1:
        said.axes["year"] = joined_years(behind, trail)
        said.axes.pop("exec_year", None)
    years = [one for one in (*lead, *trail) if one.kind == "year"]
    if years and all(one.axis == "told" for one in years):
        said.flags |= {"relative"}


def _right_before(lead: Sequence[Token]) -> Token | None:
    """Return the cue right before an amount, with nothing but a colon or `là`, `được`, `đạt` between."""
    cues = [one for one in lead if one.kind == "cue" and one.axis in _BESIDE]
    is_next = cues and not any(one.kind in ("amount", "percent") and one.start > cues[-1].end for one in lead)
    return cues[-1] if is_next else None


def _listed(lead: Sequence[Token]) -> list[dict[str, str]]:
    """Return what is listed before `lần lượt`: the years, projects, sources or natures, whichever are several."""
    for axis in ("year", "component", "source", "nature"):
        values = [one.value for one in lead if (one.kind if axis == "year" else one.axis) == axis]
        if len(values) > 1:
            return [{axis: value} for value in values]
    return []


def _last_sentence(lead: Sequence[Token]) -> list[Token]:
    ends = [index for index, one in enumerate(lead) if one.value == "." and one.kind == "mark"]
    return list(lead[ends[-1] + 1 :]) if ends else list(lead)


def _clauses(lead: Sequence[Token]) -> list[list[Token]]:
    """Return the clauses before an amount, the nearest first; what follows a percentage in a clause is its base."""
    clauses: list[list[Token]] = [[]]
    for one in lead:
        if one.kind == "mark" and one.value in _CLAUSE_ENDS:
            clauses.append([])
        else:
            clauses[-1].append(one)
    return [_without_base(clause) for clause in reversed(clauses)]


def _without_base(clause: list[Token]) -> list[Token]:
    percent = next((index for index, one in enumerate(clause) if one.kind == "percent"), None)
    return clause if percent is None else clause[: percent + 1]


def _flags(clauses: list[list[Token]]) -> frozenset[str]:
    nearest = {one.axis for one in (clauses[0] if clauses else [])}
    everywhere = {one.axis for clause in clauses for one in clause}
    flags = {name for name in ("cost", "spent_on", "not_funds", "nouns", "totals", "worth") if name in nearest}
    flags |= everywhere & {"done", "mixing", "asks", "respectively", "other_programmes", "years_together"}
    flags |= {"beside"} if "beside" in everywhere else set()
    if any(one.axis == "gives" for clause in clauses for one in clause):
        flags.add("gives")
    if any(one.axis == "measure" and one.value.startswith("carried") for clause in clauses for one in clause):
        flags.add("carried")
    if any(one.axis == "mixing" and one.value == "carried" for clause in clauses for one in clause):
        flags.add("with_carried")
    if any(one.axis == "hint" and one.value == "remaining" for clause in clauses for one in clause):
        flags.add("remaining")
    if any(one.axis == "not_funds" for clause in clauses[:2] for one in clause):
        flags.add("not_funds")
    return frozenset(flags)


def _hear_measure(said: Said, clauses: list[list[Token]], trail: Sequence[Token]) -> None:
    for index, clause in enumerate(clauses):
        measure = _measure([one.value for one in clause if one.axis == "measure"])
        if measure:
            said.axes["measure"] = measure
            _hear_estimate(said, clauses[: index + 1])
            break
    else:
        measure = _measure([one.value for one in trail if one.axis == "measure"])
        if measure:
            said.axes["measure"] = measure
            said.is_trailing = True
        _hear_estimate(said, clauses[:1])
    nearest_hints = [one.value for clause in clauses[:1] for one in clause if one.axis == "hint"]
    hints = [one.value for clause in clauses for one in clause if one.axis == "hint"]
    said.hint = (nearest_hints or hints or [""])[-1]


def base_of_percent(lead: Sequence[Token]) -> str:
    """Return what an amount is that a percentage was taken of: `đạt 44% kế hoạch giao (40.152 triệu đồng)`."""
    sentence = _last_sentence(lead)
    if sentence and sentence[-1].value == "(":
        sentence = sentence[:-1]
    clause: list[Token] = []
    for one in reversed(sentence):
        if one.kind == "mark" and one.value in _CLAUSE_ENDS:
            break
        if one.kind == "percent":
            values = [token.value for token in clause if token.axis in ("measure", "hint")]
            return "planned" if "planned" in values else "allocated" if values else ""
        clause.append(one)
    return ""


def _hear_estimate(said: Said, clauses: list[list[Token]]) -> None:
    if any(one.axis == "estimates" for clause in clauses for one in clause):
        said.axes["estimate"] = "1"


def _measure(values: Sequence[str]) -> str:
    """Return the measure that holds where one clause names several: the order of the lexicon, the nearest of credit."""
    credit = [value for value in values if value.startswith("credit")]
    if credit:
        return credit[-1]
    first = min(values, key=_order().__getitem__, default="")
    return "planned" if first == "medium_term" else first


def _one_value(axis: str, clauses: list[list[Token]]) -> str:
    """Return the value that the nearest clause saying one says; where it joins several, the money is of all of them."""
    for index, clause in enumerate(clauses):
        told = [one for one in clause if one.axis == axis]
        if told:
            is_listed = any(_is_listed(told[0], other) for other in clauses[index + 1 : index + 2])
            if is_listed:
                return _together({one.value for one in (told[0], *clauses[index + 1]) if one.axis == axis})
            return _joined(told, clause)
    return ""


def _is_listed(first: Token, before: list[Token]) -> bool:
    """Say whether a clause begins with one more of what ends the clause before: `NSTW, NS tỉnh giao`."""
    last = before[-1] if before else None
    return bool(last and last.axis == first.axis and last.value != first.value and first.start - last.end <= _NEXT_TO)


def _together(values: set[str]) -> str:
    """Return what several sources or natures are together: budgets below the central one are local."""
    return "local" if values <= _BELOW_CENTRAL else "total"


def _joined(told: list[Token], clause: Sequence[Token]) -> str:
    last = told[-1]
    if len(told) > 1 and told[-2].value != last.value:
        between = [one for one in clause if told[-2].end <= one.start and one.end <= last.start]
        if any(one.value == "and" for one in between):
            return _together({told[-2].value, last.value})
    return last.value


def _value(axis: str, trail: Sequence[Token]) -> str:
    told = [one for one in trail if one.axis == axis]
    return _joined(told, trail) if told else ""


def _weak(axis: str, clauses: list[list[Token]], trail: Sequence[Token]) -> str:
    told = [one.value for clause in clauses[:2] for one in clause if one.axis == f"weak_{axis}"]
    told += [one.value for one in trail if one.axis == f"weak_{axis}"]
    return told[0] if told else ""


@cache
def _order() -> dict[str, int]:
    return {measure: index for index, measure in enumerate(lexicon("funds")["measures"])}


def head_axes(tokens: Iterable[Token]) -> dict[str, str]:
    """Return what a heading or the lead of an item says for what stands under it: axes on which it does not waver."""
    told = list(tokens)
    axes: dict[str, str] = {}
    wavers = False  # a heading of several matters: money mobilised, and what is needed
    for axis in ("measure", "source", "nature"):
        values = {one.value for one in told if one.axis == axis}
        if axis == "measure" and values:
            is_listing = any(one.value in ("and", ",") for one in told)
            value = _measure([one.value for one in told if one.axis == "measure"])
            wavers = len(values) > 1 and is_listing
            if not wavers:
                axes[axis] = value
        elif len(values) == 1 and not (wavers and values == {"other"}):
            axes[axis] = values.pop()
    hints = {one.value for one in told if one.axis == "hint"}
    if len(hints) == 1:
        axes["hint"] = hints.pop()
    if any(one.axis == "estimates" for one in told) and "measure" in axes:
        axes["estimate"] = "1"
    said = Said()
    speaks_of_money = any(
        one.axis in ("source", "nature", "hint", "nouns") or (one.axis == "measure" and one.value in _BUDGET)
        for one in told
    )
    hear_years(said.axes, [one for one in told if one.kind != "year" or len(one.value) == 4 or speaks_of_money])
    return axes | said.axes
