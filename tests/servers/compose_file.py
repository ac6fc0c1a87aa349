"""docker-compose.yml as Compose understands it: variables put in, `$$` undone, the services of a profile.

tests/unit/test_compose_config.py holds this beside what Compose itself says, where it is installed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from gnbv.settings import PROJECT

COMPOSE = PROJECT / "docker-compose.yml"
EXAMPLE = PROJECT / "deploy" / ".env.example"
VARIABLE = re.compile(r"\$(?:(?P<dollar>\$)|\{(?P<name>\w+)(?P<operator>:\?|:-)(?P<rest>[^}]*)\})")

Service = dict[str, Any]


class MissingVariableError(ValueError):
    """A `${NAME:?message}` without a value: "NAME: message"."""


def variables() -> dict[str, set[str]]:
    """Variables of the file with the operators they are used with."""
    found: dict[str, set[str]] = {}
    for match in VARIABLE.finditer(COMPOSE.read_text(encoding="utf-8")):
        if match["name"]:
            found.setdefault(match["name"], set()).add(match["operator"])
    return found


def example(*, optional: bool = False) -> dict[str, str]:
    """The lines of deploy/.env.example; with `optional` also those that are commented out."""
    lines = re.findall(rf"^{'#?' if optional else ''}([A-Z_]+)=(.*)$", EXAMPLE.read_text(encoding="utf-8"), re.M)
    return dict(lines)


def rendered(given: Mapping[str, str]) -> Service:
    """The whole file with its variables put in. Raises MissingVariableError."""
    document: Service = _put_in(yaml.safe_load(COMPOSE.read_text(encoding="utf-8")), given)
    return document


def services(given: Mapping[str, str]) -> dict[str, Service]:
    """The services that `COMPOSE_PROFILES` starts, each with all of its `environment`. Raises MissingVariableError."""
    chosen = given.get("COMPOSE_PROFILES", "")
    every: dict[str, Service] = rendered(given)["services"]
    return {
        name: service | {"environment": _env_file(service) | (service.get("environment") or {})}
        for name, service in every.items()
        if not service.get("profiles") or chosen in service["profiles"]
    }


def _env_file(service: Service) -> dict[str, str]:
    if "env_file" not in service:
        return {}
    text = (PROJECT / service["env_file"]).read_text(encoding="utf-8")
    return dict(re.findall(r"^(\w+)=(.*)$", text, re.M))


def _put_in(value: Any, given: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _put_in(one, given) for name, one in value.items()}
    if isinstance(value, list):
        return [_put_in(one, given) for one in value]
    return VARIABLE.sub(lambda match: _value(match, given), value) if isinstance(value, str) else value


def _value(match: re.Match[str], given: Mapping[str, str]) -> str:
    if match["dollar"]:
        return "$"
    if found := given.get(match["name"]):
        return found
    if match["operator"] == ":?":
        raise MissingVariableError(f"{match['name']}: {match['rest']}")
    return match["rest"]
