"""The numbers of the site against the marts, on other days too: the slider is moved by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from delivery.reading import end_of_day, open_marts, rows
from tests.browser.pages import Open

if TYPE_CHECKING:
    from playwright.sync_api import Page

EPOCH = date(1970, 1, 1)
#: Before the due day, on it, after it, the ministry's own day, long after.
DAYS = [date(2023, 6, 24), date(2023, 6, 25), date(2023, 8, 14), date(2023, 10, 27), date(2025, 6, 1)]
_TALLIES = """() => Object.fromEntries([...document.querySelectorAll("td[data-region]")].map((td) => [
  `${td.dataset.column} ${td.dataset.region}`,
  Object.fromEntries(
    [...td.querySelectorAll("[data-count]")].map((one) => [one.dataset.count, Number(one.textContent)])),
]))"""
_CELLS = """() => Object.fromEntries([...document.querySelectorAll("td[data-obligation]")].map(
  (td) => [td.dataset.obligation, [td.dataset.status || null, td.querySelector(".d")?.textContent || null]]))"""
_LATE = """() => Object.fromEntries([...document.querySelectorAll("tr[data-obligation]")].map((tr) => {
  const heads = [...tr.closest("table").tHead.querySelectorAll("th")].map((one) => one.textContent.trim());
  const cells = [...tr.cells].map((one, at) => [heads[at], one.textContent.trim()]);
  return [tr.dataset.obligation, {status: tr.dataset.status, ...Object.fromEntries(cells)}];
}))"""


@contextmanager
def board(site: Path, open_page: Open, day: date, *, known_then: bool) -> Iterator[Page]:
    """The board moved to a day by keyboard."""
    with open_page(site / "vi" / "board.html") as visit:
        page = visit.page
        if known_then:
            page.focus("#known-then")
            page.keyboard.press("Space")
        move(page, day)
        yield page
        assert visit.errors == []


def move(page: Page, day: date) -> None:
    """Page Up and Page Down for months, arrows for days, as the page says itself."""
    slider = page.locator("#as-of")
    slider.focus()
    target = (day - EPOCH).days
    first, last = (int(slider.get_attribute(name) or 0) for name in ("min", "max"))
    assert first <= target <= last
    while (off := target - int(slider.input_value())) != 0:
        key = ("PageUp" if off > 0 else "PageDown") if abs(off) > 31 else ("ArrowRight" if off > 0 else "ArrowLeft")
        page.keyboard.press(key)


def clocks(day: date, known_then: bool) -> list[datetime | None]:
    return [end_of_day(day), end_of_day(day) if known_then else None]


def tallies(db: duckdb.DuckDBPyConnection, day: date, known_then: bool) -> dict[str, dict[str, Any]]:
    """The rates of the marts, by column and region."""
    sql = """
        select
            concat(return_type, ':', period, ' ', region_code) as key, received, expected, received_on_time as on_time,
            late, overdue, rejected, not_due, exempt
        from marts.reporting_rate($1, $2) where reporter_level = 'province'
    """
    return {row.pop("key"): row for row in rows(db, sql, clocks(day, known_then))}


@pytest.mark.parametrize("known_then", [False, True])
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_board_counts_what_the_marts_count(
    site: Path, marts: Path, open_page: Open, day: date, known_then: bool
) -> None:
    with open_marts(marts) as db:
        owed = tallies(db, day, known_then)
    with board(site, open_page, day, known_then=known_then) as page:
        shown = page.evaluate(_TALLIES)
    assert set(owed) <= set(shown)
    for key, counts in shown.items():
        assert counts == {name: owed[key][name] if key in owed else 0 for name in counts}, key


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_cell_of_the_board_has_the_status_of_the_marts(
    site: Path, marts: Path, open_page: Open, day: date
) -> None:
    with open_marts(marts) as db:
        held = rows(
            db,
            """
            select o.obligation_key, s.status
            from marts.fct_obligation as o
            left join marts.fct_return_status as s
                on
                    o.obligation_key = s.obligation_key and s.valid_from <= $1 and $1 < s.valid_to
                    and s.known_to > timestamptz '9999-01-01'
            where o.reporter_level = 'province'
            """,
            clocks(day, False)[:1],
        )
        late = {
            row["obligation_key"]: str(row["days_late"])
            for row in rows(db, "select obligation_key, days_late from marts.late_returns($1, $2)", clocks(day, False))
        }
    with board(site, open_page, day, known_then=False) as page:
        shown = page.evaluate(_CELLS)
    assert {key: status for key, (status, _) in shown.items()} == {row["obligation_key"]: row["status"] for row in held}
    assert {key: days for key, (_, days) in shown.items() if days} == {key: late[key] for key in late if key in shown}


def test_the_first_look_is_the_ministrys_day(site: Path, open_page: Open) -> None:
    with open_page(site / "vi" / "board.html") as visit:
        counts = visit.page.evaluate(_TALLIES)["coordination_6m:2023-H1 ALL"]
    assert counts == {
        "received": 35, "expected": 63, "on_time": 11, "late": 24, "overdue": 28, "rejected": 0, "not_due": 0,
        "exempt": 0,
    }  # fmt: skip


def test_the_late_list_is_that_of_the_marts(site: Path, marts: Path, open_page: Open) -> None:
    with open_marts(marts) as db:
        owed = rows(db, "from marts.late_returns($1, $2)", clocks(date(2023, 10, 27), False))
    with open_page(site / "vi" / "late.html") as visit:
        shown = visit.page.evaluate(_LATE)
    assert (len(owed), list(shown)) == (
        52,
        [one["obligation_key"] for one in owed if one["status"] == "overdue"]
        + [one["obligation_key"] for one in owed if one["status"] == "late"],
    )
    for one in owed:
        row = shown[one["obligation_key"]]
        assert [row["status"], row["Địa phương"], row["Vùng"]] == [one["status"], one["locality"], one["region"]]
        assert f"{'quá hạn' if one['status'] == 'overdue' else 'muộn'} {one['days_late']} ngày" in row["Tình trạng"]
        assert f"{one['due_on']:%d/%m/%Y}" in row["Hạn"]
        if one["status"] == "late":
            assert row["Số văn bản"] == (one["document_no"] or "")
            assert row["Ngày văn bản"] == f"{one['document_on']:%d/%m/%Y}"


def test_the_same_list_in_english(site: Path, open_page: Open) -> None:
    with open_page(site / "en" / "late.html") as visit:
        shown = visit.page.evaluate(_LATE)
    assert len(shown) == 52
    lai_chau = shown["coordination_6m:2023-H1:12"]
    assert [lai_chau[name] for name in ("Status", "Locality", "Document", "Dated")] == [
        "46 days late", "Lai Châu", "1317/BC-SLĐTBXH", "10 Aug 2023",
    ]  # fmt: skip


def test_the_proof_of_a_cell_is_opened_by_keyboard(site: Path, open_page: Open) -> None:
    with open_page(site / "vi" / "board.html") as visit:
        cell = visit.page.locator("#coordination_6m-2023-H1-11")
        cell.focus()
        visit.page.keyboard.press("ArrowUp")  # Lai Châu stands above Điện Biên
        visit.page.keyboard.press("Enter")
        detail = visit.page.locator("#detail")
        assert "Lai Châu" in detail.inner_text()
        assert "1317/BC-SLĐTBXH" in detail.inner_text()
        assert "sources/" in (detail.locator("a[href*=sources]").first.get_attribute("href") or "")
        visit.page.keyboard.press("Escape")
        assert detail.is_hidden()
        assert visit.page.evaluate("document.activeElement.id") == "coordination_6m-2023-H1-12"


def test_filters_hide_rows_and_leave_the_counts(site: Path, open_page: Open) -> None:
    with open_page(site / "vi" / "board.html") as visit:
        before = visit.page.evaluate(_TALLIES)
        visit.page.focus("#only-missing")
        visit.page.keyboard.press("Space")
        visit.page.select_option("#filter-region", "IV")
        rows_left = visit.page.locator("tr[data-locality]:visible").count()
        assert visit.page.evaluate(_TALLIES) == before
    assert rows_left == 2  # in Tây Nguyên one is late, one is missing
