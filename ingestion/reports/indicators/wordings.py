"""How each indicator is worded, from `lexicon/indicators*.yml`, laid out for finding: phrases, zones, weights.

A wording names zones of the text around a number and, for each, phrases of which one must stand there:

- `after`: the noun right behind the number (and its unit); `tail`: anywhere from there to the next number or clause;
  `behind`: there up to the first comma;
- `before`: between the number and the one before it in the clause; `just`: the last words of that; `near`: `before` or
  `tail`;
- `sentence`: anywhere in the sentence; `passage`: anywhere in the passage; `scope`: in a heading above, or a component;
- `about`: `passage` or `scope`; `follows`: the indicator of a figure read shortly before; `label`: a table's header.

`not` names phrases that must not stand in `before` or `after`, `absent` such in the
whole sentence. The wording that explains most words wins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from ingestion.reports.indicators.phrases import Finder, Hits
from ingestion.reports.lexicon import lexicon
from ingestion.text import key

#: Zones that hold phrases, in the order in which they tell most; the first one a wording has is what it is found by.
ANCHORS = ("after", "just", "before", "behind", "tail", "near", "sentence", "about", "passage")
#: What one explained word counts in each zone.
WEIGHTS = {
    "after": 3.0,
    "just": 2.0,
    "before": 2.0,
    "behind": 2.0,
    "tail": 2.0,
    "near": 2.0,
    "sentence": 1.0,
    "about": 1.0,
    "passage": 0.8,
}
_UNITS = {"percent": "percent", "percentage_point": "percent", "percentage_point_per_year": "percent"}
_LEXICON = Path(__file__).parent.parent / "lexicon"


@dataclass(frozen=True)
class Wording:
    """One way to word an indicator. `unit_kind` is what the number must be: count, percent or money.

    `population` stands where the words tell none of `populations`; `time` says what the figure speaks of when no date
    is near: `flow` (the report's period), `year`, `stock` (its as-of date), `half` (the first half of the year),
    `cumulative` (the years the passage names), `between` (the years compared), `previous` (the year before). `opens`:
    the number stands right behind a bracket, a slash or a comma. `over`: it stands right behind a slash. `ends`: no
    word follows what `after` tells (or, without it, the number) but one that goes on to the next. `adjoins`: no other
    number stands between it and the figure it follows. `is_near`: only the words beside the number tell the population.
    `kind` is empty, target or change. `denominator` names the indicator that the `b` of `a/b` is.
    """

    indicator: str
    rule: str
    unit: str
    unit_kind: str
    zones: Mapping[str, frozenset[str]]
    components: tuple[str, ...]
    follows: frozenset[str]
    excluded: frozenset[str]
    absent: frozenset[str]
    population: str
    populations: frozenset[str]
    time: str
    kind: str
    denominator: str
    bonus: float
    is_near: bool
    opens: bool
    over: bool
    ends: bool
    adjoins: bool

    @property
    def anchor(self) -> str:
        """The zone the wording is found by."""
        return next((zone for zone in ANCHORS if zone in self.zones), "follows" if self.follows else "label")


@dataclass(frozen=True)
class Vocabulary:
    """All wordings by anchor zone and phrase, those told by what went before, the table labels, and the finder."""

    by_anchor: Mapping[tuple[str, str], tuple[Wording, ...]]
    labels: Mapping[str, tuple[Wording, ...]]
    finder: Finder
    populations: Mapping[str, str]
    combined: Mapping[frozenset[str], str]
    rules: Mapping[str, Any]


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary of all files `indicators*.yml` of the lexicon."""
    wordings = list(_all_wordings())
    rules = _rules()
    by_anchor: dict[tuple[str, str], list[Wording]] = {}
    labels: dict[str, list[Wording]] = {}
    phrases: set[str] = set()
    for wording in wordings:
        for zone, told in wording.zones.items():
            phrases |= told
            if zone == "label":
                for phrase in told:
                    labels.setdefault(phrase, []).append(wording)
        phrases |= wording.excluded | wording.absent
        if wording.anchor != "label":
            for phrase in wording.zones.get(wording.anchor, wording.follows):
                by_anchor.setdefault((wording.anchor, phrase), []).append(wording)
    populations = {
        key(phrase): "" if group == "passed_over" else group
        for group, told in rules["populations"].items()
        for phrase in told
    }
    for name in (
        "not_counted",
        "targets",
        "target_heads",
        "not_targets",
        "aims",
        "reached",
        "done",
        "parts",
        "rises",
        "falls",
        "from",
        "to",
        "rate_labels",
        "change_labels",
        "compared_with",
        "person_labels",
        "start_labels",
        "end_labels",
        "year_labels",
        "completion_labels",
        "series",
        "not_a_series",
        "tonnes",
        "money_labels",
        "target_labels",
        "place_labels",
    ):
        rules[name] = frozenset(map(key, rules[name]))
        phrases |= rules[name]
    rules["keyed"] = {key(label): code for label, code in rules["keyed"].items()}
    short = {key(one): key(full) for one, full in rules["short_in_text"].items()}
    return Vocabulary(
        {place: tuple(told) for place, told in by_anchor.items()},
        {phrase: tuple(told) for phrase, told in labels.items()},
        Finder(phrases | set(populations), frozenset(map(key, rules["not_behind_comma"])), short),
        populations,
        {frozenset(one["of"]): one["is"] for one in rules["combined"]},
        rules,
    )


@lru_cache(maxsize=256)  # a passage is asked for several times, its headings by every passage under them
def found_in(text: str) -> Hits:
    """Return the phrases of the vocabulary in a text."""
    return vocabulary().finder.find(text)


def _rules() -> dict[str, Any]:
    return dict(lexicon("indicators"))


def wording_files() -> list[Path]:
    """Return the files that hold wordings, in order of their names."""
    return sorted(_LEXICON.glob("indicators_*.yml"))


def _all_wordings() -> Iterable[Wording]:
    for path in wording_files():
        for indicator, spec in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader).items():
            for number, said in enumerate(spec["said"], start=1):
                wording = _wording(indicator, number, {**spec, **said})
                yield wording
                if _is_cost(said, spec):
                    yield replace(wording, zones=_without(wording.zones, "before"), opens=True)


