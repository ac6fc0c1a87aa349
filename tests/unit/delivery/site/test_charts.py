"""Charts: small, in one language, readable without eyes, and no text of a report becomes part of the page."""

from __future__ import annotations

import re
from typing import Any

from delivery.site import charts

ROWS: list[dict[str, Any]] = [
    {"label": f"Thiếu hụt {number}", "series": series, "value": 1234.5 + number, "before": 2000 + number}
    for number in range(12)
    for series in ("Hộ nghèo", "Hộ cận nghèo")
]


def bars(rows: list[dict[str, Any]], language: str = "vi") -> str:
    series = list(dict.fromkeys(row["series"] for row in rows))
    return charts.bars(rows, language=language, title="Tên", description="Mô tả", axis="hộ", series=series)


def test_a_chart_of_all_deprivations_is_small() -> None:
    drawn = bars(ROWS)
    assert len(drawn.encode()) <= 15_000
    assert drawn.startswith('<svg class="chart" role="img"')
    assert "<title>Tên</title><desc>Mô tả</desc>" in drawn


def test_numbers_are_written_as_the_language_writes_them() -> None:
    assert "2.000 → 1.234,5" in bars(ROWS[:1])
    assert "2,000 → 1,234.5" in bars(ROWS[:1], "en")


def test_a_bar_without_an_earlier_value_has_its_number_alone() -> None:
    drawn = bars([{"label": "A", "series": "", "value": 8.26, "before": None}])
    assert ">8,26<" in drawn
    assert "→" not in drawn


def test_points_of_a_line_have_their_numbers_and_targets_are_named() -> None:
    points = [
        {"series": "Tỷ lệ", "year": year, "value": value, "is_target": aim}
        for year, value, aim in ((2022, 11.61, False), (2023, 8.26, False), (2025, 4.97, True))
    ]
    drawn = charts.lines(points, language="vi", title="Tên", description="", axis="%", aim="mục tiêu")
    texts = re.findall(r">([^<>]+)</text>", drawn)
    assert {"11,61", "8,26", "4,97 (mục tiêu)", "2024"} <= set(texts)


def test_text_of_a_report_stays_text() -> None:
    hostile = "<script>alert(1)</script>"
    drawn = charts.bars(
        [{"label": hostile, "series": "", "value": 1, "before": None}],
        language="vi",
        title=hostile,
        description=hostile,
        axis=hostile,
        series=[""],
    )
    assert "<script" not in drawn
    assert "&lt;script&gt;" in drawn


def test_a_name_that_breaks_lines_does_not_break_the_chart() -> None:
    drawn = bars([{"label": "Tân\u2028Lập\u2029\x00\nA", "series": "", "value": 8.26, "before": None}])
    assert ">Tân Lập A<" in drawn
