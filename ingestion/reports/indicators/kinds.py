"""Whether a figure is what was done, an estimate, a target, or a change."""

from __future__ import annotations

from collections.abc import Iterable

from ingestion.reports.indicators.choice import Read
from ingestion.reports.indicators.phrases import Hit, Hits
from ingestion.reports.indicators.wordings import found_in, vocabulary
from ingestion.reports.indicators.zones import Spot
from ingestion.reports.outline import Node

_AIM_REACH = 45  # characters a word for a plan may stand before its number


def as_told(indicator: str, value_kind: str, *, is_change: bool = False) -> str:
    """Return the code of an indicator, or of its plan (or of its fall) where that has one and a target is told."""
    if value_kind != "target":
        return indicator
    return str(vocabulary().rules["as_aimed_change" if is_change else "as_target"].get(indicator, indicator))


def kind_of(one: Read, node: Node, *, is_over: bool = False) -> str:
    """Return actual, estimate, target or change; a heading that aims says nothing of a year that is over."""
    rules = vocabulary().rules
    if is_aim_beside(one.spot, found_in(node.text), node.text):
        return "target"
    if one.wording.kind == "target":
        return "target"
    if _is_aimed_at(one, node, is_over=is_over):
        return "target"
    if one.wording.kind:
        return one.wording.kind
    beside = found_in(node.text).within(max(one.spot.before, one.spot.start - 12), one.spot.start)
    just_before = {hit.phrase for hit in _longest(beside)}
    if just_before & (rules["rises"] | rules["falls"]) and not just_before & (rules["to"] | rules["from"]):
        return "change"
    if "_reduction" in one.wording.indicator:
        return "change"
    return "estimate" if one.spot.quantity.is_estimate else "actual"


def is_aim_beside(spot: Spot, hits: Hits, text: str) -> bool:
    """Say whether a number is called a plan right before it (`trên kế hoạch 300 người`, `vượt chỉ tiêu (2%)`)."""
    rules = vocabulary().rules
    near = hits.within(max(spot.before, spot.start - _AIM_REACH), spot.start)
    aims = [one for one in _longest(near) if one.phrase in rules["aims"]]
    if not aims:
        return False
    between = {one.phrase for one in hits.within(aims[-1].end, spot.start)}
    return "," not in text[aims[-1].end : spot.start] and not between & (rules["done"] | rules["reached"])


def _longest(hits: Iterable[Hit]) -> list[Hit]:
    """Return the words of aiming that lie in no name or praise (`mục tiêu quốc gia`, `đạt mục tiêu`)."""
    rules = vocabulary().rules
    found = list(hits)
    names = [one for one in found if one.phrase in rules["not_targets"]]
    return [one for one in found if not any(two.start <= one.start and one.end <= two.end for two in names)]


def direction_of(one: Read, node: Node) -> str:
    """Return which way a change goes, `rise`, `fall` or unknown (empty); its value is as printed, mostly unsigned."""
    rules = vocabulary().rules
    before = found_in(node.text).within(one.spot.before, one.spot.start)
    said = [hit.phrase for hit in before if hit.phrase in rules["rises"] or hit.phrase in rules["falls"]]
    if said:
        return "rise" if said[-1] in rules["rises"] else "fall"
    return "fall" if "_reduction" in one.wording.indicator else ""


def _is_aimed_at(one: Read, node: Node, *, is_over: bool) -> bool:
    """Say whether words of aiming stand before the number in its sentence, or in the heading it stands under."""
    rules = vocabulary().rules
    targets = rules["targets"]
    before = found_in(node.text).within(one.spot.sentence[0], one.spot.start)
    done = rules["done"]
    said = [one.phrase for one in _longest(before) if one.phrase in targets or one.phrase in done]
    if said:
        return said[-1] in targets
    for above in () if is_over else node.lineage[1:]:
        told = {hit.phrase for hit in found_in(above.head).all} if above.head else set()
        if told & done:
            return False
        if told & (targets | rules["target_heads"]):
            return True
    return False
