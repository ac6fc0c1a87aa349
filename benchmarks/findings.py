"""What all rules cost over a national round: 63 provinces, 705 districts, their communes, thirteen returns.

Usage: python benchmarks/findings.py [--provinces 12,33] [--communes N] [--home FOLDER]. The round is made up
(`tests/national`) and written to bronze, the warehouse is built up to its facts, then the layer of findings runs alone:
every rule and `fct_finding`, on two threads. With `--home` the folder is kept, and a warehouse of facts that is there
already is used again.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from datetime import date, datetime
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

from gnbv.settings import PROJECT

sys.path.insert(0, str(PROJECT / "tests"))  # the round is part of the tests, not of what is installed

from national.documents import Shares, filed
from national.places import provinces
from national.sentences import reports
from national.warehouse import FINDINGS, prepare, run_dbt
from national.world import World
from national.written import write_round

AS_OF, DAY, SEED = date(2025, 2, 15), date(2024, 6, 30), 1
LIMIT = 60.0
_SLOWEST = 12
#: One pass over every cell of every form and every figure: what any rule that looks at all of them reads at least.
_SCAN = """
select
    (select sum(value) + count(text) + count(absence) + count(distinct cell_no) from marts.fct_form_value),
    (select sum(amount_vnd) + count(distinct component_code) from marts.fct_fund),
    (select sum(value) + count(distinct indicator_code) from marts.fct_poverty_indicator)
"""


def generate(home: Path, codes: tuple[str, ...], communes: int | None) -> str:
    """Write the round; return what is in it."""
    began, documents, cells = time.perf_counter(), 0, 0
    for province in provinces(DAY, codes):
        sent = filed(province, SEED, Shares(), slice(0, communes))
        told = reports(province, World(province, SEED), districts=True)
        found = write_round(home / "bronze", f"province-{province.code}", sent, told)
        documents, cells = documents + found[0], cells + found[1]
    return f"{documents:,} documents, {cells:,} cells of forms, made in {time.perf_counter() - began:.0f} s"


def scan(home: Path) -> float:
    """Return the seconds of one pass over all values, on two threads: the better of two."""
    with duckdb.connect(home / "warehouse.duckdb", read_only=True, config={"threads": 2}) as warehouse:
        times = []
        for _ in range(2):
            began = time.perf_counter()
            warehouse.execute(_SCAN).fetchall()
            times.append(time.perf_counter() - began)
    return min(times)


def models(home: Path) -> list[tuple[float, str]]:
    """Return seconds and name of each model of the last run, the slowest first."""
    results = json.loads((home / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    return sorted(((one["execution_time"], one["unique_id"].split(".")[-1]) for one in results), reverse=True)


def rows(home: Path) -> dict[str, int]:
    """Return how many findings each rule has."""
    with duckdb.connect(home / "warehouse.duckdb", read_only=True) as warehouse:
        found = warehouse.execute("select rule_id, count(*) from marts.fct_finding group by 1 order by 1").fetchall()
    return dict(found)


def show(home: Path, rules: tuple[float, float], reading: float) -> None:
    """Print time and memory of the rules, the slowest models and what was found."""
    seconds, peak = rules
    ran = models(home)
    work = sum(one for one, _ in ran)
    whole = elapsed(home)
    verdict = "ok" if whole <= LIMIT else "MISSED"
    print(f"  all rules: {whole:.1f} s (limit {LIMIT:.0f} s: {verdict}), {seconds:.1f} s with the start of dbt;")
    print(f"  {len(ran)} models, {work:.1f} s of their own on two threads, {peak:.0f} MB at the peak;")
    print(f"  one pass over all values takes {reading:.2f} s: all rules take {whole / reading:.0f} times as long")
    table = Table("model", "s", "x one pass", title=f"the {_SLOWEST} slowest models")
    for one, name in ran[:_SLOWEST]:
        table.add_row(name, f"{one:.2f}", f"{one / reading:.1f}")
    Console(width=120).print(table)
    print("  findings: " + ", ".join(f"{rule} {count:,}" for rule, count in rows(home).items()))


def elapsed(home: Path) -> float:
    """Seconds from the first model to the last of the last run, without the start of dbt."""
    results = json.loads((home / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    times = [one["timing"][-1] for one in results if one["timing"]]
    began, ended = min(one["started_at"] for one in times), max(one["completed_at"] for one in times)
    return (datetime.fromisoformat(ended) - datetime.fromisoformat(began)).total_seconds()


def main() -> None:
    """Parse the arguments, make the round, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--provinces", default="", help="codes, parted by commas; all if left out")
    parser.add_argument("--communes", type=int, default=None, help="so many of every district; all if left out")
    parser.add_argument("--home", type=Path, help="keep the warehouse here, and use the facts that are there")
    arguments = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="gnbv-bench-") as folder:
        home = (arguments.home or Path(folder)).resolve()
        if not (home / "warehouse.duckdb").is_file():
            codes = tuple(code for code in arguments.provinces.split(",") if code)
            print("  " + generate(home, codes, arguments.communes))
            prepare(home)
            seeds, facts = (
                run_dbt(home, AS_OF, "seed"), run_dbt(home, AS_OF, "run", "--exclude", *FINDINGS)
            )  # fmt: skip
            print(f"  seeds {seeds[0]:.0f} s, facts {facts[0]:.0f} s, {facts[1]:.0f} MB at the peak")
        reading = scan(home)
        show(home, run_dbt(home, AS_OF, "run", "--select", *FINDINGS), reading)
    print(f"  before this the machine was working on {load:.1f} other things, with {os.cpu_count()} processors")


if __name__ == "__main__":
    main()
