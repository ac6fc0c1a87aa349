"""Who may see the marts: the role `bi_reader`, which people's logins are members of, and nobody else."""

from __future__ import annotations

from delivery.postgres.server import INSUFFICIENT_PRIVILEGE, PostgresError, Session, name

READER = "bi_reader"

_DUPLICATE = "42710"


def ensure_reader(server: Session) -> None:
    """Make the role where it is missing. Raises PostgresError with what an administrator has to run, if need be."""
    if server.ask(f"select 1 from pg_catalog.pg_roles where rolname = '{READER}'"):
        return
    try:
        server.run(f"create role {READER} nologin")
    except PostgresError as error:
        if error.sqlstate == INSUFFICIENT_PRIVILEGE:
            raise PostgresError(
                f"there is no role {READER} and the loading role may not create it; an administrator runs once: "
                f"create role {READER} nologin;",
                error.sqlstate,
            ) from None
        if error.sqlstate != _DUPLICATE:  # another database of this server made it meanwhile
            raise


def close_database(server: Session) -> None:
    """Take temporary tables away from everybody, where the loading role owns the database; others are left alone."""
    owned = server.ask(
        "select datname::text from pg_catalog.pg_database "
        "where datname = current_database() and pg_has_role(current_user, datdba, 'usage')"
    )
    if owned:
        database = name(owned[0][0])
        server.script(
            [
                f"revoke temporary on database {database} from public",
                f"grant connect on database {database} to {READER}",
            ]
        )


def grants(schema: str) -> list[str]:
    """What lets the readers in, and nobody else, as SQL."""
    return [
        f"revoke all on schema {schema} from public",
        f"grant usage on schema {schema} to {READER}",
        f"grant select on all tables in schema {schema} to {READER}",
    ]
