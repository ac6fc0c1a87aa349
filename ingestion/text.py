"""Vietnamese text: one spelling for storage (NFC) and one key for comparing.

Two spellings of a word get the same key when they differ only in composition (NFC, NFD), case, blanks, dashes,
punctuation or in where the tone stands (`Hòa`, `Hoà`). Words that differ in a letter or in a tone keep different keys.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")  # grave, acute, tilde, hook above, dot below
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_BLANKS = re.compile(r"\s+")
#: Keys of texts up to this length are kept: labels, headings and names come again and again.
_MOST_KEPT = 200
_NOT_WORD = re.compile(r"[^\w]+|_+")


def clean(text: str) -> str:
    """Return the text in NFC, without invisible characters, blanks (also NBSP and line ends) collapsed and stripped."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", text.translate(_INVISIBLE))).strip()


def plain_dashes(text: str) -> str:
    """Return the text with every kind of dash written as a hyphen."""
    return _DASHES.sub("-", text)


def key(text: str) -> str:
    """Return the comparing key: folded case, words parted by one blank, each word's tone marks moved to its end.

    The result is for comparing only: it is in decomposed form and must never be shown or stored.
    """
    return _key(text) if len(text) <= _MOST_KEPT else _key.__wrapped__(text)


@lru_cache(maxsize=4096)
def _key(text: str) -> str:
    words = _NOT_WORD.sub(" ", _to_letters(clean(text).casefold())).split()
    return " ".join(_tone_last(word) for word in words)


def number_key(text: str) -> str:
    """Return `key(text)` with leading zeros of whole numbers dropped, so that `06 tháng` equals `6 tháng`."""
    return " ".join(word.lstrip("0") or "0" if word.isdigit() else word for word in key(text).split())


def unaccented(text: str) -> str:
    """Return the text in lower case without any mark (`Đắk Lắk` gives `dak lak`); only for ranking near names."""
    letters = unicodedata.normalize("NFD", clean(text).casefold()).replace("đ", "d")
    return "".join(char for char in letters if not unicodedata.combining(char))


def _to_letters(text: str) -> str:
    """Compose the text again after folding, so that every letter with its marks is a word character."""
    return unicodedata.normalize("NFC", text)


def _tone_last(word: str) -> str:
    marks = unicodedata.normalize("NFD", word)
    tones = "".join(char for char in marks if char in _TONES)
    return "".join(char for char in marks if char not in _TONES) + tones
