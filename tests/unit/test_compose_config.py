"""What Compose makes of docker-compose.yml, and of an .env as the example has it made; the images' files."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gnbv.settings import PROJECT
from tests.servers.compose_file import COMPOSE, EXAMPLE, MissingVariableError, rendered, services


@pytest.fixture(scope="module")
def env_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """.env, made with the line that deploy/.env.example gives."""
    (line,) = re.findall(r"^#   (umask .*) > \.env$", EXAMPLE.read_text(encoding="utf-8"), re.M)
    if not shutil.which("openssl") or not shutil.which("awk"):
        pytest.skip("not run: no openssl or no awk on this machine")
    made = tmp_path_factory.mktemp("env") / ".env"
    subprocess.run(["sh", "-c", f"{line} > '{made}'"], cwd=PROJECT, check=True, timeout=60)
    return made


def test_the_readme_gives_the_same_line() -> None:
    (line,) = re.findall(r"^#   (umask .*)$", EXAMPLE.read_text(encoding="utf-8"), re.M)
    assert f"\n{line}\n" in (PROJECT / "deploy" / "README.md").read_text(encoding="utf-8")


def read(env_file: Path) -> dict[str, str]:
    return dict(re.findall(r"^([A-Z_]+)=(.*)$", env_file.read_text(encoding="utf-8"), re.M))


def compose(env_file: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Ask Compose, the plugin of docker or the command; skips where there is none."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    if command := shutil.which("docker-compose", path=path):
        asked = [command]
    elif subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode == 0:
        asked = ["docker", "compose"]
    else:
        pytest.skip("not run: Compose is not installed on this machine")
    asked += ["--file", str(COMPOSE), "--env-file", str(env_file), *arguments]
    environment = {"PATH": path, "HOME": str(env_file.parent)} | variables
    return subprocess.run(asked, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_made_secrets_are_all_there_and_all_different(env_file: Path) -> None:
    from cryptography.fernet import Fernet

    found = read(env_file)
    profile = found.pop("COMPOSE_PROFILES")
    assert profile == "small"
    assert {name: len(value) for name, value in found.items() if len(value) != 64} == {"AIRFLOW_FERNET_KEY": 44}
    assert len(set(found.values())) == len(found) == 11
    assert env_file.stat().st_mode & 0o777 == 0o600
    Fernet(found["AIRFLOW_FERNET_KEY"])


def test_addresses_carry_their_passwords_whole(env_file: Path) -> None:
    from kombu.utils.url import parse_url
    from sqlalchemy import make_url

    found = read(env_file) | {"COMPOSE_PROFILES": "full"}
    environment = services(found)["worker"]["environment"]
    address = make_url(environment["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"])
    assert (address.username, address.password, address.host) == ("airflow", found["AIRFLOW_DB_PASSWORD"], "postgres")
    assert parse_url(environment["AIRFLOW__CELERY__BROKER_URL"])["password"] == found["REDIS_PASSWORD"]
    marts = make_url(services(found)["superset"]["environment"]["SUPERSET_MARTS_URI"])
    assert (marts.username, marts.password, marts.database) == ("bi_superset", found["BI_DB_PASSWORD"], "marts")


def test_connection_of_the_marts_is_one_of_airflow(env_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from airflow.sdk import Connection

    found = read(env_file)
    environment = services(found)["scheduler"]["environment"]
    name = environment["GNBV_POSTGRES"]
    monkeypatch.setenv("AIRFLOW_CONN_GNBV_MARTS", environment[f"AIRFLOW_CONN_{name.upper()}"])
    made = Connection.from_uri(environment["AIRFLOW_CONN_GNBV_MARTS"], conn_id=name)
    assert (made.conn_type, made.host, made.port, made.schema) == ("postgres", "postgres", 5432, "marts")
    assert (made.login, made.password) == ("gnbv_loader", found["MARTS_DB_PASSWORD"])


@pytest.mark.parametrize("name", ["COMPOSE_PROFILES", "POSTGRES_PASSWORD", "SUPERSET_SECRET_KEY"])
def test_an_empty_secret_stops_it_with_a_clear_line(env_file: Path, name: str) -> None:
    with pytest.raises(MissingVariableError, match=f"^{name}: set it .*in .env, see deploy/.env.example$"):
        rendered(read(env_file) | {name: ""})


@pytest.mark.parametrize("profile", ["small", "full"])
def test_compose_renders_it_as_we_do(env_file: Path, profile: str) -> None:
    answer = compose(env_file, "config", "--format", "json", COMPOSE_PROFILES=profile)
    assert answer.returncode == 0, answer.stderr
    theirs: dict[str, Any] = json.loads(answer.stdout.replace("$$", "$"))["services"]
    ours = services(read(env_file) | {"COMPOSE_PROFILES": profile})
    assert set(theirs) == set(ours)
    for name, service in ours.items():
        assert theirs[name].get("environment", {}) == {key: str(one) for key, one in service["environment"].items()}, (
            name
        )
        assert theirs[name].get("command") == service.get("command"), name
        assert theirs[name].get("healthcheck", {}).get("test") == service.get("healthcheck", {}).get("test"), name


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"COMPOSE_PROFILES": ""}, "COMPOSE_PROFILES is missing a value: set it to small or full in .env"),
        ({"COMPOSE_PROFILES": "big"}, "profile-big.env not found"),
        ({"REDIS_PASSWORD": ""}, "REDIS_PASSWORD is missing a value: set it in .env, see deploy/.env.example"),
    ],
)
def test_compose_stops_with_a_clear_line(env_file: Path, variables: dict[str, str], said: str) -> None:
    answer = compose(env_file, "config", **variables)
    assert answer.returncode != 0
    assert said in answer.stderr


@pytest.mark.parametrize("dockerfile", ["deploy/Dockerfile", "deploy/sftp/Dockerfile", "deploy/superset/Dockerfile"])
def test_files_an_image_copies_exist(dockerfile: str) -> None:
    path = PROJECT / dockerfile
    context = PROJECT if dockerfile == "deploy/Dockerfile" else path.parent
    copied = re.findall(r"^COPY (?:--\S+ )*(.+) \S+$", path.read_text(encoding="utf-8"), re.M)
    names = [name for line in copied for name in line.split()]
    assert names
    assert [name for name in names if not (context / name).exists()] == []


def test_files_the_image_needs_are_let_into_its_context() -> None:
    ignore = (PROJECT / "deploy" / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = {line[1:] for line in ignore if line.startswith("!")}
    assert ignore[0] == "**"
    assert [name for name in let_in if not (PROJECT / name).exists()] == []
    copied = re.findall(r"^COPY ([^-].*) \S+$", (PROJECT / "deploy" / "Dockerfile").read_text(encoding="utf-8"), re.M)
    assert {name for line in copied for name in line.split()} <= let_in
    assert {"dags", "dbt_project", "delivery", "expectations", "gnbv", "ingestion", "samples"} <= let_in
    assert not {".env", "var", ".git", ".venv"} & let_in
