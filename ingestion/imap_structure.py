"""What an IMAP server says of a mail's parts (RFC 3501, BODYSTRUCTURE), without fetching the parts themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

_TOKEN = re.compile(
    rb"""\s*(?:
        (?P<open>\() | (?P<close>\)) |
        "(?P<quoted>(?:[^"\\]|\\.)*)" |
        ~?\{(?P<literal>\d+)\+?\}\r\n |
        (?P<atom>[^\s()"\[{]+(?:\[[^\]]*\](?:<\d+>)?)?)
    )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)


@dataclass(frozen=True)
class Part:
    """One leaf of a mail: its number for FETCH, type in lower case, transfer encoding, bytes as sent.

    Some servers count the header lines among the `octets`: they are no measure of whether all came.
    """

    number: str
    kind: str
    encoding: str
    octets: int
    is_inline: bool
    is_named: bool

    @property
    def header(self) -> str:
        """What to fetch for the part's own header lines."""
        return "HEADER" if not self.number else f"{self.number}.MIME"

    @property
    def body(self) -> str:
        """What to fetch for its content; a mail without parts is its own part 1."""
        return self.number or "1"


def fetched(data: Sequence[Any]) -> list[dict[str, Any]]:
    """Return what `imaplib` brought of a FETCH, one mapping a mail, keyed by the names of the items in upper case.

    Values are bytes, None or lists of them. Raises ValueError when the answer cannot be read.
    """
    joined = b" ".join(b"\r\n".join(item) if isinstance(item, tuple) else item for item in data if item)
    # imaplib cuts an answer at its literals; what follows one begins anew.
    found = []
    tokens = _values(joined)
    for first in tokens:
        items = next(tokens, None) if isinstance(first, bytes) else first
        if isinstance(items, list):
            names = [name.upper().decode("ascii", "replace") for name in items[::2] if isinstance(name, bytes)]
            found.append(dict(zip(names, items[1::2], strict=False)))
    return found


def leaves(structure: Any, number: str = "") -> Iterator[Part]:
    """Yield the leaves of a BODYSTRUCTURE, those of forwarded mails too. Raises ValueError when it cannot be read."""
    if not isinstance(structure, list) or not structure:
        raise ValueError("expected the structure of a mail, found none")
    if isinstance(structure[0], list):
        children = [child for child in structure if isinstance(child, list) and _is_body(child)]
        for position, child in enumerate(children, start=1):
            yield from leaves(child, f"{number}.{position}" if number else str(position))
        return
    kind = f"{_text(structure[0])}/{_text(structure[1])}".lower()
    if kind == "message/rfc822" and len(structure) > 8 and isinstance(structure[8], list):
        inner = structure[8]
        yield from leaves(inner, number if inner and isinstance(inner[0], list) else f"{number}.1")
        return
    yield _leaf(structure, kind, number)


def _leaf(structure: list[Any], kind: str, number: str) -> Part:
    placed, parameters = _disposition(structure[7:])
    names = _keys(structure[2]) + parameters
    is_shown = placed == "inline" or (not placed and structure[3] is not None)
    is_named = placed == "attachment" or any(name.startswith(("name", "filename")) for name in names)
    octets = int(structure[6]) if isinstance(structure[6], bytes) and structure[6].isdigit() else 0
    return Part(number, kind, _text(structure[5]).lower(), octets, is_shown, is_named)


def _disposition(rest: list[Any]) -> tuple[str, list[str]]:
    """Return the disposition and the names of its parameters; some servers give the header's text as it stands."""
    for one in rest:
        if isinstance(one, list) and one and _text(one[0]).lower() in ("attachment", "inline"):
            return _text(one[0]).lower(), _keys(one[1]) if len(one) > 1 else []
        words = [word.strip().lower() for word in _text(one).split(";")]
        if words[0] in ("attachment", "inline"):
            return words[0], [word.partition("=")[0] for word in words[1:]]
    return "", []


def _is_body(value: list[Any]) -> bool:
    """A part is told from the parameters that follow the parts by what it begins with."""
    if not value:
        return False
    return isinstance(value[0], list) or (len(value) >= 7 and isinstance(value[6], bytes) and value[6].isdigit())


def _keys(parameters: Any) -> list[str]:
    return [_text(name).lower() for name in parameters[::2]] if isinstance(parameters, list) else []


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""


def _values(text: bytes) -> Iterator[Any]:
    """Yield the values of an answer, lists nested."""
    stack: list[list[Any]] = []
    place = 0
    while (token := _TOKEN.match(text, place)) is not None:
        place = token.end()
        value: Any
        if token["open"]:
            stack.append([])
            continue
        if token["close"]:
            if not stack:
                raise ValueError("the server's answer closes a list that it did not open")
            value = stack.pop()
        elif token["literal"] is not None:
            value = text[place : place + int(token["literal"])]
            place += int(token["literal"])
        elif token["quoted"] is not None:
            value = _ESCAPED.sub(rb"\1", token["quoted"])
        else:
            value = None if token["atom"].upper() == b"NIL" else token["atom"]
        if stack:
            stack[-1].append(value)
        else:
            yield value
    if stack or text[place:].strip():
        raise ValueError("the server's answer breaks off")
