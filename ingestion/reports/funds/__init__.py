"""The money of a report: every amount its passages and tables print, with its coordinates and its place.

`read_funds` walks the outline; `tokens` tells what stands in a passage, `said` what the words beside an amount say,
`units` the unit told once, `flow` how amounts inherit from each other, `sums` what they add up to,
`context` what headings and list items say, `figures` makes figures of it.
"""

from __future__ import annotations

from ingestion.reports.funds.context import Context
from ingestion.reports.funds.figures import FigureMaker, mark_roles
from ingestion.reports.funds.flow import Flow
from ingestion.reports.funds.legend import lay_columns
from ingestion.reports.funds.reading import Reading
from ingestion.reports.funds.sums import settle_sums
from ingestion.reports.funds.tables import read_table
from ingestion.reports.funds.tokens import tokenize, unit_told
from ingestion.reports.funds.units import Units
from ingestion.reports.funds.years import dated
from ingestion.reports.model import Figure
from ingestion.reports.outline import Node, Outline

_SHORT = 260  # characters of a passage that may say in words alone that a project has no money

_MOST_TITLES = 3  # passages above a table that are its title


def read_funds(outline: Outline) -> list[Figure]:
    """Return the amounts of money of a laid-out report, in reading order.

    Amounts that are no fund (incomes, lines of poverty, prices) are left to the indicators.
    """
    context = Context(outline.nodes)
    maker = FigureMaker(outline, context.programme)
    found: list[tuple[Node, list[Reading]]] = []
    tables = {rows[0].index: rows for rows in outline.tables}
    units = Units(tables)
    for node in outline.nodes:
        units.hear(node)
        context.unit = units.unit if units.is_wide else None
        if node.index in tables:
            for row, reading in read_table(tables[node.index], _titles(outline, node.index), units.unit, context):
                found.append((row, [reading]))
        if node.passage.kind == "row" or not (node.scan.quantities or len(node.text) <= _SHORT):
            continue
        tokens = tokenize(node.text, node.passage.start, node.scan, units.unit, is_wide=units.is_wide)
        if not any(one.kind == "amount" or one.axis in ("zero", "not_applicable") for one in tokens):
            continue
        base, origin = context.base(node)
        readings = Flow(base, origin, is_short=len(node.text) <= _SHORT).run(dated(tokens, outline.frame.year))
        lay_columns(readings, node.text, context.legend(node))
        context.keep(node, readings)
        found.append((node, readings))
    settle_sums(found, outline.frame.year)
    for node, readings in found:
        maker.add(node, readings)
    return mark_roles(maker.figures)


def _titles(outline: Outline, index: int) -> list[Node]:
    """Return the passages right above a table, the nearest first: its title and the line of its unit."""
    titles: list[Node] = []
    for node in reversed(outline.nodes[max(0, index - _MOST_TITLES) : index]):
        is_prose = any(one.is_money for one in node.scan.quantities) or node.text.rstrip(" *_").endswith((".", ";"))
        if node.passage.kind == "row" or (is_prose and not unit_told(node.text)):
            break
        titles.append(node)
    return titles
