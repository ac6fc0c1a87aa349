"""What holds for every kind of place: folder, SFTP, S3, HTTP and mailbox, each over a real server."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import file_servers
import pytest
from source_spots import KINDS, Spot, listed

from ingestion import SourceFailed
from ingestion.places import PlaceError

REMOTE = KINDS[1:]
Receipts = Callable[[str], list[dict[str, Any]]]


def _names(paths: list[str]) -> list[str]:
    """The names alone: a mailbox has a folder for every mail."""
    return sorted(path.rpartition("/")[2] for path in paths)


def test_files_are_listed_and_read_whole(spot: Spot, tmp_path: Path) -> None:
    large = bytes(range(256)) * 10_000
    spot.put("Biểu 01 quý I.xlsx", large)
    spot.put("301-BC-UBND.csv", b"k\xc3\xbd,hai\r\n")

    place, files = listed(spot.entry(), tmp_path)

    assert _names([one.path for one in files]) == ["301-BC-UBND.csv", "Biểu 01 quý I.xlsx"]
    contents = {one.path.rpartition("/")[2]: place.read(one, 10_000_000) for one in files}
    assert contents == {"Biểu 01 quý I.xlsx": large, "301-BC-UBND.csv": b"k\xc3\xbd,hai\r\n"}
    assert len(place.read(next(one for one in files if "Biểu" in one.path), 999)) == 1000
    known = {one.size for one in files}
    assert known == ({None} if spot.kind == "http" else {2_560_000, 9})


def test_a_new_file_is_taken_and_an_old_one_is_known(spot: Spot, collect: Any) -> None:
    spot.put("a.csv", b"mot")
    assert collect(spot.entry(), "run-1").states == {"accepted": 1}

    spot.put("b.csv", b"hai")
    again = collect(spot.entry(), "run-2")

    assert (again.files_listed, again.files_new, again.files_unchanged) == (2, 1, 1)


def test_an_empty_place_is_no_failure(spot: Spot, collect: Any) -> None:
    assert collect(spot.entry()).state == "empty"


@pytest.mark.parametrize("kind", REMOTE)
def test_a_wrong_password_is_told_without_it_and_not_tried_again(
    kind: str, spot_of: Callable[[str], Spot], collect: Any, receipts: Receipts
) -> None:
    spot = spot_of(kind)
    spot.put("a.csv", b"mot")
    began = time.monotonic()

    with pytest.raises(SourceFailed) as failed:
        collect(spot.entry(is_wrong=True))

    (row,) = receipts("source")
    assert (row["state"], row["reason_code"]) == ("failed", "SRC01")
    assert row["reason"] == "Không đọc được nơi gửi tệp; kiểm tra đường dẫn, quyền truy cập và kết nối."
    assert "khong-phai-mat-khau" not in str(failed.value) + str(row)
    assert "\n" not in str(failed.value)
    assert time.monotonic() - began < 5
    if kind == "http":
        assert len(spot.server.asked) == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", REMOTE)
def test_a_server_that_is_down_is_told(
    kind: str, spot_of: Callable[[str], Spot], collect: Any, receipts: Receipts
) -> None:
    spot = spot_of(kind)
    began = time.monotonic()

    with pytest.raises(SourceFailed) as failed:
        collect(_elsewhere(spot, file_servers.free_port()))

    assert receipts("source")[0]["reason_code"] == "SRC01"
    assert "Traceback" not in str(failed.value)
    assert time.monotonic() - began < 8


@pytest.mark.parametrize("kind", REMOTE)
def test_a_server_that_keeps_silent_holds_no_task_longer_than_its_time(
    kind: str, spot_of: Callable[[str], Spot], collect: Any, receipts: Receipts
) -> None:
    spot = spot_of(kind)
    with file_servers.silent_server() as port:
        began = time.monotonic()
        with pytest.raises(SourceFailed):
            collect(_elsewhere(spot, port, timeout_seconds=1.0))
        taken = time.monotonic() - began

    assert receipts("source")[0]["reason_code"] == "SRC01"
    assert taken < 3


@pytest.mark.parametrize("kind", REMOTE)
def test_names_with_tricks_stay_names(
    kind: str, spot_of: Callable[[str], Spot], collect: Any, tmp_path: Path, receipts: Receipts
) -> None:
    spot = spot_of(kind)
    long = "x" * 200 + ".csv"
    names = ["a\\..\\..\\b.csv", "%2e%2e%2fc.csv", "'; drop table x; --.csv", "Đa\u0306\u0301k.csv", long]
    names += {"s3": ["../../len-tren.csv", "/goc.csv"], "imap": ["../../len-tren.csv", "/etc/goc.csv", "y" * 300]}.get(
        kind, []
    )
    for number, name in enumerate(names):
        spot.put(name, str(number).encode())
    before = set(tmp_path.iterdir())

    assert collect(spot.entry()).states == {"accepted": len(names)}

    paths = {row["path"].rpartition("/")[2] for row in receipts("file")}
    assert "Đ\u1eafk.csv" in paths
    assert {path.name for path in set(tmp_path.iterdir()) - before} <= {"landing", "bronze", "airflow"}


def _elsewhere(spot: Spot, port: int, **settings: Any) -> Any:
    """The entry of the spot, as if its server answered at another port."""
    if spot.kind == "s3":
        name = spot._connect(False, f"http://127.0.0.1:{port}|")
        entry = spot.entry(**settings)
        return type(entry)(**{**vars(entry), "connection": name})
    parts = urlsplit(spot.url)
    return spot.entry(parts._replace(netloc=f"127.0.0.1:{port}").geturl(), **settings)


@pytest.mark.parametrize("settle", [0.0, 0.2])
def test_a_file_of_a_folder_that_changes_while_it_is_read_is_left_for_later(
    settle: float, spot_of: Callable[[str], Spot], tmp_path: Path
) -> None:
    spot = spot_of("folder")
    spot.put("a.csv", b"mot")
    spot.put("b.csv", b"mot")
    place, files = listed(spot.entry(settle_seconds=settle), tmp_path)
    spot.put("a.csv", b"mot hai")
    os.utime(tmp_path / "folder" / "b.csv", (1, 1))

    for one in files:
        with pytest.raises(PlaceError, match="it is left for the next collect") as later:
            place.read(one, 100)
        assert later.value.code == "SRC05"

    place, files = listed(spot.entry(settle_seconds=settle), tmp_path)
    assert [place.read(one, 100) for one in files] == [b"mot hai", b"mot"]
