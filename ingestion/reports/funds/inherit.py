"""What an amount takes from the amounts around it: the measure of a list, the source of the amount it was done of.

An amount that names a source alone keeps the nature of the amount it follows only while it can be part of it; one that
only names a deed (`đã giải ngân 5 triệu`) is done of the amount before; parts by year tell the years of their whole.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from ingestion.reports.funds.reading import FULL, Level, Reading, same_measure
from ingestion.reports.funds.said import Said

INHERITED = ("source", "nature", "year", "exec_year", "component", "programme")
_SUBJECTS = frozenset({"source", "nature", "component", "year"})
#: What befalls one amount, not the next of a list.
_PASSING = frozenset({"carried", "carried_to", "carried_in", "carried_out", "unallocated", "returned"})
_OF_CREDIT = ("credit", "mobilised")  # measures of which a pair tells two parts, and not what was spent of what
_OF_LOCAL = frozenset({"province", "district", "commune"})
#: Measures of money that comes, done of no amount before.
_CARRIED = frozenset({"carried", "carried_to", "carried_in"})
#: What a separator at the wrong place makes too much, and percentage points that a rate of one decimal may be off.
_SLIPS = (10, 1000, 1000000)
_ROUNDED_RATE = Decimal("0.055")
_STARTING = _CARRIED | {"allocated", "plan", "planned", "mobilised", "credit_lent"}


def hear_in_list(said: Said, level: Level, last: Reading | None, *, is_pair: bool) -> None:
    """Take a bare `trung ương` for a source; in a list of what was spent, carried money is a kind of it.

    The first of a pair was spent: of carried money, where that is named.
    """
    above = last.axes if last else level.above
    for axis, value in said.bare.items():
        if axis not in said.axes and not (axis == "source" and above.get("source") == "other"):
            said.axes[axis] = value
    if is_pair and not said.axes.get("measure") and not last and not level.whole and said.hint != "remaining":
        is_beside = above.get("measure", "").startswith(_OF_CREDIT)
        said.axes.update({} if is_beside else {"measure": "disbursed"})
    is_carried = said.axes.get("measure", "").startswith("carried")
    is_spent = above.get("measure", "").startswith("disbursed")
    if is_pair and (is_spent or "of_spent" in level.base) and said.axes.get("measure") == "allocated":
        said.axes["measure"] = "disbursed"  # `vốn giao năm 2024: 1,7/4 tỷ đồng`, in a list of what was spent
    if is_carried and is_pair:
        said.axes["measure"] = "disbursed"
    elif is_carried and level.kind != "passage" and is_spent:
        del said.axes["measure"]


def lay_measure(
    reading: Reading, said: Said, level: Level, last: Reading | None, *, is_outside: bool, is_alone: bool
) -> None:
    """Give an amount the measure that is hinted at, or that of the list it stands in.

    `is_outside`: under a heading outside the programme; `is_alone`: one amount was read before it in the passage.
    """
    if "measure" in said.axes:
        return
    if last is None and level.members and said.axes.keys() & {"source", "nature", "year"}:
        before = level.members[-1]  # a new sentence goes on with the list of the last
        last = before if before.measure not in _PASSING | {"other"} else None
    if last and last.subject and said.axes.keys() & last.subject.own & _SUBJECTS:
        last = last.subject  # one more of what was given, not of what was spent of it
    elif last and _ends_with(last, said, level):
        last = level.whole
    inherited = last.measure if last else level.base.get("measure", "")
    is_outside = is_outside or said.axes.get("programme") == ""
    hinted = _hinted(said, level, inherited, is_outside=is_outside, is_first=bool(last) and is_alone)
    if hinted:
        reading.axes["measure"], reading.origin["measure"] = hinted, "said"
    elif inherited:
        is_near = last is not None or level.whole is not None
        reading.axes["measure"] = inherited
        reading.origin["measure"] = "near" if is_near else level.origin.get("measure", "heading")
        if (last.axes if last else level.above).get("estimate"):
            reading.axes["estimate"], reading.origin["estimate"] = "1", "near"


def _ends_with(last: Reading, said: Said, level: Level) -> bool:
    """Say whether the measure of the last amount was of it alone: it was carried or given back, or it was a rate."""
    if last.measure == "other":
        return "totals" in said.flags and level.base.get("component") != ""
    return last.measure in _PASSING and said.axes.keys() & {"source", "nature", "year"} == {"year"}


def _hinted(said: Said, level: Level, inherited: str, *, is_outside: bool, is_first: bool) -> str:
    if "gives" in said.flags and is_outside:
        return "other"
    if "mixing" in said.flags:
        return "planned"
    if said.hint == "remaining":
        return "unallocated" if is_first and inherited == "allocated" else "other"
    given = ("allocated", "planned", "plan")
    is_part = level.whole is not None and (inherited in given or inherited.startswith("disbursed"))
    is_item = inherited == "planned" and level.origin.get("measure") == "list"  # one more part of a plan
    if said.hint == "plan" and not is_part:
        return "planned" if is_item else "plan"
    if {"done", "spent_on"} <= said.flags and not is_outside:
        return "disbursed"
    is_headed = not inherited or (inherited in given and level.origin.get("measure") == "heading")
    if "worth" in said.flags and level.whole is None and is_headed:
        return "other"
    return "planned" if "cost" in said.flags and not level.whole and inherited != "allocated" else ""


def give_before_spending(last: Reading, reading: Reading) -> None:
    """Know an amount under a heading on spending as given, where the next one says what was spent of it."""
    is_unsaid = last.origin.get("measure") in ("heading", "list") and last.measure.startswith("disbursed")
    is_of_it = reading.measure.startswith("disbursed") and not reading.own & {"source", "nature", "component", "year"}
    if is_unsaid and is_of_it and reading.amount <= last.amount:
        last.axes["measure"], last.origin["measure"] = "allocated", "near"


def donor_of(reading: Reading, said: Said, level: Level, last: Reading | None) -> Reading | None:
    """Return the amount whose source and nature hold here too: what this is done of, or part of."""
    if last is None:
        return None
    own = said.axes.keys() & {"source", "nature"}
    is_zero = reading.quantity is None
    is_verb_alone = "measure" in said.axes and "nouns" not in said.flags
    if not same_measure(reading.measure, last.measure) or (is_verb_alone and not own):
        fits = is_zero or reading.amount <= last.amount or "year" in said.axes
        return last if fits and not own and (is_verb_alone or reading.measure not in _STARTING) else None
    if len(own) != 1 or is_zero:
        return None
    other = "nature" if "source" in own else "source"
    here = level.members[level.sentence :]
    head = next((one for one in reversed(here) if other in one.own), None)
    is_head = head is not None and not own & head.own and same_measure(reading.measure, head.measure)
    return head if head and is_head and reading.amount <= head.amount else None


def subject_of(donor: Reading) -> Reading:
    """Return the amount that was given, where the amount before was itself done of one."""
    return donor if donor.subject is None or donor.measure in _STARTING else donor.subject


def add_up(reading: Reading, members: list[Reading]) -> None:
    """Read a total of amounts of different years or measures before it as the usable money of those years.

    A total of different sources or natures is of none of them.
    """
    if reading.quantity is None or ("measure" in reading.own and reading.quantity.pair != "numerator"):
        return
    for count in (2, 3):
        parts = members[-count:]
        differ = len({(one.measure, one.axes.get("year")) for one in parts}) > 1
        if len(parts) == count and differ and sum(one.amount for one in parts) == reading.amount:
            _sum_of(parts, reading)
            return
        if len(parts) == count and sum(one.amount for one in parts) == reading.amount:
            for axis in {"source", "nature"} - reading.own:
                if len({one.axes.get(axis, "total") for one in parts}) > 1:
                    reading.axes.pop(axis, None)  # of all of them together


def _sum_of(parts: list[Reading], reading: Reading) -> None:
    years = sorted({year for one in parts for year in one.axes.get("year", "").split("+") if year})
    reading.axes["measure"], reading.origin["measure"] = "planned", "said"
    reading.axes.pop("exec_year", None)
    if len(years) > 1:
        reading.axes["year"], reading.origin["year"] = "+".join(years), "near"
    for axis in ("source", "nature"):
        values = {one.axes.get(axis, "total") for one in parts}
        if axis not in reading.own and len(values) == 1:
            reading.axes[axis], reading.origin[axis] = values.pop(), "near"


def flat_whole_of(reading: Reading, level: Level) -> Reading | None:
    """Return the total before an amount that parts it without a word of nesting: `48 triệu, vốn đầu tư: 18`."""
    own = reading.own & {"source", "nature"}
    if reading.quantity is None or not own:
        return None
    for one in reversed(level.members[level.sentence :]):
        if not one.is_flat and same_measure(one.measure, reading.measure):
            return one if not one.own & own and reading.amount <= one.amount else None
    return None


def is_left(level: Level, amount: Decimal, said: Said) -> bool:
    """Say whether the list is over: another measure is spoken of, or its parts already make up the whole."""
    last = level.members[-1]
    measure = said.axes.get("measure")
    is_part = bool(said.axes.keys() & {"source", "nature"})
    if level.is_after_semicolon and _differs(said, level.whole):
        return True
    if measure and not same_measure(measure, last.measure):
        if is_part:
            return level.is_after_semicolon and level.finished()
        return len(level.members) > 1 or amount > last.amount
    if level.is_after_semicolon or not is_part:
        return level.finished(amount)
    return bool(level.finished() and level.whole and amount > level.whole.amount)


def _differs(said: Said, whole: Reading | None) -> bool:
    """Say whether an amount names another source or nature than the whole does: it is beside it and no part of it."""
    if whole is None:
        return False
    for axis in whole.own & {"source", "nature"}:
        own, other = whole.axes[axis], said.axes.get(axis, "total")
        if "total" not in (own, other) and other != own and not (own == "local" and other in _OF_LOCAL):
            return True
    return False


def span_years(readings: list[Reading]) -> None:
    """Give a total whose parts are of different years those years: mixed where it was spent, else the span.

    A total that holds carried money is the usable money: planned.
    """
    _plan_with_carried(readings)
    _take_by_rate(readings)
    parts_of: dict[int, list[Reading]] = defaultdict(list)
    for one in readings:
        if one.whole and "year" in one.own and len(one.axes["year"]) == 4:
            parts_of[id(one.whole)].append(one)
    for at, whole in enumerate(readings):
        parts = parts_of.get(id(whole), [])
        years = sorted({one.axes["year"] for one in parts})
        is_carried = any(one.measure.startswith("carried") for one in parts)
        is_complete = sum((one.amount for one in parts), Decimal(0)) >= whole.amount * FULL
        if len(years) < 2 or not is_complete or ("year" in whole.own and not is_carried):
            continue
        is_mixed = is_carried or whole.measure.startswith("disbursed") or int(years[-1]) - int(years[0]) >= len(years)
        whole.axes["year"] = "+".join(years) if is_mixed else f"{years[0]}-{years[-1]}"
        whole.origin["year"] = "near"
        _pass_year(whole, readings[at + 1 :])


def _take_by_rate(readings: list[Reading]) -> None:
    """Know what was spent of a plan, though it is more than the plan: its rate says so but for zeros too many."""
    given: Reading | None = None
    for one in readings:
        if one.measure in _STARTING and one.whole is None:
            given = one
        elif given and not one.own & {"source", "nature", "year"} and _is_slip_of(one, given):
            one.take(given.axes, dict.fromkeys(given.axes, "near"), ("source", "nature"))


def _is_slip_of(one: Reading, given: Reading) -> bool:
    """Say whether the rate printed behind an amount is that of a plan but for zeros too many of the amount."""
    is_spent = one.measure.startswith("disbursed")
    if not is_spent or not one.percent or not given.amount or one.amount <= given.amount:
        return False
    rate = one.amount * 100 / given.amount
    return any(abs(rate / factor - one.percent) <= _ROUNDED_RATE for factor in _SLIPS)


def _pass_year(whole: Reading, after: list[Reading]) -> None:
    """Give the year of a whole to what is spoken of after its parts, until a year is said."""
    for one in after:
        if one.whole is not None:
            continue
        if "year" in one.own:
            return
        one.axes["year"], one.origin["year"] = whole.axes["year"], "near"


def _plan_with_carried(readings: list[Reading]) -> None:
    parts_of: dict[int, list[Reading]] = defaultdict(list)
    for one in readings:
        if one.whole and not one.is_flat:
            parts_of[id(one.whole)].append(one)
    for whole in readings:
        parts = parts_of.get(id(whole), [])
        is_complete = sum((one.amount for one in parts), Decimal(0)) >= whole.amount * FULL
        measures = {one.measure for one in parts}
        is_carried = bool(measures & _CARRIED) and bool(measures & {"allocated", "plan", ""})
        if whole.measure in ("allocated", "plan", "") and is_complete and is_carried:
            whole.axes["measure"] = "planned"
