"""How well reports are read: recall, precision and right coordinates of money and indicators, text by text.

Usage: python benchmarks/report_scores.py. The received texts and their gold are read from `../shared`; where that is
absent they are told as not run. The texts of `tests/reports` are always there.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from gnbv.settings import PROJECT
from ingestion.reference import Reference
from ingestion.reports import FIGURE_COLUMNS, read_report, store_text

OWN, SHARED, TOOLS = PROJECT / "tests" / "reports", PROJECT.parent / "shared", PROJECT / "tools"


def texts() -> list[tuple[str, Path, Path, Path]]:
    """Return name, text, gold of money and gold of indicators of every text that is there."""
    documents, gold = SHARED / "documents", SHARED / "gold"
    found = [
        (doc, path, gold / "funds.csv", gold / "poverty_indicators.csv")
        for doc in ("000", "003", "004")
        for path in documents.glob(f"{doc}_*.txt")
    ]
    found += [
        ("002", path, OWN / "gold" / "002_funds.csv", OWN / "gold" / "002_indicators.csv")
        for path in documents.glob("002_*.txt")
    ]
    for folder in sorted(OWN.glob("heldout*")):
        found += [
            (path.name[0], path, folder / "gold_funds.csv", folder / "gold_indicators.csv")
            for path in sorted(folder.glob("?_*.txt"))
        ]
    return found


def write_figures(text: Path, target: Path, reference: Reference) -> None:
    """Read a text and write its figures with the columns of `gnbv read`."""
    stored = store_text(text.read_bytes(), text.name)
    with target.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(FIGURE_COLUMNS)
        for one in read_report(stored, reference).figures:
            values = (
                one.figure_id(stored.sha256) if name == "figure_id" else getattr(one, name) for name in FIGURE_COLUMNS
            )
            out.writerow("" if value is None else value for value in values)


def last_line(scorer: str, gold: Path, doc: str, figures: Path) -> str:
    """Return what a scorer says in the end: `recall 0.98 precision 1.000 ...`."""
    command = [sys.executable, str(TOOLS / scorer), str(gold), doc, str(figures)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else done.stderr.strip()


def main() -> None:
    """Score every text and print one line for each."""
    reference = Reference.load(PROJECT / "dbt_project" / "seeds")
    table = Table("text", "money", "indicators", title="reading of reports against hand-made gold")
    with tempfile.TemporaryDirectory() as folder:
        for doc, text, funds, indicators in texts():
            figures = Path(folder) / f"{doc}.csv"
            write_figures(text, figures, reference)
            told = (
                last_line("score_funds.py", funds, doc, figures),
                last_line("score_indicators.py", indicators, doc, figures),
            )
            table.add_row(doc, *told)
    Console(width=170).print(table)
    if not SHARED.is_dir():
        print("not run: 000, 002, 003, 004, for ../shared is not there")


if __name__ == "__main__":
    main()
