"""What stands behind an amount and speaks of it: a source, a nature, a verb, a percentage."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from ingestion.reports.funds.tokens import Token

_OTHER_MATTERS = ("measure", "source", "nature", "estimates", "not_funds")


def percent_of(rest: list[Token]) -> tuple[Decimal | None, bool]:
    """Return the percentage printed for an amount, the first behind it before anything else is spoken of.

    And whether the parenthesis the amount stands in was closed before: then it is that of the whole.
    """
    depth = 0
    for one in rest:
        if one.kind == "percent" and one.quantity:
            return one.quantity.value, depth < 0
        if one.kind == "amount" or one.value in (".", ";", "nest") or one.axis in _OTHER_MATTERS:
            return None, False
        depth += {"(": 1, ")": -1}.get(one.value, 0) if one.kind == "mark" else 0
    return None, False


def fate_of(rest: list[Token]) -> str:
    """Return what befalls a remainder, told behind it: given back, or carried to the next year; else empty."""
    for one in rest:
        if one.kind == "amount" or one.value in (".", ";", "nest"):
            return ""
        if one.axis == "measure" and one.value == "returned":
            return "returned"
        if one.axis == "measure" and one.value in ("carried", "carried_out"):
            return "carried_out"
    return ""


def trail_of(tokens: list[Token], index: int) -> tuple[list[Token], int]:
    """Return the tokens behind an amount that speak of it, and where they end.

    They reach to the next mark, or to what speaks of the next amount; a parenthesis right behind the amount, if it
    holds no amount itself, belongs to them: `5 triệu đồng (vốn sự nghiệp)`.
    """
    amount = tokens[index].quantity
    if amount and amount.pair == "numerator":
        return trail_of(tokens, index + 1)[0], -1
    gap: list[Token] = []
    for at, one in enumerate(tokens[index + 1 :], start=index + 1):
        is_year_list = one.value == "," and all(each.kind == "year" for each in tokens[at - 1 : at + 2 : 2])
        is_end = one.kind == "mark" and one.value not in ("and", ":") and not is_year_list
        if one.value == "(" and one.kind == "mark":
            return _with_parenthesis(gap, tokens[at + 1 :])
        if is_end:
            return _before_and(gap)
        if one.kind == "amount":
            return _before_next(gap)
        if one.value == ":" and not gap:
            return [], -1
        gap.append(one)
    return _before_and(gap)


def _before_and(gap: list[Token]) -> tuple[list[Token], int]:
    """Cut off what an `and` adds, unless it joins two sources or natures."""
    for index, one in enumerate(gap):
        if one.value == "and" and any(
            other.kind == "year" or other.axis in ("measure", "hint") for other in gap[index:]
        ):
            gap = gap[:index]
            break
    return gap, max((one.end for one in gap), default=-1)


def _before_next(gap: list[Token]) -> tuple[list[Token], int]:
    """Return what of a gap without a mark belongs to the amount before: up to an `and`, or to the next verb."""
    for index, one in enumerate(gap):
        if (one.kind == "mark" and one.value == "and") or one.axis in ("measure", "hint"):
            return gap[:index], max((one.end for one in gap[:index]), default=-1)
    return [], -1


def _with_parenthesis(gap: list[Token], rest: list[Token]) -> tuple[list[Token], int]:
    inside: list[Token] = []
    end = -1
    for one in rest:
        if one.kind == "amount":
            return _before_and(gap)
        if one.kind == "mark" and one.value == ")":
            end = one.start
            break
        inside.append(one)
    told = [one for one in inside if one.axis in ("source", "nature", "component") or one.kind in ("year", "percent")]
    return [*gap, *told], max(end, max((one.end for one in gap), default=-1))


def is_year_alone(lead: list[Token]) -> bool:
    """Say whether a parenthesis that closes here holds a year and nothing else."""
    return len(lead) > 1 and lead[-2].value == "(" and lead[-1].kind == "year"


def without_asides(lead: list[Token]) -> list[Token]:
    """Take out of a closed parenthesis what does not speak of the amount to come: measures, but for carried money."""
    opening = next((index for index in range(len(lead) - 1, -1, -1) if lead[index].value == "("), None)
    if opening is None:
        return lead
    inside = lead[opening:]
    is_mixed = any(one.axis == "mixing" or one.value == "nest" for one in inside)
    kept = [
        one
        for one in inside
        if one.axis not in ("measure", "hint") or (one.value.startswith("carried") and not is_mixed)
    ]
    if is_mixed:
        kept = [replace(one, kind="cue", axis="mixing") if one.value == "nest" else one for one in kept]
        carried = [one for one in inside if one.axis == "measure" and one.value.startswith("carried")]
        kept += [replace(one, axis="mixing", value="carried") for one in carried[:1]]  # `(kể cả vốn kéo dài)`
    return [*lead[:opening], *kept]
