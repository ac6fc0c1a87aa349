"""The way through one passage: each amount takes what is said beside it, and the rest from what it is part of.

A parenthesis, `trong đó`, `gồm`, `cụ thể` open a level whose amounts are parts of the amount before; the closing
parenthesis, the end of a list or of the sentence leads back. Two facts of arithmetic help where words do not: a part is
no larger than its whole, and a list whose parts add up to the whole is finished.
"""

from __future__ import annotations

from decimal import Decimal

from ingestion.reports.funds.reading import FULL, Axes, Level, Reading, same_measure
from ingestion.reports.funds.said import Said, base_of_percent, listen
from ingestion.reports.funds.tokens import Token
from ingestion.reports.funds.trail import percent_of, trail_of
from ingestion.reports.scan import Quantity

_INHERITED = ("source", "nature", "year", "exec_year", "component", "programme")
_PASSING = frozenset({"carried", "carried_in", "carried_out", "unallocated", "returned"})  # what befalls one amount
_STARTING = frozenset(
    {"carried", "allocated", "planned", "carried_in", "mobilised", "credit_lent"}
)  # done of nothing before


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
        self._sentence = 0  # the first reading of the sentence

    def run(self, tokens: list[Token]) -> list[Reading]:
        """Return the readings of the tokens, in order."""
        trail_until = -1
        for index, token in enumerate(tokens):
            if token.kind == "amount":
                trail, trail_until = trail_of(tokens, index)
                self._amount(token, trail)
                self._percent(percent_of(tokens[index + 1 :]))
                self._lead = []
            elif token.kind == "mark":
                self._mark(token, tokens[index - 1] if index else None)
                if token.value == ")":
                    self._lead = _without_asides(self._lead)
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
        said = listen(self._lead, trail, token.start)
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
        self._level.members.append(reading)
        self.readings.append(reading)

    def _percent(self, percent: Decimal | None) -> None:
        """Keep the percentage printed behind an amount; behind a pair it is that of the first."""
        last = self.readings[-1]
        if last.rule == "pair":
            first = self.readings[-2]
            first.percent = percent if percent is not None else first.percent
        else:
            last.percent = percent if percent is not None else last.percent

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
        if last is None and level.whole is None and len(self.readings) > self._sentence:
            last = self.readings[self._sentence]  # the amount of a parenthesis before
        self._hear_in_list(said, last)
        self._name_project(said)
        self._go_along(said)
        axes, origin = dict(said.axes), dict.fromkeys(said.axes, "said")
        reading = Reading(quantity, token, axes, origin, frozenset(said.axes), _rule(said, level), level.whole)
        is_rest = (
            last is not None and last.axes.get("measure", "").startswith("disbursed") and "nouns" not in said.flags
        )
        reading.flags = said.flags | ({"rest"} if is_rest else set())
        self._lay_measure(reading, said, last)
        donor = self._donor(said, last, axes.get("measure", ""), quantity.amount if quantity else None)
        if donor:
            reading.take(donor.axes, dict.fromkeys(donor.axes, "near"), _INHERITED)
        elif last and last.axes.get("source") == "other" and not reading.own & {"source", "nature"}:
            axes.setdefault("source", "other")
        topic = level.members[-1] if level.members else None
        if topic:
            near = {axis: "near" if where == "said" else where for axis, where in topic.origin.items()}
            reading.take(topic.axes, near, ("year", "exec_year", "component"))
        reading.take(level.base, level.origin, _INHERITED)
        self._add_up(reading)
        flat_whole = self._flat_whole(here, reading)
        if flat_whole:
            reading.whole, reading.is_flat = flat_whole, True
        return reading

    def _hear_in_list(self, said: Said, last: Reading | None) -> None:
        """Take a bare `trung ương` for a source; in a list of what was spent, carried money is a kind of it."""
        level = self._level
        above = last or level.whole
        outer = (above.axes if above else level.base).get("measure", "")
        is_gift = (above.axes if above else level.base).get("source") == "other"
        for axis, value in said.bare.items():
            if axis not in said.axes and not (axis == "source" and is_gift):
                said.axes[axis] = value
        if (
            said.axes.get("measure", "").startswith("carried")
            and level.kind != "passage"
            and outer.startswith("disbursed")
        ):
            del said.axes["measure"]

    def _go_along(self, said: Said) -> None:
        """Give an amount of a list told `lần lượt` the year, source or component of its counterpart."""
        if "respectively" in said.flags:
            listed = [{"year": year} for year in said.axes.get("year", "").split("+")]
            whole = next((one.whole for one in reversed(self.readings) if one.whole), None)
            parts = [dict(one.axes) for one in self.readings if one.whole is whole] if whole else []
            self._counterparts = listed if len(listed) > 1 else parts
        elif said.axes.keys() & {"source", "nature", "measure", "component"}:
            self._counterparts = []
        if self._counterparts:
            told = self._counterparts.pop(0)
            said.axes.update({axis: told[axis] for axis in ("source", "nature", "year", "component") if axis in told})

    def _name_project(self, said: Said) -> None:
        """Complete a sub-project told without its project: that of the amount it is part of, or told before."""
        component = said.axes.get("component", "")
        if not component.startswith("?"):
            return
        above = [self._level.base.get("component", "")] + [one.axes.get("component", "") for one in self.readings[::-1]]
        project = next((one.partition(".")[0] for one in above if one.startswith("DA")), "")
        if project:
            said.axes["component"] = f"{project}.{component[1:]}"
        else:
            del said.axes["component"]

    def _lay_measure(self, reading: Reading, said: Said, last: Reading | None) -> None:
        level = self._level
        if "measure" in said.axes:
            return
        if last is None and level.members and self._goes_on(said):
            last = level.members[-1]
        if (
            last
            and last.axes.get("measure") in _PASSING
            and said.axes.keys() & {"source", "nature", "year"} == {"year"}
        ):
            last = level.whole
        measure = self._measure(said, last)
        if measure is None:
            return
        reading.axes["measure"], reading.origin["measure"] = measure
        donor = last or level.whole
        if measure[1] != "said" and (donor.axes if donor else level.base).get("estimate"):
            reading.axes["estimate"], reading.origin["estimate"] = "1", "near"

    @staticmethod
    def _goes_on(said: Said) -> bool:
        """Say whether a new sentence goes on with the list of the last: it names a source, a nature or a year alone."""
        return bool(said.axes.keys() & {"source", "nature", "year"}) and "measure" not in said.axes

    def _measure(self, said: Said, last: Reading | None) -> tuple[str, str] | None:
        level = self._level
        inherited = last.axes.get("measure") if last else level.base.get("measure")
        if self._is_gift(said):
            return "other", "said"
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
        is_same = same_measure(measure, last.axes.get("measure", ""))
        is_verb_alone = "measure" in said.axes and "nouns" not in said.flags
        if not is_same or (is_verb_alone and not own):
            fits = amount is None or amount <= last.amount or "year" in said.axes
            return last if fits and not own and (is_verb_alone or measure not in _STARTING) else None
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

    def _add_up(self, reading: Reading) -> None:
        """Read a total of amounts of different years or measures before it as the usable money of those years."""
        if reading.quantity is None or "measure" in reading.own or len(self.levels) > 1:
            return
        for count in (2, 3):
            parts = self.levels[0].members[-count:]
            differ = len({(one.axes.get("measure"), one.axes.get("year")) for one in parts}) > 1
            if len(parts) == count and differ and sum(one.amount for one in parts) == reading.amount:
                _sum_of(parts, reading)
                return

    def _flat_whole(self, here: list[Reading], reading: Reading) -> Reading | None:
        """Return the total before an amount that parts it without a word of nesting: `48 triệu, vốn đầu tư: 18`."""
        own = reading.own & {"source", "nature"}
        if reading.quantity is None or not own:
            return None
        for one in reversed(here):
            if not one.is_flat and same_measure(one.axes.get("measure", ""), reading.axes.get("measure", "")):
                return one if not one.own & own and reading.amount <= one.amount else None
        return None

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


