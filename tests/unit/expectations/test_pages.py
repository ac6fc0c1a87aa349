"""The pages of a gate: nothing is fetched when one is opened, and what people look for stands on the index."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest

from expectations import Flag, GateResult, run_suites
from expectations.model import Suite, load_suite
from expectations.pages import write_pages
from gnbv.settings import Workspace

AS_OF = date(2023, 10, 27)

#: Footnote 3 of the ministry's report of 27/10/2023, in the order of its tables.
NAMES = (
    "Lào Cai, Yên Bái, Thái Nguyên, Bắc Giang, Sơn La, Điện Biên, Hải Phòng, Quảng Ninh, Hải Dương, Vĩnh Phúc, "
    "Bắc Ninh, Thanh Hóa, Nghệ An, Hà Tĩnh, Quảng Trị, Bình Định, Phú Yên, Khánh Hòa, Bình Thuận, Gia Lai, "
    "Bình Dương, Long An, Tiền Giang, Bến Tre, Trà Vinh, Vĩnh Long, Cần Thơ, Sóc Trăng"
)
MISSING = NAMES.split(", ")

SUITE = """
suite: own
title_en: Own
title_vi: Riêng <&>
frames:
  - frame: returns
    query: select name, not_received, amount from marts.returns
    expectations:
      - id: submitted
        type: expect_column_values_to_be_null
        kwargs: {column: not_received}
        severity: warn
        flag_each: true
        meaning_en: the return was received
        meaning_vi: đã nhận báo cáo
      - id: amount_small
        type: expect_column_values_to_be_between
        kwargs: {column: amount, max_value: 1}
        severity: warn
        meaning_en: the amount is at most 1
        meaning_vi: số không quá 1
  - frame: unread
    query: select name from marts.absent
    expectations:
      - id: name_once
        type: expect_column_values_to_be_unique
        kwargs: {column: name}
        severity: warn
        meaning_en: each once
        meaning_vi: mỗi tên một lần
"""
HOSTILE = """Tỉnh <script src="http://outside.test/x.js"></script><img src=//outside.test/y onerror="a()">&"'"""

#: As Great Expectations writes: outside hosts, icons of a font, text only a script opens, a filter, a newsletter.
PAGE = """<!DOCTYPE html><html><head><title>Data documentation</title>
<link rel="stylesheet" href="https://outside.test/a.css"><style>a{background:url('https://outside.test/b.png')}</style>
<script src="https://outside.test/c.js"></script></head><body>
<nav class="navbar"><nav><a href="../../index.html"><img src="https://outside.test/logo.png"/></a></nav></nav>
<div class="sticky"><div><script>show("x")</script><label onclick="hide()">Failed Only</label></div></div>
<div id="section-2" class="ge-section"><h5 class="m-0" >
  amount
</h5><p><a data-toggle="collapse" href="#more">Show more info...</a></p>
<div id=more class="collapse" style="background:url(//outside.test/d.png)">a &lt;b&gt; &amp; c<br/>
<i class="fas fa-times text-danger"></i><i class="fas fa-check-circle text-success"></i></div>
<table><thead hidden><tr><th onmouseover="x()">Count</th></tr></thead></table>
<a href="https://outside.test/">out</a><a href="javascript:x()">run</a><a href="//outside.test">host</a>
<a href="../own/other.html#section-1">in</a><iframe src="https://outside.test/f"></iframe></div>
<footer><p>Stay current <a href="https://outside.test/newsletter">Subscribe</a></p></footer></body></html>"""


