"""What a passage inherits before its first word is read: from headings, its item and the line that opens a list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from ingestion.reports.funds.legend import legend_of
from ingestion.reports.funds.programme import Programme
from ingestion.reports.funds.reading import Axes, Reading
from ingestion.reports.funds.said import head_axes
from ingestion.reports.funds.tokens import Token, tokenize
from ingestion.reports.lexicon import lexicon
from ingestion.reports.outline import Node, component_mentions
from ingestion.reports.scan import Quantity, alternation

_ITEMS = ("dash", "plus")
_OPENS_LIST = re.compile(r"(?::|trong đó|cụ thể|như sau|gồm)[\s:.*_]*$", re.IGNORECASE)
_LONGEST_TOPIC = 70
_OPENER_REACH = 40  # passages looked back for the line that opens a list
_LEGEND_WITHIN = 260  # characters of a passage in which a legend stands
_AMOUNT_NEXT = re.compile(r"[\s*_]{0,6}\d")
_MARK = re.compile(r"^[\s*_]*(?:[IVX]{1,5}|\d{1,2}(?:\.\d{1,2})*|[a-zđA-Z])[.)/]+(?=\s)")
_LEAD_GAP = re.compile(
    r"[\s*_:]{0,6}(?:(?:nguồn|từ|của|thuộc|về|đối với|kinh phí|vốn|nguồn vốn)\s{1,3}){0,4}[\s*_]{0,4}", re.IGNORECASE
)


class Context:
    """Keeps what each node tells those under it; nodes are asked in reading order."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self._nodes = nodes
        self.programme = Programme(nodes)
        self.unit: Quantity | None = None  # told for the prose that is read now
        self._told: dict[int, tuple[Axes, Axes]] = {}
        self._first: dict[int, Reading] = {}
        self._period: dict[int, str] = {}  # of the first paragraph under a heading on policies

    def keep(self, node: Node, readings: list[Reading]) -> None:
        """Remember the first amount of a node: what its list items are parts of."""
        if readings:
            self._first[node.index] = readings[0]
        if readings and node.parent and not node.rank and "year" in readings[0].own and self.programme.is_beside(node):
            self._period.setdefault(node.parent.index, readings[0].axes["year"])

    def legend(self, node: Node) -> tuple[str, ...]:
        """Return the columns of run-on lists: told in the passage, the line that opens its list or a heading."""
        opener = _opener(node, self._nodes)
        for one in (node, *([opener] if opener else []), *node.lineage[1:]):
            told = legend_of(one.text[:_LEGEND_WITHIN])
            if told:
                return told
        return ()

    def base(self, node: Node, own_lead: bool = True) -> tuple[Axes, Axes]:
        """Return the axes in force at a node, and where each is from."""
        axes, origin = self._above(node)
        if axes.get("measure", "").startswith("disbursed") and origin.get("measure") == "list":
            axes["of_spent"] = "1"  # an item of a list of what was spent, whatever it begins with
        if own_lead:
            _lay(axes, origin, self._lead(node), "heading")
        period = self._period.get(node.parent.index, "") if node.parent and not node.rank else ""
        if "-" in period and "year" not in axes:
            axes["year"], origin["year"] = period, "heading"  # told once for the policies of a section
        component = node.component_in_force
        if not component:
            hinted = next((_hinted(one) for one in node.lineage if one.rank and _hinted(one)), "")
            component = hinted or component
        listed = _projects_of(node)
        if listed:
            axes["projects"], origin["projects"] = listed, "heading"
        if self._adds_projects(node):
            component = "CT"
        if component or (component == "" and self.programme.is_beside(node)):
            axes["component"], origin["component"] = component, "heading"
        return axes, origin

    def _adds_projects(self, node: Node) -> bool:
        """Say whether a paragraph behind the last project adds up all of them: `Cộng 12 nội dung ...`."""
        if node.rank or not _adding().match(node.text.lstrip(" *_")) or component_mentions(node.text[:_LONGEST_TOPIC]):
            return False
        heads = (one for one in self._nodes[node.index + 1 :] if one.rank and one.rank not in _ITEMS)
        return not (next((one.component for one in heads), None) or "").startswith("DA")

    def _above(self, node: Node) -> tuple[Axes, Axes]:
        parent = node.parent
        axes: Axes = {}
        origin: Axes = {}
        if parent:
            is_behind = not node.rank and parent.rank == "letter" and parent.parent and _holds_money(parent)
            above, above_origin = self.base(parent.parent if is_behind and parent.parent else parent)
            axes, origin = dict(above), dict(above_origin)
            first = self._first.get(parent.index)
            is_note = node.passage.kind == "footnote"
            opens = _OPENS_LIST.search(parent.text[-24:]) is not None
            if first and (is_note or parent.rank in _ITEMS or (opens and node.rank in _ITEMS)):
                is_open = is_note or opens
                self._lay_first(axes, origin, first, is_open=is_open)
                _lay(axes, origin, _ending(parent), "list")
        opener = _opener(node, self._nodes)
        if opener is not None:
            _lay(axes, origin, self._lead(opener), "heading")
            first = self._first.get(opener.index)
            if first:
                self._lay_first(axes, origin, first, is_open=True)
                _lay(axes, origin, _ending(opener), "list")
        return axes, origin

    def _lay_first(self, axes: Axes, origin: Axes, first: Reading, *, is_open: bool) -> None:
        names = ("measure", "estimate", "year", "exec_year", "component") + (("source", "nature") if is_open else ())
        told = {name: first.axes[name] for name in names if name in first.axes}
        _lay(axes, origin, told, "list")

    def _lead(self, node: Node) -> Axes:
        """Return what the head of a node tells: all of it before a colon, else the phrases it begins with."""
        if node.index not in self._told:
            self._told[node.index] = (_lead_axes(node, self.unit), {})
        return self._told[node.index][0]


