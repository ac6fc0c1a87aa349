"""The filters of the findings in a browser: by keyboard, the count told; a link to a finding shows it in any case."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.browser.pages import Open, Visit


@pytest.fixture
def total(marts: Path) -> int:
    manifest = json.loads((marts.parent / "manifest.json").read_text(encoding="utf-8"))
    found: int = manifest["marts"]["fct_finding"]
    return found


def shown(visit: Visit) -> int:
    return visit.page.locator("article.finding:visible").count()


def test_what_is_unticked_is_hidden_and_the_count_told(site: Path, open_page: Open, total: int) -> None:
    with open_page(site / "vi" / "findings.html") as visit:
        told = visit.page.locator("form output")
        assert (shown(visit), told.text_content()) == (total, f"Đang hiện {total} phát hiện")
        visit.page.locator("input[value=info]").focus()
        visit.page.keyboard.press("Space")
        of_warnings = visit.page.locator('article[data-severity="warn"]').count()
        assert 0 < of_warnings < total
        assert (shown(visit), told.text_content()) == (of_warnings, f"Đang hiện {of_warnings} phát hiện")


def test_one_locality_can_be_chosen(site: Path, open_page: Open) -> None:
    with open_page(site / "en" / "findings.html") as visit:
        visit.page.select_option("select[name=locality]", "l-20")
        here = visit.page.locator("#l-20 article.finding").count()
        assert shown(visit) == here > 0
        assert visit.page.locator("section.locality:visible").count() == 1


def test_a_link_to_a_finding_shows_it(site: Path, open_page: Open, total: int) -> None:
    with open_page(site / "vi" / "findings.html") as visit:
        visit.page.select_option("select[name=locality]", "l-20")
        other = visit.page.locator("article.finding:not(#l-20 *)").first
        assert not other.is_visible()
        visit.page.evaluate("id => { location.hash = id }", other.get_attribute("id"))
        other.wait_for(state="visible")
        assert shown(visit) == total
