"""The embedded Airflow of `make run` and `make up`: its folder, its settings, its metadata database and its pool.

Everything lies under `<GNBV_HOME>/airflow` and is set by environment variables, which win over `airflow.cfg`; settings
of another Airflow installation on the same machine are put aside. Airflow itself is imported inside the functions,
after the variables are set.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from filelock import FileLock, Timeout

from gnbv.dag_support import COLLECTING
from gnbv.lineage import airflow_settings
from gnbv.settings import PROJECT, Workspace

#: The one slot through which every build of the warehouse passes.
POOL = "warehouse_writer"
POOL_DESCRIPTION = "One slot: one process at a time builds and swaps the warehouse."
COLLECTING_DESCRIPTION = "So many tasks at a time collect; one place less than there are in all is left to builds."

_CORES = 2


class AirflowHomeError(RuntimeError):
    """Airflow's folder cannot be used; the text is one readable line that says what to do."""


def airflow_home(ws: Workspace) -> Path:
    """The folder of the embedded Airflow of one workspace."""
    return ws.home / "airflow"


def environment(ws: Workspace, base: Mapping[str, str]) -> dict[str, str]:
    """Return `base` with the settings of the embedded Airflow and of the workspace, and no other Airflow settings."""
    home = airflow_home(ws)
    # The connections of the sources are the exception: they are given in the environment.
    kept = {
        name: value
        for name, value in base.items()
        if name.startswith("AIRFLOW_CONN_") or not name.startswith("AIRFLOW_")
    }
    return kept | {
        "GNBV_HOME": str(ws.home),
        "GNBV_SOURCES": str(ws.sources),
        "GNBV_POLICY": os.pathsep.join(str(path) for path in ws.policy),
        "GNBV_CONTACTS": str(ws.contacts),
        "GNBV_MAIL": ws.mail or "",
        "GNBV_OWNERS": str(ws.owners or ""),
        "GNBV_LINEAGE": ws.lineage or "",
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        # Collecting has a slot a core; one more place is for the build that an earlier run has asked for.
        "AIRFLOW__CORE__PARALLELISM": str(_slots(base) + 1),
        # A stage begins when the scheduler looks, at most so many seconds late; a look costs it some 20 ms.
        "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.5",
        "AIRFLOW__DAG_PROCESSOR__PARSING_PROCESSES": "1",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home / 'airflow.db'}",
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
        "AIRFLOW__LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY": str(home / "logs" / "dag_processor"),
        # The first request after a start finds the API still importing; the default of 5 s fails tasks for it.
        "AIRFLOW__WORKERS__EXECUTION_API_TIMEOUT": "60",
        "SCARF_ANALYTICS": "false",
        **airflow_settings(ws),
        "DO_NOT_TRACK": "1",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "GX_ANALYTICS_ENABLED": "false",
    }


@contextmanager
def owned(ws: Workspace) -> Iterator[None]:
    """Hold the embedded Airflow for this process; raises AirflowHomeError when another one has it.

    A scheduler would take over the runs that `make run` executes in its own process, so the two exclude each other.
    """
    home = airflow_home(ws)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock(home / "in-use.lock", timeout=0)
    try:
        with lock:
            yield
    except Timeout:
        raise AirflowHomeError(
            f"another `make run` or `make up` is using {home}: stop it first, trigger collect_returns in its pages, "
            "or set GNBV_HOME to another folder"
        ) from None


def prepare() -> None:
    """Create or migrate the metadata database and create the pools; to be called with `environment` in `os.environ`.

    A marker names the Airflow release that the database was last migrated to, and the slots of collecting: asking the
    database takes seconds. A run that is killed before the marker is written migrates again.
    """
    slots = _slots(os.environ)
    home = Path(os.environ["AIRFLOW_HOME"])
    marker = home / f"migrated-{version('apache-airflow')}-{COLLECTING}-{slots}"
    if marker.exists() and (home / "airflow.db").exists():
        return
    from airflow.models.pool import Pool
    from airflow.utils import db

    db.upgradedb()
    Pool.create_or_update_pool(POOL, slots=1, description=POOL_DESCRIPTION, include_deferred=False)
    Pool.create_or_update_pool(COLLECTING, slots=slots, description=COLLECTING_DESCRIPTION, include_deferred=False)
    marker.touch()


def _slots(base: Mapping[str, str]) -> int:
    """How many tasks collect at a time: `GNBV_COLLECT_SLOTS`, else one a core of the smallest machine."""
    stated = base.get("GNBV_COLLECT_SLOTS") or str(_CORES)
    if not stated.isdecimal() or int(stated) < 1:
        raise AirflowHomeError(f"GNBV_COLLECT_SLOTS: expected a number from 1, found {stated!r}; correct or unset it")
    return int(stated)
