"""`gnbv findings` over the samples: the list on a terminal and as files, what is left out, what cannot be asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from delivery import FINDING_COLUMNS, Finding, FindingList, Wanted
from gnbv.commands.findings import shown_lines

if TYPE_CHECKING:
    from tests.cli.conftest import Run


def test_the_columns_are_fixed(run: Run) -> None:
    ran = run("findings", "--format", "csv")
    assert ran.code == 0
    assert ran.out.splitlines()[0] == ",".join(FINDING_COLUMNS)
    assert {row["severity"] for row in ran.rows()} <= {"stop", "warn"}
    assert {row["state"] for row in ran.rows()} == {"open"}
    assert "less grave findings are left out; --severity info lists them" in ran.err


def test_one_rule_of_one_locality(run: Run) -> None:
    by_name = run("findings", "--locality", "Quảng Nam", "--rule", "fg01", "--format", "csv").rows()
    (one,) = by_name
    assert run("findings", "-l", "49", "-r", "FG01", "--format", "csv").rows() == by_name
    told = ("rule_id", "severity", "level", "locality_code", "locality", "return_type", "place", "found", "expected")
    assert [one[name] for name in told] == [
        "FG01", "warn", "figure", "49", "Quảng Nam", "thematic_report", "Bảng 1!G5, dòng 57", "1.836", "1.846",
    ]  # fmt: skip
    assert one["message"].startswith("Quảng Nam: mức thay đổi ghi 1.836 (Bảng 1!G5, dòng 57) nhưng")
    english = json.loads(run("findings", "-l", "49", "-r", "FG01", "--format", "json", "--lang", "en").out)
    assert (english[0]["place"], english[0]["line"]) == ("Bảng 1!G5, line 57", 57)
    assert "the change is printed as 1.836" in english[0]["message"]


def test_the_key_of_a_row_can_be_traced(run: Run) -> None:
    (one,) = run("findings", "-l", "49", "-r", "FG01", "--format", "csv").rows()
    ran = run("trace", one["finding_key"])
    assert ran.code == 0
    assert f"{one['finding_key']} is the key of a finding" in ran.out


def test_the_trace_of_a_finding_shows_its_figures_and_the_one_that_would_repair_it(run: Run) -> None:
    (one,) = [
        row
        for row in run("findings", "-l", "20", "-r", "FG02", "--format", "csv").rows()
        if row["repair_value"] == "331"
    ]
    assert (one["found"], one["repair_at"], one["repair_count"]) == ("3.261", "dòng 65", "2")
    found = json.loads(run("trace", one["finding_key"], "--format", "json").out)["figures"]
    told = [(row["part"], row["value_text"], row["about"], row["line"], row["repair_value"]) for row in found]
    assert told == [
        ("found", "3.261", "disbursed × DA4.TDA1 × total × total × 2023", 63, None),
        ("other", "2.930", "disbursed × DA4.TDA1 × central × total × 2023", 64, None),
        ("other", "311", "disbursed × DA4.TDA1 × local × total × 2023", 65, "331"),
    ]
    lines = run("trace", one["finding_key"]).out.splitlines()
    section = lines[lines.index("FIGURES OF THE FINDING (3)") :]
    assert section[1] == "* 3.261 triệu đồng: disbursed × DA4.TDA1 × total × total × 2023"
    assert section[7] == "- 311 triệu đồng → 331 would repair it: disbursed × DA4.TDA1 × local × total × 2023"


def test_a_value_that_repairs_several_findings_is_named_once(run: Run) -> None:
    lines = run("findings", "--locality", "20").out.splitlines()
    (at,) = [place for place, line in enumerate(lines) if line.startswith("    311 triệu đồng (dòng 65) → 331, khớp ")]
    assert lines[at + 1] == "        warn FG02  dòng 63  3.261 → 3.241"


def test_the_table_is_for_people(run: Run) -> None:
    ran = run("findings", "--locality", "49", "--rule", "FG01")
    lines = ran.out.splitlines()
    assert lines[0].startswith("Quảng Nam (49): ") and lines[1].endswith(": 1 warn")
    assert lines[2] == "    warn FG01  Bảng 1!G5, dòng 57  1.836 → 1.846"
    assert lines[3].strip().startswith("Quảng Nam: mức thay đổi ghi 1.836 (Bảng 1!G5, dòng 57)")
    assert lines[-1].startswith("1 warn; figures behind a finding: gnbv trace ")


def test_nothing_is_an_answer_too(run: Run) -> None:
    ran = run("findings", "--rule", "FG01", "--period", "2023-Y")
    assert (ran.code, ran.out) == (0, "Nothing that was asked for stands in the published build.\n")


def test_a_day_beyond_the_build_is_remarked_on(run: Run) -> None:
    ran = run("findings", "--rule", "FG01", "--as-of", "2999-01-01", "--format", "csv")
    assert ran.code == 0
    assert "note: the published build speaks about 2023-10-27; what came later is not in it" in ran.err
    assert run("findings", "--severity", "info", "--as-of", "2020-01-01", "--format", "csv").rows() == []


def test_the_workbook_goes_to_a_file(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "quang-nam.xlsx"
    ran = run("findings", "--locality", "49", "--rule", "FG01", "--format", "xlsx", "-o", str(place))
    assert (ran.code, ran.out) == (0, "")
    sheet = openpyxl.load_workbook(place)["Danh sách"]
    assert [cell.value for cell in sheet[1]][:4] == ["Mức độ", "Mã địa phương", "Địa phương", "Loại báo cáo"]
    assert [cell.value for cell in sheet[2]][:3] == ["Cần kiểm tra", "49", "Quảng Nam"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--format", "xlsx"), 2, "a workbook is not for the terminal; add '-o FILE.xlsx'"),
        (("--severity", "grave"), 2, "'grave' is not one of 'stop', 'warn', 'info'"),
        (("--as-of", "27/10/2023"), 2, "is not a date; expected YYYY-MM-DD"),
        (("--locality", "Atlantis"), 1, "there is no locality 'Atlantis'"),
        (("--rule", "rule 5"), 1, "unknown rule 'RULE 5'"),
        (("--return-type", "x"), 1, "unknown return type 'x'"),
    ],
)
def test_what_cannot_be_asked(run: Run, arguments: tuple[str, ...], code: int, said: str) -> None:
    ran = run("findings", *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert ran.err.startswith("gnbv: ") and ran.err.count("\n") == 1


def _finding(key: str, rule: str, line: int, found: str, message: str, repair: str | None = "s1/a") -> Finding:
    return Finding(
        key, rule, "warn", "figure", "open", "20", "Lạng Sơn", "thematic_report", "2024-H1", "bc.txt", "12/BC", "s1",
        None, None, line, f"dòng {line}", None, found, "20.027", None, None, repair, "dòng 141" if repair else "",
        "9.869" if repair else None, "9.896" if repair else None, 3 if repair else None, message, None, None, None,
    )  # fmt: skip


def test_one_cause_is_told_once_with_its_findings_under_it() -> None:
    findings = (
        _finding("f3", "IN13", 3, "Số:", "Số văn bản để trống.", repair=None),
        _finding("f1", "FG02", 140, "20.000", "Tổng không bằng các phần. " * 4),
        _finding("f2", "FG10", 150, "49,48%", "Tỷ lệ không khớp.\x1b[2J", repair="s1/read-twice"),
    )
    lines = shown_lines(FindingList(Wanted(), "vi", findings, 0, None, {"thematic_report": "Báo cáo"}), 80)
    assert lines == [
        "Lạng Sơn (20): Báo cáo, 2024-H1",
        "  12/BC, bc.txt: 3 warn",
        "    warn IN13  dòng 3  Số: → 20.027",
        "              Số văn bản để trống.",
        "    9.869 (dòng 141) → 9.896, khớp 3 phép tính",
        "        warn FG02  dòng 140  20.000 → 20.027",
        "                  Tổng không bằng các phần. Tổng không bằng các phần. Tổng không",
        "                  bằng các phần. Tổng không bằng các phần.",
        "        warn FG10  dòng 150  49,48% → 20.027",
        "                  Tỷ lệ không khớp. [2J",
        "",
        "3 warn; figures behind a finding: gnbv trace f3",
    ]
