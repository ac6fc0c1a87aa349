"""Pages in a real browser, for tests: what they ask for, say, show and weigh. Fixtures; needs Chromium.

Nothing outside this machine is reached: names do not resolve, and each try is kept in `Visit.outside`.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DESKTOP, PHONE = (1280, 900), (390, 844)
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip
_CHECKS = (Path(__file__).parent / "checks.js").read_text(encoding="utf-8")
_INSIDE = re.compile(r"file:///|data:|blob:|about:|http://127\.0\.0\.1[:/]")
_FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return null;
  const again = one.hasAttribute("data-walked");
  one.setAttribute("data-walked", "");
  const box = one.getBoundingClientRect(), style = getComputedStyle(one);
  const shown = box.width > 0 && box.height > 0 && box.right > 0 && box.left < innerWidth
    && box.bottom > 0 && box.top < innerHeight && style.visibility !== "hidden" && Number(style.opacity) > 0;
  const drawn = one instanceof SVGElement && style.stroke !== "none" && parseFloat(style.strokeWidth) >= 2;
  const marked = drawn || style.boxShadow !== "none"
    || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1);
  return {again, shown, marked, html: one.outerHTML.replace(/\\s+/g, " ").slice(0, 90)};
}"""
_WIDE = """() => {
  const width = document.documentElement.clientWidth, whole = document.documentElement.scrollWidth;
  const scrolls = (one) => {
    for (let up = one.parentElement; up && up !== document.body; up = up.parentElement)
      if (["auto", "scroll"].includes(getComputedStyle(up).overflowX)) return true;
    return false;
  };
  const found = [...document.querySelectorAll("body *")].filter(
    (one) => one.checkVisibility() && one.getBoundingClientRect().right > width + 1 && !scrolls(one));
  const names = found.slice(0, 5).map((one) => one.outerHTML.replace(/\\s+/g, " ").slice(0, 90));
  return whole > width || names.length ? [`${whole} wide, the screen ${width}`, ...names] : [];
}"""
_PAINT = """() => new Promise((done) => {
  const seen = (list) => list.getEntriesByName("first-contentful-paint").forEach((one) => done(one.startTime));
  new PerformanceObserver(seen).observe({type: "paint", buffered: true});
  setTimeout(() => done(null), 5000);
})"""


@dataclass
class Visit:
    """A page as it was opened, and what happened since: errors, requests that left the machine, all addresses."""

    page: Page
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def problems(self) -> list[str]:
        """What a person with a screen reader, or poor eyes, would stumble over; a line each (checks.js)."""
        found: list[str] = self.page.evaluate(_CHECKS)
        return found

    def wider_than_the_screen(self) -> list[str]:
        """Nothing, or the width of the page and the first elements that make it so wide."""
        found: list[str] = self.page.evaluate(_WIDE)
        return found

    def height(self) -> int:
        """The whole page, in pixels."""
        return int(self.page.evaluate("document.documentElement.scrollHeight"))

    def first_paint_ms(self) -> float:
        """Milliseconds until the first text or picture was painted; fails when nothing was within five seconds."""
        painted = self.page.evaluate(_PAINT)
        assert painted is not None, f"{self.page.url} painted nothing"
        return float(painted)

    def weight(self) -> int:
        """Bytes of all files from the disk that the page asked for, itself among them."""
        paths = {Path(unquote(urlsplit(address).path)) for address in self.asked if address.startswith("file:")}
        return sum(path.stat().st_size for path in paths if path.is_file())

    def walk(self, most: int = 500) -> list[dict[str, Any]]:
        """Press Tab until all was met; of each focused element `html`, `shown` (on screen), `marked` (outlined)."""
        met: list[dict[str, Any]] = []
        for _ in range(most):
            self.page.keyboard.press("Tab")
            one = self.page.evaluate(_FOCUSED)
            if one is None or one.pop("again"):
                return met
            met.append(one)
        return met

    def pdf_text(self) -> list[str]:
        """The page as printed on A4: the text of each sheet."""
        import pypdfium2

        document = pypdfium2.PdfDocument(self.page.pdf(format="A4", prefer_css_page_size=True))
        return [sheet.get_textpage().get_text_range() for sheet in document]


Open = Callable[..., AbstractContextManager[Visit]]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of the machine."""
    found = chromium_here()
    if not found:
        pytest.skip("not run: no Chromium")
    with browser(found) as started:
        yield started


def chromium_here() -> str | None:
    """The browser that is installed, if any; none is ever fetched."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@contextmanager
def browser(executable: str) -> Iterator[Browser]:
    """Start a browser of the machine, without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        try:
            yield started
        finally:
            started.close()


@pytest.fixture
def open_page(chromium: Browser) -> Open:
    """Open an address (or a file): `with open_page(path, size=PHONE) as visit`."""

    def opened(target: str | Path, size: tuple[int, int] = DESKTOP) -> AbstractContextManager[Visit]:
        return visited(chromium, target, size)

    return opened


@contextmanager
def visited(started: Browser, target: str | Path, size: tuple[int, int] = DESKTOP) -> Iterator[Visit]:
    """A page in a context of its own, loaded; a small size is a phone. It is closed at the end."""
    is_phone = size[0] < 600
    context = started.new_context(
        viewport={"width": size[0], "height": size[1]}, is_mobile=is_phone, has_touch=is_phone, locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh", reduced_motion="reduce",
    )  # fmt: skip
    try:
        page = context.new_page()
        visit = Visit(page)
        page.on("console", lambda said: visit.errors.append(f"console: {said.text}") if said.type == "error" else None)
        page.on("pageerror", lambda error: visit.errors.append(f"script: {error}"))
        page.on("requestfailed", lambda request: visit.errors.append(f"failed: {request.url}"))
        context.on("request", lambda request: _note(visit, request.url))
        page.on("websocket", lambda socket: visit.outside.append(socket.url))
        context.route(lambda address: not _INSIDE.match(address), lambda route: route.abort())
        page.goto(target.as_uri() if isinstance(target, Path) else target, wait_until="load")
        yield visit
    finally:
        context.close()


def _note(visit: Visit, address: str) -> None:
    visit.asked.append(address)
    if not _INSIDE.match(address):
        visit.outside.append(address)
