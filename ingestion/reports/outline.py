"""The outline of a report: which heading or list item every passage stands under, and what those say for it.

Markers of the same style are of the same rank wherever they stand; a style not yet open opens a rank below. What a
heading tells (component, place) holds for everything under it, until a nearer one tells otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property

from ingestion.reference import Reference
from ingestion.reports.lexicon import lexicon
from ingestion.reports.localities import Gazetteer, Place
from ingestion.reports.model import Frame, StoredText
from ingestion.reports.passages import Passage, split_passages
from ingestion.reports.scan import Scan, alternation, scan

#: A heading's words: up to its first colon or sentence end, at most so many characters.
LONGEST_HEAD = 220
_HEAD_END = re.compile(r"(?<!\d)[.:;](?=\s|$)|[:;](?=\s)|\.(?=\s*$)")
_BRACKETED = re.compile(r"\(([^()]{4,60})\)")
_SENTENCE = re.compile(r"\s\w[^:()]{20,220}\.\s{0,4}")  # goes on behind the name of a project to a full stop
_ITEMS = ("dash", "plus")
_ROMAN_NUMBERS = {"I": "1", "II": "2", "III": "3", "IV": "4", "V": "5", "VI": "6", "VII": "7"}
_JOINED_WITHIN = 12  # characters between a sub-project and its project
_SUB_WITHIN = 60  # characters behind a project in which a heading may name its one sub-project
_FOOTNOTE_REACH = 60  # passages looked back for the mark of a footnote


@dataclass(eq=False)
class Node:
    """One passage in its place. `rank` is the style (`number2` for `1.2.`), empty for a plain paragraph.

    `component`, `place` are what its own head tells, None where it tells nothing; a `component` of `""` leaves the
    components (a heading on policies, credit, assessment).
    """

    passage: Passage
    parent: Node | None
    rank: str = ""
    head: str = ""
    component: str | None = None
    place: Place | None = None
    index: int = 0

    @property
    def text(self) -> str:
        """The text of its passage."""
        return self.passage.text

    @cached_property
    def scan(self) -> Scan:
        """Quantities and moments of the passage, without its marker."""
        return scan(self.passage.text, self.passage.start)

    @property
    def lineage(self) -> list[Node]:
        """The node itself and all it stands under, nearest first."""
        nodes: list[Node] = []
        node: Node | None = self
        while node:
            nodes.append(node)
            node = node.parent
        return nodes

    @property
    def component_in_force(self) -> str | None:
        """The component told by the nearest head that tells one (`""`: none of them); None if no head does."""
        return next((one.component for one in self.lineage if one.component is not None), None)

    @property
    def place_in_force(self) -> Place | None:
        """The place told by the nearest head that tells one."""
        return next((one.place for one in self.lineage if one.place), None)


@dataclass(frozen=True)
class Outline:
    """A report laid out: its nodes in reading order, the frame they inherit from, and the gazetteer of its places."""

    stored: StoredText
    nodes: tuple[Node, ...]
    frame: Frame
    gazetteer: Gazetteer

    @cached_property
    def tables(self) -> list[list[Node]]:
        """The tables: runs of row passages that follow one another."""
        runs: list[list[Node]] = []
        before: Node | None = None
        for node in self.nodes:
            if node.passage.kind == "row":
                if before is None or before.passage.kind != "row":
                    runs.append([])
                runs[-1].append(node)
            before = node
        return runs


def lay_out(stored: StoredText, frame: Frame, reference: Reference) -> Outline:
    """Build the outline of a stored text; places are those valid on the frame's dates."""
    on = frame.issued_on or frame.as_of or date(2023, 1, 1)
    gazetteer = Gazetteer(reference, frame.home, on)
    nodes: list[Node] = []
    stack: list[Node] = []
    for passage in split_passages(stored):
        node = Node(passage, None, _rank(passage), index=len(nodes))
        if passage.kind == "footnote":
            node.parent = _citing(passage, nodes)
        else:
            _read_head(node, gazetteer)
            _attach(node, stack)
        nodes.append(node)
    return Outline(stored, tuple(nodes), frame, gazetteer)


