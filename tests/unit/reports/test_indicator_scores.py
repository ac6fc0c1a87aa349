"""The indicators of the received reports, against those read by hand; and the scorer itself."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from pathlib import Path

import pytest
from indicator_reading import PROJECT, REFERENCE

from ingestion.reports import FIGURE_COLUMNS, read_report, store_text

SHARED = PROJECT.parent / "shared"
SCORER = PROJECT / "tools" / "score_indicators.py"
LAST_LINE = re.compile(r"recall (\S+) precision (\S+) right \d+/\d+ \((\S+)\)")


def score(gold: Path, doc: str, figures: Path) -> tuple[float, float, float]:
    done = subprocess.run(
        [sys.executable, str(SCORER), str(gold), doc, str(figures)], capture_output=True, text=True, check=True
    )
    told = LAST_LINE.search(done.stdout)
    assert told, done.stdout
    return float(told[1]), float(told[2]), float(told[3])


@pytest.mark.shared
@pytest.mark.parametrize("doc", ["000", "003", "004"])
def test_the_indicators_of_a_received_report(doc: str, tmp_path: Path) -> None:
    documents = sorted((SHARED / "documents").glob(f"{doc}_*.txt")) if SHARED.is_dir() else []
    if not documents:
        pytest.skip("the received documents are not beside the project")
    stored = store_text(documents[0].read_bytes(), documents[0].name)
    figures = tmp_path / "figures.csv"
    with figures.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(FIGURE_COLUMNS)
        for one in read_report(stored, REFERENCE).figures:
            out.writerow(["" if name == "figure_id" else getattr(one, name) for name in FIGURE_COLUMNS])
    recall, precision, right = score(SHARED / "gold" / "poverty_indicators.csv", doc, figures)
    assert recall >= 0.95
    assert precision >= 0.95
    assert right >= 0.9


GOLD = """doc,line,locality,indicator,population,period,as_of,value_text,value_numeric,unit,kind,note
x,1,,poor_households,all_households,2022,,45 hộ,45,household,actual,
x,2,,credit_outstanding,poor,as at,2023-06-30,2 tỷ đồng,2000,million_vnd,actual,
x,3,,communes_by_type,commune,2023,,"12 xã, 2 thị trấn",14,commune,actual,
x,4,,tet_gifts,poor,H1 2023,,90 suất,90,gift,actual,
"""
HEADER = "kind,line,indicator,population,period,value,unit,value_text,unit_text,rule\n"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("indicator,1,poor_households,all_households,2022,45,household,45,,r\n", (0.2, 1.0, 1.0)),
        ("indicator,1,poor_households,poor,2022,45,household,45,,r\n", (0.2, 1.0, 0.0)),
        ("indicator,2,credit_outstanding,poor,2023-H1,2000,million_vnd,2,tỷ đồng,r\n", (0.2, 1.0, 1.0)),
        ("indicator,2,credit_outstanding,poor,2022,2000000000,vnd,2,tỷ đồng,r\n", (0.2, 1.0, 0.0)),
        (
            "indicator,3,communes_by_type,commune,2023,12,commune,12,,r\n"
            "indicator,3,communes_by_type,commune,2023,2,commune,2,,r\n",
            (0.4, 1.0, 1.0),
        ),
        (
            "indicator,4,tet_gifts,poor,2023-H1,90,gift,90,,r\nindicator,4,gifts,poor,2023-H1,90,gift,90,,r\n",
            (0.2, 0.5, 1.0),
        ),
        ("fund,4,,,,90,vnd,90,,r\nindicator,9,gifts,poor,2023,1,gift,1,,r\n", (0.0, 0.0, 0.0)),
    ],
)
def test_the_scorer(rows: str, expected: tuple[float, float, float], tmp_path: Path) -> None:
    (tmp_path / "gold.csv").write_text(GOLD, encoding="utf-8")
    (tmp_path / "figures.csv").write_text(HEADER + rows, encoding="utf-8")
    assert score(tmp_path / "gold.csv", "x", tmp_path / "figures.csv") == expected
