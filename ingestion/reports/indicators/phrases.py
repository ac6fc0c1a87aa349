"""Finding the phrases of a lexicon in running text: one pass over the words, whatever the number of phrases.

Words are compared folded, with tone marks moved to the end (`Hoà` equals `hòa`); commas, quotes and dashes between the
words of a phrase are passed over, sentence marks and brackets are not.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ingestion.text import key

_TOKEN = re.compile(r"[^\W¹²³⁰⁴-⁹]+|[.;:()/…\t]")  # the mark of a footnote is no letter


@lru_cache(maxsize=20_000)
def _word(printed: str) -> str:
    return key(printed) or printed


@dataclass(frozen=True)
class Hit:
    """One phrase found: offsets, the phrase in comparing form and its number of words."""

    start: int
    end: int
    phrase: str
    words: int


class Hits:
    """The phrases found in one text, in order of their beginnings."""

    def __init__(self, found: Iterable[Hit]) -> None:
        self.all = list(found)
        self._starts = [one.start for one in self.all]

    def within(self, start: int, end: int) -> Iterator[Hit]:
        """Yield those that lie wholly in a half-open range."""
        for index in range(bisect_left(self._starts, start), bisect_left(self._starts, end)):
            if self.all[index].end <= end:
                yield self.all[index]

    def at(self, start: int) -> Iterator[Hit]:
        """Yield those that begin at an offset."""
        for index in range(bisect_left(self._starts, start), len(self.all)):
            if self._starts[index] != start:
                return
            yield self.all[index]


class Finder:
    """Finds any of a set of phrases, given and told in comparing form (`ingestion.text.key`).

    `short` are abbreviations and what they stand for; a phrase written with them is told in full.
    """

    def __init__(
        self,
        phrases: Iterable[str],
        not_behind_comma: frozenset[str] = frozenset(),
        short: Mapping[str, str] | None = None,
    ) -> None:
        self._not_behind_comma = not_behind_comma
        self._root: dict[str, Any] = {}
        full = list(phrases)
        for phrase in full:
            self._add(phrase, phrase)
        for phrase in full:
            for written in _shortened(phrase, short or {}):
                self._add(written, phrase)

    def _add(self, written: str, phrase: str) -> None:
        node = self._root
        for word in written.split():
            node = node.setdefault(word, {})
        node.setdefault("", phrase)

    def find(self, text: str) -> Hits:
        """Return every phrase in a text, also those inside longer ones."""
        tokens = []
        end = 0
        for one in _TOKEN.finditer(text):
            word = _word(one[0])
            if word in self._not_behind_comma and "," in text[end : one.start()]:
                tokens.append((end, end, ","))  # parts the phrase; no phrase holds a comma
            tokens.append((one.start(), one.end(), word))
            end = one.end()
        return Hits(self._walk(tokens))

    def _walk(self, tokens: list[tuple[int, int, str]]) -> Iterator[Hit]:
        for index, (start, _, first) in enumerate(tokens):
            node = self._root.get(first)
            position = index
            while node is not None:
                if "" in node:
                    yield Hit(start, tokens[position][1], node[""], node[""].count(" ") + 1)
                position += 1
                node = node.get(tokens[position][2]) if position < len(tokens) else None


def _shortened(phrase: str, short: Mapping[str, str]) -> Iterator[str]:
    """Yield a phrase with each abbreviation, and with all of them, in place of what it stands for."""
    written = f" {phrase} "
    for abbreviation, full in short.items():
        if f" {full} " in f" {phrase} ":
            yield f" {phrase} ".replace(f" {full} ", f" {abbreviation} ").strip()
            written = written.replace(f" {full} ", f" {abbreviation} ")
    yield written.strip()
