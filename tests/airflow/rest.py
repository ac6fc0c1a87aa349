"""The REST API of an Airflow under test, and waiting for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import httpx


class Api:
    """The REST API of one Airflow, as the user admin."""

    def __init__(self, base_url: str, password: str) -> None:
        token = httpx.post(f"{base_url}/auth/token", json={"username": "admin", "password": password}, timeout=30)
        token.raise_for_status()
        headers = {"Authorization": f"Bearer {token.json()['access_token']}"}
        self.client = httpx.Client(base_url=f"{base_url}/api/v2", headers=headers, timeout=30)

    def dag_ids(self) -> set[str]:
        return {dag["dag_id"] for dag in self._get("/dags")["dags"]}

    def runs(self, dag_id: str) -> list[dict[str, Any]]:
        return list(self._get(f"/dags/{dag_id}/dagRuns")["dag_runs"])

    def tasks(self, dag_id: str, run_id: str) -> list[dict[str, Any]]:
        return list(self._get(f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances")["task_instances"])

    def asset_extras(self, name: str) -> list[dict[str, Any]]:
        events = self._get("/assets/events")["asset_events"]
        return [event["extra"] for event in events if event["name"] == name]

    def pool_slots(self, name: str) -> int:
        return int(self._get(f"/pools/{name}")["slots"])

    def trigger(self, dag_id: str, conf: dict[str, str], logical_date: str | None = None) -> str:
        self.client.patch(f"/dags/{dag_id}", json={"is_paused": False}).raise_for_status()
        answer = self.client.post(f"/dags/{dag_id}/dagRuns", json={"logical_date": logical_date, "conf": conf})
        answer.raise_for_status()
        return str(answer.json()["dag_run_id"])

    def request(self, dag_id: str, run_id: str, task_id: str) -> dict[str, Any]:
        """What a person is asked, and what was answered."""
        return self._get(f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}/-1/hitlDetails")

    def answer(self, dag_id: str, run_id: str, task_id: str, option: str) -> None:
        """Answer as a person does under Required Actions."""
        path = f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}/-1/hitlDetails"
        self.client.patch(path, json={"chosen_options": [option], "params_input": {}}).raise_for_status()

    def clear(self, dag_id: str, run_id: str, task_id: str) -> None:
        """Have one task of a run done again."""
        body = {"dry_run": False, "only_failed": False, "dag_run_id": run_id, "task_ids": [task_id]}
        self.client.post(f"/dags/{dag_id}/clearTaskInstances", json=body).raise_for_status()

    def _get(self, path: str) -> dict[str, Any]:
        answer = self.client.get(path)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found


def until(ready: Callable[[], bool], seconds: float) -> None:
    """Wait until something is so; fails after the time given."""
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, f"still waiting after {seconds:.0f} s"
        time.sleep(1)
