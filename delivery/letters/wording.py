"""The words of the letters: `wording.yml` and the templates in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, StrictUndefined, Template

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SPACES = re.compile(r"[ \t\r\n]+")
#: Plain text, never HTML: a name with "&" stays as it is.
_ENVIRONMENT = Environment(undefined=StrictUndefined, autoescape=False)


@cache
def wording() -> dict[str, Any]:
    """What `wording.yml` of this folder holds."""
    text = (Path(__file__).parent / "wording.yml").read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.load(unicodedata.normalize("NFC", text), Loader=_LOADER)
    return content


def say(template: str, values: dict[str, Any]) -> str:
    """Fill in a template: one line, NFC, single spaces (no-break spaces are kept: they are blanks to be filled in).

    Raises jinja2.UndefinedError for a value that it asks for and does not get.
    """
    said = unicodedata.normalize("NFC", _template(template).render(values))
    return _SPACES.sub(" ", said).strip(" ")


def in_a_row(names: Sequence[str]) -> str:
    """Join names as a sentence does: `A`, `A và B`, `A, B và C`."""
    return " và ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def lower_first(text: str) -> str:
    """A name as it stands within a sentence."""
    return text[:1].lower() + text[1:]


@cache
def _template(text: str) -> Template:
    return _ENVIRONMENT.from_string(text)
