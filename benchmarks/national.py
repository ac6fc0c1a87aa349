"""Makes a national round that looks like the real thing, in bronze, to measure with: 1 to 100 million figures.

Usage: python benchmarks/national.py HOME --figures 10M [--seed 1] [--again 0.05] [--faults 0.002]
       python benchmarks/national.py HOME --day 0.01
       python benchmarks/national.py HOME --workbooks 10600

Five years of returns of 63 provinces, their districts and communes, from 01/07/2025 on of the 34 provinces and their
communes. The same arguments give the same bytes. `HOME/round.json` says what was made, `HOME/own-policy` holds the rows
of policy that make it owed: build with `GNBV_HOME=HOME GNBV_POLICY=HOME/own-policy gnbv build --as-of 2026-01-31`. The
workbooks hold what communes sent in the first half of 2024, once more: collect them into a workspace of its own with
`GNBV_HOME=OTHER GNBV_POLICY=HOME/own-policy GNBV_SOURCES=HOME/sources gnbv collect`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gnbv.progress import OnProgress, shown
from gnbv.settings import PROJECT

sys.path.insert(0, str(PROJECT / "benchmarks"))
sys.path.insert(0, str(PROJECT / "tests"))  # last, so that `national` is the room of the tests and not this file

from scale.round_days import add_day
from scale.round_make import generate
from scale.round_plan import RoundError
from scale.round_workbooks import write_workbooks

_UNITS = {"k": 1_000, "M": 1_000_000}


def number(text: str) -> int:
    """Return a count like 10M, 500k or 1000000. Raises ValueError."""
    unit = _UNITS.get(text[-1:], 1)
    return round(float(text[:-1] if unit > 1 else text) * unit)


def make(arguments: argparse.Namespace, progress: OnProgress) -> Iterator[dict[str, Any]]:
    """Make what is asked for, a round before a day of it; yield what each is. Raises RoundError, OSError."""
    home = arguments.home.resolve()
    if arguments.figures:
        yield generate(
            home, arguments.figures, arguments.seed, again=arguments.again, faults=arguments.faults,
            codes=tuple(code for code in arguments.provinces.split(",") if code), on_progress=progress,
        )  # fmt: skip
    if arguments.day:
        yield add_day(home, arguments.day, on_progress=progress)
    if arguments.workbooks:
        yield write_workbooks(home, arguments.workbooks, on_progress=progress)


def main() -> int:
    """Parse the arguments, make what is asked for, print what it is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path, help="the workspace: a new folder, or for --day one made before")
    parser.add_argument("--figures", type=number, help="make a round of so many, e.g. 10M")
    parser.add_argument(
        "--day", type=float, metavar="SHARE", help="add a day with this share of the figures, e.g. 0.01"
    )
    parser.add_argument("--workbooks", type=int, metavar="N", help="write so many commune returns to HOME/sources")
    parser.add_argument("--provinces", default="", help="codes, parted by commas; all if left out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--again", type=float, default=0.05, help="share of the returns that come twice")
    parser.add_argument("--faults", type=float, default=0.002, help="share of the cells that are wrong")
    arguments = parser.parse_args()
    if not (arguments.figures or arguments.day or arguments.workbooks):
        parser.error("say what to make: --figures, --day or --workbooks")
    try:
        with shown() as progress:
            for made in make(arguments, progress):
                print(json.dumps(made, ensure_ascii=False, indent=1))
    except RoundError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
