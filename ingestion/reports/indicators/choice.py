"""Which indicator a number is: the wording that explains most of the words around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ingestion.reports.indicators.joined import name_between
from ingestion.reports.indicators.phrases import Hit, Hits
from ingestion.reports.indicators.spans import spans_in
from ingestion.reports.indicators.wordings import WEIGHTS, Wording, vocabulary
from ingestion.reports.indicators.zones import Spot, noun, zones_of
from ingestion.text import key

_FOLLOWS = 2.0  # what being told by the figure before counts, and what it counts more if that stands right before
_FOLLOWS_NEXT = 1.0
_SCOPE = 1.0
_NEARNESS = 0.9  # a phrase right before the number counts so much more than one at the beginning of the zone
_SAME_NOUN = 3.0
_PART = 1.5
_ALIKE = 0.5  # what nouns for one thing (`người`, `lao động`) share
_RECENT = 5
_LONGEST_NOUN = 8
_NOUN_BEFORE_COMMA = 4  # words of the number before that a comma may close (`12 hộ nghèo, 3,5%`)


@dataclass(frozen=True)
class Told:
    """The period of a figure and whether it was said beside it, in its sentence or before; `aimed` that of a target."""

    code: str
    is_near: bool
    aimed: str = ""


@dataclass(frozen=True)
class Read:
    """A number that was told to be an indicator; `noun` is what it counts, `whole` what it is a part of."""

    spot: Spot
    wording: Wording
    noun: tuple[str, ...]
    population: str
    rule: str
    told: Told
    whole: Read | None = None


@dataclass(frozen=True)
class Setting:
    """What a passage says for all its numbers: its phrases (and where each stands first), those of the headings above,
    and its component.
    """

    text: str
    hits: Hits
    phrases: Mapping[str, int]
    heads: frozenset[str]
    component: str

    @cached_property
    def at_large(self) -> tuple[Wording, ...]:
        """The wordings that a word anywhere in the passage or the headings may call for."""
        by_anchor = vocabulary().by_anchor
        called = [by_anchor.get(("about", one), ()) for one in {*self.phrases, *self.heads}]
        called += [by_anchor.get(("passage", one), ()) for one in self.phrases]
        return tuple(one for told in called for one in told)


def choose(
    spot: Spot, setting: Setting, recent: Sequence[Read], whole: Read | None
) -> tuple[Wording, str, bool] | None:
    """Return the wording of a number, the rule and whether it is a part of `whole`; None if it is no indicator.

    `recent` are the figures read before it, latest last; `whole` is the figure whose parts are being listed, if any.
    """
    zones = zones_of(spot, setting.hits)
    followed = {one.wording.indicator: _FOLLOWS for one in recent[-_RECENT:]}
    if recent:
        followed[recent[-1].wording.indicator] = _FOLLOWS + _FOLLOWS_NEXT
    last = recent[-1] if recent and recent[-1].spot.end == spot.since else None
    best: tuple[float, Wording] | None = None
    for wording in _candidates(zones, setting, followed):
        if wording.adjoins and not (last and last.wording.indicator in wording.follows):
            continue
        score = _score(wording, spot, zones, setting, followed)
        if score is not None and (best is None or score > best[0]):
            best = (score, wording)
    shared = _shared_words(spot, setting, whole)
    if whole and best and spot.kind == "count" and not noun(setting.text, spot) and _yields(best[1], whole.wording):
        return whole.wording, f"{whole.wording.rule}:part", True
    if whole and best and shared >= 1 and _yields(best[1], whole.wording):
        best = None
    if whole and shared and (best is None or best[0] < _SAME_NOUN * shared + _PART):
        return whole.wording, f"{whole.wording.rule}:part", True
    if best:
        return best[1], best[1].rule, False
    first = _series(spot, setting, recent)
    return (first.wording, f"{first.rule.removesuffix(':series')}:series", False) if first else None


def _candidates(zones: dict[str, dict[str, Hit]], setting: Setting, followed: Iterable[str]) -> Iterable[Wording]:
    by_anchor = vocabulary().by_anchor
    for zone, found in zones.items():
        for phrase in found:
            yield from by_anchor.get((zone, phrase), ())
    for indicator in followed:
        yield from by_anchor.get(("follows", indicator), ())
    yield from setting.at_large


def _score(
    wording: Wording, spot: Spot, zones: dict[str, dict[str, Hit]], setting: Setting, followed: dict[str, float]
) -> float | None:
    """Return how much a wording explains, None if one of its conditions does not hold."""
    if wording.unit_kind != spot.kind or _is_excluded(wording, zones) or not _suits(wording, spot, setting):
        return None
    score = wording.bonus + wording.opens
    for zone, told in wording.zones.items():
        if zone == "label":
            continue
        explained = _explained(zone, told, spot, zones, setting)
        if explained is None:
            return None
        score += explained
    if wording.components:
        if not any(setting.component.startswith(one) for one in wording.components):
            return None
        score += _SCOPE
    if wording.follows:
        told_by = [followed[one] for one in wording.follows if one in followed]
        if not told_by:
            return None
        score += max(told_by)
    return score


def _suits(wording: Wording, spot: Spot, setting: Setting) -> bool:
    """Say whether a number may be told by a wording: behind a bracket or not, so much for each or in all."""
    if spot.is_each and wording.indicator not in vocabulary().rules["each"]:
        return False
    if wording.over and not setting.text[: spot.start].rstrip().endswith("/"):
        return False
    if wording.ends and not _ends(wording, spot, setting.text):
        return False
    if not wording.opens or setting.text[: spot.start].endswith(("(", "/")):
        return True
    between = setting.text[spot.since : spot.start].rstrip()
    return between.endswith(",") and len(between.split()) <= _NOUN_BEFORE_COMMA


def _ends(wording: Wording, spot: Spot, text: str) -> bool:
    """Say whether the words behind a number end with what the wording tells (`12.400 hộ, ...`, `12.400 hộ với ...`)."""
    words = noun(text, spot, _LONGEST_NOUN)
    until = next((at for at, word in enumerate(words) if word in vocabulary().rules["goes_on"]), len(words))
    return key(" ".join(words[:until])) in wording.zones.get("after", {""})


def _is_excluded(wording: Wording, zones: dict[str, dict[str, Hit]]) -> bool:
    if not wording.absent.isdisjoint(zones["sentence"]):
        return True
    return not (wording.excluded.isdisjoint(zones["before"]) and wording.excluded.isdisjoint(zones["after"]))


def _explained(
    zone: str, told: frozenset[str], spot: Spot, zones: dict[str, dict[str, Hit]], setting: Setting
) -> float | None:
    if zone == "scope":
        return None if told.isdisjoint(setting.heads) else _SCOPE
    if zone in ("about", "passage"):
        common = {one for one in told if setting.phrases.get(one, spot.sentence[1]) < spot.sentence[1]}
        if zone == "about":
            common |= told & setting.heads
        return max(one.count(" ") + 1 for one in common) * WEIGHTS[zone] if common else None
    found = zones[zone]
    return max((_weight(zone, found[one], spot) for one in told & found.keys()), default=None)


def _weight(zone: str, hit: Hit, spot: Spot) -> float:
    score = hit.words * WEIGHTS[zone]
    if zone in ("just", "before") or (zone == "near" and hit.end <= spot.start):
        score += _NEARNESS * (1 - (spot.start - hit.end) / (spot.start - spot.before + 1))
    return score


def _yields(wording: Wording, whole: Wording) -> bool:
    """Say whether a group named before a part (`500 hộ: hộ nghèo 300 hộ`) tells no indicator of its own."""
    rules = vocabulary().rules
    return (
        wording.indicator in rules["yields_to_whole"]
        and whole.indicator not in rules["yields_to_whole"] + rules["general_labels"]
    )


def _series(spot: Spot, setting: Setting, recent: Sequence[Read]) -> Read | None:
    """Return the figure that a number repeats for another group or place (`nông thôn 14%, thành thị 1%`), if any."""
    for one in reversed(recent[-_RECENT:]):
        if not spot.sentence[0] <= one.spot.start < spot.start:
            return None
        if one.spot.kind != spot.kind or (spot.kind == "count" and noun(setting.text, spot, 1) != list(one.noun[:1])):
            continue
        turns = vocabulary().rules["series"] | {name for name, group in vocabulary().populations.items() if group}
        between = {hit.phrase for hit in setting.hits.within(spot.since, spot.start)}
        is_dated = bool(spans_in(setting.text[spot.since : spot.start], ""))
        is_named = bool(name_between(setting.text, spot.since, spot.start))
        is_other = bool(between & vocabulary().rules["not_a_series"])
        return one if is_named or ((is_dated or between & turns) and not is_other) else None
    return None


def _shared_words(spot: Spot, setting: Setting, whole: Read | None) -> float:
    """Return how many words the noun of a number shares with that of the whole, from its first on."""
    if whole is None or spot.kind != "count":
        return 0
    shared = 0.0
    for own, other in zip(noun(setting.text, spot), whole.noun, strict=False):
        if own != other:
            break
        shared += 1
    first = {*noun(setting.text, spot, 1), *whole.noun[:1]}
    if not shared and len(first) == 2 and any(first <= set(one) for one in _alike()):
        return _ALIKE
    return shared


def _alike() -> list[list[str]]:
    return list(vocabulary().rules["alike"])
