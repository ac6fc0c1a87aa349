"""Short lines without number or marker above plain paragraphs, read as headings: `Học sinh`, `Mục tiêu 2025`."""

from __future__ import annotations

from dataclasses import replace

from ingestion.reports.outline import Node

_LONGEST = 90
_CLOSED = (".", ";", ":", ",", "!", "?", "…", "/")


def under_rubrics(nodes: tuple[Node, ...]) -> list[Node]:
    """Return the nodes of a report, each one below a rubric as a node under it; a rubric lasts up to the next.

    A heading that the outline knows ends it.
    """
    placed: list[Node] = []
    rubric: Node | None = None
    for index, node in enumerate(nodes):
        if rubric and node.parent is not rubric.parent:
            rubric = None
        if _is_rubric(node, nodes[index + 1] if index + 1 < len(nodes) else None):
            rubric = replace(node, rank="rubric", head=node.text.strip(" *_"))
            placed.append(node)
        else:
            placed.append(replace(node, parent=rubric) if rubric and node.passage.kind != "footnote" else node)
    return placed


def _is_rubric(node: Node, following: Node | None) -> bool:
    text = node.text.strip(" *_")
    if node.rank or node.passage.kind != "text" or not 3 <= len(text) <= _LONGEST or node.scan.quantities:
        return False
    if text.endswith(_CLOSED) or not text[0].isupper() or text.startswith("("):
        return False
    return following is not None and following.parent is node.parent and len(following.text) > len(text)
