"""The landing zone: once, whole, read-only, and never trusted blindly."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from ingestion import Landing, LandingDamagedError
from ingestion.atomic import is_temporary, write_atomically

SHA_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_content_is_kept_under_its_sha256_read_only(tmp_path: Path) -> None:
    landing = Landing(tmp_path)

    assert landing.put(b"abc") == SHA_OF_ABC

    place = tmp_path / "sha256" / "ba" / SHA_OF_ABC
    assert place.read_bytes() == landing.get(SHA_OF_ABC) == b"abc"
    assert stat.S_IMODE(place.stat().st_mode) == 0o444
    assert [path.name for path in place.parent.iterdir()] == [SHA_OF_ABC]


def test_the_same_content_again_changes_nothing(tmp_path: Path) -> None:
    landing = Landing(tmp_path)
    landing.put(b"abc")
    before = landing.locate(SHA_OF_ABC).stat()

    landing.put(b"abc")

    after = landing.locate(SHA_OF_ABC).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_an_altered_content_is_found_out(tmp_path: Path) -> None:
    landing = Landing(tmp_path)
    landing.put(b"abc")
    landing.locate(SHA_OF_ABC).unlink()
    landing.locate(SHA_OF_ABC).write_bytes(b"abd")

    for use in (lambda: landing.put(b"abc"), lambda: landing.get(SHA_OF_ABC)):
        with pytest.raises(LandingDamagedError, match=f"{SHA_OF_ABC}: expected content with sha256 .*restore it"):
            use()


def test_a_content_that_was_never_kept_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Landing(tmp_path).get(SHA_OF_ABC)


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    place = tmp_path / "x.csv"
    write_atomically(place, b"old")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.replace", _no_space)
        with pytest.raises(OSError, match="No space left"):
            write_atomically(place, b"new")

    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("x.csv", b"old")]


def _no_space(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def test_half_made_files_are_told_by_their_names() -> None:
    assert is_temporary(Path("a/.x.parquet.0123.tmp"))
    assert not is_temporary(Path("a/x.tmp"))
    assert not is_temporary(Path("a/.locks"))
