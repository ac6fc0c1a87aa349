"""One amount as it is read, and the open list it stands in."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from ingestion.reports.funds.tokens import Token
from ingestion.reports.scan import Quantity

#: What is told of an amount: measure, source, nature, year, exec_year, component, estimate, as_of.
Axes = dict[str, str]
#: A list of parts that adds up to this share of the whole is finished (roundings).
FULL = Decimal("0.998")


@dataclass
class Reading:
    """One amount with its axes; `origin` tells for an axis that was not said beside it where it is from."""

    quantity: Quantity | None
    token: Token
    axes: Axes
    origin: Axes
    own: frozenset[str]
    rule: str
    whole: Reading | None = None
    percent: Decimal | None = None
    flags: frozenset[str] = frozenset()
    is_flat: bool = False
    subject: Reading | None = None  # the amount that this one was done of

    @property
    def amount(self) -> Decimal:
        """Its đồng; a zero said in words is 0."""
        return self.quantity.amount if self.quantity else Decimal(0)

    @property
    def measure(self) -> str:
        """Its measure, empty where none is told."""
        return self.axes.get("measure", "")

    def _ends(self, name: str) -> bool:
        return name == "exec_year" and "year" in self.own and not self.measure.startswith("carried")

    @property
    def is_aside(self) -> bool:
        """Say whether its year stands in a parenthesis of its own, for it alone: `giao (2021) 5 triệu đồng`."""
        return "aside" in self.flags

    @property
    def is_old(self) -> bool:
        """Say whether it is told as money of the year before, was spent of such, or its year is of it alone."""
        return self.is_aside or "relative" in (self.flags | (self.subject.flags if self.subject else set()))

    def take(self, axes: Axes, origin: Axes, names: tuple[str, ...]) -> None:
        """Take the named axes that are not told yet; the year of spending goes with the year of the money."""
        for name in names:
            if name in axes and name not in self.axes and not self._ends(name):
                self.axes[name], self.origin[name] = axes[name], origin.get(name, "")


@dataclass
class Level:
    """An open list: what its members inherit, the amount they are parts of, and the members so far."""

    kind: str
    base: Axes
    origin: Axes
    whole: Reading | None = None
    members: list[Reading] = field(default_factory=list)
    is_after_semicolon: bool = False
    sentence: int = 0  # the first member of the sentence
    total: Decimal = Decimal(0)  # of the members, the parts of other members left out

    def add(self, reading: Reading) -> None:
        """Add a member."""
        self.members.append(reading)
        if not reading.is_flat:
            self.total += reading.amount

    @property
    def last(self) -> Reading | None:
        """The last member of the sentence."""
        return self.members[-1] if len(self.members) > self.sentence else None

    @property
    def above(self) -> Axes:
        """What its members start from: the axes of the whole, else the base."""
        return self.whole.axes if self.whole else self.base

    def finished(self, beyond: Decimal = Decimal(0)) -> bool:
        """Say whether the members add up to the whole, or one more would not fit into it."""
        if self.whole is None:
            return False
        return self.total >= self.whole.amount * FULL or beyond > self.whole.amount


def same_measure(one: str, other: str) -> bool:
    """Say whether two measures are the same but for estimating."""
    return one.removesuffix("_estimate") == other.removesuffix("_estimate")
