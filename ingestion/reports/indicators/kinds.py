"""Whether a figure is what was done, an estimate, a target, or a change."""

from __future__ import annotations

from ingestion.reports.indicators.choice import Read
from ingestion.reports.indicators.wordings import found_in, vocabulary
from ingestion.reports.outline import Node


def as_told(indicator: str, value_kind: str) -> str:
    """Return the code of an indicator, or of its plan where that has one and a target is told."""
    return str(vocabulary().rules["as_target"].get(indicator, indicator)) if value_kind == "target" else indicator


def kind_of(one: Read, node: Node) -> str:
    """Return actual, estimate, target or change."""
    rules = vocabulary().rules
    if one.wording.kind == "target":
        return "target"
    if _is_aimed_at(one, node):
        return "target"
    if one.wording.kind:
        return one.wording.kind
    just_before = {
        hit.phrase for hit in found_in(node.text).within(max(one.spot.before, one.spot.start - 12), one.spot.start)
    }
    if just_before & (rules["rises"] | rules["falls"]) and not just_before & (rules["to"] | rules["from"]):
        return "change"
    return "estimate" if one.spot.quantity.is_estimate else "actual"


def direction_of(one: Read, node: Node) -> str:
    """Return which way a change goes, `rise`, `fall` or unknown (empty); its value is as printed, mostly unsigned."""
    rules = vocabulary().rules
    before = found_in(node.text).within(one.spot.before, one.spot.start)
    said = [hit.phrase for hit in before if hit.phrase in rules["rises"] or hit.phrase in rules["falls"]]
    if said:
        return "rise" if said[-1] in rules["rises"] else "fall"
    return "fall" if "_reduction" in one.wording.indicator else ""


def _is_aimed_at(one: Read, node: Node) -> bool:
    """Say whether words of aiming stand before the number in its sentence, or in the heading it stands under."""
    rules = vocabulary().rules
    targets = rules["targets"]
    before = found_in(node.text).within(one.spot.sentence[0], one.spot.start)
    done = rules["done"]
    said = [hit.phrase for hit in before if hit.phrase in targets or hit.phrase in done]
    if said:
        return said[-1] in targets
    for above in node.lineage[1:]:
        told = {hit.phrase for hit in found_in(above.head).all} if above.head else set()
        if told & done:
            return False
        if told & (targets | rules["target_heads"]):
            return True
    return False
