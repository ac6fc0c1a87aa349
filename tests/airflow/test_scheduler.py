"""The DAGs start each other under a real scheduler: API server, scheduler, DAG processor and triggerer on loopback."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest

from delivery.reminders import Ledger
from gnbv.settings import PROJECT, Workspace
from gnbv.up import HOST, Servers, make_password, password_file, server_environment
from tests.airflow.post_office import PostOffice, post_office
from tests.airflow.rest import Api, until

pytestmark = [pytest.mark.airflow, pytest.mark.slow, pytest.mark.timeout(480)]

AS_OF = "2023-10-27"
#: From the trigger to the end of the last DAG; below a minute on two idle cores.
CHAIN_SECONDS = 240.0
#: From one step of remind_late to the next; some ten seconds each.
REMIND_SECONDS = 120.0
SOURCES = """\
sources:
  - {{id: 20-lang-son, name: Lạng Sơn, level: province, locality_code: "20", url: {samples}/20-lang-son}}
  - {{id: 12-lai-chau, name: Lai Châu, level: province, locality_code: "12", url: {missing}}}
  - {{id: 04-cao-bang, name: Cao Bằng, level: province, locality_code: "04", url: {samples}/04-cao-bang}}
  - {{id: 10-lao-cai, name: Lào Cai, level: province, locality_code: "10", url: {filing}}}