def _projects_of(node: Node) -> str:
    """Return the projects that the nearest heading with a component names, where it names several."""
    heading = next((one for one in node.lineage if one.component is not None), None)
    told = {code.partition(".")[0] for _, _, code in component_mentions(heading.head)} if heading else set()
    return "+".join(sorted(told)) if len(told) > 1 else ""


@cache
def _hints() -> list[tuple[re.Pattern[str], str]]:
    told = lexicon("funds")["component_mentions"]
    return [
        (re.compile(rf"(?<!\w)(?:{alternation(names)})(?!\w)", re.IGNORECASE), code) for code, names in told.items()
    ]


@cache
def _names() -> dict[str, str]:
    told = lexicon("funds")["heading_names"]
    return {name: code for code, names in told.items() for name in names}


def _hinted(node: Node) -> str:
    """Return the component that a heading only hints at, by words which elsewhere may speak of others."""
    if node.rank in _ITEMS:
        return ""
    named = _names().get(" ".join(_MARK.sub("", node.text).casefold().split()).strip(" *_.:;"))
    return named or next((code for pattern, code in _hints() if pattern.search(node.head)), "")


def _lay(axes: Axes, origin: Axes, told: Axes, where: str) -> None:
    for axis, value in told.items():
        axes[axis], origin[axis] = value, where


def _opener(node: Node, nodes: Sequence[Node]) -> Node | None:
    """Return the plain paragraph that opens the list a node is an item of, or that it goes on from.

    Of a plain paragraph also the item right before, if that is no more than its title.
    """
    near = reversed(nodes[max(0, node.index - _OPENER_REACH) : node.index])
    siblings = [one for one in near if one.parent is node.parent and one.passage.kind == "text"]
    if node.rank == "" and siblings and siblings[0].rank in _ITEMS and _is_title(siblings[0]):
        return siblings[0]
    goes_on = _goes_on().match(node.text.lstrip(" \t*_(")) is not None
    if node.rank not in (*_ITEMS, "letter", "paren") and not goes_on:
        return None
    before = next((one for one in siblings if one.rank != node.rank or not node.rank), None)
    if before is None or before.rank != "":
        return None
    return before if not node.rank or _OPENS_LIST.search(before.text[-24:]) else None


def _ending(node: Node) -> Axes:
    """Return the year that the last words of a paragraph tell for the list it opens: `... 5 triệu đồng. Năm 2024:`."""
    last = max((one.unit_end for one in node.scan.quantities), default=0)
    at = node.text.find(". ", last) + 1
    if not (last and at and _OPENS_LIST.search(node.text[-24:])):
        return {}
    told = head_axes(one for one in tokenize(node.text, at, node.scan) if one.start >= at)
    years = {axis: value for axis, value in told.items() if axis == "year"}
    return {"measure": "", **years} if years else {}


def _holds_money(node: Node) -> bool:
    """Say whether an item is one of a list of amounts, and no heading: what stands behind it is not under it."""
    return any(one.is_money and one.start < node.passage.start + len(node.head) for one in node.scan.quantities)


def _is_title(node: Node) -> bool:
    """Say whether an item is no more than the title of the paragraph behind it: `* Vốn sự nghiệp:`."""
    text = node.text.rstrip(" *_")
    return len(text) <= _LONGEST_TOPIC and not text.endswith((".", ";", ",")) and not node.scan.quantities


def _lead_axes(node: Node, unit: Quantity | None = None) -> Axes:
    if not node.rank:
        return _topic(node)
    head = node.head
    start = node.passage.start
    text = node.text[: start + len(head)]
    tokens = tokenize(text, start, node.scan, unit, is_wide=unit is not None)
    tokens = [one for one in tokens if one.end <= len(text)]
    amount = next((index for index, one in enumerate(tokens) if one.kind == "amount"), None)
    colon = next((index for index, one in enumerate(tokens) if one.value == ":"), None)
    is_sentence = node.rank in _ITEMS and colon is not None  # its first sentence tells nothing of the next one
    if amount is None and not is_sentence and (node.rank not in _ITEMS or len(node.text) > len(text)):
        return head_axes(tokens)
    if colon is not None and (amount is None or colon < amount):
        return head_axes(tokens[:colon])
    return _opening(text, start, tokens if amount is None else tokens[:amount])


def _topic(node: Node) -> Axes:
    """Return what a paragraph names before a colon as what it is about: `Về vốn sự nghiệp: ...`."""
    colon = node.text.find(":", 0, _LONGEST_TOPIC)
    if colon < 0 or _AMOUNT_NEXT.match(node.text, colon + 1):
        return {}
    tokens = [one for one in tokenize(node.text[:colon], node.passage.start, node.scan) if one.end <= colon]
    return _opening(node.text[:colon], node.passage.start, tokens)


def _opening(text: str, start: int, tokens: list[Token]) -> Axes:
    """Return what the run of cues says that an item begins with."""
    reached = start
    run: list[Token] = []
    for one in tokens:
        if one.axis not in ("source", "nature"):
            continue
        if not _LEAD_GAP.fullmatch(text, reached, max(reached, one.start)):
            break
        run.append(one)
        reached = max(reached, one.end)
    return head_axes(run)


@cache
def _adding() -> re.Pattern[str]:
    told = alternation(lexicon("funds")["all_projects"])
    return re.compile(rf"(?:tổng\s)?cộng\s[^.;:]{{0,60}}?(?<!\w)(?:{told})(?!\w)", re.IGNORECASE)


@cache
def _goes_on() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(lexicon('funds')['nests'])})(?!\w)", re.IGNORECASE)
