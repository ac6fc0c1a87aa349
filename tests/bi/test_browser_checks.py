"""The checks of pages themselves: a good page passes them, each fault is seen."""

from __future__ import annotations

import http.server
import threading
from functools import partial
from pathlib import Path

import pytest

from tests.browser.folders import broken_links
from tests.browser.pages import PHONE, Open

GOOD = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Trang thử</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>a:focus, input:focus {{ outline: 2px solid }} {style}</style></head>
<body><main><h1>Trang thử</h1><h2>Bảng</h2><a href="#a">bảng</a> <label>Ngày <input type="range"></label>
<table id="a"><thead><tr><th scope="col">Tỉnh đứng đầu</th></tr></thead><tbody>{rows}</tbody></table>{more}
</main></body></html>"""


def write(folder: Path, more: str = "", style: str = "", rows: str = "<tr><td>Hà Nội</td></tr>") -> Path:
    page = folder / "page.html"
    page.write_text(GOOD.format(more=more, style=style, rows=rows), encoding="utf-8")
    return page


def test_a_good_page_has_nothing_wrong(tmp_path: Path, open_page: Open) -> None:
    page = write(tmp_path)
    for size in ((1280, 900), PHONE):
        with open_page(page, size) as visit:
            assert (visit.errors, visit.outside, visit.problems(), visit.wider_than_the_screen()) == ([], [], [], [])
            assert 0 < visit.first_paint_ms() < 5000
            assert visit.weight() == page.stat().st_size
            walked = visit.walk()
    assert [(one["html"][:6], one["shown"], one["marked"]) for one in walked] == [
        ("<a hre", True, True),
        ("<input", True, True),
    ]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("<h4>x</h4>", "heading h4 after h2: <h4>x</h4>"),
        ("<h1>x</h1>", "2 h1, 1 expected"),
        ("<img src='data:,'>", 'image without alt: <img src="data:,">'),
        ("<svg width=9 height=9></svg>", 'svg without a text alternative: <svg width="9" height="9"></svg>'),
        ("<select><option>1</select>", "control without a label: <select><option>1</option></select>"),
        ("<button></button>", "nothing to read out: <button></button>"),
        ("<p id=a>x</p>", 'id twice: <p id="a">x</p>'),
        ("<table><tr><td>1</table>", "table without heading cells: <table><tbody><tr><td>1</td></tr></tbody></table>"),
        (
            "<p style='color:#999'>x</p>",
            'contrast 2.85, at least 4.5 expected (rgb(153, 153, 153) on 255,255,255): <p style="color:#999">x</p>',
        ),
    ],
)
def test_each_fault_is_said(tmp_path: Path, open_page: Open, more: str, said: str) -> None:
    with open_page(write(tmp_path, more)) as visit:
        assert visit.problems() == [said]


def test_a_bare_page_lacks_everything(tmp_path: Path, open_page: Open) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>x</p>", encoding="utf-8")
    with open_page(page) as visit:
        assert visit.problems() == ["html has no lang", "no title", "0 h1, 1 expected", "0 main, 1 expected"]


def test_what_is_too_wide_for_a_phone_is_named(tmp_path: Path, open_page: Open) -> None:
    with open_page(write(tmp_path, "<div id=w style='width:600px'>x</div>"), PHONE) as visit:
        width, first, *_ = visit.wider_than_the_screen()
        assert width.endswith("wide, the screen 390")
        assert first == '<div id="w" style="width:600px">x</div>'


def test_what_scrolls_within_itself_is_not_too_wide(tmp_path: Path, open_page: Open) -> None:
    with open_page(write(tmp_path, "<div style='overflow-x:auto'><p style='width:600px'>x</div>"), PHONE) as visit:
        assert visit.wider_than_the_screen() == []


def test_errors_and_requests_to_the_outside_are_kept(tmp_path: Path, open_page: Open) -> None:
    more = (
        "<script>console.error('bad'); fetch('http://example.test/x').catch(() => 0); nothing.here;</script>"
        "<img alt='' src='https://192.0.2.1/a.png'>"
    )
    with open_page(write(tmp_path, more)) as visit:
        visit.page.wait_for_load_state("networkidle")
        assert sorted(visit.outside) == ["http://example.test/x", "https://192.0.2.1/a.png"]
        assert {"console: bad", "script: nothing is not defined", "failed: http://example.test/x"} <= set(visit.errors)


def test_a_page_of_a_server_here_is_not_outside(tmp_path: Path, open_page: Open) -> None:
    write(tmp_path)
    handler = partial(_Quiet, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with open_page(f"http://127.0.0.1:{server.server_port}/page.html") as visit:
            assert visit.page.title() == "Trang thử"
            assert visit.outside == []
        server.shutdown()


def test_a_hidden_focus_is_seen(tmp_path: Path, open_page: Open) -> None:
    style = "button:focus { outline: none } .off { position: absolute; left: -999px }"
    with open_page(write(tmp_path, "<button>x</button><button class=off>y</button>", style)) as visit:
        *_, plain, off = visit.walk()
        assert (plain["shown"], plain["marked"]) == (True, False)
        assert (off["shown"], off["marked"]) == (False, False)


def test_a_printed_table_repeats_its_head(tmp_path: Path, open_page: Open) -> None:
    rows = "<tr><td>Hà Nội</td></tr>" * 120
    with open_page(write(tmp_path, rows=rows)) as visit:
        sheets = visit.pdf_text()
    assert len(sheets) > 1
    assert ["Tỉnh đứng đầu" in sheet for sheet in sheets] == [True] * len(sheets)
    with open_page(write(tmp_path, rows=rows, style="thead { display: table-row-group }")) as visit:
        assert ["Tỉnh đứng đầu" in sheet for sheet in visit.pdf_text()][1:] == [False] * (len(sheets) - 1)


def test_links_that_lead_nowhere_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "b.html").write_text("<p id='có'>x</p>", encoding="utf-8")
    (folder / "a.html").write_text(
        "<a href='b.html'></a><a href='b.html#c%C3%B3'></a><a href='#top'></a><a href='b.html#no'></a>"
        "<img src='c.png'><a href='../x'></a><a href='https://example.test/'></a>",
        encoding="utf-8",
    )
    assert broken_links(folder) == [
        "a.html: #top: no such anchor",
        "a.html: ../x: outside the folder",
        "a.html: b.html#no: no such anchor",
        "a.html: c.png: no such file",
    ]


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass
