"""The way through one passage: each amount takes what is said beside it, and the rest from what it is part of.

A parenthesis, `trong đó`, `gồm`, `cụ thể` open a level whose amounts are parts of the amount before; the closing
parenthesis, the end of a list or of the sentence leads back. Two facts of arithmetic help where words do not: a part is
no larger than its whole, and a list whose parts add up to the whole is finished.
"""

from __future__ import annotations

from decimal import Decimal

from ingestion.reports.funds.reading import FULL, Axes, Level, Reading, same_measure
from ingestion.reports.funds.said import Said, listen
from ingestion.reports.funds.tokens import Token
from ingestion.reports.funds.trail import percent_of, trail_of
from ingestion.reports.scan import Quantity

_INHERITED = ("source", "nature", "year", "exec_year", "component", "place")
_STARTING = frozenset({"allocated", "planned", "carried_in", "mobilised", "credit_lent"})  # done of nothing before


class Flow:
    """Reads one passage; `base` is what its headings and its item say."""

    def __init__(self, base: Axes, origin: Axes) -> None:
        self.levels = [Level("passage", base, origin)]
        self.readings: list[Reading] = []
        self._lead: list[Token] = []
        self._sentence = 0  # the first reading of the sentence

    def run(self, tokens: list[Token]) -> list[Reading]:
        """Return the readings of the tokens, in order."""
        trail_until = -1
        for index, token in enumerate(tokens):
            if token.kind == "amount":
                trail, trail_until = trail_of(tokens, index)
                self._amount(token, trail)
                self.readings[-1].percent = percent_of(tokens[index + 1 :])
                self._lead = []
            elif token.kind == "mark":
                self._mark(token, tokens[index - 1] if index else None)
                if token.end > trail_until:
                    self._lead.append(token)
            elif token.end > trail_until:
                self._lead.append(token)
                if token.axis in ("zero", "not_applicable"):
                    self._zero(token, tokens[index + 1 :])
        _span_years(self.readings)
        return self.readings

    def _is_gift(self, said: Said) -> bool:
        """Say whether an amount is given to people, outside of every budget."""
        return "gives" in said.flags and self.levels[0].base.get("component") == ""

    @property
    def _level(self) -> Level:
        return self.levels[-1]

    def _mark(self, token: Token, before: Token | None) -> None:
        if token.value == "(":
            self._open("paren", self._level.members[-1] if self._level.members else None)
        elif token.value == ")" and any(level.kind == "paren" for level in self.levels):
            while self.levels.pop().kind != "paren":
                pass
        elif token.value == "nest" or (token.value == ":" and before and before.kind == "amount"):
            whole = self._whole()
            if whole:
                self._open("nest", whole)
        elif token.value == ";":
            self._level.is_after_semicolon = True
        elif token.value == ".":
            while len(self.levels) > 1 and self._level.kind != "paren":
                self.levels.pop()
            self._level.sentence = len(self._level.members)
            self._sentence = len(self.readings)
            self._lead = []

    def _open(self, kind: str, whole: Reading | None) -> None:
        base, origin = (
            (whole.axes, dict.fromkeys(whole.axes, "whole")) if whole else (self._level.base, self._level.origin)
        )
        self.levels.append(Level(kind, base, origin, whole))

    def _whole(self) -> Reading | None:
        """Return the amount that a list opening here parts: the last, or the total which the last ones add up to."""
        members = self._level.members
        if not members:
            return None
        last = members[-1]
        flat = [one for one in members if one.is_flat and one.whole is last.whole]
        if last.is_flat and last.whole and sum((one.amount for one in flat), Decimal(0)) >= last.whole.amount * FULL:
            return last.whole
        return last

    def _amount(self, token: Token, trail: list[Token]) -> None:
        assert token.quantity
        said = listen(self._lead, trail)
        if token.quantity.is_estimate:
            said.axes["estimate"] = "1"
        if token.quantity.pair == "denominator":
            self._denominator(token, said)
            return
        self._leave_finished(token.quantity.amount, said)
        reading = self._read(token, said, token.quantity)
        self._level.members.append(reading)
        self.readings.append(reading)

    def _denominator(self, token: Token, said: Said) -> None:
        """Read the second of a pair: what the first was done of."""
        first = self.readings[-1]
        measure = "allocated" if first.axes.get("measure", "").startswith("disbursed") else "planned"
        axes = {axis: value for axis, value in first.axes.items() if axis != "estimate"} | {"measure": measure}
        reading = Reading(token.quantity, token, axes, dict(first.origin), first.own, "pair", first.whole)
        self.readings.append(reading)

    def _leave_finished(self, amount: Decimal, said: Said) -> None:
        """Leave the lists that are finished before this amount."""
        while self._level.kind == "nest" and self._level.members and _is_left(self._level, amount, said):
            self.levels.pop()

    def _read(self, token: Token, said: Said, quantity: Quantity | None) -> Reading:
        level = self._level
        here = level.members[level.sentence :]
        last = here[-1] if here else None
        if last is None and level.kind == "passage" and len(self.readings) > self._sentence:
            last = self.readings[self._sentence]  # the amount of a parenthesis before
        axes, origin = dict(said.axes), dict.fromkeys(said.axes, "said")
        rule = "behind" if said.is_trailing else "said" if "measure" in said.axes else "list"
        measure = self._measure(said, last or (level.members[-1] if level.members and self._goes_on(said) else None))
        if measure and "measure" not in axes:
            axes["measure"], origin["measure"] = measure
        own = frozenset(said.axes)
        donor = self._donor(said, last, axes.get("measure", ""), quantity.amount if quantity else None)
        if self._is_gift(said) and "measure" not in own:
            axes["measure"], origin["measure"] = "other", "said"
        if not donor and last and last.axes.get("source") == "other" and not own & {"source", "nature"}:
            axes.setdefault("source", "other")
        if donor:
            for axis in _INHERITED:
                if axis not in axes and axis in donor.axes:
                    axes[axis], origin[axis] = donor.axes[axis], "near"
        topic = level.members[-1] if level.members else None
        for axis in ("year", "exec_year", "component"):
            if axis not in axes and topic and axis in topic.axes and not (axis == "exec_year" and "year" in own):
                axes[axis], origin[axis] = topic.axes[axis], topic.origin.get(axis, "near")
                if origin[axis] == "said":
                    origin[axis] = "near"
        for axis in _INHERITED:
            if axis not in axes and axis in level.base and not (axis == "exec_year" and "year" in own):
                axes[axis], origin[axis] = level.base[axis], level.origin.get(axis, "")
        if "estimate" not in axes and "measure" not in own and measure:
            source = last or level.whole
            if (source.axes if source else level.base).get("estimate"):
                axes["estimate"], origin["estimate"] = "1", "near"
        self._add_up(axes, origin, own, quantity)
        flat_whole = self._flat_whole(here, own, axes, quantity)
        is_flat = flat_whole is not None
        if level.kind in ("paren", "nest") and level.whole:
            rule = "part"
        return Reading(quantity, token, axes, origin, own, rule, flat_whole or level.whole, None, said.flags, is_flat)

    @staticmethod
    def _goes_on(said: Said) -> bool:
        """Say whether a new sentence goes on with the list of the last: it names a source, a nature or a year alone."""
        return bool(said.axes.keys() & {"source", "nature", "year"}) and "measure" not in said.axes

    def _measure(self, said: Said, last: Reading | None) -> tuple[str, str] | None:
        level = self._level
        inherited = last.axes.get("measure") if last else level.base.get("measure")
        if self._is_gift(said):
            return None
        if said.hint == "remaining":
            return ("unallocated" if last and inherited == "allocated" and len(self.readings) == 1 else "other"), "said"
        if said.hint == "planned" and not (level.whole and inherited in ("allocated", "planned")):
            return "planned", "said"
        if "done" in said.flags and "spent_on" in said.flags:
            return "disbursed", "said"
        if "cost" in said.flags and not level.whole and inherited != "allocated":
            return "planned", "said"
        if inherited:
            return inherited, "near" if last or level.whole else level.origin.get("measure", "heading")
        return None

    def _donor(self, said: Said, last: Reading | None, measure: str, amount: Decimal | None) -> Reading | None:
        """Return the amount whose source and nature hold here too: what this is done of, or part of."""
        if last is None:
            return None
        own = said.axes.keys() & {"source", "nature"}
        if not same_measure(measure, last.axes.get("measure", "")):
            fits = amount is None or amount <= last.amount
            return last if fits and not own and measure not in _STARTING else None
        if len(own) == 1:
            axis = next(iter(own))
            other = "nature" if axis == "source" else "source"
            head = next(
                (one for one in reversed(self._level.members[self._level.sentence :]) if other in one.own), None
            )
            is_head = head is not None and axis not in head.own and same_measure(measure, head.axes.get("measure", ""))
            if head and is_head and amount is not None and amount <= head.amount:
                return head
        return None

    def _add_up(self, axes: Axes, origin: Axes, own: frozenset[str], quantity: Quantity | None) -> None:
        """Read a total of amounts of different years or measures before it as the usable money of those years."""
        if quantity is None or "measure" in own or len(self.levels) > 1:
            return
        members = self.levels[0].members
        for count in (2, 3):
            parts = members[-count:]
            differ = len({(one.axes.get("measure"), one.axes.get("year")) for one in parts}) > 1
            if len(parts) == count and differ and sum(one.amount for one in parts) == quantity.amount:
                years = sorted({year for one in parts for year in one.axes.get("year", "").split("+") if year})
                axes["measure"], origin["measure"] = "planned", "said"
                if len(years) > 1:
                    axes["year"], origin["year"] = "+".join(years), "near"
                for axis in ("source", "nature"):
                    values = {one.axes.get(axis, "total") for one in parts}
                    if axis not in own and len(values) == 1:
                        axes[axis], origin[axis] = values.pop(), "near"
                axes.pop("exec_year", None)
                return

    def _flat_whole(
        self, here: list[Reading], own: frozenset[str], axes: Axes, quantity: Quantity | None
    ) -> Reading | None:
        """Return the total before an amount that parts it without any word of nesting: `48 triệu, vốn đầu tư: 18`."""
        if quantity is None or not own & {"source", "nature"}:
            return None
        for one in reversed(here):
            if not one.is_flat and same_measure(one.axes.get("measure", ""), axes.get("measure", "")):
                wider = not (one.own & own & {"source", "nature"})
                return one if wider and quantity.amount <= one.amount else None
        return None

    def _zero(self, token: Token, rest: list[Token]) -> None:
        """Read a zero said in words, unless an amount follows in its clause (`chưa giải ngân: 5 triệu đồng`)."""
        for one in rest:
            if one.kind in ("amount", "percent") or (one.axis == "zero" and one.start > token.end):
                return
            if one.kind == "mark" and one.value in ".;,":
                break
        is_absent = token.axis == "not_applicable"
        if not is_absent and not self.readings:
            return
        if is_absent and (self.readings or not self._level.base.get("component", "").startswith("DA")):
            return
        lead = [one for one in self._lead if one is not token]
        said = listen(lead, [])
        said.axes["measure"] = "allocated" if is_absent else token.value
        said.axes.pop("estimate", None)
        while len(self.levels) > 1 and self._level.kind == "nest" and len(self._level.members) > 1:
            self.levels.pop()
        reading = self._read(token, said, None)
        reading.rule = "not_applicable" if is_absent else "zero"
        self.readings.append(reading)