def _rank(passage: Passage) -> str:
    if passage.style == "number":
        return f"number{len(re.findall(r'[0-9]+', passage.marker))}"
    if passage.style or passage.kind != "text":
        return passage.style
    told = _own_component().match(passage.text.lstrip(" \t*_"))
    if told and len(passage.text) <= LONGEST_HEAD and not _SENTENCE.fullmatch(passage.text.lstrip(" \t*_"), told.end()):
        return "sub-project" if told["sub"] else "project"  # a heading without a number
    return ""


def _attach(node: Node, stack: list[Node]) -> None:
    """Close what ends where the node begins, and put it under what stays open."""
    if not node.rank:
        while stack and stack[-1].rank in _ITEMS and node.passage.kind == "text":
            stack.pop()
    elif node.rank in ("part", "upper", "roman") or node.rank.startswith("number"):
        _close_above(node.rank, stack)
    elif any(one.rank == node.rank for one in stack):
        while stack.pop().rank != node.rank:
            pass
    node.parent = stack[-1] if stack else None
    if node.component and node.component.startswith("?"):
        node.component = _completed(node)
    if node.rank:
        stack.append(node)


def _close_above(rank: str, stack: list[Node]) -> None:
    order = ("part", "upper", "roman", *(f"number{depth}" for depth in range(1, 8)))
    position = order.index(rank)
    if all(one.rank in _ITEMS for one in stack):
        stack.clear()  # a note before the first heading holds none
    is_nested = rank == "number1" and not any(one.rank == rank for one in stack)
    while stack and not is_nested:
        top = stack[-1].rank
        if top in order and order.index(top) < position:
            break
        stack.pop()


def _completed(node: Node) -> str | None:
    """Return `DA4.TDA1` for a head that only says sub-project 1: the project is that of the heads above."""
    assert node.component
    above = node.parent.component_in_force if node.parent else None
    return f"{above.partition('.')[0]}.{node.component[1:]}" if above and above.startswith("DA") else None


def _citing(footnote: Passage, nodes: list[Node]) -> Node | None:
    for node in reversed(nodes[-_FOOTNOTE_REACH:]):
        if node.passage.kind == "text" and footnote.marker in node.text[node.passage.start :]:
            return node
    return None


def _read_head(node: Node, gazetteer: Gazetteer) -> None:
    """Read what the head of a marked passage tells; a plain paragraph tells nothing for others."""
    if not node.rank or node.passage.kind != "text":
        return
    body = node.text[node.passage.start : node.passage.start + LONGEST_HEAD]
    end = _HEAD_END.search(body, 12)
    node.head = body[: end.start()] if end else body
    node.component = component_of(node.head, is_heading=node.rank not in _ITEMS)
    if node.component is None and end and node.rank not in _ITEMS and component_of(body) is not None:
        node.component = component_of(body)
    if node.component and node.component.startswith("?"):
        node.component = component_of(body) or node.component
    lead = node.head.lstrip(' \t*_“"')
    places = [one for one in gazetteer.find(lead) if one.has_kind]
    is_heading = node.rank not in _ITEMS
    if len(places) == 1 and (places[0].start == 0 or (is_heading and _is_below(places[0], gazetteer))):
        node.place = places[0]


def _is_below(place: Place, gazetteer: Gazetteer) -> bool:
    """Say whether a place named inside a heading narrows it: a district, in a report on a province."""
    return place.locality is not None and place.locality.level == "district" and gazetteer.home_level == "province"


def component_of(head: str, *, is_heading: bool = True) -> str | None:
    """Return the component a head tells: `DA2`, `DA4.TDA1`, `?TDA1` (of the project above), `""` (none); else None.

    A list item tells one only by its number or full name at its beginning.
    """
    lead = head.lstrip(' \t*_“"')
    own = _own_component().match(lead)
    told = _numbered(own, lead) if own else None
    bracketed = [code for part in _BRACKETED.findall(lead) for _, _, code in component_mentions(part)]
    told = bracketed[0] if told is None and len(bracketed) == 1 else told
    if told and not told.startswith("?"):
        return told
    for name, code in _component_names():
        is_named = name in lead.casefold() if is_heading else lead.casefold().startswith(name)
        if is_named and (told is None or code.endswith(f".{told[1:]}")):
            return code
        if is_named and told and "." not in code:
            return f"{code}.{told[1:]}"
    if told:
        return told
    return "" if is_heading and _outside().search(lead) else None


