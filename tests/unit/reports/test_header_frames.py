"""The frames of whole reports: place, period, year, day of the figures, last day of issue, whether it is a plan."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gnbv.settings import PROJECT
from ingestion.reference import Reference
from ingestion.reports import read_header, store_text

OWN, SHARED = PROJECT / "tests" / "reports", PROJECT.parent / "shared" / "documents"
REFERENCE = Reference.load(PROJECT / "dbt_project" / "seeds")

Told = tuple[str, str, str, date | None, date | None, bool]


def frame(path: Path) -> Told:
    one = read_header(store_text(path.read_bytes(), path.name), REFERENCE).frame
    return (one.home.label if one.home else "", one.period, one.year, one.as_of, one.issued_on, one.is_plan)


@pytest.mark.parametrize(
    ("doc", "expected"),
    [
        ("a", ("huyện Mường Ảng", "2021-2024", "2021-2024", date(2024, 6, 30), date(2024, 7, 31), False)),
        ("b", ("xã Tà Long", "2024-H1", "2024", date(2024, 5, 31), date(2024, 6, 3), False)),
        ("c", ("tỉnh Yên Bái", "2023-Y", "2023", date(2023, 12, 31), None, False)),
        ("d", ("tỉnh Đắk Nông", "2024-9M", "2024", date(2024, 9, 30), date(2024, 10, 4), False)),
        ("e", ("tỉnh Trà Vinh", "2023-Y", "2023", date(2023, 12, 31), None, False)),
        ("f", ("tỉnh Bắc Kạn", "2024-Y", "2024", date(2024, 12, 31), date(2024, 12, 31), False)),
        ("g", ("huyện Sốp Cộp", "2021-2024", "2021-2024", date(2024, 6, 30), date(2024, 7, 12), False)),
        ("h", ("tỉnh Quảng Ngãi", "", "2024", date(2024, 11, 30), None, False)),
        ("i", ("huyện Quỳ Châu", "2024-Y", "2024", date(2024, 12, 15), date(2024, 12, 18), False)),
    ],
)
def test_frames_of_own_texts(doc: str, expected: Told) -> None:
    assert frame(next(OWN.glob(f"heldout*/{doc}_*.txt"))) == expected


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared/documents")
@pytest.mark.parametrize(
    ("doc", "expected"),
    [
        ("000", ("tỉnh Lạng Sơn", "2023-H1", "2023", date(2023, 6, 30), date(2023, 7, 31), False)),
        ("002", ("huyện Bắc Sơn", "2024-Y", "2024", date(2023, 12, 31), None, True)),
        ("003", ("tỉnh Quảng Nam", "2024-H1", "2024", date(2024, 6, 30), None, False)),
        ("004", ("Việt Nam", "2023-9M", "2023", date(2023, 9, 30), date(2023, 10, 27), False)),
    ],
)
def test_frames_of_received_reports(doc: str, expected: Told) -> None:
    assert frame(next(SHARED.glob(f"{doc}_*.txt"))) == expected
