"""What docs/own-data.md shows, done with its own examples: a folder, a second return type, districts of a province."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gnbv.cli import main
from gnbv.settings import PROJECT, Workspace

if TYPE_CHECKING:
    from tests.cli.conftest import Run

pytestmark = [pytest.mark.slow, pytest.mark.whole_round]

PROVINCES, DISTRICTS = "Báo cáo giám sát 6 tháng", "Báo cáo giám sát 6 tháng của huyện"

GUIDE = (PROJECT / "docs" / "own-data.md").read_text(encoding="utf-8")


def _example(words_before: str) -> str:
    """The first block of code in the guide after these words."""
    return GUIDE.partition(words_before)[2].partition("```\n")[2].partition("```")[0]


def _send(folder: Path, return_name: str, reporter: str, number: str, dated: str, arrived_at: str) -> None:
    """Put one cover record into a folder, with the line of the register of incoming documents."""
    folder.mkdir(parents=True)
    name = number.replace("/", "-") + ".csv"
    record = {
        "Loại báo cáo": return_name,
        "Kỳ báo cáo": "6 tháng đầu năm 2024",
        "Đơn vị báo cáo": reporter,
        "Số văn bản": number,
        "Ngày văn bản": dated,
    }
    with (folder / name).open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(record.items())
    (folder / "arrivals.csv").write_text(
        f"file,arrived_at,arrival_basis,sent_on\n{name},{arrived_at},recorded,\n", encoding="utf-8"
    )


@pytest.fixture(scope="module")
def own_workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Two provinces and two districts of one of them, collected, built as of 15/06/2024 and published."""
    folder = tmp_path_factory.mktemp("own")
    policy, inbox = folder / "policy", folder / "inbox"
    policy.mkdir()
    for name in ("return_types.csv", "duties.csv", "reporting_calendar.csv"):
        (policy / name).write_text(_example(f"`policy/{name}`"), encoding="utf-8")
    (inbox / "20-lang-son").mkdir(parents=True)
    (inbox / "20-lang-son" / "301-BC-UBND.csv").write_text(_example("**cover record**"), encoding="utf-8")
    (inbox / "20-lang-son" / "arrivals.csv").write_text(_example("**`arrivals.csv`**"), encoding="utf-8")
    _send(inbox / "Cao Bằng", PROVINCES, "Cao Bằng", "412/BC-UBND", "30/05/2024", "2024-06-03T08:00:00+07:00")
    _send(inbox / "185-bac-son", DISTRICTS, "UBND huyện Bắc Sơn", "98/BC-UBND", "20/05/2024", "2024-05-20T23:59:59")
    _send(inbox / "182-van-lang", DISTRICTS, "UBND huyện Văn Lãng", "77/BC-UBND", "20/05/2024", "2024-05-21T00:00:00")
    workspace = Workspace(folder / "var", inbox, (policy,))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GNBV_HOME", str(workspace.home))
        patch.setenv("GNBV_POLICY", str(policy))
        patch.delenv("GNBV_SOURCES", raising=False)
        for command in (("collect", "--source", str(inbox)), ("build", "--as-of", "2024-06-15"), ("publish",)):
            assert main(command) == 0
    return workspace


def test_an_own_folder_with_the_six_month_monitoring_report(run_in: Run, own_workspace: Workspace) -> None:
    """Due before 01/06/2024 and counted by the day of arrival: a date on paper that is in time does not help."""
    asked = ("--as-of", "2024-06-15", "--return-type", "monitoring_6m", "--format", "csv")
    country = run_in(own_workspace, "status", *asked).rows()[-1]
    counted = {name: country[name] for name in ("expected", "received", "received_on_time", "late", "overdue")}
    assert counted == {"expected": "63", "received": "2", "received_on_time": "1", "late": "1", "overdue": "61"}
    listed = run_in(own_workspace, "late", *asked).rows()
    assert len([row for row in listed if len(row["locality_code"]) == 5]) == 18  # communes of Bắc Sơn, due on 10/05
    rows = {row["locality"]: row for row in listed if len(row["locality_code"]) == 2}
    assert len(rows) == 62
    assert "Lạng Sơn" not in rows
    assert rows["Hà Giang"]["status"] == "overdue"
    assert rows["Cao Bằng"] == {
        "return_type": "monitoring_6m",
        "period": "2024-H1",
        "locality_code": "04",
        "locality": "Cao Bằng",
        "region": "Trung du và miền núi phía Bắc",
        "due_at": "2024-06-01T00:00+07:00",
        "status": "late",
        "evidence": "document_number_known",
        "document_no": "412/BC-UBND",
        "document_date": "2024-05-30",
        "days_late": "2",
        "reasons": "arrived_after_due (đến sau hạn)",
    }
    the_day_before = run_in(own_workspace, "late", "--as-of", "2024-05-31", *asked[2:])
    assert the_day_before.code == 0
    assert [row for row in the_day_before.rows() if len(row["locality_code"]) == 2] == []
    assert {row["due_at"] for row in the_day_before.rows()} == {"2024-05-10T00:00+07:00"}


def test_districts_that_report_to_their_province(run_in: Run, own_workspace: Workspace) -> None:
    """Lạng Sơn has 11 districts; by its own rule (an example) they send by the end of 20/05/2024."""
    asked = ("--as-of", "2024-05-25", "--return-type", "monitoring_6m_district", "--format", "csv")
    rows = {row["locality"]: row for row in run_in(own_workspace, "late", *asked).rows()}
    assert sorted(rows) == [
        "Bình Gia", "Cao Lộc", "Chi Lăng", "Hữu Lũng", "Lạng Sơn", "Lộc Bình", "Tràng Định", "Văn Lãng", "Văn Quan",
        "Đình Lập",
    ]  # fmt: skip
    late = rows.pop("Văn Lãng")
    assert (late["status"], late["days_late"], late["due_at"]) == ("late", "1", "2024-05-21T00:00+07:00")
    assert {row["status"] for row in rows.values()} == {"overdue"}
    on_paper = run_in(own_workspace, "trace", "monitoring_6m_district:2024-H1:185").out
    assert "on_time" in on_paper
    assert "recorded on arrival" in on_paper
    assert "Sở LĐTBXH tỉnh Lạng Sơn" in on_paper
    country = run_in(own_workspace, "status", *asked).rows()[-1]
    counted = {name: country[name] for name in ("expected", "received", "received_on_time", "late", "overdue")}
    assert counted == {"expected": "11", "received": "2", "received_on_time": "1", "late": "1", "overdue": "9"}
