"""`gnbv releases` and `gnbv publish --rollback`, over the marts of the samples and a release made of them."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest
from openpyxl import load_workbook

from gnbv.settings import Workspace

if TYPE_CHECKING:
    from tests.cli.conftest import Ran, Run

#: What a build of 27/10/2023 would hold after an extension for Lạng Sơn, and a letter of Hải Dương that came since.
_NEXT = """
update marts.fct_return_status set status = 'on_time', days_late = null, reasons = 'extended'
where obligation_key = 'coordination_6m:2023-H1:20' and status = 'late';
update marts.fct_obligation set due_at = timestamptz '2023-10-01 00:00+07', is_extended = true
where obligation_key = 'coordination_6m:2023-H1:20';
insert into marts.fct_submission by name
select
    'f30' as submission_key, 'coordination_6m:2023-H1:30' as obligation_key, 'coordination_6m' as return_type,
    '2023-H1' as period, '30' as locality_code, '30-hai-duong' as source_id, '55-BC.csv' as path,
    '1555/BC-SLĐTBXH' as document_no, date '2023-10-24' as document_on, $since::timestamptz as known_from;
delete from marts.fct_late_return where obligation_key = 'coordination_6m:2023-H1:20' and status = 'late';
"""
#: The same in both marts that tell of it.
_NEXT += "".join(
    f"""
insert into marts.{mart} by name
select
    * replace ('late' as status, 'f30' as evidence_key, 121 as days_late, 'document_after_due' as reasons,
        'document_number_known' as evidence, '1555/BC-SLĐTBXH' as document_no{more}, $since::timestamptz as known_from)
from marts.{mart}
where obligation_key = 'coordination_6m:2023-H1:30' and valid_from <= timestamptz '2023-10-27 23:59:59+07'
    and timestamptz '2023-10-27 23:59:59+07' < valid_to and known_to > now();
