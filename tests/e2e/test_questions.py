"""docs/questions.md: every query runs on the published samples and gives the table that stands under it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from delivery.reading import open_marts
from gnbv.settings import PROJECT, Workspace

PAGE = (PROJECT / "docs" / "questions.md").read_text(encoding="utf-8")
QUESTIONS = {part.splitlines()[0]: part for part in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]}


def test_there_are_ten() -> None:
    assert [int(title.split(".")[0]) for title in QUESTIONS] == list(range(1, 11))


@pytest.mark.parametrize("title", QUESTIONS)
def test_the_answer_is_the_one_on_the_page(title: str, sample_workspace: Workspace) -> None:
    (sql,) = re.findall(r"```sql\n(.*?)```", QUESTIONS[title], re.DOTALL)
    shown = [
        [cell.strip() for cell in line.split("|")[1:-1]] for line in QUESTIONS[title].splitlines() if line[:1] == "|"
    ]
    assert answer(sample_workspace.published / "current" / "gnbv.duckdb", sql) == [shown[0], *shown[2:]]


def answer(db: Path, sql: str) -> list[list[str]]:
    """The column names and the rows, as the page writes them."""
    with open_marts(db) as marts:
        cursor = marts.execute(sql)
        return [[one[0] for one in cursor.description], *([written(cell) for cell in row] for row in cursor.fetchall())]


def written(value: Any) -> str:
    """Nothing for null, and numbers without needless zeros."""
    if value is None:
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)
