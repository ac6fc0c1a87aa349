"""`gnbv read` and `gnbv check`: the figures of a file, and what the intake would say of it; nothing is stored."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from gnbv.cli import cli
from gnbv.settings import PROJECT, Workspace

if TYPE_CHECKING:
    from tests.cli.conftest import Ran, Run

REPORT = """Số: /BC-UBND
Lạng Sơn, ngày 05 tháng 7 năm 2024
BÁO CÁO
Giám sát 6 tháng đầu năm 2024 việc giảm nghèo bền vững trên địa bàn tỉnh Lạng Sơn
1. Dự án 2: Đa dạng hóa sinh kế
- Vốn sự nghiệp năm 2024 được giao 1.250 triệu đồng, ước giải ngân 310,5 triệu đồng, đạt 24,84% kế hoạch.
"""
COLUMNS = [
    "figure_id", "kind", "locality", "period", "as_of", "component", "measure", "source", "nature", "budget_year",
    "indicator", "population", "value_text", "unit_text", "value", "value_vnd", "is_estimate", "stated_pct", "line",
    "char_start", "char_end", "sheet", "cell", "confidence", "note", "value_kind", "bound", "role", "exec_year",
    "rule", "unit", "locality_code",
]  # fmt: skip
SAMPLE = PROJECT / "samples" / "sources" / "20-lang-son" / "304-BC-SLDTBXH.xlsx"

Answer = Callable[..., "Ran"]


@pytest.fixture
def answer(run_in: Run, new_workspace: Callable[..., Workspace]) -> Answer:
    """Run a command in an empty workspace, and see that it left nothing there."""
    workspace = new_workspace()

    def ask(*arguments: object) -> Ran:
        ran = run_in(workspace, *map(str, arguments))
        assert not workspace.home.exists()
        return ran

    return ask


@pytest.fixture
def report(tmp_path: Path) -> Path:
    place = tmp_path / "bao-cao.txt"
    place.write_text(REPORT, encoding="utf-8")
    return place


def test_csv_has_the_columns_in_order_and_exact_values(answer: Answer, report: Path) -> None:
    ran = answer("read", report, "--format", "csv")
    assert ran.code == 0
    assert next(csv.reader(io.StringIO(ran.out))) == COLUMNS
    given, spent = ran.rows()
    assert {name: given[name] for name in COLUMNS[1:15]} == {
        "kind": "fund", "locality": "tỉnh Lạng Sơn", "period": "2024-H1", "as_of": "2024-06-30", "component": "DA2",
        "measure": "allocated", "source": "total", "nature": "recurrent", "budget_year": "2024", "indicator": "",
        "population": "", "value_text": "1.250", "unit_text": "triệu đồng", "value": "1250",
    }  # fmt: skip
    assert (given["value_vnd"], given["is_estimate"], given["stated_pct"]) == ("1250000000", "false", "")
    assert (spent["value"], spent["value_vnd"], spent["is_estimate"], spent["stated_pct"]) == (
        "310.5", "310500000", "true", "24.84",
    )  # fmt: skip
    assert (spent["measure"], spent["line"]) == ("disbursed_estimate", "6")
    assert REPORT.split("\n")[5][int(spent["char_start"]) : int(spent["char_end"])] == "310,5"
    assert len(given["figure_id"]) == 20
    assert ran.err.splitlines() == [
        "tỉnh Lạng Sơn, monitoring_6m 2024-H1, as of 2024-06-30; number blank, issued 2024-07-05",
        "  IN13, line 1: số văn bản để trống",
        "2 figures: 2 fund, 0 indicator; 1 findings",
    ]


def test_a_pipe_gets_csv_without_being_asked(answer: Answer, report: Path) -> None:
    assert answer("read", report).out == answer("read", report, "--format", "csv").out


def test_json_has_numbers_as_numbers_and_null_where_nothing_is_said(answer: Answer, report: Path) -> None:
    ran = answer("read", report, "--format", "json")
    given, spent = json.loads(ran.out)
    assert list(given) == COLUMNS
    assert (given["value"], given["value_vnd"], given["is_estimate"], given["stated_pct"]) == (
        1250, 1_250_000_000, False, None,
    )  # fmt: skip
    assert (spent["value"], spent["indicator"], spent["line"], spent["char_start"]) == (310.5, None, 6, 67)
    assert '"value": 310.5,' in ran.out


def test_a_table_shows_line_value_and_coordinates(answer: Answer, report: Path) -> None:
    ran = answer("read", report, "--format", "table")
    lines = [line.split() for line in ran.out.splitlines() if "triệu đồng" in line]
    assert lines == [
        ["6", "1.250", "triệu", "đồng", "allocated", "DA2", "tỉnh", "Lạng", "Sơn", "2024", "recurrent"],
        [
            "6", "310,5", "triệu", "đồng", "disbursed_estimate", "DA2", "tỉnh", "Lạng", "Sơn", "2024", "recurrent",
            "estimate",
        ],
    ]  # fmt: skip


def test_a_folder_is_read_report_by_report(answer: Answer, report: Path, tmp_path: Path) -> None:
    more = tmp_path / "con" / "bao-cao-2.txt"
    more.parent.mkdir()
    more.write_text(REPORT.replace("Lạng Sơn", "Cao Bằng"), encoding="utf-8")
    (tmp_path / "con" / "hong.pdf").write_bytes(b"%PDF-1.4 cut")
    (tmp_path / "so.xlsx").write_bytes(SAMPLE.read_bytes())
    ran = answer("read", tmp_path, "--format", "csv")
    assert ran.code == 1
    assert [(row["locality_code"], Path(row["file"]).name) for row in ran.rows()] == [
        ("20", "bao-cao.txt"), ("20", "bao-cao.txt"), ("04", "bao-cao-2.txt"), ("04", "bao-cao-2.txt"),
    ]  # fmt: skip
    progress, broken, passed_over, summary = ran.err.splitlines()
    assert progress == "reading reports ..."
    assert broken.startswith(f"gnbv: {tmp_path / 'con' / 'hong.pdf'}: ")
    assert passed_over.startswith(f"gnbv: {tmp_path / 'so.xlsx'}: no report and no form; ")
    assert summary == "2 of 3 reports read, 4 figures: 4 fund, 0 indicator; 2 findings"
    assert len(json.loads(answer("read", tmp_path, "--format", "json").out)) == 4


def test_the_sender_can_be_named(answer: Answer, tmp_path: Path) -> None:
    place = tmp_path / "a.txt"
    place.write_text(REPORT.replace(" trên địa bàn tỉnh Lạng Sơn", "").replace("Lạng Sơn, ", "X, "), encoding="utf-8")
    assert {row["locality_code"] for row in answer("read", place).rows()} == {""}
    assert {row["locality_code"] for row in answer("read", place, "--locality", "20").rows()} == {"20"}


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("read",), 2, "Missing argument 'FILE...'"),
        (("read", "/no/such/file.txt"), 2, "Path '/no/such/file.txt' does not exist"),
        (("read", SAMPLE), 1, "304-BC-SLDTBXH.xlsx: no report and no form; 'gnbv check' says what "),
        (("read", PROJECT / "dbt_project" / "macros"), 1, "no report or form (.txt, .docx, .pdf, .xlsx) lies in "),
        (
            ("read", SAMPLE, "--locality", "999"),
            2,
            "there is no locality '999'; give a GSO code such as 20, 185, 06151 or VN",
        ),
        (("check", PROJECT / "README.md"), 2, "lies in the folder of no source: say whose it is with --locality CODE"),
    ],
)
def test_what_cannot_be_read(answer: Answer, arguments: tuple[object, ...], code: int, said: str) -> None:
    ran = answer(*arguments)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith("gnbv: ")
    assert said in ran.err
    assert ran.err.count("\n") == 1


def test_check_says_what_the_sender_would_be_told(answer: Answer, report: Path) -> None:
    ran = answer("check", report, "--locality", "20", "--on", "2024-07-06", "--quick")
    assert ran.code == 0
    told = dict(line.split(maxsplit=1) for line in ran.out.splitlines() if not line.startswith(" "))
    assert (told["state"], told["kind"], told["figures"]) == ("accepted with findings", "report", "2")
    assert "  IN13  Tệp “bao-cao.txt”, dòng 1: số văn bản để trống" in ran.out
    wrong = answer("check", report, "--locality", "04", "--format", "json")
    assert wrong.code == 1
    refused = json.loads(wrong.out)
    assert (refused["state"], refused["figures"]) == ("rejected", 0)
    assert [one["rule"] for one in refused["findings"]] == ["IN13", "IN08"]


def test_check_knows_the_sender_by_the_folder_of_a_source(answer: Answer) -> None:
    told = json.loads(answer("check", SAMPLE, "--format", "json", "--quick").out)
    assert {name: told[name] for name in ("sender", "state", "kind", "return_type", "period", "document_no")} == {
        "sender": "Lạng Sơn (20)", "state": "accepted", "kind": "cover", "return_type": "coordination_6m",
        "period": "2023-H1", "document_no": "304/BC-SLĐTBXH",
    }  # fmt: skip


@pytest.mark.parametrize("command", ["read", "check"])
def test_the_commands_explain_themselves(command: str) -> None:
    shown = CliRunner().invoke(cli, [command, "--help"])
    assert shown.exit_code == 0
    assert f"gnbv {command} " in shown.output


def test_a_reader_that_has_seen_enough_ends_the_run_in_peace(report: Path) -> None:
    command = f"{sys.executable} -m gnbv read {report} {report} --format csv | head -c 10"
    ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, cwd=PROJECT)
    assert ran.stdout == "figure_id,"
    assert "Traceback" not in ran.stderr


def test_a_total_over_cells_not_known_is_a_least_as_in_the_marts(run: Run) -> None:
    form = PROJECT / "samples" / "sources" / "49-quang-nam" / "bieu-ra-soat-ho-ngheo-2023.xlsx"
    rows = {
        row["cell"]: row for row in run("read", str(form), "--format", "csv").rows() if row["sheet"][:7] == "Biểu 01"
    }
    assert [(rows[cell]["value"], rows[cell]["bound"], rows[cell]["note"]) for cell in ("D9", "F9")] == [
        ("24669", "", ""),
        ("24669", "at_least", "absence: incomplete"),
    ]
