"""Sends drafts as the job does, each in a process of its own that may be killed: one JSON a line in, one word out.

A line is `{"port": ..., "ledger": ..., "draft": ..., "codes": [...], "period": ..., "run_id": ..., "kill_after": ...}`;
the answer `killed`, or the exit code: 0, or 1 for an error. Airflow takes seconds to import, so it is imported once and
the processes are forked.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from delivery.reminders.draft_model import Draft, DraftMessage
from delivery.reminders.ledger import Ledger
from delivery.reminders.recheck import Objection
from delivery.reminders.sending import send
from gnbv.mailing import SmtpMailer
from tests.unit.delivery.reminders.sending_facts import approved, message

#: Who has filed since, and who has no contact.
FILED, UNKNOWN = "20", "38"


def draft(folder: Path, codes: list[str], period: str) -> Draft:
    """The list of one round: reminders nobody else's period has."""
    made = []
    for code in codes:
        key = f"coordination_6m:{period}:{code}"
        about: dict[str, Any] = {"reminder_key": f"{key}:first", "obligation_key": key, "period": period}
        if code == UNKNOWN:
            about |= {"to": (), "cc": (), "missing": (f"so_ldtbxh@{code}",)}
        made.append(message(code, **about))
    return approved(folder, *made)


def recheck(one: DraftMessage) -> Objection | None:
    """One of them has filed since."""
    return Objection("filed_since", "file BC.csv arrived") if one.locality_code == FILED else None


def send_one(order: dict[str, Any]) -> None:
    """One run over the list of a round."""
    extra = {
        "from_email": "vpqggn@bo.invalid", "disable_ssl": True, "disable_tls": True, "timeout": 1, "retry_limit": 0,
    }  # fmt: skip
    connection = {"conn_type": "smtp", "host": "127.0.0.1", "port": order["port"], "extra": extra}
    os.environ["AIRFLOW_CONN_THU"] = json.dumps(connection)
    send(
        draft(Path(order["draft"]), order["codes"], order["period"]), ledger=Ledger(Path(order["ledger"])),
        mailer=SmtpMailer("thu", Path(order["ledger"])), recheck=recheck, now=lambda: datetime.now(UTC),
        approved_by="Văn phòng", run_id=order["run_id"],
    )  # fmt: skip


def forked(order: dict[str, Any]) -> str:
    """Run it in a process of its own, and kill that in time."""
    child = os.fork()
    if child == 0:
        try:
            send_one(order)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    ends = time.monotonic() + (order["kill_after"] or 120)
    while time.monotonic() < ends:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return str(os.waitstatus_to_exitcode(status))
        time.sleep(0.001)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "killed"


if __name__ == "__main__":
    import airflow.providers.smtp.hooks.smtp  # noqa: F401 - here, not in each child

    print("ready", flush=True)
    for line in sys.stdin:
        print(forked(json.loads(line)), flush=True)
