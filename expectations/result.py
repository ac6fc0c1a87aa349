"""What the expectations say of a warehouse."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Flag:
    """One thing an expectation flags: a row by its name, or the whole expectation (`name` is None).

    `severity` is `stop`, `warn` or `info`; `message` (English) and `message_vi` are one line each.
    """

    suite: str
    expectation: str
    severity: str
    message: str
    message_vi: str
    name: str | None = None


@dataclass(frozen=True)
class GateResult:
    """The verdict on one warehouse; `evaluated` is the number of values looked at, by `suite.expectation`."""

    stops: tuple[Flag, ...] = ()
    warnings: tuple[Flag, ...] = ()
    infos: tuple[Flag, ...] = ()
    evaluated: dict[str, int] = field(default_factory=dict)
    data_docs: Path | None = None

    @property
    def passed(self) -> bool:
        """True when nothing stops the swap; warnings never do."""
        return not self.stops
