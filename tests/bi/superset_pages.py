"""The dashboards in Chromium: what each chart was asked and answered, what left the machine, how it looks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from superset_home import Superset

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Response

WIDE, HIGH = 1600, 1000
#: What a chart shows in place of a picture: an error, or that it has nothing.
_FAILED = '.ant-alert-error, [data-test="error-message"], .missing-chart-container, .slice_container .ant-empty'
_BUSY = '.dashboard-grid [data-test="loading-indicator"], .dashboard-grid .loading'


@dataclass
class Board:
    """A dashboard as it was opened: the answers to its charts by chart id, its errors, requests to other machines."""

    answers: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    outside: set[str] = field(default_factory=set)
    failed: list[str] = field(default_factory=list)
    picture: bytes = b""

    def note(self, response: Response) -> None:
        """Keep what a chart was answered, and every answer that is an error."""
        if response.status >= 400:
            self.refused.append(f"{response.status} {response.url}")
        elif "/api/v1/chart/data" in response.url:
            form = json.loads(response.request.post_data or "{}").get("form_data", {})
            if "native_filter_id" not in form:
                self.answers.setdefault(int(form["slice_id"]), []).append(response.json()["result"][0])


@contextmanager
def signed_in(chromium: Browser, superset: Superset) -> Iterator[Page]:
    """A window in which the administrator is signed in."""
    context = chromium.new_context(
        viewport={"width": WIDE, "height": HIGH}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh",
        reduced_motion="reduce",
    )  # fmt: skip
    try:
        page = context.new_page()
        page.goto(f"{superset.url}/login/")
        page.fill("#username", "admin")
        page.fill("#password", superset.password)
        page.keyboard.press("Enter")
        page.wait_for_url("**/welcome/**", timeout=60_000)
        yield page
    finally:
        context.close()


def open_board(page: Page, superset: Superset, slug: str, charts: int) -> Board:
    """Open a dashboard and wait until each of its charts was answered and nothing moves any more."""
    board = Board()
    page.set_viewport_size({"width": WIDE, "height": HIGH})
    page.on("response", board.note)
    page.on("request", lambda request: _outside(board, superset, request.url))
    try:
        page.goto(f"{superset.url}/superset/dashboard/{slug}/")
        page.wait_for_selector(".dashboard-grid", timeout=60_000)
        for _ in range(240):
            if len(board.answers) >= charts and not page.query_selector(_BUSY):
                break
            page.wait_for_timeout(250)
        page.set_viewport_size({"width": WIDE, "height": page.evaluate(_HEIGHT) + 20})
        board.picture = _still(page)
        board.failed = [one.inner_text()[:200] for one in page.query_selector_all(_FAILED)]
    finally:
        page.remove_listener("response", board.note)
    return board


_HEIGHT = "Math.max(...[...document.querySelectorAll('*')].map((one) => one.scrollHeight))"


def _still(page: Page) -> bytes:
    """The page once two pictures in a row are the same: charts grow into place."""
    last, now = b"", page.screenshot()
    for _ in range(20):
        if last == now:
            break
        page.wait_for_timeout(500)
        last, now = now, page.screenshot()
    return now


def _outside(board: Board, superset: Superset, address: str) -> None:
    if not address.startswith((superset.url, "data:", "blob:", "about:")):
        board.outside.add(address)
