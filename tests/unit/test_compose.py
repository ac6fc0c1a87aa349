"""The compose file, as far as it can be checked without a container engine."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import pytest
import yaml

from gnbv.settings import PROJECT

COMPOSE = PROJECT / "docker-compose.yml"
EXAMPLE = PROJECT / "deploy" / ".env.example"
SECRETS = {"POSTGRES_PASSWORD", "AIRFLOW_JWT_SECRET", "AIRFLOW_API_SECRET_KEY", "AIRFLOW_FERNET_KEY"}
SERVICES = {"postgres", "setup", "api-server", "scheduler", "dag-processor", "triggerer"}
INTERPOLATION = re.compile(r"\$\{(?P<name>\w+)(?P<operator>:\?|:-)?(?P<rest>[^}]*)\}")


@pytest.fixture(scope="module")
def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]
    return found


def interpolations() -> dict[str, set[str]]:
    """Variables of the file with the operators they are used with."""
    found: dict[str, set[str]] = {}
    for match in INTERPOLATION.finditer(COMPOSE.read_text(encoding="utf-8")):
        found.setdefault(match["name"], set()).add(match["operator"] or "")
    return found


def example() -> dict[str, str]:
    lines = [line for line in EXAMPLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def test_keeps_to_the_compose_schema() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(COMPOSE)]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_services_are_those_that_are_meant(services: dict[str, dict[str, Any]]) -> None:
    assert set(services) == SERVICES


def test_secrets_have_no_default_and_everything_else_has_one() -> None:
    used = interpolations()
    assert {name for name, operators in used.items() if operators == {":?"}} == SECRETS
    assert {name for name, operators in used.items() if operators == {":-"}} == {
        "GNBV_PORT",
        "GNBV_PARALLELISM",
        "GNBV_SOURCES_DIR",
        "GNBV_MAIL",
    }
    assert len(used) == 8


def test_example_names_every_variable_and_gives_no_secret_away() -> None:
    given = example()
    assert set(given) == set(interpolations())
    assert {name for name, value in given.items() if not value} == SECRETS | {"GNBV_MAIL"}


def test_every_dollar_is_an_interpolation() -> None:
    text = COMPOSE.read_text(encoding="utf-8")
    assert INTERPOLATION.sub("", text).count("$") == 0


def test_nothing_secret_is_written_out(services: dict[str, dict[str, Any]]) -> None:
    for service in services.values():
        for name, value in service["environment"].items():
            if re.search(r"PASSWORD$|SECRET|FERNET_KEY|SQL_ALCHEMY_CONN", name):
                assert "${" in value and ":?" in value, name


def test_dependencies_exist_and_can_become_true(services: dict[str, dict[str, Any]]) -> None:
    for service in services.values():
        for target, how in service.get("depends_on", {}).items():
            assert target in SERVICES
            condition = how["condition"]
            assert condition in {"service_healthy", "service_completed_successfully"}
            if condition == "service_healthy":
                assert "healthcheck" in services[target]
            else:
                assert services[target]["restart"] == "no"


def test_every_server_has_a_health_check(services: dict[str, dict[str, Any]]) -> None:
    assert {name for name, service in services.items() if "healthcheck" not in service} == {"setup"}


def test_only_the_pages_are_published_and_only_on_loopback(services: dict[str, dict[str, Any]]) -> None:
    ports = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert ports == {"api-server": ["127.0.0.1:${GNBV_PORT:-8080}:8080"]}


def test_images_are_pinned(services: dict[str, dict[str, Any]]) -> None:
    images = [service["image"] for service in services.values()]
    images += re.findall(r"^FROM (\S+)", (PROJECT / "deploy" / "Dockerfile").read_text(encoding="utf-8"), re.M)
    for image in images:
        assert re.fullmatch(r"[a-z/-]+:\d+\.\d+[\w.-]*", image), image


def test_named_volumes_are_declared(services: dict[str, dict[str, Any]]) -> None:
    declared = set(yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["volumes"])
    used = {volume.split(":")[0] for service in services.values() for volume in service["volumes"]}
    assert {name for name in used if not name.startswith("$")} == declared == {"airflow", "gnbv", "postgres"}


def test_files_the_image_copies_exist() -> None:
    ignore = (PROJECT / "deploy" / "Dockerfile.dockerignore").read_text(encoding="utf-8")
    for name in re.findall(r"^!(\S+)", ignore, re.M):
        assert (PROJECT / name).exists(), name


def test_pool_of_the_setup_has_one_slot(services: dict[str, dict[str, Any]]) -> None:
    assert "airflow pools set warehouse_writer 1 " in services["setup"]["command"][2]
