"""The one benchmark of scale: a made-up national round of each size, every step beside its yardstick, one report.

Usage: python benchmarks/scale.py [--sizes 1M,10M,50M] [--repeat 3] [--steps run,script,...] [--folder FOLDER]
       python benchmarks/scale.py --smoke
       python benchmarks/scale.py --report-only

Every step runs in a process of its own. What it took is written to FOLDER/results.jsonl as it comes: started again, it
goes on where it was. The report is `benchmarks/RESULTS.md`, or `--report FILE`. `--list` tells the steps and how long
each takes; `--fresh` forgets what was measured. A step that fails is told in the report and stops nothing else.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))  # the benchmarks are no part of what is installed

from scale.measured import Book, StepFailedError, figures_of
from scale.steps import STEPS, Step, groups
from scale.workplace import Workplace

_HERE = Path(__file__).resolve().parent
SIZES, SMOKE = "1M,10M,50M", "1M"
_APART = ("intake", "collecting")
_NAMES = [step.name for step in STEPS]


def main() -> int:
    """Parse the arguments, measure, write the report."""
    if sys.argv[1:2] == ["work"]:
        from scale.workers import main as work

        work(*sys.argv[2:])
        return 0
    asked = _arguments()
    sizes = [SMOKE] if asked.smoke else asked.sizes.split(",")
    folder = asked.folder / ("smoke" if asked.smoke else "")
    wanted = [step for step in STEPS if step.name in (asked.steps.split(",") if asked.steps else _NAMES)]
    if asked.smoke and not asked.steps:
        wanted = [step for step in wanted if step.name not in _APART]  # programs of their own, with their own ways
    if asked.list:
        _tell(wanted, sizes, asked.repeat)
        return 0
    if asked.fresh:
        shutil.rmtree(folder, ignore_errors=True)
    book = Book(folder / "results.jsonl")
    if not asked.report_only:
        _tell(wanted, sizes, 1 if asked.smoke else asked.repeat)
        for size in sorted(sizes, key=figures_of):
            measure(book, Workplace(size, folder / size), wanted, 1 if asked.smoke else asked.repeat)
    report = asked.report or (folder if asked.smoke else _HERE) / "RESULTS.md"
    write_report(book, report)
    print(f"the report: {report}")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default=SIZES, help=f"parted by commas; {SIZES} if left out")
    parser.add_argument("--repeat", type=int, default=3, help="turns of each step; medians are reported")
    parser.add_argument("--steps", help=f"parted by commas, of {', '.join(_NAMES)}; all if left out")
    default = Path(tempfile.gettempdir()) / "gnbv-scale"
    parser.add_argument("--folder", type=Path, default=default, help=f"rounds and results; {default} if left out")
    parser.add_argument("--report", type=Path, help="where the report goes; its chart goes beside it")
    parser.add_argument("--smoke", action="store_true", help=f"each once with {SMOKE} figures, to see that it runs")
    parser.add_argument("--fresh", action="store_true", help="forget what was measured and make the rounds anew")
    parser.add_argument("--report-only", action="store_true", help="write the report of what was measured")
    parser.add_argument("--list", action="store_true", help="tell the steps and how long each takes; run nothing")
    asked = parser.parse_args()
    unknown = [name for name in (asked.steps or "").split(",") if name and name not in _NAMES]
    if unknown:
        parser.error(f"no step {', '.join(unknown)}; there are {', '.join(_NAMES)}")
    try:
        [figures_of(size) for size in asked.sizes.split(",")]
    except ValueError:
        parser.error(f"--sizes {asked.sizes}: sizes look like 1M,10M or 600k")
    asked.folder = asked.folder.resolve()
    return asked


def measure(book: Book, place: Workplace, wanted: list[Step], repeat: int) -> None:
    """Measure the steps of one size; those of a group take turns."""
    place.bench.mkdir(parents=True, exist_ok=True)
    for group in groups([step for step in wanted if not step.only or place.size in step.only]):
        for turn in range(1, repeat + 1):
            for step in group:
                if not (step.is_once and turn > 1):
                    _take(book, place, step, turn)


def _take(book: Book, place: Workplace, step: Step, turn: int) -> None:
    if book.has(place.size, step.name, turn):
        return
    print(f"  {place.size} {step.name} {turn} ...", end="", flush=True)
    began = time.monotonic()
    try:
        told = step.measure(place)
    except (StepFailedError, OSError, KeyError, ValueError) as error:
        book.add(place.size, step.name, turn, failed=str(error) or type(error).__name__)
        print(f" failed: {' '.join(str(error).split())[:300]}")
        return
    book.add(place.size, step.name, turn, **told)
    print(f" {told['seconds']:.1f} s, {told['peak_mb']:.0f} MB ({time.monotonic() - began:.0f} s in all)", flush=True)


def _tell(wanted: list[Step], sizes: list[str], repeat: int) -> None:
    """Print how long it will take on two processors that have nothing else to do."""
    whole = 0.0
    for size in sizes:
        took = {
            step.name: step.seconds(figures_of(size)) * (1 if step.is_once else repeat)
            for step in wanted if not step.only or size in step.only
        }  # fmt: skip
        whole += sum(took.values())
        print(f"  {size}: about {sum(took.values()) / 60:.0f} min: "
              + ", ".join(f"{name} {seconds:.0f} s" for name, seconds in took.items()))  # fmt: skip
    print(f"  in all about {whole / 60:.0f} min, less what is measured already")


def write_report(book: Book, report: Path) -> None:
    """Write the report and the chart beside it."""
    from scale.chart import draw
    from scale.report import write

    chart = report.with_name("scale.svg")
    write(book, report, chart.name if draw(book, chart) else None)


if __name__ == "__main__":
    raise SystemExit(main())
