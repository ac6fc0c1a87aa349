"""The pages as they are written: links lead somewhere, hostile text stays text, numbers as the language writes them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html
from told_release import told_site

from tests.browser.folders import broken_links, pages_of


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        yield told_site(tmp_path_factory.mktemp("told"), patch)


def text(site: Path, name: str) -> str:
    tree = html.fromstring((site / name).read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
    return " ".join(" ".join(tree.find(".//main").itertext()).split())


def test_every_link_leads_to_a_page_and_an_anchor(site: Path) -> None:
    assert broken_links(site) == []
    assert len(pages_of(site)) == 1 + 2 * (4 + 3 + 3 + 4)


def test_what_a_locality_wrote_is_never_a_script(site: Path) -> None:
    for page in pages_of(site):
        tree = html.fromstring(page.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
        assert [one.text for one in tree.iter("script") if one.text] == [], page
    assert "Số: /BC <script>alert(1)</script>" in text(site, "vi/sources/report.html")
    assert "Tổng <script>alert(2)</script> sai" in text(site, "vi/findings.html")
    assert "280/BC<script>" in text(site, "vi/sources/cover.html")


def test_numbers_are_written_as_the_language_writes_them(site: Path) -> None:
    assert "344.961 ⚑ 350.000 84.422 ước ⚑ 24,5%" in text(site, "vi/funds.html")
    assert "344,961 ⚑ 350,000 84,422 estimate ⚑ 24.5%" in text(site, "en/funds.html")
    assert "11,61% 8,26% −3,35 điểm % so với năm 2022" in text(site, "vi/poverty.html")
    assert "11.61% 8.26% −3.35 points since 2022" in text(site, "en/poverty.html")
    assert "không so sánh được với năm 2021: chuẩn nghèo khác nhau" in text(site, "vi/poverty.html")


def test_sums_over_provinces_say_how_many_they_are(site: Path) -> None:
    assert "500.000 100.000 ước 20,0% 2/3 Lạng Sơn , Quảng Nam" in text(site, "vi/funds.html")
    assert "Có số liệu: 2 trên 3 tỉnh, thành phố" in text(site, "vi/funds.html")


def test_a_finding_is_headed_by_the_name_of_its_rule_in_the_language_of_the_page(site: Path) -> None:
    assert "▲ cần xem FG04 Tổng không bằng các phần cộng lại số liệu" in text(site, "vi/findings.html")
    assert "▲ to be looked at FG04 parts are not their total figure" in text(site, "en/findings.html")
    assert "⚑ FG04 Tổng không bằng các phần cộng lại : Tổng <script>" in text(site, "vi/sources/report.html")
    assert "⚑ IN13 : Số để trống" in text(site, "vi/sources/report.html"), "a rule the register does not name"


def test_how_a_score_is_reckoned_is_said_in_the_numbers_of_the_policy(site: Path) -> None:
    assert "(ít nhất 20), không dưới 0. Trọng số: trả lại 10, cần xem 3, để biết 0,5;" in text(site, "vi/findings.html")
    assert "Weights: sent back 10, to be looked at 3, for information 0.5;" in text(site, "en/findings.html")


def test_a_number_leads_to_the_line_it_is_printed_in(site: Path) -> None:
    tree = html.fromstring((site / "vi/funds/20-1.html").read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
    links = {one.text: one.get("href") for one in tree.iter("a") if one.get("class") == "src"}
    assert links["344.961"] == "../sources/report.html#d2"
    assert links["84.422"] == "../sources/report.html#d3"
    flags = [one.get("href") for one in tree.iter("a") if (one.get("class") or "").startswith("flag")]
    assert set(flags) == {"../findings.html#f-k1"}


def test_no_amount_is_shown_where_no_page_knows_it(site: Path) -> None:
    assert "hai số không cùng phạm vi nên không tính tỷ lệ" in text(site, "vi/funds.html")
    assert "the two are not of the same scope, so no rate" in text(site, "en/funds.html")


def test_a_chart_says_its_numbers_as_the_language_writes_them(site: Path) -> None:
    for language, written in {"vi": "2022–2023: 8,26%; ", "en": "2022–2023: 8.26%; "}.items():
        assert f"<desc>huyện Bắc Sơn (Lạng Sơn), {written}" in (site / language / "poverty.html").read_text("utf-8")