"""
#: What Lào Cai sends after the list was made and before it is approved.
FILED = """\
Loại báo cáo,Báo cáo 6 tháng thực hiện Chương trình phối hợp
Kỳ báo cáo,6 tháng đầu năm 2023
Đơn vị báo cáo,Lào Cai
Số hiệu văn bản,412/BC-SLĐTBXH
Ngày ban hành,27/10/2023
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Four localities, one of which names a folder that is not there, and one that has sent nothing yet."""
    base = tmp_path_factory.mktemp("scheduler")
    sources = base / "sources.yml"
    folders = {"samples": PROJECT / "samples" / "sources", "missing": base / "not-there", "filing": base / "lao-cai"}
    folders["filing"].mkdir()
    sources.write_text(SOURCES.format(**folders), encoding="utf-8")
    (base / "owners.csv").write_text("owner,name,email\ndata-intake,,intake@bo.invalid\n", encoding="utf-8")
    return Workspace(base / "var", sources, owners=base / "owners.csv")


@pytest.fixture(scope="module")
def office() -> Iterator[PostOffice]:
    with post_office(HOST, _free_port()) as listening:
        yield listening


@pytest.fixture(scope="module")
def api(workspace: Workspace, office: PostOffice) -> Iterator[Api]:
    """A running Airflow; whatever keeps it from starting is an error of the test."""
    port = _free_port()
    plain = {"from_email": "vpqggn@molisa.invalid", "disable_ssl": True, "disable_tls": True}
    smtp = {"conn_type": "smtp", "host": HOST, "port": office.port, "extra": plain}
    env = server_environment(replace(workspace, mail="gnbv_smtp"), _bare_environment(), port)
    env |= {"GNBV_RETRY_SECONDS": "1", "AIRFLOW_CONN_GNBV_SMTP": json.dumps(smtp)}
    prepare = [sys.executable, "-c", "from gnbv.airflow_home import prepare; prepare()"]
    subprocess.run(prepare, env=env, check=True, capture_output=True, timeout=120)
    make_password(workspace)
    servers = Servers(env)
    try:
        servers.start()
        servers.wait_ready(f"http://{HOST}:{port}")
        yield Api(f"http://{HOST}:{port}", json.loads(password_file(workspace).read_text())["admin"])
    finally:
        servers.stop()


@pytest.fixture(scope="module")
def collect_run(api: Api) -> str:
    """The id of a collect_returns run, once everything behind it has ended by itself."""
    until(lambda: {"collect_returns", "build_warehouse", "publish_marts", "check_quality"} <= api.dag_ids(), 60)
    run_id = api.trigger("collect_returns", {"as_of": AS_OF})

    def ended() -> bool:
        before = [run for dag in ("build_warehouse", "publish_marts") for run in api.runs(dag)]
        assert [run["dag_id"] for run in before if run["state"] == "failed"] == []
        last = ("publish_marts", "check_quality")
        return all(any(run["state"] in ("success", "failed") for run in api.runs(dag)) for dag in last)

    until(ended, CHAIN_SECONDS)
    return run_id


def test_failing_source_fails_its_own_task_only(api: Api, collect_run: str) -> None:
    tasks = api.tasks("collect_returns", collect_run)
    mapped = {task["rendered_map_index"]: task["state"] for task in tasks if task["task_id"] == "collect"}
    assert mapped == {"Lạng Sơn": "success", "Lai Châu": "failed", "Cao Bằng": "success", "Lào Cai": "success"}
    others = {task["task_id"]: task["state"] for task in tasks if task["task_id"] != "collect"}
    assert others == dict.fromkeys(("list_sources", "announce", "write_error_sheets", "tell_failures"), "success")


def test_failing_source_was_tried_four_times(api: Api, collect_run: str) -> None:
    tasks = api.tasks("collect_returns", collect_run)
    tries = {task["rendered_map_index"]: task["try_number"] for task in tasks if task["task_id"] == "collect"}
    assert tries == {"Lạng Sơn": 1, "Lai Châu": 4, "Cao Bằng": 1, "Lào Cai": 1}


def test_its_owner_is_told_once(api: Api, workspace: Workspace, collect_run: str, office: PostOffice) -> None:
    (path,) = (workspace.lists / "failures").glob("collect_returns--*.md")
    text = path.read_text(encoding="utf-8")
    assert "## collect [Lai Châu], tried 4 times" in text
    assert "not-there" in text and f"/dags/collect_returns/runs/{quote(collect_run)}/tasks/collect/mapped/1" in text
    api.clear("collect_returns", collect_run, "tell_failures")
    until(lambda: _tries_of(api, "collect_returns", collect_run, "tell_failures") == (2, "success"), REMIND_SECONDS)
    (mail,) = [one for one in office.messages if "X-Gnbv-Reminder" not in one]
    assert (mail["To"], mail["Subject"]) == (
        "intake@bo.invalid",
        "[gnbv] collect_returns: 1 failed: collect [Lai Châu]",
    )


@pytest.mark.parametrize("dag_id", ["build_warehouse", "publish_marts", "check_quality"])
def test_every_dag_behind_was_started_by_its_asset(api: Api, collect_run: str, dag_id: str) -> None:
    # Between 06:00 and 07:00 in Ha Noi the morning's own run may be under way beside the one that was triggered.
    ended = [run for run in api.runs(dag_id) if run["state"] not in ("queued", "running")]
    assert {(run["run_type"], run["state"]) for run in ended} == {("asset_triggered", "success")}


def test_build_ran_its_four_tasks_in_the_writer_pool(api: Api, collect_run: str) -> None:
    run_id = api.runs("build_warehouse")[0]["dag_run_id"]
    tasks = api.tasks("build_warehouse", run_id)
    pools = {task["task_id"]: task["pool"] for task in tasks if task["task_id"] != "tell_failures"}
    assert pools == dict.fromkeys(("copy", "dbt_build", "gate", "swap"), "warehouse_writer")
    assert api.pool_slots("warehouse_writer") == 1


@pytest.mark.parametrize("asset", ["bronze", "warehouse", "marts"])
def test_as_of_travels_with_the_assets(api: Api, collect_run: str, asset: str) -> None:
    assert AS_OF in [extra["as_of"] for extra in api.asset_extras(asset)]


def test_published_counts_what_the_readable_sources_gave(workspace: Workspace, collect_run: str) -> None:
    from delivery import published_marts, reporting_rate

    rows = reporting_rate(published_marts(workspace.published), date(2023, 10, 27), return_type="coordination_6m")
    (country,) = [row for row in rows if row.region_code == "ALL"]
    assert (country.expected, country.received_on_time, country.late, country.overdue) == (63, 1, 1, 61)


@pytest.fixture(scope="module")
def remind_run(api: Api, collect_run: str) -> str:
    """The id of a remind_late run for the day, a drill, once it asks a person."""
    run_id = api.trigger("remind_late", {"send": "any_day"}, logical_date="2023-10-27T00:00:00Z")
    until(lambda: _state(api, run_id, "approve") == "awaiting_input", REMIND_SECONDS)
    return run_id


def test_reminders_wait_for_a_person_who_sees_every_name(api: Api, remind_run: str, office: PostOffice) -> None:
    asked = api.request("remind_late", remind_run, "approve")
    assert (asked["options"], asked["defaults"]) == (["Approve", "Reject"], ["Reject"])
    assert all(name in asked["body"] for name in ("Lai Châu", "Lào Cai", "Cà Mau", "Hà Giang"))
    assert _state(api, remind_run, "send") is None
    assert [one for one in office.messages if "X-Gnbv-Reminder" in one] == []


def test_who_files_before_the_approval_gets_no_letter(
    api: Api, workspace: Workspace, remind_run: str, office: PostOffice
) -> None:
    (workspace.sources.parent / "lao-cai" / "bao-cao.csv").write_text(FILED, encoding="utf-8")
    until(lambda: _sent_once_approved(api, remind_run), REMIND_SECONDS)
    assert _state(api, remind_run, "send") == "success"
    recorded = {event.locality_code: event for event in Ledger(workspace.reminders).events()}
    assert (recorded["10"].event, recorded["10"].reason) == ("dropped", "filed_since")
    assert "412/BC-SLĐTBXH" in (recorded["10"].note or "")
    assert (recorded["12"].event, recorded["12"].reason) == ("dropped", "source_not_readable")
    assert {event.event for code, event in recorded.items() if code not in ("10", "12", "20", "04")} == {"sent"}
    assert {event.decided_by for event in recorded.values()} == {"admin"}
    told = sorted(one["X-Gnbv-Reminder"] for one in office.messages if "X-Gnbv-Reminder" in one)
    # 61 have sent nothing; Lào Cai has by now, and Lai Châu's folder cannot be read. Lạng Sơn is thanked.
    assert len(told) == len(set(told)) == 60
    assert not [key for key in told if key.startswith(("coordination_6m:2023-H1:10", "coordination_6m:2023-H1:12"))]


def test_sending_again_sends_nothing(api: Api, remind_run: str, office: PostOffice) -> None:
    before = len(office.messages)
    api.clear("remind_late", remind_run, "send")
    until(lambda: _tries(api, remind_run, "send") == (2, "success"), REMIND_SECONDS)
    assert len(office.messages) == before > 0


def test_nothing_listens_outside_loopback(api: Api, collect_run: str) -> None:
    assert _listens_everywhere({8793, 8794, 8974}) == set()


def _sent_once_approved(api: Api, run_id: str) -> bool:
    """Approve what is asked. A scheduler that gets the answer before it has noted that the task waits asks again."""
    if _state(api, run_id, "approve") == "awaiting_input":
        api.answer("remind_late", run_id, "approve", "Approve")
    return _state(api, run_id, "send") in ("success", "failed")


def _state(api: Api, run_id: str, task_id: str) -> str | None:
    return _tries(api, run_id, task_id)[1]


def _tries(api: Api, run_id: str, task_id: str) -> tuple[int, str | None]:
    return _tries_of(api, "remind_late", run_id, task_id)


def _tries_of(api: Api, dag_id: str, run_id: str, task_id: str) -> tuple[int, str | None]:
    (task,) = [task for task in api.tasks(dag_id, run_id) if task["task_id"] == task_id]
    return task["try_number"], task["state"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _bare_environment() -> dict[str, str]:
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR") if name in os.environ}


def _listens_everywhere(ports: set[int]) -> set[int]:
    """Ports of `ports` that are bound to all addresses, from the kernel's tables (state 0A is listening)."""
    found = set()
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        for line in table.read_text().splitlines()[1:] if table.exists() else []:
            fields = line.split()
            address, port = fields[1].rsplit(":", 1)
            if fields[3] == "0A" and set(address) == {"0"}:
                found.add(int(port, 16))
    return found & ports
