"""What arithmetic tells across the passages of a report: totals of several years, plans given in part, years carried.

A paragraph's first amount may be the sum of the items behind it or of the paragraphs before it. Where these are of
several years the total is the usable money of those years: planned, of all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from ingestion.reports.funds.reading import FULL, Reading
from ingestion.reports.outline import Node

_ITEMS = ("dash", "plus", "letter", "paren")
_ROUNDED = Decimal("0.0055")  # percentage points that a share of two decimals may be off
_MOST_PARTS = 6
_NEAR = 8  # passages in which the parts of a total stand
_BROUGHT = frozenset({"carried", "carried_to", "carried_in"})
_OPEN = frozenset({"", "plan", "allocated", "planned"})

#: A passage and its amounts.
Read = tuple[Node, list[Reading]]


def settle_sums(passages: Sequence[Read], year: str) -> None:
    """Settle the totals, plans and carried money of a report on a year; the readings are changed in place."""
    _remember_carried(passages, year)
    passages = [one for one in passages if one[0].passage.kind != "row"]
    heads = [(node, readings) for node, readings in passages if readings and readings[0].quantity]
    for index, (node, readings) in enumerate(heads):
        whole = readings[0]
        if "years_together" in whole.flags and "year" not in whole.own:
            _join_years(whole, [one[0] for _, one in heads[max(0, index - _NEAR) : index]])
            continue
        is_from_heading = whole.origin.get("measure") in ("heading", "list") and whole.measure.startswith("carried")
        if whole.measure not in _OPEN and not is_from_heading:
            continue
        for parts in (
            _items(node, heads[index + 1 : index + 1 + _NEAR]),
            _before(node, heads[max(0, index - _NEAR) : index]),
        ):
            count = _adding_up(whole.amount, parts)
            if count:
                _span(readings, parts[:count], year)
                break
    _know_usable(passages, year)
    _announce(passages, year)
    _use(passages)


def _items(node: Node, behind: Sequence[Read]) -> list[Reading]:
    """Return the first amounts of the list items right behind a passage, those of items within them left out."""
    parts: list[Reading] = []
    rank = ""
    for other, readings in behind:
        if other.passage.kind == "footnote":
            continue
        if other.rank not in _ITEMS or other is node:
            break
        rank = rank or other.rank
        if other.rank == rank and rank != node.rank:
            parts.append(readings[0])
    return parts


def _before(node: Node, heads: Sequence[Read]) -> list[Reading]:
    """Return the first amounts of what stands right before a passage under the same heading, the nearest first.

    For a paragraph under the last of several numbers these are also the numbers before.
    """
    above = node.parent.parent if node.parent and not node.rank else node.parent
    return [readings[0] for other, readings in reversed(heads) if other.parent is node.parent or other.parent is above]


def _adding_up(amount: Decimal, parts: Sequence[Reading]) -> int:
    """Return how many of the parts, from the first, add up to an amount; 0 if none do."""
    total = Decimal(0)
    for count, one in enumerate(parts[:_MOST_PARTS], start=1):
        total += one.amount
        if count > 1 and amount * FULL <= total <= amount:
            return count
        if total > amount:
            return 0
    return 0


def _span(readings: Sequence[Reading], parts: Sequence[Reading], year: str) -> None:
    """Make the first amount, and what its passage tells of its year and measure, money of the years of its parts."""
    years = sorted({each for one in parts for each in (one.axes.get("year") or year).split("+") if each})
    if len(years) < 2:
        return
    whole = readings[0]
    told = (whole.measure, whole.axes.get("year"))
    for one in readings:
        if (one.measure, one.axes.get("year")) == told:
            one.axes["measure"], one.axes["year"] = "planned", "+".join(years)
            one.origin["measure"] = one.origin["year"] = "sum"
            one.axes.pop("exec_year", None)


def _join_years(whole: Reading, before: Sequence[Reading]) -> None:
    """Make a sum that is told as that of the years the money of the years right before it, if all is of one measure."""
    parts: dict[str, Reading] = {}
    for one in reversed(before):
        year = one.axes.get("year", "")
        if len(year) != len("2024") or year in parts or one.measure not in ("carried", *_BROUGHT, "disbursed"):
            break
        parts[year] = one
    if len(parts) > 1 and len({one.measure for one in parts.values()}) == 1:
        whole.axes.update(measure=before[-1].measure, year="+".join(sorted(parts)))
        whole.origin["measure"] = whole.origin["year"] = "near"
        if "exec_year" in before[-1].axes:
            whole.axes["exec_year"] = before[-1].axes["exec_year"]


def _announce(passages: Sequence[Read], year: str) -> None:
    """Make planned what is told to be planned elsewhere: the same amount, and its parts in the same passage."""
    planned = {
        (round(one.amount, -6), one.axes.get("year") or year)
        for _, readings in passages
        for one in readings
        if one.rule == "pair" and one.measure == "planned"
    }
    for _, readings in passages:
        plans: set[int] = set()
        for one in readings:
            is_known = (round(one.amount, -6), one.axes.get("year") or year) in planned
            is_plan = one.measure == "plan" or (one.rule == "pair" and one.measure == "allocated")
            if is_plan and (is_known or id(one.whole) in plans):
                one.axes["measure"] = "planned"
                plans.add(id(one))


def _use(passages: Sequence[Read]) -> None:
    """Know the usable money of several years again where a pair tells what was spent of it."""
    years = {one.amount: one.axes["year"] for _, told in passages for one in told if one.origin.get("year") == "sum"}
    for _, readings in passages:
        for first, one in pairwise(readings):
            if one.rule == "pair" and one.amount in years and not {"year", "source", "nature"} & one.own:
                one.axes.update(measure="planned", year=years[one.amount])
                first.axes["year"] = years[one.amount]
                first.origin["year"] = one.origin["year"] = "sum"


def _remember_carried(passages: Sequence[Read], year: str) -> None:
    """Give money carried into the year, and what was spent of it, the years told for the carried money before.

    Where it is told only as that of the year before (`nguồn năm trước`), those the report tells anywhere.
    """
    anywhere = _carried_years(passages, year)
    before = ""
    for _, readings in passages:
        for one in readings:
            own, is_relative = one.axes.get("year", ""), "relative" in one.flags
            if is_relative and anywhere and "year" in one.own and one.measure.startswith(("carried", "disbursed")):
                one.axes["year"], one.origin["year"] = anywhere, "near"
                _pass_on(one, readings, anywhere)
                continue
            if (
                one.measure in ("disbursed", "returned")
                and {"carried"} <= one.flags
                and before
                and "year" not in one.own
            ):
                one.axes["year"], one.origin["year"] = before, "near"  # spent of the carried money
                _pass_on(one, readings, before)
            if not one.measure.startswith("carried") or one.flags & {"rest", "asks", "remaining"}:
                continue
            if own and own[-4:] < year[-4:] and own not in before.split("+"):
                before = own
            elif (
                (not own or ("year" not in one.own and own[-4:] >= year[-4:]))
                and before
                and (one.rule == "table" or "nouns" in one.flags)
                and "exec_year" not in one.axes
            ):
                one.axes["year"], one.origin["year"] = before, "near"
                _pass_on(one, readings, before)


def _know_usable(passages: Sequence[Read], year: str) -> None:
    """Give usable money the years it is of: those carried and that of the report.

    It is usable money where a list says so, or where it is the sum of what was given and what was carried.
    """
    carried = _carried_years(passages, year)
    if not carried or len(year) != len("2024"):
        return
    years = f"{carried[:4]}-{year}" if "+" in carried else f"{carried}+{year}"
    told = [one for _, readings in passages for one in readings if one.whole is None and one.rule != "table"]
    given = {one.amount for one in told if one.measure in ("allocated", "plan") and one.axes.get("year", year) == year}
    brought = {one.amount for one in told if one.measure in _BROUGHT and one.axes.get("year") == carried}
    totals = {one + other for one in given for other in brought}
    usable: set[Decimal] = set()
    for _, readings in passages:
        for one in readings:
            is_total = one.amount in totals and one.measure in _OPEN and one.origin.get("year") != "sum"
            if is_total:
                one.axes["measure"] = "planned"
                usable.add(one.amount)
            is_spent = one.measure.startswith("disbursed") and "year" not in one.own and _is_share(one, usable)
            is_usable = "usable" in one.flags and "year" not in one.own
            is_mixed = one.measure == "planned" and "with_carried" in one.flags and one.axes.get("year", year) == year
            if is_total or is_spent or is_usable or is_mixed:
                one.axes["year"], one.origin["year"] = years, "near"
                _pass_on(one, readings, years)


def _is_share(one: Reading, totals: set[Decimal]) -> bool:
    """Say whether the percentage printed behind an amount is its share of one of the totals."""
    share = one.percent or Decimal(0)
    return share > 0 and any(abs(one.amount * 100 / total - share) <= _ROUNDED for total in totals if total)


def _pass_on(one: Reading, readings: Sequence[Reading], years: str) -> None:
    """Give what was spent of an amount its years."""
    for other in readings:
        if one in (other.subject, other.whole) and "year" not in other.own:
            other.axes["year"], other.origin["year"] = years, "near"


def _carried_years(passages: Sequence[Read], year: str) -> str:
    """Return the years before that of the report whose money is said to be carried into it, joined by `+`."""
    told = {
        each
        for _, readings in passages
        for one in readings
        if one.measure.startswith("carried") and "relative" not in one.flags and "year" in one.own
        for each in one.axes["year"].split("+")
    }
    return "+".join(sorted(each for each in told if len(each) == 4 and each < year[-4:]))
