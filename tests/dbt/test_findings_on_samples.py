"""What is found wrong in the ministry's register of 27/10/2023 and the returns beside it, with literal expectations."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import duckdb
import pytest

from tools import findings_on_samples as document

COUNTS = {
    "FG01": 1, "FG02": 5, "FG03": 2, "FG04": 1, "FG05": 1, "FG07": 2, "FG10": 7, "FG11": 1, "FG15": 1, "FG16": 2,
    "FG17": 4, "FG20": 3, "IN10": 1, "IN13": 3, "IN14": 3, "IN15": 1, "OB01": 28, "OB02": 24, "OB03": 19, "RG01": 1,
    "RG02": 1, "RG03": 1, "RG04": 2, "RG05": 1, "RG06": 1, "RG07": 2, "RG08": 1, "RG09": 9, "RG10": 4, "RG11": 8,
    "RG12": 2, "RG13": 5, "RG14": 4, "RG15": 10, "XS04": 1,
}  # fmt: skip
PROGRAMME, RETURN = "coordination_programme", "coordination_6m"
#: rule, return, province (empty: the register as a whole), line, found, expected, line of the expected.
CONTRADICTIONS = {
    "CO01": ("RG01", RETURN, "Lai Châu", 278, "1317/BC-SLĐTBXH, 10/08/2023, không có dấu X", "34", 264),
    "CO02": ("RG03", RETURN, "Lai Châu", 27, "29", "28", 45),
    "CO03": ("RG04", RETURN, "Lai Châu", 27, "34 + 29 = 63", "35 + 28 = 63", 278),
    "CO04": (
        "RG06", RETURN, "Đà Nẵng", 301, "X, 2324/BC-SLĐTBXH, 16/08/2023",
        "chưa ban hành chương trình; có tên trong danh sách chưa ban hành; để trống ở dòng 219", 43,
    ),
    "CO05": (
        "RG02", PROGRAMME, "TP Hồ Chí Minh", 234, "X, không có số và ngày văn bản", "6120/MTTQ-BTT, 07/06/2023", 41,
    ),
    "CO06": (
        "RG07", PROGRAMME, "Đồng Tháp", 252, "500/CTPH/UBND-MTTQ, 13/12/2019",
        "109/CTr-BLĐTBXH-MTTW, 11/01/2023; được kể tên là văn bản khác", 41,
    ),
    "CO07": (
        "RG07", PROGRAMME, "Quảng Bình", 216, "142/CTPH-UBND-MTTQ, 22/07/2022",
        "109/CTr-BLĐTBXH-MTTW, 11/01/2023; không có tên trong số 2 văn bản khác", 23,
    ),
    "CO07, two in a cell": (
        "RG08", PROGRAMME, "Quảng Bình", 216,
        "142/CTPH-UBND-MTTQ, 22/07/2022; 245/KHPH-UBMT-SLĐTBXH, 28/04/2023", "một văn bản", None,
    ),
    "CO08": (
        "RG09", PROGRAMME, "Ninh Thuận", 225, "251/KH-MTTQ-SLĐTBXH, 21/03/2023; Kế hoạch",
        "Chương trình; được tính vào 51", 23,
    ),
    "CO09": (
        "RG09", PROGRAMME, "Đồng Nai", 235, "239/KH-MTTQ-BTT, 15/03/2023; Kế hoạch",
        "Chương trình; được tính vào 51", 23,
    ),
    "CO09, body": ("RG10", PROGRAMME, "Đồng Nai", 235, "239/KH-MTTQ-BTT, 15/03/2023", "LĐTBXH", None),
    "CO10": (
        "RG09", PROGRAMME, "Hải Dương", 202,
        "3417/SLĐTBHXH-UBMTTQ, 07/08/2023; Công văn (ký hiệu không ghi tên loại)", "Chương trình; được tính vào 51", 23,
    ),
    "CO10, body": ("RG10", PROGRAMME, "Hải Dương", 202, "3417/SLĐTBHXH-UBMTTQ, 07/08/2023", "LĐTBXH", None),
    "CO11": ("RG05", PROGRAMME, "", 182, "53", "51 + 2", 23),
    "CO14": (
        "RG11", RETURN, "Hậu Giang", 331, "180/BC-SLĐTBXH, 10/08/2023", "180/BC-SLĐTBXH, 21/06/2023 (Bạc Liêu)", 336,
    ),
    "CO15": (
        "RG11", PROGRAMME, "Hà Tĩnh", 215, "02/CTr-SLĐTBXH-MTTQ, 09/05/2023",
        "02/CTr-SLĐTBXH-MTTQ, 06/07/2023 (Hậu Giang)", 249,
    ),
    "CO16": (
        "RG11", PROGRAMME, "Lâm Đồng", 232, "01/CTr-SLĐTBXH-MTTQ, 14/04/2023",
        "01/CTr-SLĐTBXH-MTTQ, 16/02/2023 (Vĩnh Long)", 247,
    ),
    "CO17": (
        "RG11", PROGRAMME, "Bình Dương", 236, "02/CTPH-MTTQ-SLĐTBXH, 02/07/2023",
        "02/CTPH-MTTQ-SLĐTBXH, 22/06/2023 (Bến Tre)", 245,
    ),
    "CO18": (
        "RG12", PROGRAMME, "Bình Dương", 236, "02/CTPH-MTTQ-SLĐTBXH, 02/07/2023 (Chủ nhật)",
        "ngày làm việc; đổi chỗ ngày và tháng: 07/02/2023 (thứ Ba)", None,
    ),
    "CO19": (
        "RG12", RETURN, "Ninh Thuận", 307, "236/BC-SLĐTBXH, 24/06/2023 (thứ Bảy)", "ngày làm việc", None,
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def findings(warehouse_copy: Path) -> list[document.Finding]:
    return document.read_findings(warehouse_copy)


def _named(findings: list[document.Finding], rule_id: str, return_type: str) -> set[str]:
    return {one.locality for one in findings if (one.rule_id, one.return_type) == (rule_id, return_type)}


def test_nothing_else_is_found(marts: duckdb.DuckDBPyConnection) -> None:
    counts = marts.execute("select rule_id, count(*) from marts.fct_finding group by rule_id").fetchall()
    assert dict(counts) == COUNTS


@pytest.mark.parametrize("case", CONTRADICTIONS)
def test_a_contradiction_is_found_with_the_province_and_both_values(
    findings: list[document.Finding], case: str
) -> None:
    rule_id, return_type, locality, line, found, expected, expected_line = CONTRADICTIONS[case]
    values = [
        (one.line, one.found, one.expected, one.expected_line)
        for one in findings
        if one.key == (rule_id, return_type, locality or document.WHOLE_REGISTER, "")
    ]
    assert values == [(line, found, expected, expected_line)]


def test_letters_blanks_dates_and_late_programmes_are_told_by_name(findings: list[document.Finding]) -> None:
    assert _named(findings, "RG09", RETURN) == {"Phú Thọ", "Hà Nam", "Đắk Nông", "TP Hồ Chí Minh", "Đồng Tháp"}
    assert _named(findings, "RG13", PROGRAMME) == {"Cao Bằng", "Thái Nguyên", "Bắc Giang", "Hà Nam", "Ninh Bình"}
    assert _named(findings, "RG14", PROGRAMME) == {"Lào Cai", "Quảng Bình", "Bình Định", "Khánh Hòa"}
    assert _named(findings, "RG15", RETURN) == {
        "Lào Cai", "Thái Nguyên", "Bắc Giang", "Hải Dương", "Thanh Hóa", "Bình Định", "Gia Lai", "Bình Dương",
        "Long An", "Hậu Giang",
    }  # fmt: skip


def test_the_weights_of_the_findings(marts: duckdb.DuckDBPyConnection) -> None:
    weights = marts.execute("select rule_id, severity, count(*) from marts.fct_finding group by all").fetchall()
    by_weight = {weight: {rule for rule, one, _ in weights if one == weight} for weight in ("stop", "warn", "info")}
    assert by_weight == {
        "stop": set(),
        "warn": {
            "FG01",
            "FG02",
            "FG03",
            "FG04",
            "FG05",
            "FG07",
            "FG10",
            "FG11",
            "FG15",
            "FG16",
            "FG17",
            "IN10",
            "IN13",
            "IN14",
            "IN15",
            "OB01",
            "RG01",
            "RG02",
            "RG03",
            "RG04",
            "RG05",
            "RG06",
            "RG07",
            "RG09",
            "RG10",
        },
        "info": {
            "FG10", "FG20", "OB02", "OB03", "RG08", "RG09", "RG11", "RG12", "RG13", "RG14", "RG15", "XS04",
        },
    }  # fmt: skip
    several = sorted(one for one in weights if one[0] in ("FG10", "RG09"))
    assert several == [("FG10", "info", 2), ("FG10", "warn", 5), ("RG09", "info", 6), ("RG09", "warn", 3)]


def test_a_message_tells_what_where_found_expected_and_what_to_do(marts: duckdb.DuckDBPyConnection) -> None:
    vietnamese, english, place = marts.execute(
        "select message_vi, message_en, sheet || '!' || cell from marts.fct_finding where rule_id = 'RG01'"
    ).fetchall()[0]
    assert vietnamese == (
        "Lai Châu: phụ lục ghi 1317/BC-SLĐTBXH, 10/08/2023, không có dấu X cho “Báo cáo 6 tháng thực hiện Chương trình "
        f"phối hợp” (6 tháng đầu năm 2023) ({place}, dòng 278), nên dòng tổng cộng 34 (dòng 264) đếm thiếu. Đề nghị "
        "xác nhận văn bản và đánh dấu."
    )
    assert english == (
        "Lai Châu: the register names a document for “Six-month report on the coordination programme” (first half of "
        f"2023) but does not mark it ({place}, line 278); its total row says 34 (line 264). Confirm the document and "
        "mark it."
    )


def test_no_message_is_left_with_a_placeholder(marts: duckdb.DuckDBPyConnection) -> None:
    left = marts.execute(
        "select rule_id from marts.fct_finding where concat(message_vi, message_en) similar to '.*[{}].*'"
    ).fetchall()
    assert left == []


def test_every_finding_leads_to_its_file_and_obligation(marts: duckdb.DuckDBPyConnection) -> None:
    lost = marts.execute(
        "select rule_id from marts.fct_finding left join marts.fct_submission using (submission_key) "
        "where fct_submission.path is null or "
        "(fct_finding.obligation_key is null and rule_id <> 'RG05' "
        "and fct_submission.file_kind not in ('report', 'form'))"
    ).fetchall()
    assert lost == []


def test_every_finding_is_judged_and_the_document_is_up_to_date(findings: list[document.Finding]) -> None:
    made = document.render(document.judge(findings, document.read_judgements()))
    assert document.DOCUMENT.read_text(encoding="utf-8") == made


def test_a_finding_without_a_judgement_ends_the_list_with_an_error(findings: list[document.Finding]) -> None:
    first = next(one for one in findings if one.rule_id == "OB01")
    new = dataclasses.replace(first, locality="Hà Nội")
    with pytest.raises(document.NotJudgedError, match=r"not judged: OB01 coordination_6m Hà Nội"):
        document.judge([*findings, new], document.read_judgements())
    with pytest.raises(document.NotJudgedError, match=r"raised 2 times, judged once: OB01"):
        document.judge([*findings, first], document.read_judgements())
    with pytest.raises(document.NotJudgedError, match=r"judged but not raised: OB01"):
        document.judge([one for one in findings if one is not first], document.read_judgements())


def test_the_command_says_in_one_line_what_is_wrong(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert document.main([str(tmp_path / "missing.duckdb")]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert document.main([]) == 2
    assert capsys.readouterr().err == "usage: python tools/findings_on_samples.py DATABASE\n"


def test_the_fall_of_a_deprivation_is_held_against_the_two_years(findings: list[document.Finding]) -> None:
    (found,) = [one for one in findings if one.key[0] == "FG01"]
    assert found.key == ("FG01", "thematic_report", "Quảng Nam", "")
    assert (found.line, found.found, found.expected, found.expected_line) == (57, "1.836", "1.846", 56)
