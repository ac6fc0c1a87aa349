"""One digest a run and owner of what failed: a file in `lists/failures/`, and a mail where there is somebody to tell.

The last task of every DAG calls `tell`. It is a teardown: it runs whatever became of the others, and does not count
for the state of the run.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gnbv.dag_support import TIMEZONE
from gnbv.failures import Failure, notes_folder, read_failures, run_slug, standing
from gnbv.runs import one_line
from gnbv.settings import Workspace

if TYPE_CHECKING:
    from delivery.reminders.mailer import Mailer

OWNER_COLUMNS = ("owner", "name", "email")


class DigestFailed(RuntimeError):  # noqa: N818 - what happened, as the task's log tells it
    """A digest cannot be mailed; one line that says why and what to do. The file is there all the same."""


def tell(ws: Workspace, context: Mapping[str, Any], runbook: str, *, mailer: Mailer | None = None) -> list[Path]:
    """Write, and mail, what failed in the run of a task's context; return the files that were written.

    Nothing is told twice: a digest is made for an owner when a task of theirs failed that no digest of this run has
    told yet, and then holds all that stands as failed. Killed between mail and mark, it is mailed again. Raises
    DigestFailed, `gnbv.connections.ConnectionFailed`, OSError.
    """
    ti = context["ti"]
    folder = notes_folder(ws, ti.dag_id, ti.run_id)
    ended = list(ti.get_task_breadcrumbs(ti.dag_id, ti.run_id))
    if all(one["state"] != "failed" for one in ended):
        return []
    owners = {task.task_id: task.owner for task in context["dag"].tasks}
    failures = [one for one in standing(read_failures(folder), ended, ti, owners) if one.task_id != ti.task_id]
    held_up = sorted({one["task_id"] for one in ended if one["state"] == "upstream_failed"})
    written = []
    for owner in sorted({one.owner for one in failures}):
        theirs = [one for one in failures if one.owner == owner]
        told = folder / f"told-{owner}.json"
        keys = {one.key for one in theirs}
        if keys <= _told(told):
            continue
        text = digest_text(theirs, held_up, runbook)
        path = ws.lists / "failures" / f"{run_slug(ti.dag_id, ti.run_id)}--{owner}.md"
        _put(path, text)
        _mail(ws, owner, _subject(theirs), text, keys, mailer)
        _put(told, json.dumps(sorted(keys | _told(told))) + "\n")
        written.append(path)
    return written


def digest_text(failures: Sequence[Failure], held_up: Collection[str], runbook: str) -> str:
    """Return the digest of one owner as Markdown: each task that failed, its error, its log, what to do."""
    first = failures[0]
    at = min(datetime.fromisoformat(one.at) for one in failures).astimezone(TIMEZONE)
    lines = [
        f"# {_subject(failures)}",
        "",
        f"Run `{first.run_id}` of `{first.dag_id}`, first failure {at:%d/%m/%Y %H:%M} (Asia/Ho_Chi_Minh). "
        f"For: {first.owner}.",
        "",
        f"What to do: docs/runbooks/{runbook}.md",
    ]
    if held_up:
        lines += ["", f"Not run because of it: {', '.join(held_up)}."]
    for one in failures:
        tries = f", tried {one.tries} time{'s' if one.tries > 1 else ''}" if one.tries else ""
        lines += ["", f"## {one.label}{tries}", "", f"    {one.error}"]
        if one.log_url:
            lines += ["", f"Log: {one.log_url}"]
    return "\n".join(lines) + "\n"


def load_owners(path: Path) -> dict[str, Address]:
    """Return the address of each owner from a CSV with the columns owner, name, email; raises DigestFailed."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
        return {row["owner"].strip(): Address(row["name"].strip(), addr_spec=row["email"].strip()) for row in rows}
    except (OSError, ValueError, KeyError, AttributeError, IndexError) as error:
        raise DigestFailed(
            f"{path} (GNBV_OWNERS): expected the columns {', '.join(OWNER_COLUMNS)} with an address in each row, found "
            f"{one_line(error)}; mend it and clear this task"
        ) from error


def _subject(failures: Sequence[Failure]) -> str:
    few = ", ".join(one.label for one in failures[:3]) + (" ..." if len(failures) > 3 else "")
    return f"{failures[0].dag_id}: {len(failures)} failed: {few}"


def _mail(ws: Workspace, owner: str, subject: str, text: str, keys: set[str], mailer: Mailer | None) -> None:
    if ws.owners is None or ws.mail is None:
        return
    address = load_owners(ws.owners).get(owner)
    if address is None:
        print(f"{ws.owners}: no address for the owner {owner}; the digest is mailed to nobody")
        return
    if mailer is None:
        from gnbv.mailing import SmtpMailer

        mailer = SmtpMailer(ws.mail, ws.home)
    message = EmailMessage()
    message["Subject"] = f"[gnbv] {subject}"
    message["From"], message["To"] = mailer.sender, address
    # The same digest sent again is the same message: programs that read mail show it once.
    digest = hashlib.sha256("\n".join([text.splitlines()[2], owner, *sorted(keys)]).encode()).hexdigest()[:32]
    message["Message-ID"] = f"<{digest}@{mailer.sender.rpartition('@')[2]}>"
    message.set_content(text)
    with mailer.open() as box:
        result = box.send(message, [address.addr_spec])
    if result.outcome != "sent":
        raise DigestFailed(f"the digest for {owner} was not mailed ({result.outcome}: {result.note}); clear this task")


def _told(path: Path) -> set[str]:
    try:
        return set(json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError):
        return set()


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.part")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