update marts.{mart} set known_to = $since::timestamptz
where obligation_key = 'coordination_6m:2023-H1:30' and status = 'overdue' and known_to > now();
"""
    for mart, more in (
        ("fct_return_status", ", timestamptz '2023-10-24 00:00+07' as received_at"),
        ("fct_late_return", ""),
    )
)


@pytest.fixture
def own(new_workspace: Callable[..., Workspace], sample_workspace: Workspace) -> Workspace:
    """Two releases: `b1`, what the samples give, and `b2`, published after it, as if the above had happened."""
    workspace = new_workspace()
    held = (sample_workspace.published / "current").resolve()
    folder = workspace.published / "releases"
    for build_id in ("b1", "b2"):
        shutil.copytree(held, folder / build_id)
        for path in (folder / build_id).iterdir():
            path.chmod(0o755 if path.is_dir() else 0o644)
    manifest = json.loads((folder / "b1" / "manifest.json").read_text(encoding="utf-8"))
    since = datetime.fromisoformat(manifest["started_at"]) + timedelta(hours=1)
    with duckdb.connect(folder / "b2" / "gnbv.duckdb") as connection:
        connection.execute("set TimeZone = 'UTC'")
        for statement in _NEXT.split(";\n")[:-1]:
            connection.execute(statement.replace("$since", f"'{since.isoformat()}'"))
    for day, build_id in enumerate(("b1", "b2"), start=1):
        about = {
            **manifest,
            "build_id": build_id,
            "published_at": datetime(2026, 11, day, 2, 0, tzinfo=UTC).isoformat(),
        }
        if build_id == "b2":
            about["inputs"] = {**manifest["inputs"], "batches": "x", "seeds": "x"}
        (folder / build_id / "manifest.json").write_text(json.dumps(about), encoding="utf-8")
    (workspace.published / "current").symlink_to(Path("releases") / "b2")
    lines = [
        {"at": "2026-11-01T02:00:00Z", "action": "published", "build_id": "b1"},
        {"at": "2026-11-02T02:00:00Z", "action": "published", "build_id": "b2", "previous": "b1"},
    ]
    log = "".join(json.dumps(line) + "\n" for line in lines)
    (workspace.published / "publications.jsonl").write_text(log, encoding="utf-8")
    return workspace


def _pin(run_in: Run, own: Workspace, name: str = "bc-150", *more: str) -> Ran:
    return run_in(own, "releases", "pin", name, "--by", "Văn phòng", "--note", "150/BC", *more)


def test_what_is_published_is_listed_named_and_gone_back_to(run_in: Run, own: Workspace) -> None:
    assert _pin(run_in, own, "bc-150", "--build", "b1").out == "bc-150 is build b1 (Văn phòng: 150/BC)\n"
    back = run_in(own, "publish", "--rollback", "--reason", "hạn gửi sai")
    assert (back.code, back.out.splitlines()[0]) == (0, "readers see b1 now")
    listed = json.loads(run_in(own, "releases", "--format", "json").out)
    told = [(one["build_id"], one["published_at"], one["is_current"], one["pins"]) for one in listed]
    assert told == [
        ("b2", "2026-11-02T02:00:00+00:00", False, []),
        ("b1", "2026-11-01T02:00:00+00:00", True, ["bc-150"]),
    ]
    assert (listed[0]["as_of"], listed[0]["known"]) == ("2023-10-27", None)
    table = run_in(own, "releases").out
    assert "current  b1     01/11/2026 09:00  2023-10-27  all" in table
    assert run_in(own, "publish", "--rollback", "b2", "--reason", "doch nicht").out.startswith("readers see b2 now")
    taken = run_in(own, "releases", "unpin", "bc-150", "--reason", "không còn dẫn")
    assert taken.out == "bc-150 names no release any more; it was build b1\n"


def test_what_cannot_be_done_is_one_line(run_in: Run, own: Workspace, new_workspace: Callable[..., Workspace]) -> None:
    _pin(run_in, own)
    asked = {
        ("publish", "--rollback"): (2, "to go back, give both: --rollback [BUILD_ID] --reason TEXT"),
        ("publish", "--reason", "x"): (2, "to go back, give both"),
        ("publish", "--rollback", "b9", "--reason", "x"): (1, "there is no release 'b9'"),
        ("releases", "compare", "khac"): (1, "no release is pinned as 'khac'; names given: bc-150"),
        ("releases", "compare", "bc-150", "--with", "b9"): (1, "there is no release 'b9'"),
        ("releases", "compare", "bc-150", "--format", "xlsx"): (2, "a workbook is not for the terminal"),
        ("releases", "pin", "bc-150", "--build", "b1", "--by", "x", "--note", "y"): (
            1,
            "'bc-150' means build b2 since",
        ),
        ("releases", "unpin", "bc-150", "--reason", " "): (1, "taking back 'bc-150' needs a reason"),
    }
    for arguments, (code, text) in asked.items():
        ran = run_in(own, *arguments)
        assert (ran.code, ran.out) == (code, "")
        assert ran.err.startswith(f"gnbv: {text}")
        assert ran.err.count("\n") == 1
    empty = new_workspace(name="empty")
    assert run_in(empty, "releases").out.startswith("Nothing is published: run 'gnbv collect'")
    assert run_in(empty, "publish", "--rollback", "--reason", "x").err.startswith("gnbv: nothing is published at")
    assert _pin(run_in, empty).err.startswith("gnbv: nothing is published at")


def test_the_table_says_what_differs_and_why(run_in: Run, own: Workspace) -> None:
    _pin(run_in, own, "bc-150", "--build", "b1")
    shown = run_in(own, "releases", "compare", "bc-150").out
    words = " ".join(shown.split())
    for counted in ("rate decided otherwise 2", "rate learnt since 1", "status decided otherwise 1"):
        assert counted in words
    lang_son = shown.partition("status  coordination_6m, 2023-H1, 20, Lạng Sơn\n")[2].splitlines()[:3]
    assert lang_son == [
        "    published  status=late; days_late=58; reasons=document_after_due",
        "    now        status=on_time; days_late=; reasons=extended",
        "    decided otherwise: differing: seeds",
    ]
    hai_duong = shown.partition("status  coordination_6m, 2023-H1, 30, Hải Dương\n")[2].splitlines()[:3]
    assert hai_duong[:2] == [
        "    published  status=overdue; evidence=; days_late=124; reasons=no_document",
        "    now        status=late; evidence=document_number_known; days_late=121; reasons=document_after_due",
    ]
    assert hai_duong[2].startswith(
        "    learnt since: 30-hai-duong/55-BC.csv, 1555/BC-SLĐTBXH of 2023-10-24, known from "
    )
    again = run_in(own, "releases", "compare", "bc-150", "--with", "b1")
    assert again.out.splitlines()[-1] == "No difference."


def test_the_files_hold_every_difference(run_in: Run, own: Workspace, tmp_path: Path) -> None:
    _pin(run_in, own, "bc-150", "--build", "b1")
    rows = run_in(own, "releases", "compare", "bc-150", "--format", "csv").rows()
    assert [(row["kind"], row["cause"], row["locality"]) for row in rows] == [
        ("status", "decided_otherwise", "Lạng Sơn"),
        ("status", "learnt_since", "Hải Dương"),
        ("rate", "decided_otherwise", "Cả nước"),
        ("rate", "decided_otherwise", "Trung du và miền núi phía Bắc"),
        ("rate", "learnt_since", "Đồng bằng sông Hồng"),
    ]
    whole = json.loads(run_in(own, "releases", "compare", "bc-150", "--format", "json").out)
    assert whole[2]["published"] == {
        "received": "35", "received_on_time": "11", "overdue": "28", "rate": "0.5556", "rate_on_time": "0.1746",
    }  # fmt: skip
    assert [source["path"] for source in whole[2]["sources"]] == ["30-hai-duong/55-BC.csv"]
    target = tmp_path / "khac-biet.xlsx"
    ran = run_in(own, "releases", "compare", "bc-150", "--format", "xlsx", "-o", str(target))
    assert (ran.code, ran.out, ran.err) == (0, "", f"written to {target}\n")
    book = load_workbook(io.BytesIO(target.read_bytes()))
    assert book["Khác biệt"]["H2"].value == ("tình trạng: gửi muộn; số ngày chậm: 58; lý do: văn bản đề ngày sau hạn")
