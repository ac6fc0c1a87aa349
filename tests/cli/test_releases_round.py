"""A report published once, asked for again after a late return and after another due date: builds of the samples."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gnbv.policy import SEEDS
from gnbv.settings import Workspace

if TYPE_CHECKING:
    from tests.cli.conftest import Run

pytestmark = [pytest.mark.slow, pytest.mark.whole_round, pytest.mark.timeout(1800)]

#: Hải Dương was overdue on 27/10/2023; its letter is dated before that day, and comes when the report is out.
_LETTER = """Loại báo cáo,Báo cáo 6 tháng thực hiện Chương trình phối hợp
Kỳ báo cáo,6 tháng đầu năm 2023
Đơn vị báo cáo,Hải Dương
Số văn bản,1555/BC-SLĐTBXH
Ngày văn bản,24/10/2023
"""
#: Lạng Sơn was 58 days late; here it had time until the end of September.
_EXTENDED = (
    "coordination_6m,province,20,2023-H1,2023-06-14,2023-06-25,before,none,2023-09-30,Ví dụ: gia hạn,14,,"
    "Ví dụ: công văn gia hạn,Ví dụ,example,\n"
)


def _differences(run_in: Run, workspace: Workspace) -> list[tuple[Any, ...]]:
    ran = run_in(workspace, "releases", "compare", "bc-150", "--format", "json")
    assert ran.code == 0, ran.err
    return [
        (one["kind"], one["cause"], one["locality"], one["now"], one["inputs"],
         [f"{source['path']}: {source['document_no']}, {source['document_date']}" for source in one["sources"]])
        for one in json.loads(ran.out)
    ]  # fmt: skip


def test_as_published_and_as_known_now(run_in: Run, sample_workspace: Workspace, tmp_path: Path) -> None:
    home, inbox, policy = tmp_path / "var", tmp_path / "inbox", tmp_path / "policy"
    shutil.copytree(sample_workspace.home, home, symlinks=True)
    workspace = Workspace(home, sample_workspace.sources)
    assert run_in(workspace, "releases", "pin", "bc-150", "--by", "Văn phòng", "--note", "150/BC").code == 0

    (inbox / "30-hai-duong").mkdir(parents=True)
    (inbox / "30-hai-duong" / "1555-BC.csv").write_text(_LETTER, encoding="utf-8")
    for command in (("collect", "--source", str(inbox)), ("build", "--as-of", "2023-10-27"), ("publish",)):
        assert run_in(workspace, *command).code == 0
    letter = ["30-hai-duong/1555-BC.csv: 1555/BC-SLĐTBXH, 2023-10-24"]
    sent = {
        "status": "late", "evidence": "document_number_known", "days_late": "121", "reasons": "document_after_due",
    }  # fmt: skip
    region = {"received": "7", "late": "7", "overdue": "4", "rate": "0.6364"}
    assert _differences(run_in, workspace) == [
        ("status", "learnt_since", "Hải Dương", sent, [], letter),
        ("rate", "learnt_since", "Cả nước", {"received": "36", "late": "25", "overdue": "27", "rate": "0.5714"}, [],
         letter),
        ("rate", "learnt_since", "Đồng bằng sông Hồng", region, [], letter),
    ]  # fmt: skip

    policy.mkdir()
    header = (SEEDS / "policy" / "reporting_calendar.csv").read_text(encoding="utf-8").partition("\n")[0]
    (policy / "reporting_calendar.csv").write_text(f"{header}\n{_EXTENDED}", encoding="utf-8")
    decided = Workspace(home, sample_workspace.sources, (policy,))
    for command in (("build", "--as-of", "2023-10-27"), ("publish",)):
        assert run_in(decided, *command).code == 0
    country = {
        "received": "36", "received_on_time": "12", "overdue": "27", "rate": "0.5714", "rate_on_time": "0.1905",
    }  # fmt: skip
    north = {"received_on_time": "4", "late": "4", "rate_on_time": "0.2857"}
    in_time = {"status": "on_time", "days_late": None, "reasons": "extended"}
    assert _differences(run_in, decided) == [
        ("status", "decided_otherwise", "Lạng Sơn", in_time, ["seeds"], []),
        ("status", "learnt_since", "Hải Dương", sent, [], letter),
        ("rate", "decided_otherwise", "Cả nước", country, ["seeds"], letter),
        ("rate", "decided_otherwise", "Trung du và miền núi phía Bắc", north, ["seeds"], []),
        ("rate", "learnt_since", "Đồng bằng sông Hồng", region, [], letter),
    ]

    assert run_in(decided, "publish", "--rollback", "--reason", "thử").code == 0
    assert [one[1] for one in _differences(run_in, decided)] == ["learnt_since"] * 3
