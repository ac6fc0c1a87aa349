"""Words that say what an amount of money is: phrases of lexicon/funds.yml found in a text, each as axis and value.

Phrases of one axis are looked up word by word, the longest first, so that a text is read in one pass however long the
lexicon is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cache

from ingestion.reports.lexicon import lexicon

_WORD = re.compile(r"[^\W_]+")
_BETWEEN = re.compile(r"[\s*_“”\"'‘’–-]{1,5}")
_TONES = tuple(
    (plain + late, early + end)
    for plain, marked, ends in (("o", "óòỏõọ", (("a", "áàảãạ"), ("e", "éèẻẽẹ"))), ("u", "úùủũụ", (("y", "ýỳỷỹỵ"),)))
    for end, lates in ends
    for early, late in zip(marked, lates, strict=True)
)


@dataclass(frozen=True)
class Cue:
    """A phrase at its place: `axis` is what it speaks of (measure, source, nature, nest ...), `value` what it says."""

    start: int
    end: int
    axis: str
    value: str


@dataclass
class _Trie:
    """Phrases told word by word: the words that may follow, and what a phrase that ends here says."""

    words: dict[str, _Trie] = field(default_factory=dict)
    told: tuple[tuple[str, str], ...] = ()


def find_cues(text: str) -> list[Cue]:
    """Return the cues of a text by their places; what stands inside an ignored phrase is left out."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a letter whose small form is longer: places would shift
        lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    lowered = _one_spelling(lowered)
    words = [(match.start(), match.end(), match[0]) for match in _WORD.finditer(lowered)]
    found: list[Cue] = []
    masked: list[tuple[int, int]] = []
    done: dict[str, int] = {}
    for index, (start, _, word) in enumerate(words):
        for family, below in _starts().get(word, ()):
            if index < done.get(family, 0):
                continue
            told, length = _longest(below, lowered, words, index)
            if length:
                done[family] = index + length
                end = words[index + length - 1][1]
                found.extend(Cue(start, end, axis, value) for axis, value in told if axis != "ignored")
                masked.extend((start, end) for axis, _ in told if axis == "ignored")
    kept = [cue for cue in found if not _is_inside(cue, masked)]
    return sorted(kept, key=lambda cue: (cue.start, cue.end, cue.axis))


def _one_spelling(lowered: str) -> str:
    """Put the tone of `oá, oà ... uý` where `óa, òa ... úy` have it: both are written; lengths are kept."""
    for late, early in _TONES:
        if late in lowered:
            lowered = lowered.replace(late, early)
    return lowered


def _is_inside(cue: Cue, masked: list[tuple[int, int]]) -> bool:
    at = bisect_right(masked, (cue.start, 1 << 60)) - 1
    return at >= 0 and cue.end <= masked[at][1]


def _longest(
    below: _Trie, text: str, words: list[tuple[int, int, str]], first: int
) -> tuple[tuple[tuple[str, str], ...], int]:
    """Return what the longest phrase says that begins at a word, and its number of words (0: none)."""
    node = below
    told: tuple[tuple[str, str], ...] = ()
    length = 0
    for index in range(first, len(words)):
        if index > first:
            start, _, word = words[index]
            if word not in node.words or not _BETWEEN.fullmatch(text, words[index - 1][1], start):
                break
            node = node.words[word]
        if node.told:
            told, length = node.told, index - first + 1
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
        ("enacted", "enacted", words["enacting"]),
        ("relative", "relative", words["relative_years"]),
        ("short_name", "short_name", words["short_names"]),
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
    "excluding", "years_together", "worth",
)  # fmt: skip


def _trie(phrases: dict[str, list[tuple[str, str]]]) -> _Trie:
    root = _Trie()
    for phrase, told in phrases.items():
        node = root
        for word in _WORD.findall(_one_spelling(phrase.lower())):
            node = node.words.setdefault(word, _Trie())
        node.told = (*node.told, *told)
    return root


@cache
def _starts() -> dict[str, tuple[tuple[str, _Trie], ...]]:
    """Return for each word that begins a phrase the families it begins one of."""
    starts: dict[str, list[tuple[str, _Trie]]] = {}
    for family, trie in _families().items():
        for word, below in trie.words.items():
            starts.setdefault(word, []).append((family, below))
    return {word: tuple(below) for word, below in starts.items()}
