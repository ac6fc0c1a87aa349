"""Many letters into a folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from letter_samples import COLLECTIVE, SINGLE

from delivery.letters import LetterError, write_all

TWELVE = [replace(SINGLE, file_stem=f"thu-{number:02}", subject=f"V/v việc thứ {number}") for number in range(12)]


def test_each_letter_is_two_files(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    paths = write_all([SINGLE, COLLECTIVE], tmp_path / "chung", on_progress=lambda *now: told.append(now))
    names = ["12-lai-chau.docx", "12-lai-chau.pdf", "cong-van-chung.docx", "cong-van-chung.pdf"]
    assert [path.name for path in paths] == names
    assert sorted(path.name for path in (tmp_path / "chung").iterdir()) == names
    assert told == [(1, 2), (2, 2)]
    assert [path.read_bytes()[:4] for path in paths] == [b"PK\x03\x04", b"%PDF"] * 2


def test_several_processes_write_the_same_files(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    one = write_all(TWELVE, tmp_path / "one")
    two = write_all(TWELVE, tmp_path / "two", processes=2, on_progress=lambda *now: told.append(now))
    assert [path.name for path in one] == [path.name for path in two]
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]
    assert told == [(number, 12) for number in range(1, 13)]


def test_two_letters_of_one_name_are_refused_before_any_is_written(tmp_path: Path) -> None:
    with pytest.raises(LetterError, match=r"several letters are called '12-lai-chau'; expected one of each name"):
        write_all([SINGLE, replace(COLLECTIVE, file_stem="12-Lai-Chau")], tmp_path / "a")
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("processes", [1, 2])
def test_a_letter_that_cannot_be_written_leaves_no_half_file(tmp_path: Path, processes: int) -> None:
    letters = [*TWELVE, replace(SINGLE, subject="V/v 漢")]
    with pytest.raises(LetterError, match=r"letter 12-lai-chau: the fonts have no '漢'"):
        write_all(letters, tmp_path, processes=processes)
    assert {path.suffix for path in tmp_path.iterdir()} == {".docx", ".pdf"}
    assert not (tmp_path / "12-lai-chau.pdf").exists()
