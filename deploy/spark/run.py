#!/usr/bin/env python3
"""Make the warehouse of a workspace's last build again, on Spark, from the same bronze and the same seeds.

usage: .venv-spark/bin/python deploy/spark/run.py {session,cluster,connect} HOME OUT [--select MODEL ...]

HOME   a workspace (GNBV_HOME) in which `gnbv build` ended
OUT    a folder for the tables (OUT/warehouse/<schema>.db/<table>/*.parquet), dbt's logs and what Spark needs

session: in this process, on two threads. cluster: a master and two workers, each a process. connect: over Spark
Connect, the server a process of its own. All on the loopback interface; all processes end with this one.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
DBT_PROJECT = HERE.parent.parent / "dbt_project"
START_SECONDS = 120
CONNECT_SERVER = "org.apache.spark.sql.connect.service.SparkConnectServer"


class SparkRunError(RuntimeError):
    """The run cannot go on; the text is one readable line."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the project; 0 when every model was made."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("mode", choices=("session", "cluster", "connect"))
    parser.add_argument("home", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--select", nargs="+", default=[], metavar="MODEL", help="dbt selectors; else everything")
    given = parser.parse_args(arguments)
    try:
        made = run(given.mode, given.home.resolve(), given.out.resolve(), given.select)
    except SparkRunError as error:
        print(f"run.py: {error}", file=sys.stderr)
        return 1
    return 0 if made else 1


def run(mode: str, home: Path, out: Path, select: Sequence[str] = ()) -> bool:
    """Make every table anew in `out`; whether dbt ended well. Raises `SparkRunError`."""
    building = home / "warehouse" / "building"
    if not (building / "manifest.json").is_file():
        raise SparkRunError(f"{building}: no build was made here; run `gnbv build` in this workspace first")
    if shutil.which("java") is None:
        raise SparkRunError("java: not found; Spark needs Java 17 on the PATH")
    # Of libraries, each time dbt asks for the session: no setting of ours is meant.
    warnings.filterwarnings("ignore", module="pyspark")
    out.mkdir(parents=True, exist_ok=True)
    for left in ("warehouse", "bronze", "work"):
        shutil.rmtree(out / left, ignore_errors=True)
    show_bronze(home / "bronze", out / "bronze")
    os.environ |= {
        "SPARK_CONF_DIR": str(HERE / "conf"),
        # What listens, the workers' pages too, listens here.
        "SPARK_LOCAL_IP": "127.0.0.1",
        "GNBV_BRONZE": str(out / "bronze"),
        "GNBV_BATCHES": str(building.resolve() / "batches.parquet"),
        "GNBV_SEEDS": "seeds",
        "GNBV_MATERIALIZED": "table",
        "DO_NOT_TRACK": "1",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    facts = json.loads((building / "manifest.json").read_text(encoding="utf-8"))
    with ExitStack() as running:
        started = time.monotonic()
        open_session(mode, out, running)
        print(f"{mode}: Spark is up after {time.monotonic() - started:.0f} s", flush=True)
        return run_dbt(home / "warehouse" / "dbt" / "project", out, facts, select)


def show_bronze(bronze: Path, place: Path) -> None:
    """Link the files of bronze under names Spark sees: it passes over files whose name starts with `_`."""
    for path in sorted(bronze.glob("*/*.parquet")):
        link = place / path.parent.name / path.name.lstrip("_")
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(path)


def open_session(mode: str, out: Path, running: ExitStack) -> None:
    """Open the session dbt will find, and start what it needs; `running` ends both."""
    from pyspark.sql import SparkSession

    warehouse = {"spark.sql.warehouse.dir": str(out / "warehouse")}
    if mode == "connect":
        port = free_port()
        options = warehouse | {"spark.master": "local[2]", "spark.connect.grpc.binding.port": str(port)}
        server = ["spark-submit", *as_options(options), "--class", CONNECT_SERVER, "spark-internal"]
        running.enter_context(process(out, "connect", server))
        wait_for(port, "the server of Spark Connect")
        # dbt's session finds the server by this, too.
        os.environ["SPARK_REMOTE"] = f"sc://127.0.0.1:{port}"
        session = SparkSession.builder.getOrCreate()
    else:
        master = "local[2]" if mode == "session" else start_cluster(out, running)
        builder = SparkSession.builder.master(master)
        for name, value in warehouse.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
    running.callback(session.stop)


def start_cluster(out: Path, running: ExitStack) -> str:
    """Start a master and two workers of one core each; returns the master's address."""
    port = free_port()
    place = ("--host", "127.0.0.1", "--webui-port", "0")
    master = ["spark-class", "org.apache.spark.deploy.master.Master", *place, "--port", str(port)]
    running.enter_context(process(out, "master", master))
    wait_for(port, "the master of the cluster")
    address = f"spark://127.0.0.1:{port}"
    size = ("--cores", "1", "--memory", "1g", "--work-dir", str(out / "work"))
    for number in (1, 2):
        worker = ["spark-class", "org.apache.spark.deploy.worker.Worker", *place, *size, address]
        running.enter_context(process(out, f"worker-{number}", worker))
    return address


@contextmanager
def process(out: Path, name: str, command: Sequence[str]) -> Iterator[None]:
    """A program of PySpark in the background, its words in `out/logs`; ended with the block."""
    import pyspark

    programs = Path(pyspark.__file__).parent / "bin"
    log = out / "logs" / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as stream:
        child = subprocess.Popen([programs / command[0], *command[1:]], stdout=stream, stderr=subprocess.STDOUT)
        try:
            yield
        finally:
            child.terminate()
            child.wait()


def run_dbt(project: Path, out: Path, facts: dict[str, object], select: Sequence[str]) -> bool:
    """Tell Spark where bronze is, then make seeds and models; whether all were made."""
    from dbt.cli.main import dbtRunner

    common = [
        *("--project-dir", str(project), "--profiles-dir", str(DBT_PROJECT), "--target", "spark"),
        *("--target-path", str(out / "target"), "--log-path", str(out / "logs"), "--log-level", "warn"),
        *("--vars", json.dumps({name: facts.get(name) for name in ("as_of", "known", "rules_on")})),
    ]
    chosen = ["--select", *select] if select else []
    steps = {
        "bronze": ["run-operation", "bronze_tables"],
        "seeds": ["seed"],
        "models": ["run", *chosen],
    }
    for name, step in steps.items():
        started = time.monotonic()
        outcome = dbtRunner().invoke([*step, *common])
        made = f"{name}: {'made' if outcome.success else 'failed'} after {time.monotonic() - started:.0f} s"
        print(made if outcome.success else f"{made}; see {out / 'logs' / 'dbt.log'}", flush=True)
        if not outcome.success:
            return False
    return True


def as_options(settings: dict[str, str]) -> list[str]:
    """Settings as spark-submit takes them."""
    return [word for name, value in settings.items() for word in ("--conf", f"{name}={value}")]


def free_port() -> int:
    """A port of the loopback interface nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(port: int, what: str) -> None:
    """Return when something answers; raises `SparkRunError` when nothing does for `START_SECONDS`."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SparkRunError(f"{what} did not answer on port {port} within {START_SECONDS} s; see its log in OUT/logs")


if __name__ == "__main__":
    sys.exit(main())
