"""Whether money is of the programme or beside it: by the headings it stands under, by the title of the report.

A report on the programme speaks of it wherever no heading leaves it; one on lending, a survey or gifts speaks of the
programme only where a heading, or the words beside an amount, say so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from ingestion.reports.lexicon import lexicon
from ingestion.reports.outline import Node
from ingestion.reports.scan import alternation

_ITEMS = ("dash", "plus")
_TITLE_WITHIN = 20  # passages from the beginning in which the title of a report stands
_SHORTEST = 12  # passages of a report that is judged by its title
_LONGEST_LINE = 90  # characters of a heading without a number


class Programme:
    """Tells of every passage of a report whether its money is beside the programme."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        first = next((at for at, one in enumerate(nodes) if one.rank or _ends(one)), len(nodes))
        title = [one.text for one in nodes[: max(1, min(first + 1, _TITLE_WITHIN))]]
        self._is_titled = len(nodes) < _SHORTEST or any(_words("programme_titles").search(one) for one in title)
        self._lines: dict[int, str] = {}  # of each passage the heading without a number it stands under
        line = ""
        for one in nodes:
            line = one.text if _is_line(one) else "" if one.rank and one.rank not in _ITEMS else line
            self._lines[one.index] = line

    def is_beside(self, node: Node) -> bool:
        """Say whether a passage leaves the programme: under a heading on policies, credit, charity."""
        heads = [(one.component, one.head) for one in node.lineage if one.component or one.rank not in _ITEMS]
        for component, head in [(None, self._lines[node.index]), *heads]:
            if component:
                return False
            if head and _words("programme_heads").search(head):
                return False
            if head and _words("beside_programme").search(head):
                return True
        return not self._is_titled

    def is_on_credit(self, node: Node) -> bool:
        """Say whether a passage stands under a heading on lending."""
        heads = [one.head for one in node.lineage if one.head and one.rank not in _ITEMS]
        return any(_words("credit_heads").search(one) for one in (self._lines[node.index], *heads))


def _ends(node: Node) -> bool:
    return any(one.is_money for one in node.scan.quantities)


def _is_line(node: Node) -> bool:
    """Say whether a passage is a heading without a number: short, without figures, not a sentence."""
    text = node.text.strip(" \t*_")
    is_plain = not node.rank and node.passage.kind == "text" and not node.scan.quantities
    return is_plain and 0 < len(text) <= _LONGEST_LINE and text[-1] not in ".;:,)"


@cache
def _words(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternation(lexicon('funds')[name])})(?!\w)", re.IGNORECASE)
