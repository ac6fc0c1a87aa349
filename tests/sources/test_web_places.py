"""HTTP: index pages, and everything a web server says instead of the file."""

from __future__ import annotations

import http.server
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from file_servers import WebServer, answer, sends_on
from source_spots import Spot, listed

from ingestion import SourceEntry, SourceFailed
from ingestion.places import PlaceError

PAGE = "<!DOCTYPE html><html><head><title>{}</title></head><body>{}</body></html>"
LOGIN = PAGE.format("Đăng nhập", '<form><input name=u><input type="password"></form><a href="quen">Quên?</a>').encode()
SORRY = PAGE.format("Hệ thống đang bảo trì", '<a href="/">Về trang chủ</a>').encode()


@pytest.fixture
def web(spot_of: Callable[[str], Spot]) -> tuple[Spot, WebServer]:
    spot = spot_of("http")
    return spot, spot.server  # type: ignore[attr-defined]


def _files(spot: Spot, tmp_path: Path) -> dict[str, bytes]:
    place, files = listed(spot.entry(), tmp_path)
    return {one.path: place.read(one, 1000) for one in files}


def test_links_below_the_page_are_files_and_others_are_not(web: tuple[Spot, WebServer], tmp_path: Path) -> None:
    spot, server = web
    for name in ("a.csv", "2023/b c.csv", "Biểu số 1.csv"):
        spot.put(name, name.encode())
    (tmp_path / "http" / "khac.csv").write_bytes(b"of somebody else")
    links = (
        '<a href="a.csv">a</a> <a href="./a.csv#x">again</a> <a href="../khac.csv">other</a> <a href="?C=M;O=D">s</a>'
        '<a href="http://nop.invalid/nop/x.csv">elsewhere</a> <a href="mailto:vanthu@bo.invalid">mail</a>'
        '<a href="/nop/Bi%E1%BB%83u%20s%E1%BB%91%201.csv">form</a> <a href="2023/">2023</a>'
    )
    server.wrong["/nop/"] = answer(200, PAGE.format("Nơi nhận báo cáo", links).encode())

    assert _files(spot, tmp_path) == {
        "a.csv": b"a.csv", "2023/b c.csv": b"2023/b c.csv", "Biểu số 1.csv": "Biểu số 1.csv".encode(),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("status", "body", "code", "told"),
    [
        (200, LOGIN, "SRC06", "found the web page 'Đăng nhập'; check the address and, if it needs a login, the conn"),
        (200, SORRY, "SRC06", "found the web page 'Hệ thống đang bảo trì'"),
        (200, b"{}", "SRC06", "expected an index page with links to the files"),
        (404, SORRY, "SRC01", "no such folder: http://127"),
        (503, SORRY, "SRC01", "503"),
    ],
)
def test_a_page_that_is_no_index_is_told(
    status: int, body: bytes, code: str, told: str, web: tuple[Spot, WebServer], collect: Any, receipts: Any
) -> None:
    spot, server = web
    server.wrong["/nop/"] = answer(status, body)

    with pytest.raises(SourceFailed, match=told):
        collect(spot.entry())

    (row,) = receipts("source")
    assert (row["state"], row["reason_code"]) == ("failed", code)
    vi = {"SRC01": "Không đọc được nơi gửi tệp", "SRC06": "Máy chủ trả về một trang web"}
    assert row["reason"].startswith(vi[code])


def test_a_page_in_place_of_a_file_is_tried_again_and_the_others_are_taken(
    web: tuple[Spot, WebServer], collect: Any, receipts: Any
) -> None:
    spot, server = web
    spot.put("tot.csv", b"tot")
    spot.put("loi.xlsx", b"PK\x03\x04")
    server.wrong["/nop/loi.xlsx"] = answer(200, LOGIN, kind="application/vnd.ms-excel")

    with pytest.raises(SourceFailed, match=r"'loi\.xlsx': the server answered with a web page"):
        collect(spot.entry(), "run-1")

    assert [path for _, path, _ in server.asked].count("/nop/loi.xlsx") == 8  # three tries: GET, HEAD; then HEAD first
    states = {row["path"]: (row["state"], row["reason_code"]) for row in receipts("file")}
    assert states == {"tot.csv": ("accepted", None), "loi.xlsx": ("quarantined", "SRC06")}
    server.wrong.clear()
    assert collect(spot.entry(), "run-2").states == {"accepted": 1}


def test_a_table_exported_as_a_page_is_a_file(web: tuple[Spot, WebServer], tmp_path: Path) -> None:
    spot, _ = web
    spot.put("bang.xls", b"<html><table><tr><td>1</td></tr></table></html>")
    spot.put("trang.html", b"<html>ghi chu</html>")
    assert set(_files(spot, tmp_path)) == {"bang.xls", "trang.html"}


def test_a_server_that_recovers_within_the_task_is_read(web: tuple[Spot, WebServer], collect: Any) -> None:
    spot, server = web
    spot.put("a.csv", b"mot")
    times = iter([503, 502])

    def once(handler: Any) -> None:
        status = next(times, None)
        if status is None:
            del server.wrong["/nop/"]
            http.server.SimpleHTTPRequestHandler.do_GET(handler)
        else:
            answer(status, SORRY)(handler)

    server.wrong["/nop/"] = once

    assert collect(spot.entry()).states == {"accepted": 1}


