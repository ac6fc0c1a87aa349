"""The pages of the site, in the order of the menu. The first is where a reader begins."""

from __future__ import annotations

from delivery.site.model import Page
from delivery.site.pages import about, board, findings, funds, late, poverty, sources
from delivery.site.pages import map as provinces

PAGES: tuple[Page, ...] = (
    board.PAGE,
    late.PAGE,
    provinces.PAGE,
    funds.PAGE,
    poverty.PAGE,
    findings.PAGE,
    sources.PAGE,
    about.PAGE,
)
