"""What was received after a build had looked: for those who must not act on what is published when more is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingestion.bronze_store import committed_batches, read_table
from ingestion.receipts import TRY_AGAIN


@dataclass(frozen=True)
class News:
    """Rows of the bronze tables `submission`, `register_row` and `attempt`.

    Of the receipts those of files that were taken, or refused for good: neither listings, nor troubles of the system,
    after which a file is tried again at every collect.
    """

    submissions: tuple[dict[str, Any], ...] = ()
    register_rows: tuple[dict[str, Any], ...] = ()
    receipts: tuple[dict[str, Any], ...] = ()


class Newcomers:
    """The committed batches a build has not seen; `seen` are ids of receipts it has, at least one of each batch.

    Each batch is read once: a committed batch never changes.
    """

    def __init__(self, bronze: Path, seen: Iterable[str]) -> None:
        self._bronze = bronze
        self._done = {attempt_id.rpartition("/")[0] for attempt_id in seen}
        self._news = News()

    def read(self) -> News:
        """Return everything received since, up to this very moment. Raises OSError."""
        batches = set(committed_batches(self._bronze)) - self._done
        if batches:
            files = (row for row in self._rows("attempt", batches) if row["attempt_kind"] == "file")
            receipts = tuple(row for row in files if row["reason_code"] not in TRY_AGAIN)
            self._news = News(
                self._news.submissions + self._rows("submission", batches),
                self._news.register_rows + self._rows("register_row", batches),
                self._news.receipts + receipts,
            )
            self._done |= batches
        return self._news

    def _rows(self, table: str, batches: set[str]) -> tuple[dict[str, Any], ...]:
        return tuple(read_table(self._bronze, table, batches).to_pylist())
