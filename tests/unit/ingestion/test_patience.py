"""How long a place is waited for, and how often it is asked again."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable

import pytest

from ingestion.patience import TooSlow, Watch, again, may_pass, within


def test_what_the_work_returns_or_raises_comes_back() -> None:
    assert within(5, lambda _: "done") == "done"
    with pytest.raises(KeyError, match="x"):
        within(5, lambda _: {}["x"])


def test_work_that_keeps_silent_is_left() -> None:
    began = time.monotonic()
    with pytest.raises(TooSlow, match=r"no answer within 0\.2 s"):
        within(0.2, lambda _: time.sleep(3))
    assert time.monotonic() - began < 1


def test_work_that_gets_on_may_take_longer() -> None:
    def steps(watch: Watch) -> int:
        for _ in range(4):
            time.sleep(0.2)
            watch.step()
        return 4

    def loads(watch: Watch) -> int:
        for _ in range(4):
            time.sleep(0.2)
            watch.received(20_000)
        return 4

    assert within(0.6, steps) == 4
    assert within(0.6, loads) == 4


def test_a_few_bytes_now_and_then_earn_no_time() -> None:
    def drips(watch: Watch) -> None:
        for _ in range(30):
            time.sleep(0.1)
            watch.received(1)

    began = time.monotonic()
    with pytest.raises(TooSlow):
        within(0.3, drips)
    assert time.monotonic() - began < 1


def test_a_rest_is_no_silence() -> None:
    assert within(0.2, lambda watch: watch.rest(0.4)) is None


def _failing(*errors: Exception) -> tuple[list[int], Callable[[], str]]:
    left, calls = list(errors), list[int]()

    def work() -> str:
        calls.append(1)
        if left:
            raise left.pop(0)
        return "done"

    return calls, work


def test_a_trouble_that_may_pass_is_asked_about_three_times() -> None:
    calls, work = _failing(ConnectionResetError(), EOFError())
    assert again(5, work) == "done"
    assert len(calls) == 3
    calls, work = _failing(*[ConnectionResetError() for _ in range(9)])
    with pytest.raises(ConnectionResetError):
        again(5, work)
    assert len(calls) == 3


@pytest.mark.parametrize(
    "error",
    [PermissionError(), FileNotFoundError(), TooSlow(), TimeoutError(), ValueError(), ssl.SSLCertVerificationError()],
)
def test_a_trouble_that_lasts_is_not_asked_about_again(error: Exception) -> None:
    calls, work = _failing(error)
    with pytest.raises(type(error)):
        again(5, work)
    assert len(calls) == 1


def test_answers_over_http_are_told_apart_by_status() -> None:
    class Answer(Exception):  # noqa: N818
        def __init__(self, status: int) -> None:
            self.status = status

    assert [may_pass(Answer(status)) for status in (401, 403, 404, 429, 500, 503)] == [False] * 3 + [True] * 3
