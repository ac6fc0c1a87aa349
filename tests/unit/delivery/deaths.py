"""A process that dies at the n-th effect below a folder: made, opened, half written, flushed, renamed or removed."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest


class Killed(BaseException):
    """The process dies here."""


class Executioner:
    """Lets `survives` effects below a folder happen; the next one does not."""

    def __init__(self, home: Path, survives: int) -> None:
        self.home, self.survives, self.effects = str(home), survives, 0

    def strike(self, path: object) -> None:
        # An open file is one below the folder: nothing else is flushed here.
        place = self.home if isinstance(path, int) else os.fspath(path)  # type: ignore[call-overload]
        if not place.startswith(self.home) or ".lock" in place:
            return
        self.effects += 1
        if self.effects > self.survives:
            raise Killed

    def before(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(path: object, *more: Any, **named: Any) -> Any:
            self.strike(path)
            return function(path, *more, **named)

        return guarded

    def opening(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(path: object, mode: str = "r", *more: Any, **named: Any) -> Any:
            if "w" not in mode:
                return function(path, mode, *more, **named)
            self.strike(path)
            return _Writer(function(path, mode, *more, **named), self)

        return guarded


@contextmanager
def mortal(home: Path, survives: int) -> Iterator[Executioner]:
    """Within this block the process dies at the effect after `survives`; leaving it is the next process."""
    executioner = Executioner(home, survives)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("mkdir", "replace", "unlink", "fsync"):
            patch.setattr(os, name, executioner.before(getattr(os, name)))
        patch.setattr(io, "open", executioner.opening(io.open))
        try:
            yield executioner
        except Killed:
            assert executioner.effects > survives
        else:
            assert executioner.effects <= survives, "the code caught its own death"


class _Writer:
    """An open file whose writing takes two steps, so that death can come between them."""

    def __init__(self, file: Any, executioner: Executioner) -> None:
        self._file, self._executioner = file, executioner

    def write(self, content: bytes) -> None:
        for part in (content[: len(content) // 2], content[len(content) // 2 :]):
            self._executioner.strike(self._file.name)
            self._file.write(part)
            self._file.flush()

    def __enter__(self) -> _Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)
