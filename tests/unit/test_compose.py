"""The compose file, as far as it can be checked without a container engine. How it renders: test_compose_config.py."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import pytest
import yaml

from gnbv.settings import PROJECT
from tests.servers.compose_file import COMPOSE, VARIABLE, example, services, variables

SECRETS = {
    "POSTGRES_PASSWORD", "AIRFLOW_DB_PASSWORD", "MARTS_DB_PASSWORD", "BI_DB_PASSWORD", "SUPERSET_DB_PASSWORD",
    "AIRFLOW_JWT_SECRET", "AIRFLOW_API_SECRET_KEY", "AIRFLOW_FERNET_KEY", "REDIS_PASSWORD", "SUPERSET_SECRET_KEY",
    "SUPERSET_ADMIN_PASSWORD",
}  # fmt: skip
SMALL = {"postgres", "setup", "api-server", "scheduler", "dag-processor", "triggerer"}
FULL = SMALL | {"redis", "worker", "superset-setup", "superset-import", "superset", "sftp"}
#: They end by themselves: no health check.
ONE_SHOT = {"setup", "superset-setup", "superset-import"}
IMAGE = re.compile(r"[a-z/-]+:\d+\.\d+[\w.-]*")

Services = dict[str, dict[str, Any]]


def given(profile: str) -> dict[str, str]:
    """What a person writes into .env for a profile."""
    return {name: f"secret-{name.lower()}" for name in SECRETS} | {"COMPOSE_PROFILES": profile}


@pytest.fixture(scope="module", params=["small", "full"])
def started(request: pytest.FixtureRequest) -> Services:
    """The services of each profile."""
    return services(given(request.param))


@pytest.fixture(scope="module")
def full() -> Services:
    return services(given("full"))


def test_keeps_to_the_compose_schema() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(COMPOSE)]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize(("profile", "meant"), [("small", SMALL), ("full", FULL)])
def test_services_of_a_profile_are_those_that_are_meant(profile: str, meant: set[str]) -> None:
    assert set(services(given(profile))) == meant


@pytest.mark.parametrize(("profile", "executor"), [("small", "LocalExecutor"), ("full", "CeleryExecutor")])
def test_executor_goes_with_the_profile(profile: str, executor: str) -> None:
    found = {
        name: service["environment"]["AIRFLOW__CORE__EXECUTOR"]
        for name, service in services(given(profile)).items()
        if "AIRFLOW_HOME" in service["environment"]
    }
    assert set(found) >= SMALL - {"postgres"}
    assert set(found.values()) == {executor}


def test_secrets_have_no_default_and_everything_else_has_one() -> None:
    used = variables()
    assert {name for name, operators in used.items() if operators == {":?"}} == SECRETS | {"COMPOSE_PROFILES"}
    assert {name for name, operators in used.items() if operators == {":-"}} == {
        "GNBV_PORT", "GNBV_SUPERSET_PORT", "GNBV_POSTGRES_PORT", "GNBV_SFTP_PORT", "GNBV_PARALLELISM",
        "GNBV_SOURCES_DIR", "GNBV_SENDERS_DIR", "GNBV_MAIL", "GNBV_OWNERS", "GNBV_LINEAGE",
        "GNBV_MEMORY_LIMIT", "GNBV_COLLECT_TASKS",
    }  # fmt: skip
    assert len(used) == 24


def test_example_names_every_variable_and_gives_no_secret_away() -> None:
    assert example() == dict.fromkeys(SECRETS, "") | {"COMPOSE_PROFILES": "small"}
    assert set(example(optional=True)) == set(variables())


def test_example_says_the_defaults_of_the_file() -> None:
    text = COMPOSE.read_text(encoding="utf-8")
    defaults = {match["name"]: match["rest"] for match in VARIABLE.finditer(text) if match["operator"] == ":-"}
    optional = {name: value for name, value in example(optional=True).items() if name in defaults}
    assert optional == defaults


def test_every_dollar_is_an_interpolation_or_doubled() -> None:
    assert VARIABLE.sub("", COMPOSE.read_text(encoding="utf-8")).count("$") == 0


def test_nothing_secret_is_written_out() -> None:
    found: Services = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]
    names = re.compile(r"PASSWORD$|SECRET|FERNET_KEY|CLI_AUTH$|_CONN|_URI$|BROKER_URL|RESULT_BACKEND")
    every = [pair for service in found.values() for pair in service.get("environment", {}).items()]
    secret = {(name, value) for name, value in every if names.search(name)}
    assert {name for name, value in secret if ":?" not in value} == set()
    assert len(secret) >= len(SECRETS)


def test_dependencies_exist_in_the_profile_and_can_become_true(started: Services) -> None:
    for name, service in started.items():
        for target, how in service.get("depends_on", {}).items():
            if target not in started:
                assert (name, target, how.get("required")) == ("scheduler", "redis", False)
            elif how["condition"] == "service_healthy":
                assert "healthcheck" in started[target]
            else:
                assert how["condition"] == "service_completed_successfully"
                assert started[target]["restart"] == "no"


def test_every_server_has_a_health_check_and_comes_back(started: Services) -> None:
    assert {name for name, service in started.items() if "healthcheck" not in service} == ONE_SHOT & set(started)
    assert {name for name, service in started.items() if service["restart"] != "unless-stopped"} <= ONE_SHOT


def test_ports_are_published_on_loopback_alone(full: Services) -> None:
    ports = {name: service["ports"] for name, service in full.items() if "ports" in service}
    assert ports == {
        "postgres": ["127.0.0.1:5432:5432"],
        "api-server": ["127.0.0.1:8080:8080"],
        "superset": ["127.0.0.1:8088:8088"],
        "sftp": ["127.0.0.1:2222:22"],
    }


def test_logs_are_limited_and_privileges_do_not_grow(full: Services) -> None:
    for name, service in full.items():
        assert service["logging"]["options"] == {"max-size": "10m", "max-file": "3"}, name
        assert service["security_opt"] == ["no-new-privileges:true"], name


def test_images_are_pinned(full: Services) -> None:
    images = {name: service["image"] for name, service in full.items()}
    for name, service in full.items():
        assert IMAGE.fullmatch(images[name]), name
        if "build" in service:
            built = PROJECT / service["build"]["context"] / service["build"].get("dockerfile", "Dockerfile")
            froms = re.findall(r"^FROM (\S+)", built.read_text(encoding="utf-8"), re.M)
            assert froms and all(IMAGE.fullmatch(image) for image in froms), built
    airflow = {image for name, image in images.items() if "AIRFLOW_HOME" in full[name]["environment"]}
    assert airflow == {"gnbv-warehouse:0.1.0"}


def test_named_volumes_are_declared_and_used(full: Services) -> None:
    declared = set(yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["volumes"])
    used = {volume.split(":")[0] for service in full.values() for volume in service.get("volumes", [])}
    assert {name for name in used if not name.startswith(".")} == declared
    assert {name for name in used if name.startswith(".")} == {"./samples", "./var/senders", "./deploy/postgres"}


def test_every_worker_sees_the_warehouse_and_none_writes_to_the_drop(full: Services) -> None:
    for name, service in full.items():
        if "AIRFLOW_HOME" in service["environment"]:
            assert {"airflow:/srv/airflow", "gnbv:/srv/gnbv", "drop:/srv/drop:ro"} <= set(service["volumes"]), name


def test_pool_of_the_setup_has_one_slot(full: Services) -> None:
    assert "airflow pools set warehouse_writer 1 " in full["setup"]["command"][2]


def test_settings_are_known_to_airflow(full: Services) -> None:
    from airflow.providers.celery.get_provider_info import get_provider_info
    from airflow.sdk.configuration import conf

    known = {section: set(options["options"]) for section, options in get_provider_info()["config"].items()}
    names = [name for name in full["worker"]["environment"] if name.startswith("AIRFLOW__")]
    for name in names:
        _, section, option = name.lower().split("__")
        described = set(conf.configuration_description.get(section, {"options": {}})["options"])
        assert option in described | known.get(section, set()), name
    assert len(names) >= 15


def test_services_are_started_as_the_embedded_ones() -> None:
    from gnbv.up import COMMANDS

    every = services(given("full"))
    for name, command in COMMANDS.items():
        ours = [part for part in command if part not in ("--workers", "1")]
        assert every[name]["command"][1 : 1 + len(ours)] == ours
