"""`gnbv check` and `gnbv read` of a filled form: what is told, by sheet and cell; the figures with their cells."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from gnbv.commands.check_findings import finding_lines
from gnbv.settings import PROJECT, Workspace
from ingestion import Reference
from ingestion.forms import load_forms
from ingestion.workbooks import write_template

if TYPE_CHECKING:
    from tests.cli.conftest import Ran, Run

FUNDS = "Biểu 03 - Vốn"
COVER = {"document_no": "30/BC-UBND", "document_on": date(2024, 6, 20)}

Answer = Callable[..., "Ran"]
Make = Callable[..., Path]


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
def make(tmp_path: Path) -> Make:
    """Write the monitoring form of Lạng Sơn for 2024-H1: `make({("funds", "DA2", "1"): 1200.5})`."""

    def write(values: dict[tuple[str, str, str], Any], name: str = "bieu.xlsx", **cover: object) -> Path:
        reference = Reference.load(PROJECT / "dbt_project" / "seeds")
        reporter = reference.locality("province", "20", date(2024, 6, 30))
        assert reporter is not None
        place = tmp_path / name
        write_template(
            load_forms().by_key["monitoring@1"], place, reporter=reporter, return_type="monitoring_6m",
            period=reference.periods["2024-H1"], seeds=reference.seeds, values=values, cover={**COVER, **cover},
        )  # fmt: skip
        return place

    return write


def test_a_form_is_told_by_sheet_and_cell(answer: Answer, make: Make) -> None:
    others = {("funds", "DA2", column): 0 for column in "2345"}
    wrong = {("funds", "DA2", "1"): 1200.5, ("funds", "DA2", "6"): 99, ("funds", "DA6.TDA1", "2"): "chưa rõ"}
    form = make({**others, **wrong})
    ran = answer("check", form, "--all", "--quick")
    assert ran.code == 0
    lines = ran.out.splitlines()
    told = {line[:14].strip(): line[14:] for line in lines[: lines.index("")]}
    facts = {name: told[name] for name in ("sender", "state", "kind", "form", "return type", "period")}
    assert facts == {
        "sender": "tỉnh Lạng Sơn (20)", "state": "accepted with findings", "kind": "form", "form": "monitoring@1",
        "return type": "monitoring_6m", "period": "2024-H1",
    }  # fmt: skip
    funds = lines[lines.index(FUNDS) + 1 :]
    at = next(place for place, line in enumerate(funds) if line.startswith("  D24  "))
    assert funds[at].startswith("  D24      warn  IN19  ")
    assert "found chưa rõ" in funds[at + 1]
    total = next(place for place, line in enumerate(funds) if line.startswith("  H14  "))
    assert funds[total].startswith("  H14      warn  IN22  ")
    assert "expected 1.200,5; found 99" in funds[total + 1]
    assert [line for line in lines if line.startswith("Biểu 0")][:3] == [
        "Biểu 01 - Chỉ tiêu", "Biểu 02 - Kết quả", FUNDS,
    ]  # fmt: skip


def test_json_is_complete(answer: Answer, make: Make) -> None:
    form = make({("funds", "DA2", "1"): 1200.5, ("funds", "DA2", "2"): "chưa rõ"})
    told = json.loads(answer("check", form, "--format", "json", "--quick").out)
    assert (told["form"], told["form_name"]) == ("monitoring@1", "Biểu số liệu giám sát Chương trình")
    assert told["document_on"] == "2024-06-20"
    assert told["cells_missing"] > 100
    assert told["figures_by_kind"]["fund"] > 0
    (illegible,) = [one for one in told["findings"] if one["rule"] == "IN19"]
    assert {name: illegible[name] for name in ("severity", "sheet", "cell", "line", "found")} == {
        "severity": "warn", "sheet": FUNDS, "cell": "D14", "line": None, "found": "chưa rõ",
    }  # fmt: skip
    assert sum(told["findings_by_severity"].values()) == len(told["findings"])


def test_another_period_than_the_declared_one_is_refused(answer: Answer, make: Make) -> None:
    form = make({("funds", "DA2", "1"): 1})
    ran = answer("check", form, "--period", "2024-Y", "--format", "json")
    assert ran.code == 1
    told = json.loads(ran.out)
    assert told["state"] == "rejected"
    assert [(one["rule"], one["expected"], one["found"]) for one in told["findings"] if one["rule"] == "IN02"] == [
        ("IN02", "2024-Y", "2024-H1")
    ]


def test_a_form_of_another_locality_is_refused(answer: Answer, make: Make) -> None:
    ran = answer("check", make({("funds", "DA2", "1"): 1}), "--locality", "04", "--format", "json")
    assert ran.code == 1
    assert "IN08" in {one["rule"] for one in json.loads(ran.out)["findings"]}


def test_the_error_sheet_is_written_beside_and_read_back_as_a_marked_copy(
    answer: Answer, make: Make, tmp_path: Path
) -> None:
    form = make({("funds", "DA2", "1"): 1200.5, ("funds", "DA2", "2"): "chưa rõ"})
    before = form.read_bytes()
    ran = answer("check", form, "--quick", "--errors", tmp_path / "loi.xlsx")
    assert ran.err == f"error sheet written to {tmp_path / 'loi.xlsx'}\n"
    assert form.read_bytes() == before
    book = load_workbook(tmp_path / "loi.xlsx")
    assert book.sheetnames[0] == "Lỗi cần sửa"
    assert book[FUNDS]["D14"].fill.start_color.rgb[2:] == "FFEB9C"
    assert book[FUNDS]["D14"].comment.text.startswith("IN19: ")
    assert book[FUNDS]["C14"].value == 1200.5
    told = json.loads(answer("check", tmp_path / "loi.xlsx", "--format", "json", "--quick").out)
    assert ("IN06", "Lỗi cần sửa") in {(one["rule"], one["sheet"]) for one in told["findings"]}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--errors", "loi.csv"), "an error sheet is a workbook; name it loi.xlsx"),
        (("--errors", "/no/such/folder/loi.xlsx"), "there is no folder /no/such/folder; make it first"),
        (("--period", "2024-Q7"), "there is no period '2024-Q7'; give one such as 2024-H1"),
    ],
)
def test_what_cannot_be_asked(answer: Answer, make: Make, arguments: tuple[str, ...], said: str) -> None:
    ran = answer("check", make({}), *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_an_error_sheet_never_takes_the_place_of_its_file(answer: Answer, make: Make) -> None:
    form = make({})
    assert "never takes the place of the file" in answer("check", form, "--errors", form).err


def test_figures_of_a_form_have_the_columns_of_every_figure(answer: Answer, make: Make) -> None:
    form = make({
        ("funds", "DA2", "1"): 1200.5, ("funds", "DA2", "2"): "1.250,5", ("funds", "DA2", "3"): "...",
        ("funds", "DA2", "7"): "-",
    })  # fmt: skip
    ran = answer("read", form, "--format", "csv")
    assert ran.code == 0
    rows = {row["cell"]: row for row in ran.rows() if row["sheet"] == FUNDS}
    named = ("kind", "locality", "locality_code", "period", "as_of", "component", "measure", "source", "nature")
    assert [rows["C14"][name] for name in named] == [
        "fund", "tỉnh Lạng Sơn", "20", "2024-H1", "2024-06-30", "DA2", "allocated", "central", "capital",
    ]  # fmt: skip
    valued = ("budget_year", "value_text", "unit_text", "value", "value_vnd", "line", "note")
    assert [rows["C14"][name] for name in valued] == ["2024", "1200.5", "triệu đồng", "1200.5", "1200500000", "", ""]
    assert [rows["D14"][name] for name in valued[1:5]] == ["1.250,5", "triệu đồng", "1250.5", "1250500000"]
    assert [rows["E14"][name] for name in ("value_text", "value", "value_vnd", "note")] == [
        "...", "", "", "absence: not_available",
    ]  # fmt: skip
    assert [rows["I14"][name] for name in ("budget_year", "value", "note")] == ["2023", "0", "absence: none"]
    assert rows["C14"]["figure_id"][16:] == "c" + rows["C14"]["figure_id"][17:]
    assert ran.err.startswith("tỉnh Lạng Sơn, monitoring@1, monitoring_6m 2024-H1; accepted with findings, ")


def test_a_folder_may_hold_forms_and_tables_show_a_sheet_each(answer: Answer, make: Make, tmp_path: Path) -> None:
    make({("funds", "DA2", "1"): 1200.5})
    (tmp_path / "khac.txt").write_text("không phải báo cáo\n", encoding="utf-8")
    ran = answer("read", tmp_path, "--format", "table")
    lines = ran.out.splitlines()
    assert f"bieu.xlsx: tỉnh Lạng Sơn, monitoring@1, monitoring_6m 2024-H1: {FUNDS}" in [line.strip() for line in lines]
    shown = [line.split() for line in lines if line.split()[:1] == ["C14"] and "allocated" in line]
    assert shown == [
        [
            "C14",
            "1.200,5",
            "triệu",
            "đồng",
            "allocated",
            "DA2",
            "tỉnh",
            "Lạng",
            "Sơn",
            "2024",
            "central,",
            "capital",
            "part",
        ]
    ]
    assert "2 of 2 files read, " in ran.err


def test_a_refused_form_gives_no_figures_and_says_why(answer: Answer, make: Make) -> None:
    ran = answer("read", make({("funds", "DA2", "1"): 1200.5}, nil="Có"))
    assert (ran.code, ran.out) == (1, "")
    assert "bieu.xlsx: Tệp “bieu.xlsx”" in ran.err


def _finding(rule: str, number: int, severity: str = "warn", sheet: str | None = FUNDS) -> dict[str, Any]:
    return {
        "rule": rule, "severity": severity, "sheet": sheet, "cell": f"C{number}", "line": None, "expected": "một số",
        "found": "x" * 500, "message": f"Tệp “a.xlsx”, trang “{sheet}”, ô C{number}: sai; cần: một số. Sửa.",
    }  # fmt: skip


def test_two_hundred_findings_are_cut_rule_by_rule() -> None:
    findings = [_finding("IN20", number) for number in range(200)] + [_finding("IN17", 300, "stop")]
    lines = finding_lines(findings)
    assert sum("IN20" in line for line in lines) == 21
    assert lines[2].startswith("  C300     stop  IN17  Sai. Sửa.")
    assert lines[-1] == "... and 180 more of IN20; --all shows them"
    assert max(map(len, lines)) < 220
    assert sum("IN20" in line for line in finding_lines(findings, is_all=True)) == 200


def test_a_terminal_obeys_nothing_of_a_workbook() -> None:
    lines = finding_lines([_finding("IN19", 3, sheet="a\x1b[2Jb") | {"found": "c\x1b]0;d\x07"}])
    assert not any("\x1b" in line or "\x07" in line for line in lines)
