"""Every number of the site that leads to a source stands in the marts, at the very place it leads to."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest
from lxml import html

from delivery.reading import open_marts, rows
from tests.browser.pages import Open

#: Money is shown in million đồng; an amount or an indicator by its submission and its line or cell.
_HELD = """
with figures as (
    select submission_key, coalesce(cell, 'd' || line) as place, amount_vnd / 1e6 as value
    from marts.fct_fund
    union all
    select submission_key, coalesce(cell, 'd' || line), value
    from marts.fct_poverty_indicator
    union all
    select submission_key, coalesce(cell, 'd' || line), value
    from marts.fct_target
)
from figures where value is not null
"""
_NUMBER = re.compile(r"-?\d{1,3}(?:\.\d{3})*(?:,\d+)?(?=%|\s|$)")

Places = dict[tuple[str, str], list[float]]


def linked(page: Path) -> list[tuple[str, str, str]]:
    """The numbers of a Vietnamese page that lead to a source: text, submission, line or cell."""
    found = []
    for link in html.parse(page, html.HTMLParser(encoding="utf-8")).iterfind(".//a[@class='src']"):
        text, target = link.text_content().strip(), link.get("href")
        if _NUMBER.match(text) and "sources/" in target:
            submission, anchor = target.split("sources/")[1].split(".html#")
            found.append((text, submission, anchor.rsplit("-", 1)[-1]))
    return found


def shows(text: str, value: float) -> bool:
    """Whether a number is this value, as far as its decimals go."""
    number = _NUMBER.match(text)
    assert number is not None
    digits = number.group().replace(".", "").replace(",", ".")
    decimals = len(digits.partition(".")[2])
    in_unit = value / 1000 if "tỷ đồng" in text else value
    return abs(float(digits) - in_unit) <= 0.500001 * 10**-decimals


@pytest.fixture(scope="module")
def held(marts: Path) -> Places:
    """Every figure of the marts by its place."""
    found: Places = defaultdict(list)
    with open_marts(marts) as db:
        for row in rows(db, _HELD):
            found[row["submission_key"], row["place"]].append(float(row["value"]))
    return found


@pytest.mark.parametrize(("name", "fewest"), [("funds", 100), ("poverty", 100)])
def test_a_number_stands_at_the_place_it_leads_to(site: Path, held: Places, name: str, fewest: int) -> None:
    pages = [site / "vi" / f"{name}.html", *sorted((site / "vi" / name).glob("*.html"))]
    numbers = [(page.name, *one) for page in pages for one in linked(page)]
    assert len(numbers) >= fewest
    assert [one for one in numbers if not any(shows(one[1], value) for value in held[one[2], one[3]])] == []


@pytest.mark.parametrize(
    ("text", "value", "is_so"),
    [
        ("1.271.096", 1271096.4, True),
        ("8,26%", 8.2604, True),
        ("8,26%", 8.27, False),
        ("250 triệu đồng", 250, True),
        ("528,809 tỷ đồng", 528809, True),
    ],
)
def test_what_counts_as_the_same_number(text: str, value: float, is_so: bool) -> None:
    assert shows(text, value) is is_so


def test_every_finding_is_on_the_page_once(site: Path, marts: Path, open_page: Open) -> None:
    with open_marts(marts) as db:
        owed = {
            row["id"]: row["severity"]
            for row in rows(db, "select 'f-' || finding_key as id, severity from marts.fct_finding")
        }
    with open_page(site / "vi" / "findings.html") as visit:
        shown = visit.page.evaluate(
            "[...document.querySelectorAll('article.finding')].map((one) => [one.id, one.dataset.severity])"
        )
    assert len(shown) == len(owed) > 100
    assert dict(shown) == owed


def test_the_map_shows_the_status_of_every_province(site: Path, marts: Path, open_page: Open) -> None:
    with open_marts(marts) as db:
        owed = {
            row["locality_code"]: row["status"]
            for row in rows(
                db,
                """
                select l.locality_code, s.status
                from marts.fct_return_status as s
                inner join marts.fct_obligation as l on s.obligation_key = l.obligation_key
                where
                    l.return_type = 'coordination_6m' and s.known_to > timestamptz '9999-01-01'
                    and s.valid_from <= timestamptz '2023-10-27 23:59:59+07'
                    and s.valid_to > timestamptz '2023-10-27 23:59:59+07'
                """,
            )
        }
    with open_page(site / "vi" / "map.html") as visit:
        paths = visit.page.evaluate(
            """() => [...document.querySelectorAll("g.outline:not([hidden]) path")].map(
                (one) => [one.dataset.code, one.classList[1]])"""
        )
        names = visit.page.locator("svg .inset text").all_text_contents()
    assert len(paths) == 63 + 2
    assert (len(owed), dict(paths)) == (63, owed)
    assert names == ["Quần đảo Hoàng Sa", "Quần đảo Trường Sa"]
    assert [status for code, status in paths[63:]] == [owed["48"], owed["56"]]
