"""Releases without content: what moves, stays and has names does not depend on what is in them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from delivery.releases import Retention, publication, publish

#: The day of the first publication; the n-th is n days later.
FIRST = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


def day(number: int) -> datetime:
    """The instant of the n-th publication."""
    return FIRST + timedelta(days=number)


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """Where releases go; nothing is there yet."""
    return tmp_path / "published"


@pytest.fixture
def put(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """`put(3)`: publish build `b3` on the third day."""

    def write(_: Path, folder: Path, about: Mapping[str, Any]) -> None:
        (folder / "gnbv.duckdb").write_bytes(b"12345")
        files = {"gnbv.duckdb": {"sha256": "", "size_bytes": 5}}
        (folder / "manifest.json").write_text(json.dumps({**about, "files": files}), encoding="utf-8")

    def publish_one(number: int, retention: Retention | None = None) -> Path:
        return publish(warehouse, published, build_id=f"b{number}", retention=retention, now=day(number))

    warehouse = tmp_path / "warehouse.duckdb"
    warehouse.touch()
    monkeypatch.setattr(publication, "write_release", write)
    return publish_one
