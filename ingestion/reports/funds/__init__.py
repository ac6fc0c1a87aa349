"""The money of a report: every amount its passages and tables print, with its coordinates and its place.

`read_funds` walks the outline; `tokens` tells what stands in a passage, `said` what the words beside an amount say,
`flow` how amounts inherit from each other, `context` what headings and list items say, `figures` makes figures of it.
"""

from __future__ import annotations

from ingestion.reports.funds.context import Context, unit_quantity
from ingestion.reports.funds.figures import FigureMaker, mark_roles
from ingestion.reports.funds.flow import Flow
from ingestion.reports.funds.tokens import tokenize, unit_told
from ingestion.reports.model import Figure
from ingestion.reports.outline import Outline
from ingestion.reports.scan import Quantity


def read_funds(outline: Outline) -> list[Figure]:
    """Return the amounts of money of a laid-out report, in reading order.

    Amounts that are no fund (incomes, lines of poverty, prices) are left to the indicators.
    """
    context = Context()
    maker = FigureMaker(outline)
    unit: Quantity | None = None
    for node in outline.nodes:
        told = unit_told(node.text) if "v" in node.text.lower()[:400] else None
        if told:
            unit = unit_quantity(told)
        if node.passage.kind == "row" or not (node.scan.quantities or "không" in node.text.lower()):
            continue
        tokens = tokenize(node.text, node.passage.start, node.scan, unit)
        if not any(one.kind == "amount" or one.axis == "not_applicable" for one in tokens):
            continue
        base, origin = context.base(node)
        readings = Flow(base, origin).run(tokens)
        context.keep(node, readings)
        maker.add(node, readings)
    return mark_roles(maker.figures)
