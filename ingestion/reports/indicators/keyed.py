"""Lists whose lead tells what stands between slashes: `(cho vay / thu nợ / dư nợ):`, then `12 / 9 / 34 tỷ đồng`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from ingestion.reports.indicators.wordings import Wording, vocabulary
from ingestion.reports.outline import Node
from ingestion.reports.scan import Quantity
from ingestion.text import key

_KEY = re.compile(r"\(([^()/;:\d]{2,40}(?:/[^()/;:\d]{2,40}){1,5})\)[ *_]{0,4}:")
_SLASH = re.compile(r"\s{0,2}/\s{0,2}")
_REACH = 12  # passages looked back for the lead of a list


def key_of(node: Node, nodes: Sequence[Node]) -> tuple[str, ...]:
    """Return the indicators that the lead of a list names in its bracket, empty if it names none or others too."""
    if not node.rank:
        return ()
    named = vocabulary().rules["keyed"]
    for above in reversed(nodes[max(0, node.index - _REACH) : node.index]):
        if above.rank == node.rank:
            continue
        found = _KEY.search(above.text)
        codes = [named.get(key(one)) for one in found[1].split("/")] if found else []
        return tuple(str(one) for one in codes) if all(codes) else ()
    return ()


def keyed(node: Node, codes: Sequence[str]) -> tuple[tuple[Quantity, ...], dict[int, Wording]]:
    """Return the numbers of a passage and, by offset, the wordings of those a key tells, in one unit."""
    numbers = list(node.scan.quantities)
    told: dict[int, Wording] = {}
    for first in range(len(numbers) - len(codes) + 1) if codes else ():
        run = numbers[first : first + len(codes)]
        gaps = pairwise(run)
        if run[0].start in told or not all(_SLASH.fullmatch(node.text, a.end, b.start) for a, b in gaps):
            continue
        last = run[-1]
        for index, code in enumerate(codes):
            own = replace(run[index], factor=last.factor, is_money=last.is_money, unit_text=last.unit_text, pair="")
            numbers[first + index] = own
            told[own.start] = _worded(code)
    return tuple(numbers), told


@cache
def _worded(code: str) -> Wording:
    wordings = (one for some in vocabulary().by_anchor.values() for one in some if one.indicator == code)
    return min(wordings, key=lambda one: one.rule)
