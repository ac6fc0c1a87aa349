"""Places named in running text."""

from __future__ import annotations

from datetime import date

from gnbv.settings import PROJECT
from ingestion.reference import Reference
from ingestion.reports.localities import Gazetteer

REFERENCE = Reference.load(PROJECT / "dbt_project" / "seeds")
ON = date(2023, 7, 1)
OF_PROVINCE = Gazetteer(REFERENCE, REFERENCE.locality("province", "20", ON), ON)


def found(gazetteer: Gazetteer, text: str) -> list[tuple[str, str | None, bool]]:
    return [(one.printed, one.locality.code if one.locality else None, one.has_kind) for one in gazetteer.find(text)]


def test_districts_of_home_with_and_without_their_kind() -> None:
    assert found(OF_PROVINCE, "huyện Bình Gia 5 tỷ; Văn Quan 6 tỷ") == [
        ("huyện Bình Gia", "181", True),
        ("Văn Quan", "184", False),
    ]


def test_the_name_ends_where_no_longer_name_is_known() -> None:
    assert found(OF_PROVINCE, "Huyện Bình Gia Đã giao vốn") == [("Huyện Bình Gia", "181", True)]


def test_a_commune_is_printed_and_named_no_locality() -> None:
    assert found(OF_PROVINCE, "tại xã Vạn Thủy") == [("xã Vạn Thủy", None, True)]


def test_a_province_is_a_province_and_a_foreign_district_none() -> None:
    assert found(OF_PROVINCE, "tỉnh Điện Biên") == [("tỉnh Điện Biên", "11", True)]
    assert [code for _, code, _ in found(OF_PROVINCE, "huyện Mường Nhé")] == [None]


def test_words_that_are_no_place() -> None:
    assert found(OF_PROVINCE, "11 huyện, thành phố và các xã đã giao vốn") == []
