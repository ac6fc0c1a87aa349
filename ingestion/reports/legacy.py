"""Vietnamese text from before Unicode: TCVN3 (ABC), VNI-Windows, VISCII and Windows-1258.

Two ways in: the bytes of a text file that is not UTF-8 (`decode_legacy`), and a Unicode file whose letters were typed
for a font of the nineties, so that `Báo cáo` stands there as `B¸o c¸o` (`recover`; in docx also told by the font:
`from_font`). Every encoding is tried and its result judged by how many of its words are syllables of Vietnamese;
nothing is converted unless one reading is certain. Tables and thresholds are data: lexicon/encodings.yml.

Not covered: TCVN3 has no marked capitals, fonts draw small letters so. Outside of docx only the letters beside them
tell: `B¸O C¸O` is made `BÁO CÁO` again, while `ñy ban` at the start of a sentence stays `ủy ban`, and a heading typed
all in small letters stays so.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ingestion.reports.lexicon import lexicon

SAMPLE = 400_000  # characters that are judged: enough to be certain, and a bound on the time

_TONES = {"\u0300": "", "\u0301": "sharp", "\u0303": "", "\u0309": "", "\u0323": "sharp"}
_VOWELS = frozenset("aeiouy")
# What stands between blanks, ASCII and typographic signs, digits, controls: words, and whatever a wrong reading left.
_WORD = re.compile(r"[^\s\x00-@\[-`{-\x9f\u00ab\u00b0\u00b2\u00b3\u00b9\u00bb\u00d7\u2010-\u2070\u2074-\u209f]+")
_BEYOND_LATIN1 = re.compile(r"[\u0102-\u0103\u0110-\u0111\u0128-\u0129\u0168-\u0169\u01a0-\u01b0\u1ea0-\u1ef9]")
_LATIN1 = re.compile(r"[\u00a1-\u00ff]")
_SOFT_HYPHEN = "\u00ad"
_HYPHENED = re.compile(r"[^\s\x00-,./-@\[-`{-\x9f]{0,40}-[^\s\x00-,./-@\[-`{-\x9f]{0,40}")
_CAPITAL_WORD = re.compile(r"[^\W\d_]+")
_WINDOWS_SIGNS = {
    byte: bytes([byte]).decode("cp1252") for byte in range(0x80, 0xA0) if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}


@dataclass(frozen=True)
class _Judgement:
    """How Vietnamese a text is: marked words judged, the share that are syllables, different common words."""

    words: int
    share: float
    common: int


def _policy() -> dict[str, Any]:
    return lexicon("encodings")


def labels() -> str:
    """Return the encodings that are tried, for a message."""
    return ", ".join(one["label"] for one in _policy()["encodings"].values())


def decode_legacy(content: bytes) -> tuple[str, str] | None:
    """Return the text (NFC) of bytes in a legacy encoding and its name; None if no encoding reads them for certain."""
    whole = content.decode("latin-1")
    found = _winner(whole, _policy()["encodings"])
    return (_converted(whole, found), found) if found else None


def recover(text: str) -> tuple[str, str] | None:
    """Return the text with its lines typed for a legacy font made Unicode, and the encoding; None if there are none.

    Lines that hold a letter only Unicode has are left as they are. Line ends keep their places.
    """
    lines = text.split("\n")
    suspects = {at: line for at, line in enumerate(lines) if _is_suspect(line)}
    if not suspects:
        return None
    candidates = {name: one for name, one in _policy()["encodings"].items() if "fonts" in one}
    sample = "\n".join(suspects.values())
    as_it_is = _judge(sample[:SAMPLE])
    found = _winner(sample, candidates)
    if found is None or as_it_is.share >= _policy()["certain"]["least_share"]:
        return None
    for at, line in suspects.items():
        converted = _converted(line, found)
        if _judge(converted).share > _judge(line).share:
            lines[at] = converted
    return "\n".join(lines), found


def _is_suspect(line: str) -> bool:
    return _LATIN1.search(line) is not None and _BEYOND_LATIN1.search(line) is None


def with_lost_letter(text: str) -> str:
    """Return the text of a PDF with the letter put back that TCVN3 writes as a soft hyphen and a PDF shows as a hyphen.

    A hyphen is taken for `ư` where a syllable comes of it (`n-íc` is `nước`), on lines that seem to be of TCVN3.
    """
    lines = text.split("\n")
    return "\n".join(_HYPHENED.sub(_put_back, line) if _is_suspect(line) else line for line in lines)


def _put_back(word: re.Match[str]) -> str:
    whole = word.group().replace("-", _SOFT_HYPHEN)
    return whole if len(whole) > 1 and is_syllable(_converted(whole, "tcvn3")) else word.group()


def from_font(text: str, font: str) -> str:
    """Return text that a docx sets in `font`; the text itself if the font is not of a legacy encoding."""
    name = encoding_of_font(font)
    if name is None or _BEYOND_LATIN1.search(text):
        return text
    ending = _policy()["encodings"][name].get("capital_fonts")
    converted = _converted(text, name)
    return converted.upper() if ending and font.lower().endswith(ending) else converted


@cache
def encoding_of_font(font: str) -> str | None:
    """Return the encoding a font is drawn for, told by its name (`.VnTime`, `VNI-Times`); None if Unicode."""
    for name, one in _policy()["encodings"].items():
        if any(font.lower().startswith(start) for start in one.get("fonts", ())):
            return str(name)
    return None


def vietnamese_share(text: str) -> tuple[int, float]:
    """Return how many words with marks a text has and the share of them that are syllables of Vietnamese."""
    judged = _judge(text[:SAMPLE])
    return judged.words, judged.share


def is_syllable(word: str) -> bool:
    """Tell whether a word is built like a syllable of Vietnamese, its tone included; any case, any composition."""
    marks = unicodedata.normalize("NFD", word.lower())
    tones = [char for char in marks if char in _TONES]
    if len(tones) > 1:
        return False
    bare = unicodedata.normalize("NFC", "".join(char for char in marks if char not in _TONES))
    rhymes, stopped = _rhymes()
    for onset in _onsets():
        if bare.startswith(onset) and (rhyme := bare[len(onset) :] or _swallowed(onset)) in rhymes:
            return rhyme not in stopped or bool(tones and _TONES[tones[0]])
    return False


def _swallowed(onset: str) -> str:
    """Return the rhyme of a syllable that is all onset: `gì`."""
    return "i" if onset == "gi" else ""


@cache
def _onsets() -> tuple[str, ...]:
    return ("", *_policy()["onsets"].split())


@cache
def _rhymes() -> tuple[frozenset[str], frozenset[str]]:
    rhymes, stops = frozenset(_policy()["rhymes"].split()), tuple(_policy()["stops"].split())
    return rhymes, frozenset(rhyme for rhyme in rhymes if rhyme.endswith(stops))


@cache
def _common_words() -> frozenset[str]:
    return frozenset(word for word in _policy()["common_words"].split() if not word.isascii())


def _winner(surface: str, candidates: Iterable[str]) -> str | None:
    """Return the encoding under which the text is Vietnamese for certain, None if there is no such or more than one."""
    need, sample = _policy()["certain"], surface[:SAMPLE]
    judged = {name: _judge(_converted(sample, name)) for name in candidates}
    best, *others = sorted(judged, key=lambda name: judged[name].share, reverse=True)
    first, lead = judged[best], judged[best].share - max((judged[name].share for name in others), default=0.0)
    enough = first.words >= need["least_words"] and first.common >= need["least_common"]
    return best if enough and first.share >= need["least_share"] and lead >= need["least_lead"] else None


def _judge(text: str) -> _Judgement:
    counted = Counter(word.lower() for word in _WORD.findall(text) if not word.isascii() and _is_judged(word))
    words = counted.total()
    good = sum(count for word, count in counted.items() if is_syllable(word))
    return _Judgement(words, good / words if words else 0.0, len(_common_words() & counted.keys()))


def _is_judged(word: str) -> bool:
    """Leave out shortened names in capitals (`HĐND`): they are no syllables in any encoding."""
    letters = unicodedata.normalize("NFD", word).lower()
    return not word.isupper() or not _VOWELS.isdisjoint(letters)


def _converted(surface: str, name: str) -> str:
    return unicodedata.normalize("NFC", _converter(name)(surface))


@cache
def _converter(name: str) -> Callable[[str], str]:
    table: Mapping[str, Any] = _policy()["encodings"][name]
    if "codec" in table:
        return lambda surface: surface.encode("latin-1", "replace").decode(table["codec"], "replace")
    single = dict(zip(map(ord, table["from"]), table["to"], strict=True))
    if not table.get("whole_bytes"):
        single = {**_WINDOWS_SIGNS, **single}
    steps: list[Callable[[str], str]] = []
    if "marks" in table:
        steps.append(_marker(table, single))
    else:
        steps.append(lambda surface: surface.translate(single))
    if table.get("has_capital_fonts"):
        steps.append(_raise_capitals)
    return lambda surface: _run(steps, surface)


def _run(steps: Iterable[Callable[[str], str]], text: str) -> str:
    for step in steps:
        text = step(text)
    return text


def _marker(table: Mapping[str, Any], single: Mapping[int, str]) -> Callable[[str], str]:
    """Return the converter of an encoding that writes a letter and its marks apart.

    A mark that follows no letter stays as it is. Letters of their own are converted first (VNI `ô` is `ơ`): no such
    letter is also a mark.
    """
    marks: Mapping[str, str] = table["marks"]
    pattern = re.compile(f"([{table['letters']}])([{''.join(marks)}])")
    return lambda surface: pattern.sub(lambda found: found[1] + marks[found[2]], surface.translate(dict(single)))


def _raise_capitals(text: str) -> str:
    """Make the marked letters of words in capitals capitals: TCVN3 has no code for them, only fonts that draw them."""
    return "\n".join(_raised(line) if line else line for line in text.split("\n"))


def _raised(line: str) -> str:
    if line.isascii():
        return line
    words = list(_CAPITAL_WORD.finditer(line))
    sure = [_is_capital(word.group()) for word in words]
    pieces, end = [], 0
    for at, word in enumerate(words):
        raised = sure[at] or (_may_be_capital(word.group()) and _stands_among_capitals(line, words, sure, at))
        pieces += [line[end : word.start()], word.group().upper() if raised else word.group()]
        end = word.end()
    return "".join([*pieces, line[end:]])


def _stands_among_capitals(line: str, words: list[re.Match[str]], sure: list[bool], at: int) -> bool:
    """Tell whether the words beside one, parted from it by blanks alone, are capitals; false if there are none."""
    gaps = [(near, max(near, at)) for near in (at - 1, at + 1) if 0 <= near < len(words)]
    beside = [sure[near] for near, right in gaps if not line[words[right - 1].end() : words[right].start()].strip()]
    return bool(beside) and all(beside)


def _is_capital(word: str) -> bool:
    """Tell whether a word has at least two plain letters, or marked ones with a capital code, and all are capitals."""
    plain = [char for char in word if char.isascii() or char.isupper()]
    return len(plain) > 1 and all(char.isupper() for char in plain)


def _may_be_capital(word: str) -> bool:
    """Tell whether a word of one plain capital (`Hà`) may be all capitals: the words beside it decide."""
    return word[0].isupper() and len([char for char in word if char.isascii() or char.isupper()]) == 1
