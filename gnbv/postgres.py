"""From the Airflow connection `GNBV_POSTGRES` names to the marts in PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from gnbv.connections import ConnectionFailed, airflow_connection
from gnbv.settings import Workspace

if TYPE_CHECKING:
    from delivery.postgres import Loaded

#: What Airflow's own hook reads in the extra of a connection; everything else there is a parameter of libpq.
_OF_THE_HOOK = ("cursor", "iam", "sqlalchemy_scheme", "sqlalchemy_query", "enable_log_db_messages")


def load_marts(ws: Workspace, *, now: datetime | None = None) -> Loaded | None:
    """Bring the database to the published release; None when no `GNBV_POSTGRES` is set. Twice does nothing more.

    Raises ConnectionFailed, and DeliveryError: nothing is published, or the server refuses something.
    """
    if ws.postgres is None:
        return None
    from delivery import published_marts
    from delivery.postgres import held_build, load

    release = published_marts(ws.published).parent
    uri = postgres_uri(ws.postgres, ws.home)
    return load(release, uri, previous=_release_of(ws, held_build(uri)), now=now or datetime.now(UTC))


def postgres_uri(connection_id: str, home: Path) -> str:
    """The connection as libpq has it, with the name of this program. Raises ConnectionFailed."""
    found: Any = airflow_connection(connection_id, home)
    if found.conn_type != "postgres" or not found.host or not found.schema:
        raise ConnectionFailed(
            f"connection {connection_id!r} (type {found.conn_type!r}, host {found.host!r}, database {found.schema!r}) "
            "leads to no database; it needs the type postgres, a host, and the database as its schema"
        )
    extra = {name: value for name, value in found.extra_dejson.items() if name not in _OF_THE_HOOK}
    parameters = {"host": found.host, "port": found.port or 5432, "application_name": "gnbv", **extra}
    login = quote(found.login or "", safe="")
    password = f":{quote(found.password, safe='')}" if found.password else ""
    at = f"{login}{password}@" if login else ""
    return f"postgresql://{at}/{quote(found.schema, safe='')}?{urlencode(parameters, quote_via=quote)}"


def _release_of(ws: Workspace, build_id: str | None) -> Path | None:
    """The folder of the release the database holds; None when there is none, or retention has removed it."""
    folder = ws.published / "releases" / build_id if build_id else None
    return folder if folder and folder.is_dir() else None