def _numbered(own: re.Match[str], lead: str) -> str | None:
    project = _digit(own["project"] or own["short"]) if own["project"] or own["short"] else None
    if project:
        subs = [one for one in component_mentions(lead[: own.end() + _SUB_WITHIN]) if one[0] >= own.start()]
        is_one = bool(subs) and sum("TDA" in code for _, _, code in subs) == 1
        return subs[0][2] if is_one and subs[0][2].startswith(f"DA{project}.") else f"DA{project}"
    other = _project_mention().search(lead, own.end())
    sub = f"TDA{_digit(own['sub'])}"
    between = lead[own.end() : other.start()] if other else ""
    is_of_it = "thuộc" in between and not re.search(r"\d", between)  # behind an amount another one is spoken of
    return f"DA{_digit(other['n'])}.{sub}" if other and is_of_it else f"?{sub}"


def component_mentions(text: str, start: int = 0) -> list[tuple[int, int, str]]:
    """Return the components a running text names, with their places; a sub-project without its project is `?TDA1`."""
    found: list[tuple[int, int, str]] = []
    for match in _any_component().finditer(text, start):
        project, sub = match["project"] or match["short"], match["sub"]
        code = f"DA{_digit(project)}" if project else f"?TDA{_digit(sub)}"
        before = found[-1] if found else (0, -LONGEST_HEAD, "")
        is_near = match.start() - before[1] <= _JOINED_WITHIN and not re.search("[;.]", text[before[1] : match.start()])
        joined = _joined_code(before[2], code) if is_near else None
        if joined:
            found[-1] = (before[0], match.end(), joined)
        else:
            found.append((match.start(), match.end(), code))
    lowered = text.casefold()
    if len(lowered) == len(text):
        for name, code in _component_names():
            at = lowered.find(name, start)
            if at >= 0 and not any(first <= at + len(name) and at <= last + _JOINED_WITHIN for first, last, _ in found):
                found.append((at, at + len(name), code))
    return sorted(found)


def _joined_code(first: str, second: str) -> str | None:
    """Return `DA4.TDA1` for a project and a sub-project named one behind the other."""
    if first.startswith("?") and second.startswith("DA"):
        return f"{second}.{first[1:]}"
    if second.startswith("?") and first.startswith("DA") and "." not in first:
        return f"{first}.{second[1:]}"
    return None


def _digit(number: str) -> str:
    return _ROMAN_NUMBERS.get(number.upper(), number)


@cache
def _own_component() -> re.Pattern[str]:
    words = lexicon("headings")
    project = words["project"].replace("(?P<n>", "(?P<project>")
    sub = words["sub_project"].replace("(?P<n>", "(?P<sub>")
    short = words["project_short"].replace("(?P<n>", "(?P<short>")
    return re.compile(rf"(?:(?:về|kết quả thực hiện|đối với|thực hiện)\s)?(?:{sub}|{project}|{short})", re.IGNORECASE)


@cache
def _any_component() -> re.Pattern[str]:
    pattern = _own_component().pattern.partition(r"\s)?")[2]
    return re.compile(pattern, re.IGNORECASE)


@cache
def _project_mention() -> re.Pattern[str]:
    return re.compile(lexicon("headings")["project"], re.IGNORECASE)


@cache
def _component_names() -> list[tuple[str, str]]:
    """Names and their codes, the longest name first."""
    names = [(name, code) for code, names in lexicon("headings")["component_names"].items() for name in names]
    return sorted(names, key=lambda pair: -len(pair[0]))


@cache
def _outside() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternation(lexicon('headings')['outside'])})(?!\w)", re.IGNORECASE)
