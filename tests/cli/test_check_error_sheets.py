"""`gnbv errors`: after a collect, a workbook for everyone who has something to correct, and for nobody else."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from openpyxl import load_workbook

from gnbv.settings import PROJECT, Workspace

if TYPE_CHECKING:
    from tests.cli.conftest import Ran, Run

GOOD = {
    "Loại báo cáo": "coordination_6m", "Kỳ báo cáo": "2023-H1", "Đơn vị báo cáo": "Lạng Sơn",
    "Số hiệu văn bản": "304/BC-SLĐTBXH", "Ngày ban hành": "22/08/2023",
}  # fmt: skip
SOURCES = """
sources:
  - {id: 20-lang-son, name: Lạng Sơn, level: province, locality_code: "20", url: in/20}
  - {id: 04-cao-bang, name: Cao Bằng, level: province, locality_code: "04", url: in/04}
"""


def _record(**changed: str) -> bytes:
    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Phiếu")
        for row, (label, value) in enumerate({**GOOD, **changed}.items()):
            sheet.write_row(row, 0, [label, value])
    return sink.getvalue()


@pytest.fixture
def collected(run_in: Run, new_workspace: Callable[..., Workspace], tmp_path: Path) -> Callable[..., Ran]:
    """A good record, one for another place, one that is put aside, a damaged file, a note; then `gnbv errors ...`."""
    (tmp_path / "sources.yml").write_text(SOURCES, encoding="utf-8")
    files = {
        "20/tot.xlsx": _record(), "20/sai-noi.xlsx": _record(**{"Đơn vị báo cáo": "Cao Bằng"}),
        "04/sai-loai.xlsx": _record(**{"Loại báo cáo": "=báo cáo lạ"}), "04/hong.xlsx": b"PK\x03\x04 cut",
        "04/thu.docx": b"no document", "04/so.csv": b"\xff\xfe\x00",
    }  # fmt: skip
    for name, content in files.items():
        place = tmp_path / "in" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        log = place.with_name("arrivals.csv")
        lines = log.read_text(encoding="utf-8") if log.exists() else "file,arrived_at,arrival_basis,sent_on\n"
        log.write_text(f"{lines}{place.name},2023-08-23T09:00:00+07:00,recorded,\n", encoding="utf-8")
    workspace = new_workspace(sources=tmp_path / "sources.yml")
    assert run_in(workspace, "collect", "--as-of", "2023-10-27").code == 0
    return lambda *arguments: run_in(workspace, "errors", *arguments)


def test_every_refused_workbook_has_a_sheet_and_the_good_one_has_none(collected: Callable[..., Ran]) -> None:
    ran = collected("--format", "csv")
    assert ran.code == 0
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert [(row["locality_code"], row["file"], row["state"], row["stops"], row["warnings"]) for row in rows] == [
        ("04", "hong.xlsx", "quarantined", "0", "1"),
        ("04", "sai-loai.xlsx", "quarantined", "0", "2"),
        ("04", "so.csv", "quarantined", "0", "1"),
        ("20", "sai-noi.xlsx", "rejected", "0", "1"),
    ]
    assert [(row["return_type"], row["period"], row["locality"]) for row in rows[2:]] == [
        ("", "", "tỉnh Cao Bằng"), ("coordination_6m", "2023-H1", "tỉnh Lạng Sơn"),
    ]  # fmt: skip
    assert ran.err.splitlines() == ["writing error sheets ...", "4 error sheets"]


def test_a_sheet_shows_the_cell_in_a_copy_of_what_was_sent(collected: Callable[..., Ran]) -> None:
    (sent,) = json.loads(collected("--locality", "20", "--format", "json").out)
    path = Path(sent["path"])
    assert path.parts[-4:-1] == ("lists", "errors", "20")
    assert len(path.stem) == 20
    book = load_workbook(path)
    assert book.sheetnames == ["Lỗi cần sửa", "Phiếu"]
    assert book["Phiếu"]["B3"].value == "Cao Bằng"
    assert book["Phiếu"]["B3"].comment.text.startswith("IN08: Phiếu ghi địa phương khác với nơi gửi.")
    said = [row[3] for row in book["Lỗi cần sửa"].iter_rows(min_row=2, max_row=7, values_only=True)]
    assert said == [
        "sai-noi.xlsx", "tỉnh Lạng Sơn (20)", "Báo cáo 6 tháng thực hiện Chương trình phối hợp",
        "6 tháng đầu năm 2023", "Trả lại, chưa được tính là đã gửi", "Cần kiểm tra: 1",
    ]  # fmt: skip


def test_a_damaged_file_gets_the_list_alone(collected: Callable[..., Ran], tmp_path: Path) -> None:
    sheets = json.loads(collected("--locality", "04", "--format", "json", "-o", str(tmp_path / "gui-lai")).out)
    paths = {one["file"]: Path(one["path"]) for one in sheets}
    assert paths["hong.xlsx"].parent == tmp_path / "gui-lai" / "04"
    assert load_workbook(paths["hong.xlsx"]).sheetnames == ["Lỗi cần sửa"]
    assert load_workbook(paths["sai-loai.xlsx"])["Phiếu"]["B1"].value == "=báo cáo lạ"


def test_what_was_looked_at_earlier_is_left_out(collected: Callable[..., Ran]) -> None:
    ran = collected("--since", "2999-01-01", "--format", "csv")
    assert ran.out == "locality_code,locality,source_id,file,return_type,period,state,stops,warnings,path\n"
    assert ran.err == "no file has anything to correct\n"


def test_the_table_is_for_people(collected: Callable[..., Ran]) -> None:
    lines = collected("--locality", "20").out.splitlines()
    assert any(line.split()[:5] == ["tỉnh", "Lạng", "Sơn", "(20)", "sai-noi.xlsx"] for line in lines)


def test_an_empty_workspace_has_nothing_to_correct(run_in: Run, new_workspace: Callable[..., Workspace]) -> None:
    ran = run_in(new_workspace(sources=PROJECT / "samples" / "sources.yml"), "errors")
    assert (ran.code, ran.out, ran.err) == (0, "", "no file has anything to correct\n")
