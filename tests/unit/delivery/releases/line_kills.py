"""A process that dies before the n-th line of the modules that write below `published/`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import delivery.releases

_ROOM = Path(delivery.releases.__path__[0])
#: The modules that write below `published/`.
_WRITERS = {str(_ROOM / f"{name}.py") for name in ("publication", "folder", "log", "pins", "retention")}


class _KilledError(BaseException):
    """Stands for a kill: nothing in the code catches it."""


@contextmanager
def killed_at(instant: int, *functions: str) -> Iterator[list[int]]:
    """Raise before the n-th line that runs in these modules or functions; yields the count of lines run."""
    ran = [0]

    def on_line(frame: FrameType, event: str, _: Any) -> Any:
        if frame.f_code.co_filename not in _WRITERS and frame.f_code.co_name not in functions:
            return None
        if event == "line":
            ran[0] += 1
            if ran[0] == instant:
                raise _KilledError
        return on_line

    before = sys.gettrace()
    sys.settrace(on_line)
    try:
        yield ran
    except _KilledError:
        pass
    finally:
        sys.settrace(before)
