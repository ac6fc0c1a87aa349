"""How indicators are worded: one sentence a case, in the project's own words (`indicator_cases.txt`)."""

from __future__ import annotations

from pathlib import Path

import pytest
from indicator_reading import read, told

CASES = Path(__file__).with_name("indicator_cases.txt")
HEADS = {
    "DA1": "1. Dự án 1: Hạ tầng",
    "DA2": "1. Dự án 2: Sinh kế",
    "DA5": "1. Dự án 5: Nhà ở",
    "DA3.TDA1": "1. Dự án 3: Sản xuất\n\na) Tiểu dự án 1: Nông nghiệp",
    "DA3.TDA2": "1. Dự án 3: Sản xuất\n\na) Tiểu dự án 2: Dinh dưỡng",
    "DA4.TDA1": "1. Dự án 4: Nghề\n\na) Tiểu dự án 1: Nghề",
    "DA7.TDA1": "1. Dự án 7: Năng lực\n\na) Tiểu dự án 1: Năng lực",
}


def cases() -> list[tuple[str, str, list[list[str]]]]:
    rows = []
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            scope, text, expected = (part.strip() for part in line.split("|"))
            rows.append((scope, text, [one.split() for one in expected.split(";") if one.strip()]))
    return rows


@pytest.mark.parametrize(
    ("scope", "text", "expected"), cases(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_sentence_tells_its_indicators(scope: str, text: str, expected: list[list[str]]) -> None:
    head = HEADS.get(scope, f"1. {scope}" if scope else "")
    found = told(read(f"{head}\n\n{text}\n"), "value", "indicator", "population", "period")
    assert [list(one[: len(row)]) for one, row in zip(found, expected, strict=True)] == expected
