"""The dashboards in a real Superset on the marts of the samples: imported, asked chart by chart, looked at."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from superset_home import FOLDER, Rest, Superset, programs
from superset_pages import Board, open_board, signed_in

from delivery.postgres import load
from gnbv.settings import Workspace
from tests.browser.pages import chromium
from tests.servers.postgres_servers import Server, make_database

__all__ = ["chromium"]

#: Installing and starting Superset takes minutes on a busy machine.
pytestmark = pytest.mark.timeout(1800)

NOW = datetime(2023, 10, 27, 18, 0, tzinfo=UTC)
BOARDS = {"tinh-trang-nop-bao-cao": 11, "tien-do-von": 7, "xu-huong-ngheo": 7, "chat-luong-du-lieu": 12}
#: Built into Superset's pages; its policy on content stops it before it is asked (superset_config.py).
PIXEL = "https://apachesuperset.gateway.scarf.sh/"


@pytest.fixture(scope="module")
def superset(
    sample_workspace: Workspace, pypi_postgres: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Superset]:
    """Superset as an administrator sets it up, on the samples, connected as a member of bi_reader."""
    found = programs()
    marts = make_database(pypi_postgres)
    load((sample_workspace.published / "current").resolve(), marts.uri, now=NOW)
    marts.admin(f"create database superset_{marts.name} owner {marts.loader}")
    own = Superset(
        found,
        tmp_path_factory.mktemp("superset"),
        metadata_uri=_sqlalchemy(pypi_postgres.uri(f"superset_{marts.name}", marts.loader)),
        marts_uri=_sqlalchemy(marts.reader_uri),
    )
    own.run(found / "superset", "db", "upgrade")
    own.run(found / "superset", "init")
    assert own.bring_assets() == "imported 37 charts, 4 dashboards, 1 databases, 8 datasets"
    with own.serving():
        yield own


@pytest.fixture(scope="module")
def rest(superset: Superset) -> Rest:
    return Rest(superset)


@pytest.fixture(scope="module")
def boards(superset: Superset, chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Board]:
    """Every dashboard, opened once."""
    folder = tmp_path_factory.mktemp("pictures")
    with signed_in(chromium, superset) as page:
        found = {slug: open_board(page, superset, slug, charts) for slug, charts in BOARDS.items()}
    for slug, board in found.items():
        (folder / f"superset-{slug}.png").write_bytes(board.picture)
    return found


@pytest.fixture(scope="module")
def answers(rest: Rest, boards: dict[str, Board]) -> dict[str, list[dict[str, Any]]]:
    """What each chart was answered last, by the name of its file: rows."""
    names = {yaml.safe_load(path.read_text(encoding="utf-8"))["uuid"]: path.stem for path in _files("charts")}
    numbers = {chart["id"]: names[rest.one("chart", chart["id"])["uuid"]] for chart in rest.all("chart")}
    return {numbers[number]: told[-1]["data"] for board in boards.values() for number, told in board.answers.items()}


def test_importing_again_changes_nothing(superset: Superset, rest: Rest) -> None:
    before = _contents(rest.exported())
    superset.bring_assets()
    after = _contents(rest.exported())
    assert sorted(before) == sorted(after)
    assert [name for name in before if before[name] != after[name]] == []
    assert len([name for name in after if name.startswith("charts/")]) == 37


def test_the_password_of_the_marts_leaves_superset_in_no_export(superset: Superset, rest: Rest) -> None:
    (database,) = rest.all("database")
    assert database["database_name"] == "Kho báo cáo giảm nghèo (marts)"
    password = superset.marts_uri.split(":")[2].split("@")[0]
    assert [name for name, text in _contents(rest.exported()).items() if password in str(text)] == []


def test_every_chart_is_answered_with_rows(answers: dict[str, list[dict[str, Any]]], boards: dict[str, Board]) -> None:
    assert sorted(answers) == sorted(path.stem for path in _files("charts"))
    assert [name for name, told in answers.items() if not told] == []
    told = [one for board in boards.values() for each in board.answers.values() for one in each]
    assert [one["error"] for one in told if one["error"]] == []
    assert [board.refused for board in boards.values()] == [[]] * 4


def test_submission_says_what_the_documents_say(answers: dict[str, list[dict[str, Any]]]) -> None:
    numbers = {name: _only(answers[f"submission-{name}"]) for name in ("coverage", "on-time", "late", "overdue")}
    assert numbers == {"coverage": "35/63", "on-time": 11, "late": 24, "overdue": 28}
    assert round(_only(answers["submission-rate"]), 4) == 0.5556
    regions = {row["region"]: row for row in answers["submission-by-region"]}
    highlands = regions["IV. Tây Nguyên"]
    assert [highlands[name] for name in ("sum_on_time", "sum_late", "sum_overdue")] == [3, 1, 1]
    assert sum(row["sum_on_time"] + row["sum_late"] + row["sum_overdue"] for row in regions.values()) == 63
    late = {row["locality"]: row for row in answers["submission-late-list"]}
    assert (late["Lạng Sơn"]["days_late"], late["Lạng Sơn"]["document_no"]) == (58, "304/BC-SLĐTBXH")
    assert (len(late), late["Lào Cai"]["days_late"]) == (52, 124)
    whole = [row["coverage"] for row in answers["submission-rates"] if row["region"] == "Cả nước"]
    assert whole == ["35/63", "1/1", "52/63"]


def test_each_week_holds_all_63(answers: dict[str, list[dict[str, Any]]]) -> None:
    weeks = answers["submission-over-time"]
    assert len(weeks) == 20
    assert {sum(value or 0 for key, value in row.items() if key != "week_on") for row in weeks} == {63}
    assert (weeks[-1]["Đúng hạn"], weeks[-1]["Gửi muộn"], weeks[-1]["Quá hạn, chưa gửi"]) == (11, 24, 28)


def test_money_is_counted_once(answers: dict[str, list[dict[str, Any]]]) -> None:
    provinces = {row["row_label"]: row for row in answers["fund-by-province"]}
    lang_son = provinces["Lạng Sơn 2023-H1, vốn 2023"]
    assert (lang_son["available_bn"], lang_son["disbursed_bn"]) == (344.961, 84.422)
    assert provinces["Quảng Nam 2024-H1, vốn 2022+2023+2024"]["planned_bn"] == 1271.096
    components = answers["fund-by-component"]
    assert len(components) == 11
    assert round(sum(row["available_bn"] for row in components), 3) == 180.562
    rates = {
        row["component"].split(" ")[0]: round(row["rate_disbursed"], 1) for row in answers["fund-rate-by-component"]
    }
    assert (rates["DA4.TDA1"], rates["DA6.TDA2"]) == (6.7, 47.7)
    assert _only(answers["fund-coverage"]) == "2/63"


def test_poverty_is_as_reported(answers: dict[str, list[dict[str, Any]]]) -> None:
    rates = {row["locality"]: row for row in answers["poverty-rate"]}
    assert (rates["Quảng Nam"]["2021"], rates["Quảng Nam"]["2023"]) == (7.59, 5.57)
    deprivations = answers["poverty-deprivations"]
    assert [row["deprivation"][:2] for row in sorted(deprivations, key=lambda row: row["deprivation"])] == [
        f"{number:02}" for number in range(1, 13)
    ]
    latrines = next(row for row in deprivations if row["deprivation"] == "10. nhà tiêu hợp vệ sinh")
    assert (latrines["Quảng Nam · 2021"], latrines["Quảng Nam · 2023"]) == (17066, 12062)
    assert _only(answers["poverty-coverage"]) == "1/63"


def test_findings_are_counted_by_rule(answers: dict[str, list[dict[str, Any]]]) -> None:
    rules = {row["rule_id"]: row for row in answers["quality-rules"]}
    assert (rules["OB01"]["warnings"], rules["OB02"]["notes"]) == (28, 24)
    assert _only(answers["quality-open"]) == _only(answers["quality-warn"]) + _only(answers["quality-info"])
    scores = {(row["locality"], row["score"]) for row in answers["quality-scores"]}
    assert ("Lai Châu", 52.5) in scores


@pytest.mark.parametrize("slug", BOARDS)
def test_a_dashboard_shows_no_error_and_asks_no_other_machine(boards: dict[str, Board], slug: str) -> None:
    board = boards[slug]
    assert board.failed == []
    assert [address for address in board.outside if not address.startswith(PIXEL)] == []
    assert len(board.picture) > 100_000


def _only(rows: list[dict[str, Any]]) -> Any:
    """The one figure of a card."""
    ((value,),) = (row.values() for row in rows)
    return value


def _files(kind: str) -> list[Path]:
    return sorted((FOLDER / "assets" / kind).glob("*.yaml"))


def _sqlalchemy(uri: str) -> str:
    return uri.replace("postgresql://", "postgresql+psycopg2://", 1)


def _contents(bundle: bytes) -> dict[str, Any]:
    """The files of an export without the folder, whose name is the time, and without the time itself."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as files:
        found = {name.split("/", 1)[1]: yaml.safe_load(files.read(name)) for name in files.namelist()}
    found.pop("metadata.yaml")
    return found
