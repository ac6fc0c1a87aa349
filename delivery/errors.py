"""What can go wrong for a reader of published marts; every text is one readable English line that says what to do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import ValidationError


class DeliveryError(RuntimeError):
    """Something asked of the published marts cannot be given."""


class NotPublishedError(DeliveryError):
    """There is no published release to read."""

    def __init__(self, where: Path) -> None:
        super().__init__(f"nothing is published at {where}: run 'gnbv collect', 'gnbv build' and 'gnbv publish' first")


class UnknownReleaseError(DeliveryError):
    """A build that is no release: it was never published, or the rule of retention removed it."""

    def __init__(self, asked: str, held: Sequence[str]) -> None:
        there = f"releases there: {', '.join(held)}" if held else "there is no release at all"
        super().__init__(f"there is no release '{asked}': it was never published, or removed since; {there}")


class UnknownReturnTypeError(DeliveryError):
    """A return type that no obligation calendar knows."""

    def __init__(self, asked: str, known: Sequence[str]) -> None:
        super().__init__(f"unknown return type '{asked}': expected one of {', '.join(known)}")


class UnknownKeyError(DeliveryError):
    """A key that names nothing the marts can trace; `nearest` are keys that do exist."""

    def __init__(self, asked: str, nearest: Sequence[str]) -> None:
        self.nearest = tuple(nearest)
        hint = f"nearest keys: {', '.join(nearest)}" if nearest else "the published marts hold no key at all"
        super().__init__(
            f"nothing has the key '{asked}'; expected the key of an obligation (such as coordination_6m:2023-H1:12), "
            f"a submission, an evidence, a finding or a figure (of a figure its first 8 characters are enough if no "
            f"other begins so); {hint}"
        )


class AmbiguousKeyError(DeliveryError):
    """The beginning of a key, or the identifier of a figure in a text, that several figures have."""

    def __init__(self, asked: str, count: int, first: Sequence[str]) -> None:
        self.first = tuple(first)
        more = ", ..." if count > len(first) else ""
        super().__init__(f"'{asked}' names {count} figures; give the key of one: {', '.join(first)}{more}")


def first_fault(error: ValidationError) -> str:
    """Where a file does not fit its model, and how: the first fault alone."""
    first = error.errors()[0]
    where = ".".join(map(str, first["loc"])) or "the file"
    return f"{where}: {first['msg']}"
