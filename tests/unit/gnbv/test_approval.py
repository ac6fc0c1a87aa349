"""A request for approval says which list it was about, before anybody can answer."""

from __future__ import annotations

from typing import Any

import pytest
from airflow.providers.standard.operators import hitl
from airflow.sdk.exceptions import TaskAwaitingInput

from gnbv.approval import ListApproval


class Task:
    """Keeps what is done, in order."""

    id = "ti-1"

    def __init__(self) -> None:
        self.done: list[tuple[str, Any]] = []

    def xcom_push(self, key: str, value: Any) -> None:
        self.done.append((key, value))

    def asked(self, **request: Any) -> None:
        self.done.append(("asked", request["subject"]))


def test_the_list_is_written_down_before_a_person_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    task = Task()
    monkeypatch.setattr(hitl, "upsert_hitl_detail", task.asked)
    approve = ListApproval(task_id="approve", list_id="f" * 64, subject="Đôn đốc", defaults="Reject")
    with pytest.raises(TaskAwaitingInput):
        approve.execute({"ti": task, "task_instance": task})
    assert task.done == [("list_id", "f" * 64), ("asked", "Đôn đốc")]
    assert {"list_id", "subject", "body"} == set(approve.template_fields)
