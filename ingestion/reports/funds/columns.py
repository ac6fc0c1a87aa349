"""The columns of a table of money: what their head cells say of the amounts below them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from ingestion.reports.funds.reading import Axes
from ingestion.reports.funds.said import head_axes
from ingestion.reports.funds.tokens import Token, bracketed_unit, tokenize
from ingestion.reports.lexicon import lexicon
from ingestion.reports.scan import Scan, alternation, scan

_TOTAL_OF = re.compile(r"^tổng\s{1,2}", re.IGNORECASE)  # `Tổng số hộ` counts as `Số hộ` does

#: A unit of money as printed, and its factor.
Unit = tuple[str, Decimal]


@dataclass
class Column:
    """What the head of a column says.

    `kind` is money, year (money where its row is), source (money beside others), percent, unit, text or empty.
    """

    kind: str = ""
    axes: Axes = field(default_factory=dict)
    unit: Unit | None = None


def columns_of(heads: list[list[str]], width: int) -> list[Column]:
    """Tell the columns from the head rows; an empty cell goes on with the one to its left, but in the last row."""
    texts = [""] * width
    for depth, row in enumerate(heads):
        spanning = ""
        for at in range(width):
            own = row[at] if at < len(row) else ""
            spanning = own or spanning
            is_last = depth == len(heads) - 1
            texts[at] = f"{texts[at]}; {own if is_last else spanning}" if (own or not is_last) else texts[at]
    return [_column(text.strip("; ")) for text in texts]


def settle_sources(columns: list[Column]) -> None:
    """Know columns headed by a bare source as money, and the total beside them: `Trung ương | Tỉnh | Huyện | Cộng`.

    One such column alone, or several without the centre, may count anything.
    """
    told = {one.axes.get("source") for one in columns if one.kind == "source"}
    is_parted = len(told) > 1 and "central" in told
    for one in columns:
        if one.kind == "source":
            one.kind = "money" if is_parted else ""
        elif is_parted and one.kind == "year" and not one.axes:
            one.kind = "money"


def span_columns(columns: list[Column]) -> None:
    """Give the columns of money without a year, beside columns of single years, all those years."""
    years = sorted({one.axes["year"] for one in columns if len(one.axes.get("year", "")) == len("2024")})
    for one in columns:
        if len(years) > 1 and one.kind in ("money", "year") and "year" not in one.axes:
            one.axes["year"] = f"{years[0]}-{years[-1]}"


def _column(text: str) -> Column:
    nearest = next((part for part in reversed(text.split("; ")) if not bracketed_unit().fullmatch(f"({part})")), "")
    if listed("table_percents").search(nearest):
        return Column("percent")
    if listed("table_units").fullmatch(nearest):
        return Column("unit")
    if not text or listed("table_counts").match(_TOTAL_OF.sub("", nearest)):
        return Column("text")
    axes = said_by(text)
    tokens = _tokens(text)
    is_money = any(one.axis in ("nouns", "measure", "source", "nature", "hint") for one in tokens)
    hint = [one.value for one in tokens if one.axis == "hint"]
    if "measure" not in axes and hint:
        axes["measure"] = "plan" if hint[-1] == "plan" else "other"
    unit = unit_of(text)
    bare = _bare_sources().get(" ".join(nearest.casefold().split()), "")
    if bare and not is_money and not axes:
        return Column("source", {"source": bare}, unit)
    is_year = "year" in axes or listed("table_totals").match(nearest) is not None
    return Column("money" if is_money or unit else "year" if is_year else "", axes, unit)


@cache
def _bare_sources() -> dict[str, str]:
    told = lexicon("funds")["bare_sources"]
    return {name: source for source, names in told.items() for name in names}


def said_by(text: str) -> Axes:
    return head_axes(_tokens(text))


def _tokens(text: str) -> list[Token]:
    told: Scan = scan(text)
    return [one for one in tokenize(text, 0, told) if one.kind != "amount"]


def unit_of(text: str) -> Unit | None:
    found = bracketed_unit().search(text) or bracketed_unit().fullmatch(f"({text.rpartition('; ')[2]})")
    if not found:
        return None
    return found["unit"], Decimal(lexicon("quantities")["money_units"][" ".join(found["unit"].casefold().split())])


@cache
def listed(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternation(lexicon('funds')[name])})(?!\w)", re.IGNORECASE)