class Tags(HTMLParser):
    """Collects what a browser would see: (tag, attributes) and the text of links by their address."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.links: list[tuple[str, str]] = []
        self._href: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        self._href = self.tags[-1][1].get("href") if tag == "a" else self._href

    def handle_endtag(self, tag: str) -> None:
        self._href = None if tag == "a" else self._href

    def handle_data(self, data: str) -> None:
        if self._href is not None:
            self.links.append((data, self._href))


def what_reaches_out(page: str) -> Iterator[str]:
    """Every element, attribute or style of a page that makes a browser fetch, run or name something outside it."""
    for tag, given in Tags(page).tags:
        if tag in {"script", "link", "img", "iframe", "object", "embed", "base", "form", "video", "audio", "source"}:
            yield f"<{tag}>"
        for name, value in given.items():
            if name in {"src", "srcset", "style", "background"} or name.startswith("on") or "//" in value:
                yield f"{tag} {name}={value}"
            if name == "href" and ":" in value:
                yield f"{tag} {name}={value}"
    for piece in ("url(", "@import"):
        if piece in page:
            yield piece


def own_suite(tmp_path: Path) -> Suite:
    (tmp_path / "suites").mkdir(exist_ok=True)
    (tmp_path / "suites" / "own.yml").write_text(SUITE, encoding="utf-8")
    return load_suite("own", tmp_path / "suites")


def hand_made(tmp_path: Path, result: GateResult) -> Path:
    """Write pages over one page as Great Expectations makes it; return the folder."""
    suite = own_suite(tmp_path)
    page = tmp_path / "docs" / "validations" / "own" / "returns" / "__none__" / "own.html"
    page.parent.mkdir(parents=True)
    page.write_text(PAGE, encoding="utf-8")
    write_pages(tmp_path / "docs", [(suite, frame) for frame in suite.frames], result, AS_OF, None)
    return tmp_path / "docs"


def flag(severity: str, name: str | None, expectation: str = "submitted") -> Flag:
    said = f"own.{expectation}: {name or 'does not hold'}"
    return Flag("own", expectation, severity, said, f"không đúng: {name or 'chung'}", name)


def test_a_page_keeps_what_it_says_and_drops_what_it_would_fetch(tmp_path: Path) -> None:
    docs = hand_made(tmp_path, GateResult())
    page = (docs / "validations" / "own" / "returns" / "__none__" / "own.html").read_text(encoding="utf-8")
    assert list(what_reaches_out(page)) == []
    assert "outside.test" not in page
    assert "default-src 'none'" in page
    for gone in ("Subscribe", "Failed Only", "Show more info", "Data documentation", "onclick", "show("):
        assert gone not in page
    main = page[page.index("<main>") : page.index("</main>")]
    assert main == (
        '<main>\n<div id="section-2" class="ge-section"><h5 class="m-0">\namount\n</h5><p></p>\n'
        '<div id="more" class="collapse">a &lt;b&gt; &amp; c<br>\n<b class="fail">✘</b><b class="pass">✔</b></div>\n'
        "<table><thead hidden><tr><th>Count</th></tr></thead></table>\n"
        '<a>out</a><a>run</a><a>host</a>\n<a href="../own/other.html#section-1">in</a></div>\n'
    )
    assert Tags(page).links[0] == ("← Kết quả kiểm tra / All checks", "../../../../index.html")


def test_the_detector_of_these_tests_sees_what_great_expectations_writes() -> None:
    seen = list(what_reaches_out(PAGE))
    assert {"<link>", "<script>", "<img>", "<iframe>", "url("} <= set(seen)
    assert "a href=javascript:x()" in seen


def test_writing_the_pages_again_changes_nothing(tmp_path: Path) -> None:
    docs = hand_made(tmp_path, GateResult(warnings=(flag("warn", "Sơn La"),)))
    before = {path: path.read_bytes() for path in docs.rglob("*.html")}
    suite = load_suite("own", tmp_path / "suites")
    declared = [(suite, frame) for frame in suite.frames]
    write_pages(docs, declared, GateResult(warnings=(flag("warn", "Sơn La"),)), AS_OF, None)
    assert len(before) == 2
    assert {path: path.read_bytes() for path in docs.rglob("*.html")} == before


def test_the_index_gives_the_verdict_the_date_and_what_stops(tmp_path: Path) -> None:
    result = GateResult(
        stops=(flag("stop", None, "amount_small"),),
        warnings=(flag("warn", "Sơn La"), flag("warn", "Cần Thơ")),
        evaluated={"own.submitted": 63, "own.amount_small": 63, "own.name_once": 0},
    )
    page = (hand_made(tmp_path, result) / "index.html").read_text(encoding="utf-8")
    assert "27/10/2023" in page
    assert "Không đạt: bị chặn" in page
    assert "không đúng: chung" in page
    assert '<td class="number">1</td><td class="number">2</td><td class="number">0</td>' in page
    assert '<td class="number">2/2</td><td class="number">2</td>' in page
    assert '<td class="number">0/1</td><td class="number">0</td>' in page
    assert page.index("không đúng: chung") < page.index("Chưa nhận báo cáo: 2") < page.index("Đã kiểm tra những gì")
    passed = GateResult()
    write_pages(tmp_path / "passed", [], passed, AS_OF, date(2023, 8, 31))
    page = (tmp_path / "passed" / "index.html").read_text(encoding="utf-8")
    assert "Đạt: không có gì phải chặn" in page
    assert "đã biết đến ngày 31/08/2023" in page


def test_texts_are_escaped_on_the_index_and_on_the_pages_of_great_expectations(tmp_path: Path) -> None:
    own_suite(tmp_path)
    with duckdb.connect(tmp_path / "warehouse.duckdb") as connection:
        connection.execute("create schema marts; create table marts.returns (name text, not_received text, amount int)")
        connection.execute("insert into marts.returns values (?, ?, 2), ('Sơn La', null, 1)", [HOSTILE, HOSTILE])
    result = run_suites(
        tmp_path / "warehouse.duckdb",
        as_of=AS_OF,
        docs=tmp_path / "docs",
        suites=["own"],
        folder=tmp_path / "suites",
    )
    assert [each.name for each in result.warnings] == [HOSTILE, None]
    pages = {path: path.read_text(encoding="utf-8") for path in (tmp_path / "docs").rglob("*.html")}
    assert [sorted(what_reaches_out(page)) for page in pages.values()] == [[], [], []]
    index = pages[tmp_path / "docs" / "index.html"]
    escaped = "Tỉnh &lt;script src=&#34;http://outside.test/x.js&#34;&gt;&lt;/script&gt;&lt;img src=//outside.test/y"
    assert escaped in index
    assert "Riêng &lt;&amp;&gt;" in index
    assert "own.unread" not in [path.stem for path in pages]
    assert "unread</td>" in index
    assert "số không quá 1: không đúng với Tỉnh &lt;script" in index


@pytest.mark.slow
def test_the_missing_come_first_on_the_index_and_each_name_leads_to_its_page(
    sample_workspace: Workspace, tmp_path: Path
) -> None:
    docs = tmp_path / "docs"
    run_suites(sample_workspace.warehouse, as_of=AS_OF, docs=docs, suites=["completeness"])
    assert sorted(path.name for path in docs.iterdir()) == ["expectations", "index.html", "validations"]
    pages = {path: path.read_text(encoding="utf-8") for path in docs.rglob("*.html")}
    assert len(pages) == 7
    for path, page in pages.items():
        assert list(what_reaches_out(page)) == [], path
    index = Tags(pages[docs / "index.html"])
    assert [text for text, _ in index.links[:28]] == MISSING
    for text, href in index.links[:28]:
        target, _, place = href.partition("#")
        page = pages[docs / target]
        column = page[page.index(f'id="{place}"') :]
        assert column.index("not_received") < column.index(f"{text}: quá hạn, chưa gửi")
    assert all((docs / href.partition("#")[0]).is_file() for _, href in index.links)
