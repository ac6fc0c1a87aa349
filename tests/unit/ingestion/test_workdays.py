"""Working days of public offices in 2023-2026, as the government announced them, and the seed that overrules."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from intake_fakes import SEEDS

from ingestion import SeedError, is_working_day, non_working_days, read_table, working_day_after, write_calendar

HEADER = "day,is_working,reason,legal_basis\n"


def _span(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2023, 1, 20), date(2023, 1, 26)),  # Tết Quý Mão
        (date(2023, 4, 29), date(2023, 5, 3)),  # Giỗ Tổ, 30/4, 1/5 with days in lieu
        (date(2023, 9, 1), date(2023, 9, 4)),
        (date(2024, 2, 8), date(2024, 2, 14)),  # Tết Giáp Thìn
        (date(2024, 4, 27), date(2024, 5, 1)),  # 29/4 swapped: 2450/VPCP-KGVX
        (date(2024, 8, 31), date(2024, 9, 3)),
        (date(2025, 1, 25), date(2025, 2, 2)),  # Tết Ất Tỵ
        (date(2025, 4, 30), date(2025, 5, 4)),  # 2/5 swapped
        (date(2025, 8, 30), date(2025, 9, 2)),
        (date(2026, 1, 1), date(2026, 1, 4)),  # 2/1 swapped: 12729/VPCP-KGVX
        (date(2026, 2, 14), date(2026, 2, 22)),  # Tết Bính Ngọ
        (date(2026, 8, 29), date(2026, 9, 2)),
    ],
)
def test_the_long_holidays_are_those_announced(first: date, last: date) -> None:
    assert [day for day in _span(first, last) if is_working_day(day, SEEDS)] == []


@pytest.mark.parametrize(
    "day",
    [
        date(2023, 1, 19),
        date(2023, 1, 27),
        date(2023, 5, 4),
        date(2023, 8, 31),
        date(2024, 5, 4),  # Saturday, for 29/4
        date(2025, 4, 26),  # Saturday, for 2/5
        date(2026, 1, 10),  # Saturday, for 2/1
        date(2026, 8, 22),  # Saturday, for 31/8
        date(2023, 6, 26),
    ],
)
def test_days_around_them_and_days_made_up_are_worked(day: date) -> None:
    assert is_working_day(day, SEEDS)


def test_the_due_day_of_2023_was_a_sunday() -> None:
    rows = non_working_days(2023, 2023, SEEDS / "policy" / "swapped_days.csv")

    assert {"day": date(2023, 6, 25), "is_working": False, "reason": "Chủ nhật"} in rows
    assert not is_working_day(date(2023, 6, 25), SEEDS)


def test_a_day_has_one_row_and_the_seed_wins(tmp_path: Path) -> None:
    swapped = tmp_path / "swapped_days.csv"
    swapped.write_text(
        HEADER
        + "2023-06-26,false,Nghỉ,QĐ\n"  # a Monday
        + "2023-07-01,true,Làm bù,QĐ\n"  # a Saturday
        + "2023-09-01,true,Không nghỉ,QĐ\n"  # a holiday
        + "2023-06-27,true,Làm việc như thường,QĐ\n",  # a Tuesday: needs no row
        encoding="utf-8",
    )

    rows = {row["day"]: (row["is_working"], row["reason"]) for row in non_working_days(2023, 2023, swapped)}

    assert rows[date(2023, 6, 26)] == (False, "Nghỉ")
    assert rows[date(2023, 7, 1)] == (True, "Làm bù")
    assert rows[date(2023, 9, 1)] == (True, "Không nghỉ")
    assert rows[date(2023, 9, 2)] == (False, "Quốc khánh")
    assert date(2023, 6, 27) not in rows
    assert len(rows) == len(non_working_days(2023, 2023, swapped))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("day,is_working\n", r"swapped_days\.csv, line 1: column reason, legal_basis is missing"),
        (HEADER + "02/01/2026,false,Nghỉ,QĐ\n", r"line 2: expected a date such as 2026-01-02 .* found '02/01/2026'"),
        (HEADER + "2026-01-02,không,Nghỉ,QĐ\n", r"line 2: expected true or false in column is_working, found 'không'"),
        (HEADER + "2026-01-02,false,Nghỉ,QĐ\n2026-01-02,true,Làm,QĐ\n", r"line 3: 2026-01-02 stands there twice"),
    ],
)
def test_a_mistake_in_the_seed_is_named(tmp_path: Path, text: str, message: str) -> None:
    swapped = tmp_path / "swapped_days.csv"
    swapped.write_text(text, encoding="utf-8")

    with pytest.raises(SeedError, match=message):
        non_working_days(2026, 2026, swapped)


def test_a_missing_seed_is_named(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match=r"swapped_days\.csv: cannot be read .*restore the seed"):
        is_working_day(date(2023, 1, 1), tmp_path)


def test_the_calendar_is_written_only_when_it_changed(tmp_path: Path) -> None:
    seeds, bronze = tmp_path / "seeds", tmp_path / "bronze"
    (seeds / "policy").mkdir(parents=True)
    swapped = seeds / "policy" / "swapped_days.csv"
    swapped.write_text(HEADER, encoding="utf-8")

    assert write_calendar(bronze, seeds, 2023, 2024)
    first = (bronze / "non_working_day" / "_calendar.parquet").stat().st_ino
    assert not write_calendar(bronze, seeds, 2023, 2024)
    assert (bronze / "non_working_day" / "_calendar.parquet").stat().st_ino == first
    assert is_working_day(date(2023, 6, 26), seeds)
    swapped.write_text(HEADER + "2023-06-26,false,Nghỉ,QĐ\n", encoding="utf-8")
    assert write_calendar(bronze, seeds, 2023, 2024)
    assert not is_working_day(date(2023, 6, 26), seeds)

    held = pq.read_table(bronze / "non_working_day" / "_calendar.parquet").to_pylist()
    assert {row["batch_id"] for row in held} == {"_calendar"}
    assert {"batch_id": "_calendar", "day": date(2023, 6, 26), "is_working": False, "reason": "Nghỉ"} in held
    assert read_table(bronze, "non_working_day").to_pylist() == held


@pytest.mark.parametrize(
    ("day", "count", "found"),
    [
        (date(2023, 10, 27), 0, date(2023, 10, 27)),
        (date(2023, 10, 27), 1, date(2023, 10, 30)),  # a Friday: Monday follows
        (date(2023, 10, 27), 5, date(2023, 11, 3)),
        (date(2023, 8, 31), 1, date(2023, 9, 5)),  # National Day on Saturday, its eve on Friday, Monday in lieu
    ],
)
def test_working_day_after(day: date, count: int, found: date) -> None:
    assert working_day_after(day, count, SEEDS) == found
