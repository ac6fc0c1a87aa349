"""What follows a publication, PostgreSQL and the site: one that fails stops no other, and the command says which."""

from __future__ import annotations

from pathlib import Path

import pytest

from delivery import DeliveryError
from delivery.site import SitePages
from gnbv import serving
from gnbv.cli import main
from gnbv.connections import ConnectionFailed
from gnbv.settings import Workspace


@pytest.fixture(autouse=True)
def _release(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GNBV_HOME", str(tmp_path))
    monkeypatch.setattr(serving, "rollback", lambda *_, **__: Path("releases/b1"))
    monkeypatch.setattr(serving, "load_postgres", lambda _: None)
    monkeypatch.setattr(serving, "write_site", lambda ws: SitePages(ws.site / "current", 1, 2))


def _refuse(error: Exception) -> object:
    def refuse(_: Workspace) -> None:
        raise error

    return refuse


def _roll_back() -> int:
    return main(["publish", "--rollback", "--reason", "hạn gửi sai"])


def test_a_database_that_is_away_does_not_keep_the_site_back(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(serving, "load_postgres", _refuse(ConnectionFailed("the server does not answer")))
    assert _roll_back() == 1
    said = capsys.readouterr()
    assert said.out.splitlines() == ["readers see b1 now", f"  {tmp_path}/site/current/index.html"]
    assert said.err == (
        "gnbv: readers of the files see this release, not all else follows it: PostgreSQL: the server does not answer\n"
    )


def test_a_site_that_cannot_be_made_is_one_line_and_not_success(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serving, "write_site", _refuse(DeliveryError("no site can be made of release b1")))
    assert _roll_back() == 1
    said = capsys.readouterr()
    assert said.out == "readers see b1 now\n"
    assert said.err.endswith("not all else follows it: the site: no site can be made of release b1\n")
