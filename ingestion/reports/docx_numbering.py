"""Numbers and bullets that Word puts before paragraphs by itself: they stand in no text and are worked out here.

Covered: lists of a paragraph or its style, all nine levels, starts and restarts, letters, Roman numerals. Numbers of
other kinds (in words, ordinals) are given in digits, bullets drawn from symbol fonts as `•`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

MAX_MARKER = 40  # characters; longer ones are cut
_PLACE = re.compile(r"%([1-9])")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(frozen=True)
class _Level:
    start: int
    kind: str
    text: str
    style: str | None
    is_digits: bool


def value_of(parent: Any, *path: str) -> str | None:
    """Return the attribute `w:val` of the element at a path of tags below `parent`, None if it is not there."""
    for tag in path:
        parent = parent.find(qn(tag)) if parent is not None else None
    return None if parent is None else parent.get(qn("w:val"))


def number_of(text: str | None, default: int) -> int:
    """Return a small whole number of an attribute, `default` if it is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else default


class Numbering:
    """The lists of one document, counting along: call `marker` once for every paragraph, in their order."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._list_of: dict[str, str] = {}
        self._starts: dict[str, dict[int, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._used: set[str] = set()
        self._style_lists = dict(_style_lists(styles))
        if numbering is not None:
            self._learn(numbering)

    def _learn(self, numbering: Any) -> None:
        links: dict[str, str] = {}
        for one in numbering.iter(qn("w:abstractNum")):
            key = one.get(qn("w:abstractNumId")) or ""
            self._levels[key] = {
                number_of(level.get(qn("w:ilvl")), 0): _level(level) for level in one.iter(qn("w:lvl"))
            }
            if link := value_of(one, "w:numStyleLink"):
                links[key] = link
        for one in numbering.iter(qn("w:num")):
            key = one.get(qn("w:numId")) or ""
            self._list_of[key] = value_of(one, "w:abstractNumId") or ""
            overrides = {number_of(o.get(qn("w:ilvl")), 0): o for o in one.iter(qn("w:lvlOverride"))}
            starts = {at: value_of(o, "w:startOverride") for at, o in overrides.items()}
            self._starts[key] = {at: number_of(start, 1) for at, start in starts.items() if start is not None}
        for key, style in links.items():
            number = self._style_lists.get(style, ("", None))[0]
            self._levels[key] = self._levels.get(self._list_of.get(number, ""), {})

    def marker(self, paragraph: Any, style: str | None) -> str:
        """Return what Word prints before a paragraph (`1.`, `a)`, `-`), empty if nothing; `style` is its style's id."""
        number, level = self._place(paragraph, style)
        levels = self._levels.get(self._list_of.get(number, ""), {})
        if level not in levels:
            return ""
        counts = self._counted(number, level, levels)
        one = levels[level]
        if one.kind == "bullet":
            return "•" if _PRIVATE.search(one.text) or one.text.strip() == "o" else one.text.strip()
        if one.kind == "none":
            return ""

        def shown(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            kind = "decimal" if one.is_digits or at not in levels else levels[at].kind
            return formatted(counts.get(at, 1), kind)

        return _PLACE.sub(shown, one.text).strip()[:MAX_MARKER]

    def _place(self, paragraph: Any, style: str | None) -> tuple[str, int]:
        own = paragraph.find(qn("w:pPr"))
        number, level = value_of(own, "w:numPr", "w:numId"), value_of(own, "w:numPr", "w:ilvl")
        if number is None and style in self._style_lists:
            number, styled = self._style_lists[style]
            linked = self._levels.get(self._list_of.get(number, ""), {})
            level = level or styled or next((str(at) for at, one in linked.items() if one.style == style), None)
        return number or "", number_of(level, 0)

    def _counted(self, number: str, level: int, levels: dict[int, _Level]) -> dict[int, int]:
        counts = self._counts.setdefault(self._list_of[number], {})
        if number not in self._used:
            self._used.add(number)
            counts.update({at: start - 1 for at, start in self._starts.get(number, {}).items()})
        for at in range(level):
            counts.setdefault(at, levels[at].start if at in levels else 1)
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [at for at in counts if at > level]:
            del counts[deeper]
        return counts


def _level(level: Any) -> _Level:
    return _Level(
        start=number_of(value_of(level, "w:start"), 1),
        kind=value_of(level, "w:numFmt") or "decimal",
        text=value_of(level, "w:lvlText") or "",
        style=value_of(level, "w:pStyle"),
        is_digits=level.find(qn("w:isLgl")) is not None,
    )


def _style_lists(styles: Any) -> Iterator[tuple[str, tuple[str, str | None]]]:
    """Yield each style's list and level, its own or that of the style it is based on."""
    own = {one.get(qn("w:styleId")): one for one in styles.iter(qn("w:style"))} if styles is not None else {}
    for name in own:
        at, seen = name, set[str]()
        while at in own and at not in seen:
            seen.add(at)
            properties = own[at].find(qn("w:pPr"))
            number = value_of(properties, "w:numPr", "w:numId")
            if number is not None:
                yield name, (number, value_of(properties, "w:numPr", "w:ilvl"))
                break
            at = value_of(own[at], "w:basedOn") or ""


def formatted(count: int, kind: str) -> str:
    """Return a count as Word writes it: digits, letters (`z` is followed by `aa`) or Roman numerals."""
    if kind in ("lowerLetter", "upperLetter") and 1 <= count <= 26 * 5:
        letters = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letters.upper() if kind == "upperLetter" else letters
    if kind in ("lowerRoman", "upperRoman") and 1 <= count < 4000:
        return _roman(count).upper() if kind == "upperRoman" else _roman(count)
    return f"{count:02}" if kind == "decimalZero" else str(count)


def _roman(count: int) -> str:
    letters = ""
    for worth, sign in _ROMAN:
        times, count = divmod(count, worth)
        letters += sign * times
    return letters
