"""Bring the dashboards of `assets/` into Superset, with the person who administers it; a second run changes nothing.

Runs in Superset's own environment, after `superset db upgrade` and `superset init`:

    SUPERSET_MARTS_URI=postgresql+psycopg2://LOGIN:PASSWORD@HOST:5432/DATABASE \\
    SUPERSET_ADMIN_PASSWORD=... python deploy/superset/import_assets.py

The login is a member of `bi_reader`. What is in `assets/` goes before what people changed in the same dashboards; their
own dashboards, charts and passwords are left alone.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ASSETS = Path(__file__).parent / "assets"
DATABASE = "databases/gnbv_marts.yaml"


def main() -> None:
    """Import everything; a missing setting or a database that does not answer ends it with one line."""
    os.environ.setdefault("SUPERSET_CONFIG_PATH", str(Path(__file__).with_name("superset_config.py")))
    marts_uri = _required("SUPERSET_MARTS_URI", "the PostgreSQL of the marts, as a login that is a member of bi_reader")
    password = _required("SUPERSET_ADMIN_PASSWORD", "the first password of the administrator")
    _check_marts(marts_uri)

    from superset.app import create_app

    with create_app().app_context():
        _import(contents(marts_uri), os.environ.get("SUPERSET_ADMIN_USER", "admin"), password)


def contents(marts_uri: str) -> dict[str, str]:
    """Give the assets as Superset imports them, by path; the address of the marts goes in here and into no file."""
    import yaml

    found = {str(path.relative_to(ASSETS)): path.read_text(encoding="utf-8") for path in sorted(ASSETS.rglob("*.yaml"))}
    found[DATABASE] = yaml.safe_dump({**yaml.safe_load(found[DATABASE]), "sqlalchemy_uri": marts_uri})
    return found


def _import(found: dict[str, str], admin: str, password: str) -> None:
    from superset import security_manager
    from superset.commands.importers.v1.assets import ImportAssetsCommand
    from superset.utils.core import override_user

    user = security_manager.find_user(username=admin) or security_manager.add_user(
        admin, "Admin", "Superset", "admin@localhost", security_manager.find_role("Admin"), password
    )
    if not user:
        sys.exit(f"superset: the administrator {admin!r} could not be made; run `superset init` first")
    with override_user(user):
        ImportAssetsCommand(found).run()
    kinds = [path.split("/")[0] for path in found if "/" in path]
    print(f"imported {', '.join(f'{kinds.count(kind)} {kind}' for kind in dict.fromkeys(kinds))}")


def _check_marts(uri: str) -> None:
    import sqlalchemy

    try:
        engine = sqlalchemy.create_engine(uri)
        with engine.connect() as connection:
            connection.execute(sqlalchemy.text("select build_id from marts.publication"))
    except sqlalchemy.exc.SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        sys.exit(f"superset: the marts cannot be read with SUPERSET_MARTS_URI: {reason}; publish to PostgreSQL first")


def _required(name: str, what: str) -> str:
    value = os.environ.get(name, "").strip()
    if not value:
        sys.exit(f"superset: {name} is not set: {what}; there is no default")
    return value


if __name__ == "__main__":
    main()
