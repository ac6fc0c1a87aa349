"""What failed for good in Airflow: one note a task and try in `ledgers/failures/<run>/`, from which digests are made.

Cheap to import: DAG files name `note_failure` while they are parsed.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gnbv.settings import Workspace

log = logging.getLogger(__name__)

_LONGEST_ERROR = 600


@dataclass(frozen=True)
class Failure:
    """A task that failed after its last try; `name` is that of its map index, `tries` how often it was begun."""

    dag_id: str
    run_id: str
    task_id: str
    map_index: int
    name: str | None
    owner: str
    tries: int
    error: str
    log_url: str | None
    at: str

    @property
    def key(self) -> str:
        """Tells one failure of one task from another, also after the task was cleared and failed again."""
        return f"{self.task_id}.{self.map_index}.{self.tries}"

    @property
    def label(self) -> str:
        """The task as a person would name it."""
        shown = self.name or (str(self.map_index) if self.map_index >= 0 else None)
        return f"{self.task_id} [{shown}]" if shown else self.task_id


def run_slug(dag_id: str, run_id: str) -> str:
    """Return the name of a run as part of a file name."""
    return re.sub(r"[^\w.+-]+", "_", f"{dag_id}--{run_id}")


def notes_folder(ws: Workspace, dag_id: str, run_id: str) -> Path:
    """The folder of the notes of one run."""
    return ws.home / "ledgers" / "failures" / run_slug(dag_id, run_id)


def note_failure(context: Mapping[str, Any]) -> None:
    """Note a task that failed for good (Airflow's `on_failure_callback`); never raises."""
    try:
        ti = context["ti"]
        owner = getattr(getattr(ti, "task", None), "owner", None) or "airflow"
        name = getattr(ti, "rendered_map_index", None)
        url = getattr(ti, "log_url", None)
        failure = _failure(ti, owner, name=name, error=context.get("exception"), log_url=url)
        path = notes_folder(Workspace.from_env(), failure.dag_id, failure.run_id) / f"{failure.key}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}")
        draft.write_text(json.dumps(asdict(failure), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        draft.replace(path)
    except Exception:
        log.exception("the failure is not noted for the digest; the task's log and state tell of it all the same")


def read_failures(folder: Path) -> list[Failure]:
    """Return the notes of one run, the last of each task, in the order of tasks; what cannot be read is left out."""
    last: dict[tuple[str, int], Failure] = {}
    for path in folder.glob("[!.]*.*.*.json"):
        try:
            one = Failure(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            log.warning("%s: not a note of a failure (%s), left out", path, error)
            continue
        place = (one.task_id, one.map_index)
        if place not in last or one.tries > last[place].tries:
            last[place] = one
    return [last[place] for place in sorted(last)]


def standing(
    noted: Collection[Failure], ended: Collection[Mapping[str, Any]], ti: Any, owners: Mapping[str, str]
) -> list[Failure]:
    """Return what stands as failed: the notes of tasks that are failed now, and tasks that failed without a note.

    `ended` are the run's task instances that ended: `task_id`, `map_index`, `state`. `owners` by task. A process that
    is killed leaves no note.
    """
    by_place = {(one.task_id, one.map_index): one for one in noted}
    found = []
    for one in ended:
        if one["state"] != "failed":
            continue
        place = (one["task_id"], one["map_index"])
        unknown = "no error was noted: the process was killed, or could not write to GNBV_HOME"
        found.append(
            by_place.get(place)
            or Failure(
                ti.dag_id, ti.run_id, *place, None, owners.get(place[0], "airflow"), 0, unknown, None, _now()
            )
        )  # fmt: skip
    return found


def _failure(ti: Any, owner: str, *, name: str | None, error: object, log_url: str | None) -> Failure:
    text = " ".join(str(error or "").split()) or (type(error).__name__ if error else "no error given")
    map_index = getattr(ti, "map_index", -1)
    return Failure(
        dag_id=ti.dag_id,
        run_id=ti.run_id,
        task_id=ti.task_id,
        map_index=-1 if map_index is None else map_index,
        name=name,
        owner=owner,
        tries=ti.try_number,
        error=text[:_LONGEST_ERROR],
        log_url=log_url,
        at=_now(),
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
