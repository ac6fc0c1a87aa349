"""One digest a run and owner of what failed: told once, to whom it concerns, and again only for something new."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from delivery.reminders.mailer import MailResult
from gnbv.digest import DigestFailed, load_owners, tell
from gnbv.failures import note_failure, notes_folder, read_failures
from gnbv.settings import Workspace

DAG, RUN = "collect_returns", "manual__2026-11-21T01:00:00+00:00"
OWNERS = (
    "owner,name,email\ndata-intake,Phòng tiếp nhận,tiep-nhan@bo.invalid\nchasing,Phòng đôn đốc,don-doc@bo.invalid\n"
)


class Post:
    """A mailer and its box that keep what they are given, and answer as they are told."""

    sender = "vpqggn@bo.invalid"

    def __init__(self, outcome: Any = "sent") -> None:
        self.outcome, self.messages = outcome, list[tuple[EmailMessage, tuple[str, ...]]]()

    @contextlib.contextmanager
    def open(self) -> Iterator[Post]:
        yield self

    def send(self, message: EmailMessage, recipients: Sequence[str]) -> MailResult:
        self.messages.append((message, tuple(recipients)))
        return MailResult(self.outcome, "250 kept")


class Run:
    """A DAG run whose tasks end as a test says."""

    def __init__(self, ws: Workspace, tasks: dict[str, str]) -> None:
        self.ws, self.owners, self.ended = ws, tasks, dict[tuple[str, int], str]()

    def fails(self, task_id: str, error: object, *, tries: int = 4, index: int = -1, name: str | None = None) -> None:
        self.ended[task_id, index] = "failed"
        task = SimpleNamespace(owner=self.owners[task_id])
        url = f"http://127.0.0.1:8080/dags/{DAG}/runs/x/tasks/{task_id}"
        ti = SimpleNamespace(
            dag_id=DAG, run_id=RUN, task_id=task_id, map_index=index, try_number=tries, task=task, log_url=url,
            rendered_map_index=name,
        )  # fmt: skip
        note_failure({"ti": ti, "exception": error})

    def tell(self, mailer: Any = None) -> list[Path]:
        ended = [{"task_id": task, "map_index": index, "state": state} for (task, index), state in self.ended.items()]
        ti = SimpleNamespace(
            dag_id=DAG, run_id=RUN, task_id="tell_failures", get_task_breadcrumbs=lambda dag_id, run_id: iter(ended)
        )
        tasks = [SimpleNamespace(task_id=one, owner=owner) for one, owner in self.owners.items()]
        return tell(self.ws, {"ti": ti, "dag": SimpleNamespace(tasks=tasks)}, "source-is-down", mailer=mailer)


@pytest.fixture
def ws(new_workspace: Callable[..., Workspace], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Workspace:
    made = new_workspace()
    monkeypatch.setenv("GNBV_HOME", str(made.home))
    (tmp_path / "owners.csv").write_text(OWNERS, encoding="utf-8")
    return replace(made, mail="thu", owners=tmp_path / "owners.csv")


@pytest.fixture
def run(ws: Workspace) -> Run:
    return Run(ws, {"collect": "data-intake", "announce": "data-intake", "send": "chasing"})


def test_a_run_without_failures_writes_nothing(run: Run) -> None:
    run.ended["collect", 0] = "success"
    post = Post()
    assert run.tell(post) == []
    assert post.messages == []
    assert not (run.ws.lists / "failures").exists()


def test_the_digest_names_each_failure_its_error_its_log_and_what_to_do(run: Run) -> None:
    run.fails("collect", OSError("no such folder:\n  x"), index=3, name="Lai Châu")
    run.fails("collect", ValueError("closed"), index=11, name="Sơn La", tries=1)
    run.ended["announce", -1] = "upstream_failed"
    [path] = run.tell(Post())
    assert path.name == "collect_returns--manual__2026-11-21T01_00_00+00_00--data-intake.md"
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# collect_returns: 2 failed: collect [Lai Châu], collect [Sơn La]\n")
    assert "For: data-intake." in text
    assert "What to do: docs/runbooks/source-is-down.md" in text
    assert "Not run because of it: announce." in text
    assert "## collect [Lai Châu], tried 4 times\n\n    no such folder: x\n\nLog: http://127.0.0.1:8080/" in text
    assert "## collect [Sơn La], tried 1 time\n" in text


def test_every_owner_is_told_their_own(run: Run) -> None:
    run.fails("collect", OSError("closed"), index=3, name="Lai Châu")
    run.fails("send", OSError("refused"))
    post = Post()
    assert [path.stem.rpartition("--")[2] for path in run.tell(post)] == ["chasing", "data-intake"]
    assert [to for _, to in post.messages] == [("don-doc@bo.invalid",), ("tiep-nhan@bo.invalid",)]
    mail = post.messages[1][0]
    assert mail["Subject"] == "[gnbv] collect_returns: 1 failed: collect [Lai Châu]"
    assert (mail["From"], mail["To"]) == ("vpqggn@bo.invalid", "Phòng tiếp nhận <tiep-nhan@bo.invalid>")
    assert "refused" not in mail.get_content() and "closed" in mail.get_content()


def test_telling_again_tells_only_what_is_new(run: Run) -> None:
    run.fails("collect", OSError("closed"), index=3, name="Lai Châu")
    post = Post()
    run.tell(post)
    assert run.tell(post) == []
    run.fails("collect", OSError("closed still"), index=3, name="Lai Châu", tries=8)  # cleared, and failed again
    assert len(run.tell(post)) == 1
    assert len(post.messages) == 2
    assert "closed still" in post.messages[1][0].get_content()
    assert post.messages[0][0]["Message-ID"] != post.messages[1][0]["Message-ID"]


def test_what_is_mended_is_no_longer_told(run: Run) -> None:
    run.fails("collect", OSError("closed"), index=3, name="Lai Châu")
    run.fails("collect", OSError("closed"), index=4, name="Sơn La")
    run.tell(Post())
    run.ended["collect", 3] = "success"
    run.fails("collect", OSError("again"), index=4, name="Sơn La", tries=8)
    [path] = run.tell(Post())
    assert "Lai Châu" not in path.read_text(encoding="utf-8")


def test_a_killed_task_is_told_without_an_error(run: Run) -> None:
    run.ended["send", -1] = "failed"
    [path] = run.tell(Post())
    assert path.stem.endswith("--chasing")
    assert "no error was noted: the process was killed" in path.read_text(encoding="utf-8")
    assert run.tell(Post()) == []


def test_a_mail_that_did_not_go_out_fails_the_task_and_is_tried_again(run: Run) -> None:
    run.fails("collect", OSError("closed"), index=3, name="Lai Châu")
    with pytest.raises(DigestFailed, match=r"digest for data-intake was not mailed \(failed: 250 kept\); clear this"):
        run.tell(Post("failed"))
    assert len(list((run.ws.lists / "failures").glob("*.md"))) == 1
    post = Post()
    run.tell(post)
    assert len(post.messages) == 1


@pytest.mark.parametrize("missing", ["mail", "owners"])
def test_without_an_address_or_a_connection_the_file_is_all(run: Run, missing: str) -> None:
    changes: dict[str, Any] = {missing: None}
    run.ws = replace(run.ws, **changes)
    run.fails("collect", OSError("closed"))
    post = Post()
    assert len(run.tell(post)) == 1
    assert post.messages == []


def test_an_owner_nobody_has_listed_is_said(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.ws.owners is not None
    run.ws.owners.write_text("owner,name,email\n", encoding="utf-8")
    run.fails("collect", OSError("closed"))
    assert len(run.tell(Post())) == 1
    assert "no address for the owner data-intake" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["owner;name;email\nx;y;z\n", "owner,name,email\nx,y,not an address\n"])
def test_a_list_of_owners_that_cannot_be_read(tmp_path: Path, text: str) -> None:
    (tmp_path / "owners.csv").write_text(text, encoding="utf-8")
    with pytest.raises(DigestFailed, match="expected the columns owner, name, email"):
        load_owners(tmp_path / "owners.csv")


def test_a_note_never_fails_a_task(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    run.ws.home.write_text("a file where the folder should be")
    run.fails("collect", OSError("closed"))
    note_failure({})
    assert caplog.text.count("the failure is not noted") == 2


def test_a_note_that_cannot_be_read_is_left_out(run: Run) -> None:
    run.fails("collect", OSError("closed"), index=3)
    folder = notes_folder(run.ws, DAG, RUN)
    (folder / "collect.4.1.json").write_text("{")
    (folder / "collect.5.1.json").write_text(json.dumps({"task_id": "collect"}))
    assert [one.map_index for one in read_failures(folder)] == [3]
