"""Layout knowledge: the labels, headers and words by which the readers know a file. Data, not code."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def layout(name: str) -> dict[str, Any]:
    """Return the layout file `<name>.yml` of this folder."""
    text = (Path(__file__).parent / f"{name}.yml").read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.load(text, Loader=_LOADER)
    return content
