"""Error localisation on made-up documents whose equations hold: one value is damaged, the repair has to name it.

The models themselves run, compiled once, over terms that the test writes; a document is one submission.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

import duckdb
import pytest
from dbt_commands import run_dbt, succeeded
from hypothesis import assume, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.slow

MODELS = ("check", "repair_touched", "repair_candidate", "repair_vote", "repair_choice", "repair")
TERM = (
    "equation_key varchar, rule_id varchar, submission_key varchar, relation varchar, slack double, "
    "figure_key varchar, quantity_key varchar, part varchar, coefficient double, amount double, "
    "half_unit double, line bigint"
)
#: Whole and parts; the cross of source (central, local) and nature (capital, recurrent), and three components.
SUMS = (
    ("all", ("central", "local")),
    ("all", ("capital", "recurrent")),
    ("central", ("central capital", "central recurrent")),
    ("local", ("local capital", "local recurrent")),
    ("capital", ("central capital", "local capital")),
    ("recurrent", ("central recurrent", "local recurrent")),
    ("all", ("first", "second", "third")),
)
Row = tuple[str, str, str, str, float, str, str, str, float, float, float, int]


@dataclass(frozen=True)
class Document:
    """Amounts in millions by quantity, and what part of `all` is said to be spent: amount, and the rate in percent."""

    amounts: dict[str, int]
    spent: int
    rate: float

    def rows(self, key: str) -> list[Row]:
        """Return the terms of its equations: the sums, the rate, and that no more is spent than there is."""
        found: list[Row] = []
        for number, (whole, parts) in enumerate(SUMS):
            terms = [(whole, 1.0), *((part, -1.0) for part in parts)]
            found += self._equation(key, f"sum{number}", "FG02", "=", 0.0, terms)
        slack = 0.05 / 100 * self._amount("all") * 1e6
        found += self._equation(key, "rate", "FG10", "=", slack, [("spent", 1.0), ("all", -self.rate / 100)])
        return found + self._equation(key, "limit", "FG09", "<=", 0.0, [("spent", 1.0), ("all", -1.0)])

    def _amount(self, name: str) -> int:
        return self.spent if name == "spent" else self.amounts[name]

    def _equation(
        self, key: str, name: str, rule: str, relation: str, slack: float, terms: list[tuple[str, float]]
    ) -> list[Row]:
        return [
            (f"{key}/{name}", rule, key, relation, slack, f"{key}/{quantity}", f"{key}/{quantity}",
             "part" if number else "whole", coefficient, self._amount(quantity) * 1e6, 5e5, number)
            for number, (quantity, coefficient) in enumerate(terms)
        ]  # fmt: skip

    def failing(self) -> int:
        """Return how many sums do not hold, beyond half a unit a figure."""
        gaps = [(self.amounts[whole] - sum(self.amounts[part] for part in parts), parts) for whole, parts in SUMS]
        return sum(abs(gap) > (len(parts) + 1) / 2 for gap, parts in gaps)


def document(draw: random.Random, *, unit: int = 1) -> Document:
    """Return a document whose equations hold; with a unit above 1 each amount is rounded by itself."""
    least = 10 ** draw.randrange(2, 5) * unit
    cross = {
        f"{source} {nature}": draw.randrange(least, 90 * least)
        for source in ("central", "local")
        for nature in ("capital", "recurrent")
    }
    amounts = dict(cross)
    for one in ("central", "local", "capital", "recurrent"):
        amounts[one] = sum(amount for name, amount in cross.items() if one in name.split())
    amounts["all"] = sum(cross.values())
    amounts["first"], amounts["second"] = draw.randrange(least, 2 * least), draw.randrange(least, 2 * least)
    amounts["third"] = amounts["all"] - amounts["first"] - amounts["second"]
    amounts = {name: round(amount / unit) for name, amount in amounts.items()}
    spent = draw.randrange(amounts["all"] // 10, amounts["all"])
    return Document(amounts, spent, round(spent / amounts["all"] * 100, 1))


def swapped(number: int, draw: random.Random) -> int:
    digits = list(str(number))
    place = draw.randrange(len(digits) - 1)
    digits[place], digits[place + 1] = digits[place + 1], digits[place]
    return int("".join(digits))


def one_wrong(number: int, draw: random.Random) -> int:
    digits = list(str(number))
    digits[draw.randrange(1, len(digits))] = str(draw.randrange(10))
    return int("".join(digits))


def thousandfold(number: int, _: random.Random) -> int:
    return number * 1000


SLIPS = {"swapped": swapped, "thousand": thousandfold, "digit": one_wrong}


def damaged(whole: Document, name: str, slip: str, draw: random.Random) -> Document:
    """Return the document with one value mistyped."""
    return replace(whole, amounts=whole.amounts | {name: SLIPS[slip](whole.amounts[name], draw)})


class Localiser:
    """The models of the repair, compiled, over an empty database."""

    def __init__(self, compiled: dict[str, str]) -> None:
        self.compiled = compiled
        self.connection = duckdb.connect()
        self.connection.execute("attach ':memory:' as repair")
        self.connection.execute("use repair")
        self.connection.execute("create schema repair.findings")
        self.connection.execute(f"create table repair.findings.int_equations__term ({TERM})")
        self.connection.execute(
            "create table repair.findings.int_equations__fund (figure_key varchar, unit_factor double, "
            "decimals bigint, coordinate_key varchar, quantity_key varchar, amount double, component_path varchar)"
        )

    def repairs(self, documents: dict[str, Document]) -> dict[str, set[tuple[str, str, str | None]]]:
        """Return what is named in each document: quantity, value as printed, slip."""
        rows = [row for key, one in documents.items() for row in one.rows(key)]
        # No figure shares its coordinates with another.
        figures = sorted({(row[5], 1e6, 0, row[5], row[5], 0, "CT") for row in rows})
        run = self.connection.execute
        run("delete from repair.findings.int_equations__term")
        run("delete from repair.findings.int_equations__fund")
        run(f"insert into repair.findings.int_equations__term values {_values(rows)}")
        run(f"insert into repair.findings.int_equations__fund values {_values(figures)}")
        for model, sql in self.compiled.items():
            run(f"create or replace table repair.findings.int_equations__{model} as {sql}")
        found: dict[str, set[tuple[str, str, str | None]]] = {key: set() for key in documents}
        for figure, text, slip in run(
            "select distinct repair_figure_key, repair_text, slip from repair.findings.int_equations__repair"
        ).fetchall():
            key, _, name = figure.partition("/")
            found[key].add((name, text, slip))
        return found


def _values(rows: list[Row] | list[tuple[str, float, int, str, str, int, str]]) -> str:
    return ", ".join(str(row) for row in rows)


@pytest.fixture(scope="module")
def localiser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Localiser]:
    folder = tmp_path_factory.mktemp("repair")
    what = ("compile", "--no-introspect", "--select", *(f"int_equations__{model}" for model in MODELS))
    days = {"as_of": "2024-12-31", "known": None}
    succeeded(run_dbt(folder, {"GNBV_DB": folder / "repair.duckdb"}, *what, variables=days))
    (made,) = (folder / "target").rglob("findings/equations")
    yield Localiser({model: (made / f"int_equations__{model}.sql").read_text(encoding="utf-8") for model in MODELS})


def printed(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")


@given(seed=st.integers(0, 10**9), slip=st.sampled_from(sorted(SLIPS)))
@settings(max_examples=40, deadline=None)
def test_the_value_that_two_equations_hold_is_named_with_its_true_number(
    localiser: Localiser, seed: int, slip: str
) -> None:
    draw = random.Random(seed)
    whole = document(draw)
    name = draw.choice(sorted(whole.amounts))
    wrong = damaged(whole, name, slip, draw)
    assume(wrong.failing() >= 2)
    named = {(one, text) for one, text, _ in localiser.repairs({"d": wrong})["d"]}
    assert named == {(name, printed(whole.amounts[name]))}


def test_rounded_amounts_name_the_same_value_to_the_last_digit_or_two(localiser: Localiser) -> None:
    whole = {f"d{seed}": document(random.Random(seed), unit=1000) for seed in range(200)}
    wrong, right = {}, {}
    for key, one in whole.items():
        draw = random.Random(key)
        name = draw.choice(sorted(one.amounts))
        wrong[key] = damaged(one, name, draw.choice(sorted(SLIPS)), draw)
        right[key] = (name, one.amounts[name])
    named = localiser.repairs(wrong)
    held = [key for key, one in wrong.items() if one.failing() >= 2]
    assert len(held) >= 80
    found = [(key, *one) for key in held for one in named[key]]
    assert [key for key, name, text, _ in found if name == right[key][0] and _near(text, right[key][1])] == held


def _near(text: str, amount: int) -> bool:
    return abs(int(text.replace(".", "")) - amount) <= 2


@pytest.mark.parametrize("unit", [1, 1000])
def test_nothing_is_named_where_every_equation_holds(localiser: Localiser, unit: int) -> None:
    documents = {f"d{seed}": document(random.Random(seed), unit=unit) for seed in range(200)}
    assert {key: named for key, named in localiser.repairs(documents).items() if named} == {}
