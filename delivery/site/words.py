"""The texts of the site: `words/<page>.yml`, each entry in both languages; `common.yml` holds what all pages use."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "words"


@cache
def _read(name: str) -> dict[str, Any]:
    path = FOLDER / f"{name}.yml"
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def words(page: str, language: str) -> dict[str, Any]:
    """Return the texts of one page in one language, those of all pages among them; keys may nest."""
    return {**_in(_read("common"), language), **_in(_read(page), language)}


def _in(entry: Any, language: str) -> Any:
    if isinstance(entry, dict) and set(entry) <= {"vi", "en"}:
        return entry[language]
    return {key: _in(value, language) for key, value in entry.items()} if isinstance(entry, dict) else entry
