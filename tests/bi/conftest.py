"""Fixtures of the tests in a browser."""

from __future__ import annotations

from tests.browser.pages import chromium, open_page

__all__ = ["chromium", "open_page"]