def _is_cost(said: dict[str, Any], spec: dict[str, Any]) -> bool:
    """Say whether a wording tells the cost of the figure before, which may stand right behind it with no word."""
    is_money = str(spec["unit"]).endswith("vnd") and bool({"kinh phí", "số tiền"} & set(said.get("before", ())))
    return is_money and "follows" in said and "sentence" not in said


def _without(zones: Mapping[str, frozenset[str]], name: str) -> dict[str, frozenset[str]]:
    return {zone: told for zone, told in zones.items() if zone != name}


def _wording(indicator: str, number: int, told: dict[str, Any]) -> Wording:
    zones = {zone: frozenset(map(key, told[zone])) for zone in (*ANCHORS, "label") if zone in told}
    scope = told.get("scope", [])
    if "follows" in told and told["unit"].endswith("vnd") and {"kinh phí", "số tiền"} & set(told.get("before", ())):
        zones["before"] |= frozenset(map(key, lexicon("indicators")["amounts"]))  # the cost of the figure before
    heads = frozenset(key(one) for one in scope if not one.startswith("DA"))
    if heads:
        zones["scope"] = heads
    unit = told["unit"]
    kind = told.get("number") or _UNITS.get(unit) or ("money" if unit.endswith("vnd") else "count")
    return Wording(
        indicator=indicator,
        rule=f"{indicator}.{number}",
        unit=unit,
        unit_kind=kind,
        zones=zones,
        components=tuple(one for one in scope if one.startswith("DA")),
        follows=frozenset(told.get("follows", ())),
        excluded=frozenset(map(key, told.get("not", ()))),
        absent=frozenset(map(key, told.get("absent", ()))),
        population=told.get("population", "all"),
        populations=frozenset(told.get("populations", ())),
        time=told.get("time", "flow"),
        kind=told.get("kind", ""),
        denominator=told.get("denominator", ""),
        bonus=float(told.get("bonus", 0)),
        is_near=told.get("reach", "") == "near",
        opens=bool(told.get("opens", False)),
        over=bool(told.get("over", False)),
        ends=bool(told.get("ends", False)),
        adjoins=bool(told.get("adjoins", False)),
    )
