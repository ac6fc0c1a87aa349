"""How grave a rule is, is policy: read from its register as of a day."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from ingestion.reference import SeedError
from ingestion.rules import severity_of

SEEDS = Path(__file__).resolve().parents[3] / "dbt_project" / "seeds"
HEAD = "rule_id,name,level,severity,message_vi,message_en,owner,valid_from,valid_to,threshold,legal_basis,reason\n"
DAY = date(2024, 6, 3)


def register(folder: Path, *rows: str) -> Path:
    (folder / "policy").mkdir(exist_ok=True)
    path = folder / "policy" / "validation_rules.csv"
    stamp = path.stat().st_mtime_ns + 1_000_000 if path.exists() else None
    path.write_text(HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    if stamp:
        os.utime(path, ns=(stamp, stamp))
    return folder


@pytest.mark.parametrize(("rule", "severity"), [("IN17", "stop"), ("IN22", "warn"), ("IN21", "info"), ("IN30", "stop")])
def test_the_register_says_how_grave(rule: str, severity: str) -> None:
    assert severity_of(rule, DAY, SEEDS) == severity


def test_the_row_in_force_counts_and_a_changed_register_is_read_again(tmp_path: Path) -> None:
    seeds = register(
        tmp_path, "IN22,n,file,info,v,e,o,2021-01-01,2024-06-01,,b,r", "IN22,n,file,stop,v,e,o,2024-06-01,,,b,r"
    )
    assert [severity_of("IN22", day, seeds) for day in (date(2024, 5, 31), date(2024, 6, 1))] == ["info", "stop"]
    register(tmp_path, "IN22,n,file,warn,v,e,o,2021-01-01,,,b,r")
    assert severity_of("IN22", DAY, seeds) == "warn"


def test_of_the_rows_of_a_rule_the_one_that_began_last_decides_wherever_it_stands(tmp_path: Path) -> None:
    seeds = register(
        tmp_path, "IN22,n,file,stop,v,e,o,2024-06-01,2024-07-01,,b,r", "IN22,n,file,info,v,e,o,2021-01-01,,,b,r"
    )
    assert [severity_of("IN22", day, seeds) for day in (date(2024, 5, 31), date(2024, 6, 1))] == ["info", "stop"]
    with pytest.raises(SeedError, match="no rule IN22 in force on 2024-07-01"):
        severity_of("IN22", date(2024, 7, 1), seeds)


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match=r"seed missing: .*validation_rules\.csv"):
        severity_of("IN22", DAY, tmp_path)
    register(tmp_path, "IN22,n,file,warn,v,e,o,2025-01-01,,,b,r")
    with pytest.raises(SeedError, match="no rule IN22 in force on 2024-06-03"):
        severity_of("IN22", DAY, tmp_path)
    register(tmp_path, "IN22,n,file,warn,v,e,o,soon,,,b,r")
    with pytest.raises(SeedError, match="line 2"):
        severity_of("IN22", DAY, tmp_path)
