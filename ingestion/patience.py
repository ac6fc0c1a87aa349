"""How long to wait for a place that is not on this machine, and how often to ask it again.

Libraries keep their time limits by socket call, or not at all; a server that sends a byte now and then outlives them.
So the work is watched from outside: it runs in a thread of its own, which is left behind when its time is over.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from tenacity import Retrying, retry_if_exception, stop_after_attempt, stop_after_delay, wait_exponential_jitter

_T = TypeVar("_T")

#: Slower than this many bytes a second, averaged over one file, counts as silence.
LEAST_RATE = 10_000
_TRIES, _FIRST_WAIT, _LONGEST_WAIT = 3, 0.2, 5.0
#: Asking again changes nothing, and a wrong password asked three times locks an account.
_LASTING = (
    PermissionError, FileNotFoundError, NotADirectoryError, IsADirectoryError, ImportError, ValueError, TypeError,
    KeyError, NotImplementedError, ssl.SSLCertVerificationError,
)  # fmt: skip


class TooSlow(TimeoutError):  # noqa: N818 - a state of the server, told as such
    """The place kept silent, or nearly so, for longer than it is given."""


class Watch:
    """What watched work calls to show that it gets on."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self.step()

    def step(self) -> None:
        """A part of the work is done (a folder is listed): the next has the whole time again."""
        self._began, self._earned = time.monotonic(), 0.0
        self.deadline = self._began + self._seconds

    def received(self, count: int) -> None:
        """Some bytes came: the time begins again, as far as their number has earned it."""
        self._earned += count / LEAST_RATE
        now = time.monotonic()
        self.deadline = min(now, self._began + self._earned) + self._seconds

    def rest(self, seconds: float) -> None:
        """Sleep on purpose; that is no silence of the place."""
        self.deadline = time.monotonic() + seconds + self._seconds
        time.sleep(seconds)
        self.step()


def within(seconds: float, work: Callable[[Watch], _T]) -> _T:
    """Run the work and return what it returns; what it raises is raised here. Raises TooSlow when its time is over."""
    watch, done = Watch(seconds), threading.Event()
    result: list[_T] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            result.append(work(watch))
        except BaseException as error:  # handed on to the thread that waits
            failure.append(error)
        finally:
            done.set()

    threading.Thread(target=run, daemon=True, name="gnbv-place").start()
    while not done.wait(max(0.0, watch.deadline - time.monotonic())):
        if time.monotonic() >= watch.deadline:
            raise TooSlow(f"no answer within {seconds:g} s")
    if failure:
        raise failure[0]
    return result[0]


def again(seconds: float, work: Callable[[], _T]) -> _T:
    """Run the work up to three times, with growing waits, as long as its troubles may pass and the time is not over."""
    tries = Retrying(
        retry=retry_if_exception(may_pass),
        stop=stop_after_attempt(_TRIES) | stop_after_delay(seconds),
        wait=wait_exponential_jitter(multiplier=_FIRST_WAIT, max=min(_LONGEST_WAIT, seconds / 4), jitter=_FIRST_WAIT),
        reraise=True,
    )
    return tries(work)


def may_pass(error: BaseException) -> bool:
    """Tell whether the same question may be answered a moment later."""
    stated = getattr(error, "may_pass", None)
    if stated is not None:
        return bool(stated)
    if not isinstance(error, Exception) or isinstance(error, TimeoutError):
        return False
    status: Any = getattr(error, "status", None)  # of an answer over HTTP
    if isinstance(status, int):
        return status >= 500 or status == 429
    return not isinstance(error, _LASTING)
