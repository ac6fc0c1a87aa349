"""What the language of the reports says, as data: words and phrases in YAML, one file a subject."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def lexicon(name: str) -> dict[str, Any]:
    """Return the lexicon `<name>.yml` of this folder."""
    content: dict[str, Any] = yaml.safe_load((Path(__file__).parent / f"{name}.yml").read_text(encoding="utf-8"))
    return content
