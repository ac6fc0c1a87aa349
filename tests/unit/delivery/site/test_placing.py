"""Where the sites stand: the link leads to the newest, the one before stays, older ones go."""

from __future__ import annotations

from pathlib import Path

import pytest

from delivery.site import SitePages, placing


@pytest.fixture(autouse=True)
def _one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def build_site(db: Path, folder: Path) -> SitePages:
        folder.mkdir(exist_ok=True)
        (folder / "index.html").write_text(db.parent.name, encoding="utf-8")
        return SitePages(folder, 1, 2)

    monkeypatch.setattr(placing, "build_site", build_site)


def place(tmp_path: Path, build_id: str) -> SitePages:
    return placing.place_site(tmp_path / "releases" / build_id / "gnbv.duckdb", tmp_path / "site")


def there(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "site").iterdir() if path.name[0] != ".")


def test_current_leads_to_the_newest_and_the_one_before_stays(tmp_path: Path) -> None:
    for build_id in ("b1", "b2", "b3"):
        made = place(tmp_path, build_id)
    assert (made.folder / "index.html").read_text(encoding="utf-8") == "b3"
    assert there(tmp_path) == ["b2", "b3", "current"]


def test_going_back_and_doing_it_twice_do_no_harm(tmp_path: Path) -> None:
    for build_id in ("b1", "b2", "b1", "b1"):
        made = place(tmp_path, build_id)
    assert (made.folder / "index.html").read_text(encoding="utf-8") == "b1"
    assert there(tmp_path) == ["b1", "current"]


def test_a_link_that_a_killed_run_left_half_done_is_in_nobodys_way(tmp_path: Path) -> None:
    place(tmp_path, "b1")
    (tmp_path / "site" / ".part-current").symlink_to("b2", target_is_directory=True)
    place(tmp_path, "b2")
    assert there(tmp_path) == ["b1", "b2", "current"]
    assert not (tmp_path / "site" / ".part-current").is_symlink()
