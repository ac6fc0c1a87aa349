"""The way through one passage: each amount takes what is said beside it, and the rest from what it is part of.

A parenthesis, `trong đó`, `gồm`, `cụ thể` open a level whose amounts are parts of the amount before; the closing
parenthesis, the end of a list or of the sentence leads back. Two facts of arithmetic help where words do not: a part is
no larger than its whole, and a list whose parts add up to the whole is finished.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import chain

from ingestion.reports.funds.inherit import (
    INHERITED,
    add_up,
    donor_of,
    flat_whole_of,
    give_before_spending,
    hear_in_list,
    is_left,
    lay_measure,
    span_years,
    subject_of,
)
from ingestion.reports.funds.projects import completed
from ingestion.reports.funds.reading import FULL, Axes, Level, Reading
from ingestion.reports.funds.said import Said, base_of_percent, listen
from ingestion.reports.funds.tokens import Token
from ingestion.reports.funds.trail import fate_of, is_year_alone, percent_of, trail_of, without_asides
from ingestion.reports.funds.years import hear_years, span_until
from ingestion.reports.scan import Quantity

_AHEAD = 12  # tokens behind the opening of a list in which its first parts stand
_FATE_WITHIN = 12  # tokens behind a remainder that may say what becomes of it


class Flow:
    """Reads one passage; `base` is what its headings and its item say.

    A short passage under a project may say in words alone that there is no money (`is_short`).
    """

    def __init__(self, base: Axes, origin: Axes, *, is_short: bool = False) -> None:
        self.is_short = is_short
        self.levels = [Level("passage", base, origin)]
        self.readings: list[Reading] = []
        self._lead: list[Token] = []
        self._counterparts: list[Axes] = []  # of the amounts to come, after `lần lượt`
        self._is_aside = False  # the year of the amount to come stands in a parenthesis of its own
        self._sentence = 0  # the first reading of the sentence

    def run(self, tokens: list[Token]) -> list[Reading]:
        """Return the readings of the tokens, in order."""
        trail_until = -1
        for index, token in enumerate(tokens):
            if token.kind == "amount":
                trail, trail_until = trail_of(tokens, index)
                self._amount(token, trail, fate_of(tokens[index + 1 : index + _FATE_WITHIN]))
                percent, is_of_whole = percent_of(tokens[index + 1 :])
                self._percent(percent, is_of_whole=is_of_whole)
                self._lead = []
            elif token.kind == "mark":
                self._mark(token, tokens[index - 1] if index else None, tokens[index + 1 : index + _AHEAD])
                if token.value == ")":
                    self._is_aside = is_year_alone(self._lead)
                    self._lead = without_asides(self._lead)
                if token.end > trail_until and not (token.value == "." and self._lead):
                    self._lead.append(token)
            elif token.end > trail_until:
                self._lead.append(token)
                if token.axis in ("zero", "not_applicable"):
                    self._zero(token, tokens[index + 1 :])
        span_years(self.readings)
        return self.readings

    @property
    def _level(self) -> Level:
        return self.levels[-1]

    def _mark(self, token: Token, before: Token | None, ahead: list[Token]) -> None:
        if token.value == "(":
            self._open("paren", self._level.members[-1] if self._level.members else None)
        elif token.value == ")" and any(level.kind == "paren" for level in self.levels):
            while self.levels.pop().kind != "paren":
                pass
        elif token.value == "nest" or (token.value == ":" and before and before.kind == "amount"):
            amounts = [one.quantity.amount for one in ahead if one.kind == "amount" and one.quantity]
            whole = self._parted(sum(amounts[:2], Decimal(0)))
            while not whole and self._level.kind == "nest" and self._level.finished():
                self.levels.pop()
            whole = whole or self._whole()
            if whole:
                self._open("nest", whole)
        elif token.value == ";":
            self._level.is_after_semicolon = True
        elif token.value == ".":
            self._hear_topic()
            while len(self.levels) > 1 and self._level.kind != "paren":
                self.levels.pop()
            self._level.sentence = len(self._level.members)
            self._sentence = len(self.readings)
            self._lead = self._run_in_title()

    def _run_in_title(self) -> list[Token]:
        """Return the project that a sentence is no more than the name of: the title of what follows."""
        words = [one for one in self._lead if one.axis != "short_name" and one.kind != "mark"]
        return words if words and all(one.axis == "component" for one in words) else []

    def _hear_topic(self) -> None:
        """Keep what the sentences before the first amount tell for the passage: the years it speaks of."""
        axes: Axes = {}
        if not self.readings:
            hear_years(axes, [one for one in self._lead if one.kind == "year" and "-" in one.value])
        if axes.get("year"):
            self._level.base = {**self._level.base, **axes}
            self._level.origin = {**self._level.origin, "year": "near"}

    def _open(self, kind: str, whole: Reading | None) -> None:
        base, origin = (
            (whole.axes, dict.fromkeys(whole.axes, "whole")) if whole else (self._level.base, self._level.origin)
        )
        self.levels.append(Level(kind, base, origin, whole))

    def _parted(self, total: Decimal) -> Reading | None:
        """Return the last amount if the next two, together so much, are its parts."""
        last = self._level.members[-1] if self._level.members else None
        return last if last and last.amount * FULL <= total <= last.amount else None

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

    def _amount(self, token: Token, trail: list[Token], fate: str) -> None:
        assert token.quantity
        said = listen(self._lead, trail)
        if fate and said.hint == "remaining" and "measure" not in said.axes:
            said.axes["measure"] = fate
        base = base_of_percent(self._lead) if len(self.readings) > self._sentence else ""
        if base:
            said.axes["measure"] = base
        if token.quantity.is_estimate:
            said.axes["estimate"] = "1"
        if token.quantity.pair == "denominator":
            self._denominator(token, said)
            return
        self._leave_finished(token.quantity.amount, said)
        reading = self._read(token, said, token.quantity)
        if len(self._lead) > 1 and self._lead[-1].value == "(" and self._lead[-2].quantity:
            reading.percent = self._lead[-2].quantity.value
        if self._is_aside:
            reading.flags |= {"aside"}
            self._is_aside = False
        self._level.add(reading)
        self.readings.append(reading)

    def _percent(self, percent: Decimal | None, *, is_of_whole: bool) -> None:
        """Keep the percentage printed behind an amount; behind a pair it is that of the first."""
        if percent is None:
            return
        one = self.readings[-2] if self.readings[-1].rule == "pair" else self.readings[-1]
        (one.whole if is_of_whole and one.whole else one).percent = percent

    def _denominator(self, token: Token, said: Said) -> None:
        """Read the second of a pair: what the first was done of."""
        first = self.readings[-1]
        is_spent = first.measure.startswith("disbursed")
        base = self.levels[0].base
        is_carried = "carried" in first.flags or base.get("measure", "").startswith("carried")
        measure = "carried_in" if is_carried else "allocated" if is_spent else "planned"
        axes = {axis: value for axis, value in first.axes.items() if axis != "estimate"} | {"measure": measure}
        reading = Reading(token.quantity, token, axes, dict(first.origin), first.own, "pair", first.whole)
        self.readings.append(reading)

    def _leave_finished(self, amount: Decimal, said: Said) -> None:
        """Leave the lists that are finished before this amount."""
        while self._level.kind == "nest" and self._level.members and is_left(self._level, amount, said):
            self.levels.pop()

    def _read(self, token: Token, said: Said, quantity: Quantity | None) -> Reading:
        level = self._level
        last = level.last
        if last is None and level.whole is None and len(self.readings) > self._sentence:
            last = self.readings[self._sentence]  # the amount of a parenthesis before
        is_pair = quantity is not None and quantity.pair == "numerator"
        hear_in_list(said, level, last, is_pair=is_pair)
        self._name_project(said)
        self._count_years(said)
        self._go_along(said)
        origin = dict.fromkeys(said.axes, "said")
        reading = Reading(
            quantity, token, dict(said.axes), origin, frozenset(said.axes), _rule(said, level), level.whole
        )
        is_spent_before = last is not None and last.measure.startswith("disbursed")
        reading.flags = said.flags | ({"rest"} if is_spent_before and "nouns" not in said.flags else set())
        is_alone = len(self.readings) == 1
        lay_measure(
            reading, said, level, last, is_outside=self.levels[0].base.get("component") == "", is_alone=is_alone
        )
        if last and reading.origin.get("measure") == "said":
            give_before_spending(last, reading)
        donor = donor_of(reading, said, level, last)
        if donor:
            reading.take(donor.axes, dict.fromkeys(donor.axes, "near"), INHERITED)
            reading.subject = subject_of(donor) if reading.measure != donor.measure else None
        elif last and last.axes.get("source") == "other" and not reading.own & {"source", "nature"}:
            reading.axes.setdefault("source", "other")
        if level.members:
            topic = level.members[-1]
            near = {axis: "near" if where == "said" else where for axis, where in topic.origin.items()}
            reading.take(topic.axes, near, ("component", "enacted"))
            steady = next((one for one in reversed(level.members) if not one.is_aside), topic)
            if "component" in said.axes:  # another project: the years of carried money were those of the one before
                steady = next((one for one in reversed(level.members) if not one.is_old), steady)
            if not steady.is_aside:
                near = {axis: "near" if where == "said" else where for axis, where in steady.origin.items()}
                reading.take(steady.axes, near, ("year", "exec_year"))
        reading.take(level.base, level.origin, INHERITED)
        if len(self.levels) == 1:
            add_up(reading, level.members)
        flat_whole = flat_whole_of(reading, level)
        if flat_whole:
            reading.whole, reading.is_flat = flat_whole, True
        return reading

    def _go_along(self, said: Said) -> None:
        """Give an amount of a list told `lần lượt` the year, source or component of its counterpart."""
        if "respectively" in said.flags:
            whole = next((one.whole for one in reversed(self.readings) if one.whole), None)
            here = self._level.members[self._level.sentence :]
            parts = [dict(one.axes) for one in (self.readings if whole else here) if one.whole is whole]
            self._counterparts = said.listed or parts
        elif said.axes.keys() & {"source", "nature", "measure", "component"}:
            self._counterparts = []
        if self._counterparts:
            told = self._counterparts.pop(0)
            said.axes.update({axis: told[axis] for axis in ("source", "nature", "year", "component") if axis in told})

    def _count_years(self, said: Said) -> None:
        """Give an amount that is told up to a year the span which began before."""
        until = said.axes.pop("until", "")
        told = [one.axes.get("year", "") for one in reversed(self.readings)] + [self._level.base.get("year", "")]
        span = span_until(until, told) if until and "year" not in said.axes else ""
        if span:
            said.axes["year"] = span

    def _name_project(self, said: Said) -> None:
        """Complete a sub-project told without its project: that of the amount it is part of, or told before."""
        component = said.axes.get("component", "")
        short = said.axes.pop("short", "")
        if short.startswith(f"{component}.") or (short and not component):
            base = self._level.base
            named = completed(short, component or base.get("component", "CT"), base.get("projects", ""))
            said.axes.update({"component": named} if named else {})
            return
        if not component.startswith("?"):
            return
        above = chain((self._level.base,), (one.axes for one in reversed(self.readings)))
        told = (axes.get("component", "") for axes in above)
        project = next((one.partition(".")[0] for one in told if one.startswith("DA")), "")
        if project:
            said.axes["component"] = f"{project}.{component[1:]}"
        else:
            del said.axes["component"]

    def _zero(self, token: Token, rest: list[Token]) -> None:
        """Read a zero said in words, unless an amount follows in its clause (`chưa giải ngân: 5 triệu đồng`)."""
        for one in rest:
            if one.kind in ("amount", "percent") or (one.axis == "zero" and one.start > token.end):
                return
            if one.kind == "mark" and one.value in ".;,":
                break
        is_absent = token.axis == "not_applicable"
        is_project = self._level.base.get("component", "").startswith("DA")
        if not self.readings and not (is_project and self.is_short and (is_absent or token.value == "allocated")):
            return
        if is_absent and self.readings:
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


def _rule(said: Said, level: Level) -> str:
    if level.kind in ("paren", "nest") and level.whole:
        return "part"
    return "behind" if said.is_trailing else "said" if "measure" in said.axes else "list"
