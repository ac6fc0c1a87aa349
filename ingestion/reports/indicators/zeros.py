"""Zeros told in words: `Không phát sinh hộ tái nghèo`, `nợ quá hạn không có`; only for indicators listed as such."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from ingestion.reports.indicators.choice import Read
from ingestion.reports.indicators.periods import Times, period_of
from ingestion.reports.indicators.wordings import Wording, vocabulary
from ingestion.reports.indicators.zones import Spot, sentence_around
from ingestion.reports.outline import Node
from ingestion.reports.scan import Quantity, alternation


def read_zeros(node: Node, times: Times) -> Iterator[Read]:
    """Yield what a passage says there is none of, with a quantity of zero whose text is the words for none."""
    for indicator, pattern in _patterns().items():
        for found in pattern.finditer(node.text, node.passage.start):
            start, end = found.span("before" if found["before"] else "behind")
            quantity = Quantity(start, end, node.text[start:end], Decimal(0), unit_end=end)
            around = sentence_around(node.text, start, node.passage.start)
            spot = Spot(quantity, "count", end, end, found.start(), found.start(), found.end(), around, around, end)
            wording = _wordings()[indicator]
            told = period_of(spot, wording, times, ())
            yield Read(spot, wording, (), wording.population, f"{indicator}:none", told)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    none = alternation(vocabulary().rules["none_words"])
    return {
        indicator: re.compile(
            rf"(?<!\w)(?P<before>{none})\s(?:{alternation(said)})(?!\w)"
            rf"|(?<!\w)(?:{alternation(said)})(?:\s?:|\s(?:là|thì))?\s{{1,3}}(?P<behind>{none})(?=\s{{0,3}}(?:[.,;)]|$))",
            re.IGNORECASE,
        )
        for indicator, said in vocabulary().rules["zeros"].items()
    }


@cache
def _wordings() -> dict[str, Wording]:
    by_anchor = vocabulary().by_anchor.values()
    return {one.indicator: one for told in by_anchor for one in told if one.rule == f"{one.indicator}.1"}
