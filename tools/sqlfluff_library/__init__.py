"""What sqlfluff's templater lacks of dbt: types, dispatch to the default macro, the project's namespace."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

_TYPES = {"string": "varchar", "bigint": "bigint", "int": "integer", "boolean": "boolean", "timestamp": "timestamptz"}


class dbt:  # noqa: N801 - the name templates use
    """The macros of dbt itself: `dbt.type_string()` gives a type, any other its own name as a function call."""

    def __getattr__(self, name: str) -> Callable[..., str]:
        def call(*args: object, **options: object) -> str:
            kind = _TYPES.get(name.removeprefix("type_"))
            if name == "listagg":
                return f"string_agg({args[0] if args else options['measure']}, ',')"
            return kind if kind else f"{name}({', '.join(str(arg) for arg in (*args, *options.values()))})"

        return call


class gnbv:  # noqa: N801
    """The project's own macros by their full name: `gnbv.local_zone()`."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        @pass_context
        def call(context: Context, *args: Any, **kwargs: Any) -> Any:
            return context.resolve(name)(*args, **kwargs)

        return call


class adapter:  # noqa: N801
    """`adapter.dispatch(name, package)` gives the macro for DuckDB."""

    @pass_context
    def dispatch(self, context: Context, name: str, package: str | None = None) -> Any:
        return context.resolve(f"duckdb__{name}") or context.resolve(f"default__{name}")


class modules:  # noqa: N801
    """The Python modules dbt offers."""

    re = re


class exceptions:  # noqa: N801
    """A check of a macro's arguments: the values here are placeholders, so it must not stop the lint."""

    @staticmethod
    def raise_compiler_error(_message: str) -> str:
        return ""


dbt, gnbv, adapter = dbt(), gnbv(), adapter()  # type: ignore[assignment,misc]


class target:  # noqa: N801
    """The engine models are linted for."""

    type = "duckdb"


def env_var(name: str, default: str = "") -> str:
    """A variable of the environment, unset: `name` plays no part."""
    return default
