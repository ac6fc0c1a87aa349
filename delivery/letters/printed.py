"""A letter as both templates print it, the document and the PDF."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from delivery.errors import DeliveryError
from delivery.letters.model import Letter

#: The fields of a letter that stand on no page.
_UNPRINTED = ("kind", "file_stem", "reminder_keys")
#: Names in capitals, of those who write and who sign.
_CAPITALS = ("superior", "issuer", "signed_for", "signer_title")
_BOUND = "\N{NO-BREAK SPACE}"
#: A short remark in brackets, which is not broken in a heading.
_REMARK = re.compile(r"\([^()]{1,30}\)")
#: A space within a phrase: none before these words, none after a dash.
_WITHIN = re.compile(r"(?<!-) (?!(?:và|về|của|tỉnh|thành phố) )", re.IGNORECASE)


class LetterError(DeliveryError):
    """A letter that cannot be put on paper."""


def printed(letter: Letter) -> dict[str, Any]:
    """The texts of a letter by field, as they stand on the page; raises LetterError for a character of control.

    Names the Decree wants in capitals are in capitals. They break into lines between phrases only, and headings not
    within a short remark in brackets: the other spaces are no-break spaces. Decree 30/2020/NĐ-CP, annex I.
    """
    texts = asdict(letter)
    for field in _UNPRINTED:
        del texts[field]
    for field in _CAPITALS:
        if texts[field] is not None:
            texts[field] = _WITHIN.sub(_BOUND, texts[field]).upper()
    texts["subject"] = _whole_remarks(letter.subject)
    texts["addressees"] = [_whole_remarks(name) for name in letter.addressees]
    if letter.annex:
        texts["annex"]["title"] = [_whole_remarks(line) for line in letter.annex.title]
    for text in _leaves(texts):
        if bad := next((one for one in text if unicodedata.category(one).startswith("C")), None):
            raise LetterError(
                f"letter {letter.file_stem}: the text {text[:80]!r} holds the character U+{ord(bad):04X}; expected "
                "signs that can be printed, each paragraph a text of its own; correct the name or text it comes from"
            )
    return texts


def _whole_remarks(heading: str) -> str:
    return _REMARK.sub(lambda remark: remark.group().replace(" ", _BOUND), heading)


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _leaves(list(value.values()))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _leaves(one)
