"""The table of the 12 deprivations by year, in a docx with a header of two levels: 13 columns, 3 rows, 39 figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from gnbv.settings import PROJECT
from ingestion.reference import Reference
from ingestion.reports import read_report, store_text

REPORT = PROJECT / "samples" / "sources" / "49-quang-nam" / "bao-cao-chat-van-ky-hop-24.docx"
YEAR_2021, YEAR_2023, FALL = 55, 56, 57
COLUMNS = {
    "poor_households": ("33127", "24669", "-8458"),
    "deprivation_employment": ("14285", "6498", "-7787"),
    "deprivation_dependants": ("9403", "5890", "-3513"),
    "deprivation_nutrition": ("13861", "7411", "-6450"),
    "deprivation_health_insurance": ("7390", "5544", "-1836"),  # as printed; the two years differ by 1846
    "deprivation_adult_education": ("12274", "6614", "-5660"),
    "deprivation_child_school_attendance": ("4281", "2524", "-1757"),
    "deprivation_housing_quality": ("8072", "7841", "-231"),
    "deprivation_housing_area": ("9767", "7391", "-2376"),
    "deprivation_water_source": ("5982", "5515", "-467"),
    "deprivation_latrine": ("17066", "12062", "-5004"),
    "deprivation_telecom": ("19833", "11459", "-8374"),
    "deprivation_information_assets": ("14660", "8864", "-5796"),
}


def test_thirty_nine_figures_with_their_cells() -> None:
    stored = store_text(REPORT.read_bytes(), REPORT.name)
    report = read_report(stored, Reference.load(PROJECT / "dbt_project" / "seeds"), on=date(2024, 7, 31))
    cells = [one for one in report.figures if one.line in (YEAR_2021, YEAR_2023, FALL)]
    assert len(cells) == 39
    read = {(one.indicator, one.line): one for one in cells}
    told = {code: tuple(str(read[code, line].value) for line in (YEAR_2021, YEAR_2023, FALL)) for code in COLUMNS}
    assert told == {code: tuple(str(Decimal(value)) for value in values) for code, values in COLUMNS.items()}
    assert {one.population for one in cells} == {"poor"}
    assert {(one.line, one.period, one.value_kind, one.as_of) for one in cells} == {
        (YEAR_2021, "2021", "actual", "2021-12-31"),
        (YEAR_2023, "2023", "actual", "2023-12-31"),
        (FALL, "2021-2023", "change", "2023-12-31"),
    }
    assert (read["deprivation_health_insurance", FALL].sheet, read["deprivation_health_insurance", FALL].cell) == (
        "Bảng 1",
        "G5",
    )
