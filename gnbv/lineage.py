"""OpenLineage: what `GNBV_LINEAGE` (a file, or an address) means for Airflow's provider and for dbt.

Both send to the same place. One that does not answer costs a bounded time and fails nothing: lineage is a note about
the work, not part of it.
"""

from __future__ import annotations

import json
import logging
import os
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from gnbv.run_facts import dbt_results
from gnbv.settings import Workspace

log = logging.getLogger(__name__)

#: Jobs stand in this namespace; datasets in one of their own, `duckdb://<file of the warehouse>`.
NAMESPACE = "gnbv"
PRODUCER = "https://github.com/OpenLineage/OpenLineage/tree/main/integration/dbt"

#: So long an address may take to answer one event, and Airflow waits for one task's event, in seconds.
ANSWER_SECONDS = 2
TASK_SECONDS = 3


def transport(place: str) -> dict[str, Any]:
    """Return the client's configuration for a file (path or `file:`) or an address (`http:`, `https:`).

    An address without a path gets the usual one, `/api/v1/lineage`.
    """
    address = urlsplit(place)
    if address.scheme in ("http", "https"):
        return {
            "type": "http",
            "url": f"{address.scheme}://{address.netloc}",
            "endpoint": address.path.strip("/") or "api/v1/lineage",
            "timeout": ANSWER_SECONDS,
            "retry": {"total": 0},
        }
    path = Path(unquote(address.path) if address.scheme == "file" else place)
    return {"type": "file", "log_file_path": str(path.resolve()), "append": True}


def airflow_settings(ws: Workspace) -> dict[str, str]:
    """Return the variables that make Airflow's provider send there; without a place it is switched off altogether."""
    if ws.lineage is None:
        return {"AIRFLOW__OPENLINEAGE__DISABLED": "True"}
    return {
        "AIRFLOW__OPENLINEAGE__DISABLED": "False",
        "AIRFLOW__OPENLINEAGE__TRANSPORT": json.dumps(transport(ws.lineage)),
        "AIRFLOW__OPENLINEAGE__NAMESPACE": NAMESPACE,
        # In a thread of the task's process: a copy of the process for every event would copy DuckDB's threads, too.
        "AIRFLOW__OPENLINEAGE__EXECUTE_IN_THREAD": "True",
        "AIRFLOW__OPENLINEAGE__EXECUTION_TIMEOUT": str(TASK_SECONDS),
    }


def send_dbt(ws: Workspace, since: datetime) -> int:
    """Send what dbt did since an instant, each model and test with what it read and made; return how many events.

    Also when dbt failed. The first event that does not get through ends it; nothing is raised. Within Airflow their
    parent is the run of the task: `OPENLINEAGE_PARENT_ID`, as `<namespace>/<job>/<run>`.
    """
    parent = os.environ.pop("OPENLINEAGE_PARENT_ID", None)
    if ws.lineage is None or dbt_results(ws, since) is None:
        return 0
    sent = 0
    try:
        from openlineage.client import OpenLineageClient

        events = _dbt_events(ws, parent).events()
        client = OpenLineageClient(config={"transport": transport(ws.lineage)})
        for event in sorted(events, key=lambda one: str(one.eventTime)):
            client.emit(event)
            sent += 1
    except Exception as error:
        log.warning("GNBV_LINEAGE=%s: lineage of dbt not sent after %d events: %s", ws.lineage, sent, error)
    return sent


def _dbt_events(ws: Workspace, parent: str | None) -> Any:
    from openlineage.common.provider.dbt.local import DbtLocalArtifactProcessor  # type: ignore[import-untyped]
    from openlineage.common.provider.dbt.processor import ParentRunMetadata  # type: ignore[import-untyped]

    root = ws.builds.parent / "dbt"

    class Processor(DbtLocalArtifactProcessor):  # type: ignore[misc]
        def extract_dataset_namespace(self, profile: Any) -> None:
            """Name the warehouse, not the copy that dbt worked on."""
            self.dataset_namespace = f"duckdb://{ws.warehouse}"
            self.dataset_symlink_namespace = None

    made = Processor(
        project_dir=str(root / "project"), target_path=str(root / "target"), producer=PRODUCER, job_namespace=NAMESPACE
    )
    if parent is not None:
        namespace, name, run_id = parent.split("/")
        made.dbt_run_metadata = ParentRunMetadata(run_id=run_id, job_name=name, job_namespace=namespace)
    return made.parse()
