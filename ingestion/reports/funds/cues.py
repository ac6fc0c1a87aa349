"""Words that say what an amount of money is: phrases of lexicon/funds.yml found in a text, each as axis and value.

Phrases of one axis are looked up word by word, the longest first, so that a text is read in one pass however long the
lexicon is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ingestion.reports.lexicon import lexicon

_WORD = re.compile(r"[^\W_]+")
_BETWEEN = re.compile(r"[\s*_“”\"'‘’–-]{1,5}")


@dataclass(frozen=True)
class Cue:
    """A phrase at its place: `axis` is what it speaks of (measure, source, nature, nest ...), `value` what it says."""

    start: int
    end: int
    axis: str
    value: str


#: A phrase told word by word; the values that end here.
_Trie = dict[str, object]
_END = ""


def find_cues(text: str) -> list[Cue]:
    """Return the cues of a text by their places; what stands inside an ignored phrase is left out."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a letter whose small form is longer: places would shift
        lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    words = [(match.start(), match.end(), match[0]) for match in _WORD.finditer(lowered)]
    found: list[Cue] = []
    masked = [(cue.start, cue.end) for cue in _matches("ignored", lowered, words)]
    for family in _families():
        if family != "ignored":
            found.extend(cue for cue in _matches(family, lowered, words) if not _is_inside(cue, masked))
    return sorted(found, key=lambda cue: (cue.start, cue.end, cue.axis))


def _is_inside(cue: Cue, masked: list[tuple[int, int]]) -> bool:
    return any(start <= cue.start and cue.end <= end for start, end in masked)


def _matches(family: str, text: str, words: list[tuple[int, int, str]]) -> Iterator[Cue]:
    trie = _families()[family]
    index = 0
    while index < len(words):
        told, length = _longest(trie, text, words, index)
        for axis, value in told:
            yield Cue(words[index][0], words[index + length - 1][1], axis, value)
        index += max(length, 1)


def _longest(
    trie: _Trie, text: str, words: list[tuple[int, int, str]], first: int
) -> tuple[tuple[tuple[str, str], ...], int]:
    node: object = trie
    told: tuple[tuple[str, str], ...] = ()
    length = 0
    for index in range(first, len(words)):
        start, _, word = words[index]
        if index > first and not _BETWEEN.fullmatch(text, words[index - 1][1], start):
            break
        node = node.get(word) if isinstance(node, dict) else None
        if not isinstance(node, dict):
            break
        if _END in node:
            told, length = node[_END], index - first + 1
    return told, length


@cache
def _families() -> dict[str, _Trie]:
    """Return a trie for every family of phrases that exclude each other at one place."""
    words = lexicon("funds")
    families: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for family, axis, told in (
        ("measure", "measure", words["measures"]),
        ("measure", "hint", words["weak_measures"]),
        ("measure", "zero", words["zeros"]),
        ("source", "source", words["sources"]),
        ("source", "weak_source", words["weak_sources"]),
        ("nature", "nature", words["natures"]),
        ("bare_source", "bare_source", words["bare_sources"]),
        ("bare_nature", "bare_nature", words["bare_natures"]),
        ("performed", "performed", words["performed"]),
        ("component", "component", words["component_mentions"]),
    ):
        for value, phrases in told.items():
            for phrase in phrases:
                families.setdefault(family, {}).setdefault(phrase, []).append((axis, value))
    for axis in _FLAGS:
        for phrase in words[axis]:
            families.setdefault(axis, {}).setdefault(phrase, []).append((axis, ""))
    return {family: _trie(phrases) for family, phrases in families.items()}


_FLAGS = (
    "ignored", "nests", "mixing", "ands", "estimates", "not_funds", "not_applicable", "done", "spent_on", "cost",
    "programme", "other_programmes", "unit_lines", "asks", "gives", "nouns", "beside", "respectively", "totals",
)  # fmt: skip


def _trie(phrases: dict[str, list[tuple[str, str]]]) -> _Trie:
    root: _Trie = {}
    for phrase, told in phrases.items():
        node = root
        for word in _WORD.findall(phrase.lower()):
            below = node.setdefault(word, {})
            assert isinstance(below, dict)
            node = below
        node[_END] = (*(node.get(_END) or ()), *told)  # type: ignore[misc]
    return root
