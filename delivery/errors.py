"""What can go wrong for a reader of published marts; every text is one readable English line that says what to do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class DeliveryError(RuntimeError):
    """Something asked of the published marts cannot be given."""


class NotPublishedError(DeliveryError):
    """There is no published release to read."""

    def __init__(self, where: Path) -> None:
        super().__init__(f"nothing is published at {where}: run 'gnbv collect', 'gnbv build' and 'gnbv publish' first")


class UnknownReturnTypeError(DeliveryError):
    """A return type that no obligation calendar knows."""

    def __init__(self, asked: str, known: Sequence[str]) -> None:
        super().__init__(f"unknown return type '{asked}': expected one of {', '.join(known)}")


class UnknownKeyError(DeliveryError):
    """A key that names no obligation, submission, evidence or finding; `nearest` are keys that do exist."""

    def __init__(self, asked: str, nearest: Sequence[str]) -> None:
        self.nearest = tuple(nearest)
        hint = f"nearest keys: {', '.join(nearest)}" if nearest else "the published marts hold no key at all"
        super().__init__(
            f"nothing has the key '{asked}'; expected the key of an obligation (such as coordination_6m:2023-H1:12), "
            f"a submission, an evidence or a finding; {hint}"
        )
