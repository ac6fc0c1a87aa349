"""The money of reports: every rule of the grammar on text in own words, expected values by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from gnbv.settings import PROJECT
from ingestion.reference import Reference
from ingestion.reports.funds import read_funds
from ingestion.reports.model import Figure, Frame, StoredText
from ingestion.reports.outline import lay_out

REFERENCE = Reference.load(PROJECT / "dbt_project" / "seeds")
HOME = REFERENCE.locality("province", "20", date(2024, 7, 1))
CASES = (Path(__file__).parent / "fund_cases.txt").read_text(encoding="utf-8").split("\n## ")[1:]


def read(text: str, *, is_plan: bool = False) -> list[Figure]:
    frame = Frame(HOME, "2024-H1", "2024", date(2024, 6, 30), date(2024, 7, 15), is_plan)
    return read_funds(lay_out(StoredText(tuple(text.split("\n"))), frame, REFERENCE))


def told(figure: Figure) -> str:
    """Return a figure as a line of the cases."""
    others = [f"exec {figure.exec_year}"] if figure.exec_year else []
    others += [f"{figure.stated_pct}%"] if figure.stated_pct is not None else []
    others += [figure.role] if figure.role != "total" else []
    others += [figure.locality] if figure.locality != "tỉnh Lạng Sơn" else []
    others += [figure.bound] if figure.bound else []
    others += ["not_applicable"] if "not_applicable" in figure.note else []
    axes = (figure.component or "-", figure.measure, figure.source, figure.nature, figure.budget_year)
    return " | ".join((figure.value_text, *axes, ", ".join(others))).rstrip(" |")


@pytest.mark.parametrize("case", CASES, ids=[case.partition("\n")[0] for case in CASES])
def test_case(case: str) -> None:
    lines = [line for line in case.split("\n")[1:] if line.strip()]
    text = "\n".join(line.replace(">", "\t") for line in lines if not line.startswith("=> "))
    assert [told(figure) for figure in read(text)] == [line[3:] for line in lines if line.startswith("=> ")]


def test_the_cases_are_there() -> None:
    assert len(CASES) == 127


def test_a_figure_tells_its_place_value_and_rule() -> None:
    (figure,) = read("1. Dự án 7\nĐã giải ngân 1.270,5 triệu đồng đến ngày 31/5/2024.")
    assert (figure.kind, figure.unit, figure.unit_text) == ("fund", "vnd", "triệu đồng")
    assert (figure.value, figure.value_vnd) == (Decimal("1270.5"), Decimal("1270500000"))
    assert (figure.line, figure.char_start, figure.char_end) == (2, 13, 20)
    assert (figure.as_of, figure.period, figure.locality_code) == ("2024-05-31", "2024-H1", "20")
    assert figure.rule == "fund.said"


def test_an_inherited_year_is_marked_and_lowers_the_confidence() -> None:
    said, headed, of_period = read(
        "1. Vốn năm 2023\n- Ngân sách tỉnh giao năm 2022: 5 triệu đồng.\n- Ngân sách tỉnh giao 6 triệu đồng.\n"
        "2. Vốn khác\n- Ngân sách tỉnh giao 7 triệu đồng."
    )
    assert (said.budget_year, said.note) == ("2022", "")
    assert (headed.budget_year, headed.note) == ("2023", "budget_year: heading")
    assert (of_period.budget_year, of_period.note) == ("2024", "budget_year: period")
    assert said.confidence > headed.confidence > of_period.confidence


def test_a_zero_in_words_has_the_value_nought_and_an_absence_none() -> None:
    given, zero = read("Vốn sự nghiệp được giao 5 triệu đồng, chưa giải ngân.")
    assert (given.value_vnd, zero.value, zero.value_vnd) == (Decimal(5_000_000), Decimal(0), Decimal(0))
    (absent,) = read("1. Dự án 1. Hạ tầng: không thuộc đối tượng")
    assert absent.value_vnd is None


def test_the_component_totals_of_a_plan_are_allocated() -> None:
    text = "1. Dự án 2\nTổng kinh phí thực hiện dự án 2 là 3.659,59 triệu đồng."
    assert [figure.measure for figure in read(text, is_plan=True)] == ["allocated"]


def test_the_same_amount_stated_again_is_a_repeat() -> None:
    first, again = read("Ngân sách tỉnh giao 5 triệu đồng.\nNhư trên, ngân sách tỉnh giao 5 triệu đồng.")
    assert (first.role, again.role) == ("total", "repeat")


def test_a_part_with_the_coordinates_of_its_whole_is_marked() -> None:
    figures = read("Tổng vốn giao là 9 triệu đồng, trong đó: cầu treo 4 triệu đồng; đường thôn 5 triệu đồng.")
    assert [figure.role for figure in figures] == ["total", "part", "part"]


def test_a_change_is_no_stock() -> None:
    _, change = read("Tổng dư nợ đạt 39 tỷ đồng, tăng 2 tỷ đồng so với đầu năm.")
    assert (change.measure, change.value_kind) == ("other", "change")


def test_a_sentence_over_a_page_break_keeps_the_places_of_its_lines() -> None:
    first, second = read("Ngân sách trung ương giao 5 triệu đồng và\n¹ Gồm 02 xã.\nngân sách tỉnh giao 7 triệu đồng.")
    assert (first.line, second.line, second.char_start) == (1, 3, 20)
    assert (second.source, second.value_vnd) == ("province", Decimal(7_000_000))


def test_no_text_and_no_money_give_nothing() -> None:
    assert read("") == []
    assert read("Toàn tỉnh có 5.921 hộ nghèo, giảm 3,2%.") == []


def test_a_deadline_after_the_report_is_no_day_an_amount_stands_at() -> None:
    carried, forecast = read(
        "Vốn kéo dài thực hiện đến 31/12/2024 là 44 tỷ đồng. Ước giải ngân đến 31/12/2024: 40 tỷ đồng."
    )
    assert (carried.as_of, forecast.as_of) == ("2024-06-30", "2024-12-31")
    assert (forecast.measure, forecast.is_estimate) == ("disbursed_estimate", True)


@pytest.mark.parametrize(
    ("title", "component"),
    [("Kết quả chính sách hỗ trợ người nghèo năm 2024", ""), ("Kết quả giảm nghèo bền vững năm 2024", "CT")],
)
def test_money_of_a_report_on_something_else_is_beside_the_programme(title: str, component: str) -> None:
    """A heading on the programme, with or without a number, brings it back."""
    filler = [f"{number}. Mục tiêu {number}" for number in range(3, 13)]
    lines = ["BÁO CÁO", title, "1. Y tế", "Kinh phí khám bệnh 5 triệu đồng.", *filler]
    lines += ["13. Vốn", "Vốn Chương trình MTQG giảm nghèo bền vững", "Đã giải ngân 7 triệu đồng."]
    assert [figure.component for figure in read("\n".join(lines))] == [component, "CT"]
