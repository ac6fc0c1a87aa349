"""Which rows of a form are for whom: membership of groups on a date, upwards and downwards."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gnbv.policy import SEEDS
from ingestion.reference import Reference
from ingestion.workbooks import applies


def asked(level: str, code: str, on: date, only_for: str = "poor_district", seeds: Path = SEEDS) -> bool:
    reporter = Reference.load(SEEDS).locality(level, code, on)
    assert reporter is not None
    return applies(only_for, reporter, on, seeds)


@pytest.mark.parametrize(
    ("level", "code", "on", "expected"),
    [
        ("district", "027", date(2024, 6, 30), True),  # Mèo Vạc, QĐ 353/QĐ-TTg
        ("district", "027", date(2022, 3, 14), False),  # the day before the decision
        ("district", "027", date(2022, 3, 15), True),
        ("district", "185", date(2024, 6, 30), False),  # Bắc Sơn
        ("province", "02", date(2024, 6, 30), True),  # Hà Giang holds Mèo Vạc
        ("province", "02", date(2022, 1, 1), False),
        ("province", "01", date(2024, 6, 30), False),  # Hà Nội holds none
        ("commune", "00769", date(2024, 6, 30), True),  # thị trấn Mèo Vạc lies in it
        ("country", "VN", date(2024, 6, 30), True),
        ("province", "20", date(2025, 12, 31), False),  # there are no districts any more
    ],
)
def test_poor_districts(level: str, code: str, on: date, expected: bool) -> None:
    assert asked(level, code, on) is expected


def test_a_row_for_all_and_a_group_of_nobody() -> None:
    assert asked("province", "01", date(2024, 6, 30), "") is True
    assert asked("province", "02", date(2024, 6, 30), "no_such_group") is False


def test_a_changed_seed_is_read_again(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    (seeds / "geography").mkdir(parents=True)
    for name in ("geography", "policy"):
        for path in (SEEDS / name).glob("*.csv"):
            (seeds / name).mkdir(exist_ok=True)
            (seeds / name / path.name).write_bytes(path.read_bytes())
    groups = seeds / "geography" / "locality_groups.csv"
    assert asked("district", "185", date(2024, 6, 30), seeds=seeds) is False
    groups.write_text(
        "group_code,locality_code,valid_from,valid_to,legal_basis,note\npoor_district,185,2022-01-01,,Thử,\n",
        encoding="utf-8",
    )
    assert asked("district", "185", date(2024, 6, 30), seeds=seeds) is True
    assert asked("district", "027", date(2024, 6, 30), seeds=seeds) is False
