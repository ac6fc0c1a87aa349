"""Reading running text: every number of a passage that an indicator of the catalogue is worded by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingestion.reports.indicators.choice import Read, Setting, choose
from ingestion.reports.indicators.groups import population_of
from ingestion.reports.indicators.joined import goes_from_to, is_arrow, is_plan
from ingestion.reports.indicators.keyed import keyed
from ingestion.reports.indicators.periods import Times, before_that, period_of
from ingestion.reports.indicators.wordings import found_in, vocabulary
from ingestion.reports.indicators.zones import Spot, noun, spots
from ingestion.reports.outline import LONGEST_HEAD, Node

_MOST_WHOLES = 30  # figures looked back for the one whose parts are told


def head_of(node: Node) -> str:
    """Return what a heading says: all of it if it is short, else its words up to the first colon."""
    return node.text if len(node.text) <= LONGEST_HEAD else node.head


def read_passage(node: Node, seeds: Sequence[Read], times: Times, codes: Sequence[str] = ()) -> list[Read]:
    """Return what a passage says, in order; `seeds` are figures of the passage it is a footnote or list item of.

    `codes` are the indicators of numbers between slashes, if the lead of its list tells them.
    """
    if not node.scan.quantities:
        return []
    hits = found_in(node.text)
    if not hits.all:
        return []
    heads = [found_in(head_of(above)) for above in node.lineage[1:] if above.rank]
    setting = Setting(
        node.text,
        hits,
        {one.phrase: one.start for one in reversed(hits.all)},
        frozenset(one.phrase for found in heads for one in found.all),
        node.component_in_force or "",
    )
    if node.passage.kind == "footnote" and node.parent:
        setting = _of_footnote(setting, node.parent)
    read: list[Read] = []
    quantities, given = keyed(node, codes)
    for spot in spots(node.text, quantities, hits, node.passage.start):
        whole = _whole(spot, setting, seeds, read)
        here = [one for one in read if one.spot.start >= spot.sentence[0]]
        recent = [*seeds, *(here or read)]
        by_key = given.get(spot.start)
        chosen = (by_key, f"{by_key.indicator}:keyed", False) if by_key else choose(spot, setting, recent, whole)
        if here and is_arrow(node.text, here[-1].spot.end, spot.start) and here[-1].spot.kind == spot.kind:
            chosen = (here[-1].wording, f"{here[-1].rule}:series", here[-1].whole is not None)
            read[-1] = replace(here[-1], told=before_that(spot, times))
        elif here and is_plan(node.text, here[-1].spot.end, spot.start) and here[-1].spot.kind == spot.kind:
            chosen = (replace(here[-1].wording, kind="target"), f"{here[-1].rule}:series", False)
        elif chosen is None and here and goes_from_to(node.text, here[-1].spot.quantity, spot.start):
            chosen = (here[-1].wording, f"{here[-1].rule}:series", here[-1].whole is not None)
            read[-1] = replace(here[-1], told=before_that(spot, times))
        if chosen is None:
            continue
        wording, rule, is_part = chosen
        before = recent[-1] if recent else None
        population = population_of(spot, wording, setting, node, heads, before)
        words = tuple(noun(node.text, spot))
        told = period_of(spot, wording, times, recent)
        of = whole if is_part or _is_kin(whole, words) else None
        if of and not told.is_near and wording.time != "previous" and of in read:
            told = of.told
        read.append(Read(spot, wording, words, population, rule, told, of))
    return read


def _of_footnote(setting: Setting, citing: Node) -> Setting:
    """Let a footnote stand in the setting of the passage that cites it."""
    above = dict.fromkeys((one.phrase for one in found_in(citing.text).all), 0)
    return Setting(setting.text, setting.hits, {**setting.phrases, **above}, setting.heads, setting.component)


def _is_kin(whole: Read | None, words: tuple[str, ...]) -> bool:
    return whole is not None and bool(words) and words[:1] == whole.noun[:1]


def _whole(spot: Spot, setting: Setting, seeds: Sequence[Read], own: Sequence[Read]) -> Read | None:
    """Return the figure whose parts are being told where a number stands: behind `trong đó`, in brackets, in a list.

    One that counts the same thing is preferred to a nearer one.
    """
    parts = vocabulary().rules["parts"]
    words = tuple(noun(setting.text, spot))
    found: list[Read] = []
    for one in reversed(own[-_MOST_WHOLES:]):
        if one.spot.start < spot.sentence[0]:
            break
        between = setting.text[one.spot.end : spot.start]
        is_bracketed = between.count("(") > between.count(")")
        is_parted = any(hit.phrase in parts for hit in setting.hits.within(one.spot.end, spot.start))
        if one.whole is None and (is_bracketed or is_parted):
            found.append(one)
    if not found and seeds and all(one.whole for one in own):
        found = [seeds[-1]]
    return next((one for one in found if _is_kin(one, words)), found[0] if found else None)
