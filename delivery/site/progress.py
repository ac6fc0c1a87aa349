"""Money by component: rows of rpt_fund_progress, the figures each amount is read from, which row contains which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from delivery.reading import Row
from delivery.site.flags import flags
from delivery.site.model import Release

MEASURES = ("allocated", "carried_in", "planned", "disbursed", "carried_out")

_PROGRESS = """
select p.*, d.name_vi as period_vi, d.name_en as period_en, d.starts_on
from marts.rpt_fund_progress as p
left join marts.dim_period as d on p.period = d.period
order by d.starts_on desc nulls last, p.period, p.budget_year, p.component_code
"""

# A figure stands at an amount when all its coordinates are those of the row; an estimate of a measure is that measure.
_FIGURES = """
select
    f.figure_key, f.submission_key, coalesce(f.locality_key, f.locality) as place, f.period, f.component_code, f.source,
    f.nature, f.budget_year, coalesce(m.within, f.measure) as measure, f.amount_vnd, f.value_text, f.unit_text,
    f.is_estimate, f.role, f.line, f.sheet, f.cell, f.as_of_on
from marts.fct_fund as f
left join reference.fund_codes as m on m.coordinate = 'measure' and m.code = f.measure
where f.component_code is not null and f.value_kind is distinct from 'change'
order by f.submission_key, f.line, f.sheet, f.cell, f.char_start
"""


@dataclass(frozen=True)
class Amount:
    """One amount in đồng: the figures printed with just this amount, others at the same coordinates, what was found."""

    vnd: int
    figures: tuple[Row, ...]
    others: tuple[Row, ...]
    findings: tuple[Row, ...]

    @property
    def figure(self) -> Row | None:
        """The place an amount leads to."""
        return self.figures[0] if self.figures else None

    @property
    def several(self) -> tuple[Row, ...]:
        """All figures, where there is more than the one the amount leads to."""
        both = self.figures + self.others
        return both if len(both) > 1 else ()


@dataclass(frozen=True)
class Progress:
    """One row: its coordinates (`row`) and its amount of every measure, None where it is not known."""

    row: Row
    amounts: Mapping[str, Amount | None]

    @property
    def given(self) -> int | None:
        """What the locality may spend, in đồng: allocated and carried in."""
        held = [amount.vnd for one in ("allocated", "carried_in") if (amount := self.amounts[one])]
        return sum(held) if held else None

    @property
    def disbursed(self) -> int | None:
        amount = self.amounts["disbursed"]
        return amount.vnd if amount else None

    @property
    def planned(self) -> int | None:
        amount = self.amounts["planned"]
        return amount.vnd if amount else None

    @property
    def rate(self) -> float | None:
        """Percent disbursed of what is given, as the mart has it."""
        rate: float | None = self.row["rate_pct"]
        return rate

    @property
    def stated_otherwise(self) -> float | None:
        """The rate printed with the amount, where it is another one to as many decimals as it has."""
        stated: float | None = self.row["stated_rate_pct"]
        if stated is None or self.rate is None:
            return stated
        decimals = len(f"{stated:.4f}".rstrip("0").split(".")[1])
        return None if round(self.rate, decimals) == stated else stated

    @property
    def is_estimate(self) -> bool:
        return bool(self.row["disbursed_is_estimate"])

    @property
    def bar(self) -> Row | None:
        return bar(self.given, self.disbursed, self.planned)

    @property
    def several(self) -> list[tuple[str, tuple[Row, ...]]]:
        """The measures whose amount stands in more than one figure."""
        return [(measure, amount.several) for measure, amount in self.amounts.items() if amount and amount.several]


def bar(given: int | None, disbursed: int | None, planned: int | None) -> Row | None:
    """How long the bars are, in percent of the longest of the three; None where there is nothing to compare."""
    longest = max(given or 0, disbursed or 0, planned or 0)
    if longest <= 0 or sum(one is not None for one in (given, disbursed, planned)) < 2:
        return None
    lengths = {"given": given, "disbursed": disbursed, "planned": planned}
    return {name: None if one is None else round(100 * one / longest, 1) for name, one in lengths.items()}


def read_progress(release: Release) -> list[Progress]:
    """Every row of the mart, the latest period first."""
    found = flags(release)
    figures: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for figure in release.rows(_FIGURES):
        figures[(figure["place"], *_coordinates(figure), figure["measure"])].append(figure)
    read = []
    for row in release.rows(_PROGRESS):
        place = row["locality_key"] or row["locality"]
        amounts = {
            measure: _amount(row[f"{measure}_vnd"], figures[(place, *_coordinates(row), measure)], found)
            for measure in MEASURES
        }
        read.append(Progress(row, amounts))
    return read


def _coordinates(row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("period", "component_code", "source", "nature", "budget_year"))


def _amount(vnd: int | None, figures: Sequence[Row], found: Mapping[str, list[Row]]) -> Amount | None:
    if vnd is None:
        return None
    same = tuple(figure for figure in figures if figure["amount_vnd"] == vnd)
    other = tuple(figure for figure in figures if figure["amount_vnd"] != vnd)
    told = {finding["finding_key"]: finding for figure in same for finding in found.get(figure["figure_key"], [])}
    return Amount(vnd, same, other, tuple(told.values()))


def widest(rows: Iterable[Progress], within: Mapping[tuple[str, str], str]) -> tuple[list[Progress], list[Progress]]:
    """Part rows of one component into those no other contains (by source and nature) and the rest, wider ones first.

    `within` names the wider code of a (coordinate, code).
    """
    paths = {id(row): _paths(row, within) for row in rows}
    ordered = sorted(rows, key=lambda row: paths[id(row)])

    def is_part(row: Progress) -> bool:
        return any(
            other is not row and all(own[: len(wide)] == wide for own, wide in zip(paths[id(row)], path, strict=True))
            for other, path in ((one, paths[id(one)]) for one in ordered)
        )

    heads = [row for row in ordered if not is_part(row)]
    apart = {id(row) for row in heads}
    return heads, [row for row in ordered if id(row) not in apart]


def _paths(row: Progress, within: Mapping[tuple[str, str], str]) -> tuple[tuple[str, ...], ...]:
    return tuple(_path(coordinate, row.row[coordinate], within) for coordinate in ("source", "nature"))


def _path(coordinate: str, code: str | None, within: Mapping[tuple[str, str], str]) -> tuple[str, ...]:
    """The codes from the widest down to this one."""
    path: list[str] = []
    while code and code not in path:
        path.insert(0, code)
        code = within.get((coordinate, code))
    return tuple(path)