def _is_left(level: Level, amount: Decimal, said: Said) -> bool:
    """Say whether the list is over: another measure is spoken of, or its parts already make up the whole."""
    last = level.members[-1]
    measure = said.axes.get("measure")
    is_part = bool(said.axes.keys() & {"source", "nature"})
    if measure and not same_measure(measure, last.axes.get("measure", "")):
        if is_part:
            return level.is_after_semicolon and level.finished()
        return len(level.members) > 1 or amount > last.amount
    if level.is_after_semicolon or not is_part:
        return level.finished(amount)
    return bool(level.finished() and level.whole and amount > level.whole.amount)


def _span_years(readings: list[Reading]) -> None:
    """Give a total whose parts are of different years those years: mixed where it was spent, else the span."""
    for whole in readings:
        parts = [one for one in readings if one.whole is whole and "year" in one.own and len(one.axes["year"]) == 4]
        years = sorted({one.axes["year"] for one in parts})
        if len(years) < 2 or sum((one.amount for one in parts), Decimal(0)) < whole.amount * FULL:
            continue
        is_spent = whole.axes.get("measure", "").startswith("disbursed")
        is_span = not is_spent and int(years[-1]) - int(years[0]) == len(years) - 1
        whole.axes["year"] = f"{years[0]}-{years[-1]}" if is_span else "+".join(years)
        whole.origin["year"] = "near"
