"""What docker-compose.yml starts with COMPOSE_PROFILES=full, without containers: a mapped DAG runs on a Celery worker.

PostgreSQL, Redis, `setup`, API server, scheduler, DAG processor, triggerer and worker run with the commands, variables
and health checks of the file; only addresses and folders are others. Superset and the drop have tests of their own.
"""

from __future__ import annotations

import json
import shutil
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from gnbv.settings import PROJECT
from gnbv.up import is_healthy
from ingestion import read_table
from tests.airflow.rest import Api, until
from tests.servers.compose_file import example, services
from tests.servers.native_services import HOST, NativeServices, free_ports, make_databases
from tests.servers.postgres_servers import Server, pypi_binaries, running

pytestmark = [pytest.mark.airflow, pytest.mark.whole_round, pytest.mark.slow, pytest.mark.timeout(480)]

AS_OF = "2023-10-27"
AIRFLOW = ("api-server", "scheduler", "dag-processor", "triggerer", "worker")
READY_SECONDS = RUN_SECONDS = 150.0
SOURCES = """\
sources:
  - {{id: 20-lang-son, name: Lạng Sơn, level: province, locality_code: "20", url: {samples}/20-lang-son}}
  - {{id: 04-cao-bang, name: Cao Bằng, level: province, locality_code: "04", url: {samples}/04-cao-bang}}
  - {{id: 12-lai-chau, name: Lai Châu, level: province, locality_code: "12", url: {samples}/12-lai-chau}}
"""


@pytest.fixture(scope="module")
def given() -> dict[str, str]:
    """What a person writes into .env: every secret another."""
    secrets = {name: f"mat-khau-{name.lower()}".ljust(64, "-") for name, value in example().items() if not value}
    fernet = urlsafe_b64encode(b"k" * 32).decode()
    return secrets | {"AIRFLOW_FERNET_KEY": fernet, "COMPOSE_PROFILES": "full", "GNBV_PARALLELISM": "2"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("celery")
    for folder in ("airflow", "gnbv", "sources", "redis"):
        (base / folder).mkdir()
    text = SOURCES.format(samples=PROJECT / "samples" / "sources")
    (base / "sources" / "sources.yml").write_text(text, encoding="utf-8")
    return base


@pytest.fixture(scope="module")
def postgres() -> Iterator[Server]:
    yield from running(pypi_binaries())


@pytest.fixture(scope="module")
def stack(given: dict[str, str], home: Path, postgres: Server) -> Iterator[NativeServices]:
    """Everything runs and says that it is healthy."""
    if not shutil.which("redis-server"):
        pytest.skip("not run: no redis-server on this machine")
    api, redis = free_ports(2)
    full = services(given)
    make_databases(postgres, pypi_binaries(), full["postgres"]["environment"])
    places = {
        "postgres:5432": f"{HOST}:{postgres.port}", "redis:6379": f"{HOST}:{redis}",
        "api-server:8080": f"{HOST}:{api}",
        "0.0.0.0": HOST, "8080": str(api), "/opt/gnbv": str(PROJECT), "/srv/airflow": str(home / "airflow"),
        "/srv/gnbv": str(home / "gnbv"), "/srv/sources": str(home / "sources"), "/data": str(home / "redis"),
        "redis-server -": f"redis-server - --bind {HOST} --port {redis}", "redis-cli": f"redis-cli -p {redis}",
    }  # fmt: skip
    with NativeServices(full, places, home) as native:
        native.start("redis")
        native.run("setup", READY_SECONDS)
        for name in AIRFLOW:
            native.start(name)

        def ready() -> bool:
            native.check()
            is_up = is_healthy(_url(native)) and native.health("api-server").returncode == 0
            return is_up and "ready." in native.log("worker").read_text(errors="replace")

        _until(native, ready, READY_SECONDS)
        yield native


@pytest.fixture(scope="module")
def run(stack: NativeServices, home: Path) -> tuple[Api, str]:
    """The REST API and the id of a collect_returns run that has ended; what is behind it stays paused."""
    password = json.loads((home / "airflow" / "admin-password.json").read_text(encoding="utf-8"))["admin"]
    api = Api(_url(stack), password)
    api.client.timeout = 120  # seconds: all services share the machine with other tests
    _until(stack, lambda: {"collect_returns", "build_warehouse"} <= api.dag_ids(), 60)
    api.client.patch("/dags/build_warehouse", json={"is_paused": True}).raise_for_status()
    run_id = api.trigger("collect_returns", {"as_of": AS_OF})

    def ended() -> bool:
        stack.check()
        states = {one["dag_run_id"]: one["state"] for one in api.runs("collect_returns")}
        return states[run_id] in ("success", "failed")

    _until(stack, ended, RUN_SECONDS)
    return api, run_id


def test_every_mapped_task_succeeded(stack: NativeServices, run: tuple[Api, str]) -> None:
    api, run_id = run
    tasks = api.tasks("collect_returns", run_id)
    mapped = {task["rendered_map_index"]: task["state"] for task in tasks if task["task_id"] == "collect"}
    assert mapped == {"Lạng Sơn": "success", "Cao Bằng": "success", "Lai Châu": "success"}, stack.tails()
    assert {task["task_id"] for task in tasks} > {"list_sources", "collect", "announce"}
    assert {task["state"] for task in tasks} == {"success"}


def test_tasks_ran_on_the_worker(stack: NativeServices, run: tuple[Api, str]) -> None:
    said = stack.log("worker").read_text(encoding="utf-8", errors="replace")
    query = "select task_id, queue, external_executor_id from task_instance where dag_id = 'collect_returns'"
    tasks = _asked(stack, query)
    assert [task for task, _, _ in tasks].count("collect") == 3
    assert {queue for _, queue, _ in tasks} == {"default"}
    for task, _, celery_id in tasks:
        assert f"[{celery_id}]" in said, f"{task} is not in the log of the worker:\n{stack.tail('worker')}"
    # The last result is written a moment after the run has ended.
    results = "select count(*) from celery_taskmeta where status = 'SUCCESS'"
    until(lambda: _asked(stack, results) == [(len(tasks),)], 60)


def test_receipts_lie_in_the_volume_of_the_warehouse(run: tuple[Api, str], home: Path) -> None:
    rows = read_table(home / "gnbv" / "bronze", "attempt").to_pylist()
    sources = [row["source_id"] for row in rows if row["attempt_kind"] == "source"]
    assert sorted(sources) == ["04-cao-bang", "12-lai-chau", "20-lang-son"]


def test_setup_made_the_pool_of_the_one_writer(run: tuple[Api, str]) -> None:
    assert run[0].pool_slots("warehouse_writer") == 1


@pytest.mark.parametrize("name", ["redis", *AIRFLOW])
def test_health_check_passes(stack: NativeServices, run: tuple[Api, str], name: str) -> None:
    answer = stack.health(name)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_redis_asks_for_the_password(stack: NativeServices) -> None:
    import redis

    port = int(stack.places["redis:6379"].rpartition(":")[2])
    with pytest.raises(redis.AuthenticationError), redis.Redis(HOST, port) as stranger:
        stranger.ping()


def _url(stack: NativeServices) -> str:
    return f"http://{stack.places['api-server:8080']}"


def _until(stack: NativeServices, ready: Any, seconds: float) -> None:
    try:
        until(ready, seconds)
    except AssertionError as error:
        raise AssertionError(f"{error}\n{stack.tails()}") from None


def _asked(stack: NativeServices, query: str) -> list[tuple[Any, ...]]:
    address = stack.environment("scheduler")["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"].replace("+psycopg2", "")
    with psycopg2.connect(address) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()
