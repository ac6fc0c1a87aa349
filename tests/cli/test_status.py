"""Counts and rates over the samples, asked for with the command."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Run


@pytest.mark.parametrize(
    ("as_of", "on_time", "late", "overdue", "not_due"),
    [
        ("2023-06-24", 11, 0, 0, 52),
        ("2023-06-25", 11, 0, 52, 0),
        ("2023-06-26", 11, 2, 50, 0),
        ("2023-07-15", 11, 14, 38, 0),
        ("2023-08-31", 11, 24, 28, 0),
        ("2023-10-27", 11, 24, 28, 0),
    ],
)
def test_the_country_on_each_date(run: Run, as_of: str, on_time: int, late: int, overdue: int, not_due: int) -> None:
    rows = run("status", "--as-of", as_of, "--return-type", "coordination_6m", "--format", "csv").rows()
    country = rows[-1]
    assert (country["region_code"], country["expected"]) == ("ALL", "63")
    assert [int(country[name]) for name in ("received_on_time", "late", "overdue", "not_due")] == [
        on_time,
        late,
        overdue,
        not_due,
    ]


def test_63_expected_35_received_11_on_time_with_their_rates(run: Run) -> None:
    rows = json.loads(run("status", "--as-of", "2023-10-27", "-t", "coordination_6m", "--format", "json").out)
    country = rows[-1]
    assert (country["expected"], country["received"], country["received_on_time"]) == (63, 35, 11)
    assert (country["rate"], country["rate_on_time"]) == (0.5556, 0.1746)


def test_the_regions_come_in_the_order_of_the_annex(run: Run) -> None:
    rows = run("status", "--as-of", "2023-10-27", "-t", "coordination_6m", "--format", "csv").rows()
    assert [(row["region"], row["expected"], row["received"]) for row in rows] == [
        ("Trung du và miền núi phía Bắc", "14", "8"),
        ("Đồng bằng sông Hồng", "11", "6"),
        ("Bắc Trung Bộ và duyên hải miền Trung", "14", "6"),
        ("Tây Nguyên", "5", "4"),
        ("Đông Nam Bộ", "6", "5"),
        ("Đồng bằng sông Cửu Long", "13", "6"),
        ("Cả nước", "63", "35"),
    ]


def test_on_31_08_2023_34_were_known(run: Run) -> None:
    ran = run("status", "--as-of", "2023-08-31", "--known", "2023-08-31", "-t", "coordination_6m", "--format", "csv")
    country = ran.rows()[-1]
    assert (country["received"], country["received_on_time"], country["late"], country["overdue"]) == (
        "34",
        "11",
        "23",
        "29",
    )


def test_the_table_has_one_block_a_return_type(run: Run) -> None:
    out = run("status", "--as-of", "2023-10-27").out
    assert "coordination_6m 2023-H1, as of 27/10/2023" in out
    assert "coordination_programme 2021-2025, as of 27/10/2023" in out
    (line,) = [line.split() for line in out.splitlines() if "Cả nước" in line and "17.5%" in line]
    assert line == ["Cả", "nước", "63", "35", "11", "24", "28", "55.6%", "17.5%"]
    earlier = run("status", "--as-of", "2023-06-24", "-t", "coordination_6m").out
    (headings,) = [line for line in earlier.splitlines() if "Overdue" in line]
    assert " ".join(headings.split()) == "Region Expected Received On time Late Overdue Not due Rate Rate on time"