def _without_asides(lead: list[Token]) -> list[Token]:
    """Take out of a closed parenthesis what does not speak of the amount to come: measures, but for carried money."""
    opening = next((index for index in range(len(lead) - 1, -1, -1) if lead[index].value == "("), None)
    if opening is None:
        return lead
    inside = lead[opening:]
    is_mixed = any(one.axis == "mixing" for one in inside)
    kept = [
        one
        for one in inside
        if one.axis not in ("measure", "hint") or (one.value.startswith("carried") and not is_mixed)
    ]
    return [*lead[:opening], *kept]


def _rule(said: Said, level: Level) -> str:
    if level.kind in ("paren", "nest") and level.whole:
        return "part"
    return "behind" if said.is_trailing else "said" if "measure" in said.axes else "list"


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
        is_carried = any(one.axes.get("measure", "").startswith("carried") for one in parts)
        if (
            len(years) < 2
            or ("year" in whole.own and not is_carried)
            or sum((one.amount for one in parts), Decimal(0)) < whole.amount * FULL
        ):
            continue
        is_spent = whole.axes.get("measure", "").startswith("disbursed")
        is_span = not is_spent and not is_carried and int(years[-1]) - int(years[0]) == len(years) - 1
        whole.axes["year"] = f"{years[0]}-{years[-1]}" if is_span else "+".join(years)
        whole.origin["year"] = "near"