def test_a_file_shorter_than_announced_is_left_for_later(
    web: tuple[Spot, WebServer], collect: Any, receipts: Any
) -> None:
    spot, server = web
    spot.put("a.csv", b"mot hai ba")
    server.wrong["/nop/a.csv"] = answer(200, b"mot", kind="text/csv", length=10)

    with pytest.raises(SourceFailed, match=r"nop/a\.csv: the answer broke off; it is left for the next collect"):
        collect(spot.entry(), "run-1")

    assert [row["reason_code"] for row in receipts("file")] == ["SRC05"]
    server.wrong.clear()
    assert collect(spot.entry(), "run-2").states == {"accepted": 1}


def test_a_file_that_just_changed_is_looked_at_again(web: tuple[Spot, WebServer], collect: Any, tmp_path: Path) -> None:
    spot, _ = web
    spot.put("a.csv", b"nua")
    late = threading.Timer(0.3, lambda: spot.put("a.csv", b"nua kia"))
    late.start()

    assert collect(spot.entry(settle_seconds=0.6)).states == {"accepted": 1}

    late.join()
    assert [path.read_bytes() for path in (tmp_path / "landing").rglob("*") if path.is_file()] == [b"nua kia"]


def test_bytes_that_drip_hold_no_task(web: tuple[Spot, WebServer], collect: Any, receipts: Any) -> None:
    spot, server = web
    for name in ("a.csv", "b.csv", "c.csv"):
        spot.put(name, b"x" * 500)

    def drip(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "500")
        handler.end_headers()
        for _ in range(500):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.1)

    server.wrong |= dict.fromkeys(("/nop/a.csv", "/nop/b.csv", "/nop/c.csv"), drip)
    began = time.monotonic()

    with pytest.raises(SourceFailed, match="no answer within 1 s"):
        collect(spot.entry(timeout_seconds=1.0))

    assert time.monotonic() - began < 4  # the first file took the time; the others were not asked for
    assert [row["reason_code"] for row in receipts("file")] == ["SRC03"] * 3


def test_a_password_goes_to_its_own_server_only(web: tuple[Spot, WebServer], tmp_path: Path) -> None:
    spot, server = web
    thief = WebServer(tmp_path, login=None)
    spot.put("a.csv", b"mot")
    server.wrong["/nop/"] = sends_on(thief.url)

    with pytest.raises(PlaceError, match=r"the server sends on to http://127\.0\.0\.1:\d+, which was not asked for"):
        listed(spot.entry(), tmp_path)

    assert thief.asked == []
    assert {given for _, _, given in server.asked} == {"Basic bm9wOm1hdC1raGF1LW1heS1jaHU="}
    thief.stop()


def test_headers_of_the_connection_open_a_door(connection: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "a.csv").write_bytes(b"mot")
    server = WebServer(tmp_path / "web", login="", password="khoa")

    def entry(token: str) -> SourceEntry:
        name = connection("http", host="127.0.0.1", extra={"headers": {"Authorization": f"Basic {token}"}})
        return SourceEntry("20", "Lạng Sơn", "province", "20", server.url, connection=name, settle_seconds=0.0)

    assert [one.path for one in listed(entry("Omtob2E="), tmp_path)[1]] == ["a.csv"]
    with pytest.raises(PlaceError, match="401"):
        listed(entry("OmtoYW8="), tmp_path)
    server.stop()


@pytest.fixture
def secure(tmp_path: Path, cert: tuple[Path, Path]) -> Iterator[str]:
    (tmp_path / "tls").mkdir()
    (tmp_path / "tls" / "a.csv").write_bytes(b"mot")
    handler = lambda *args: http.server.SimpleHTTPRequestHandler(*args, directory=str(tmp_path / "tls"))  # noqa: E731
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*cert)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"https://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_a_certificate_is_checked(
    secure: str, cert: tuple[Path, Path], connection: Callable[..., str], tmp_path: Path
) -> None:
    strange = SourceEntry("20", "Lạng Sơn", "province", "20", secure, settle_seconds=0.0, timeout_seconds=10.0)
    with pytest.raises(PlaceError, match="certificate"):
        listed(strange, tmp_path)
    name = connection("http", host="127.0.0.1", extra={"ca_file": str(cert[0])})
    known = SourceEntry("20", "Lạng Sơn", "province", "20", secure, connection=name, settle_seconds=0.0)
    assert [one.path for one in listed(known, tmp_path)[1]] == ["a.csv"]


def test_pages_that_link_one_another_without_end_are_left(web: tuple[Spot, WebServer], tmp_path: Path) -> None:
    spot, server = web
    below = "/nop/"
    for _ in range(40):
        server.wrong[below] = answer(200, PAGE.format("Index of", '<a href="nua/">nua</a>').encode())
        below += "nua/"
    with pytest.raises(PlaceError, match="folders lie more than 30 deep in one another"):
        listed(spot.entry(), tmp_path)
