#!/usr/bin/env python3
"""Score the indicators read from a received report against a hand-made gold table.

usage: score_indicators.py GOLD.csv DOC FIGURES.csv [--misses N]

GOLD.csv     gold/poverty_indicators.csv (doc, line, indicator, population, period, value_text, value_numeric, unit)
DOC          the document's number in the gold table, e.g. 000
FIGURES.csv  what `gnbv read` prints; rows whose kind is not `indicator` are left out

Prints recall and precision of the values (same line, same amount) and, among the matched values, the share with
indicator, population and period right, and with all three right.

Conventions
- A figure is one printed number. A gold row whose value is the sum of the numbers in its text ("20 xã, 01 thị trấn")
  is taken apart: one expected value for each of them.
- Amounts are compared in one unit: money in đồng, all else as it is. 1 part in a million is no difference.
- Periods are compared in the codes of the figures. Gold's `H1 2023` is `2023-H1`, `9M 2023` is `2023-9M`; `as at` and
  `since start of ...` (a stock) may have none, the year, or the period that ends on the as-of date;
  `semester 2 2022-2023` is its school year, a named feast its year, a span of months its year.
- Each figure matches one gold row at most; of several on a line with the same amount the one that agrees most.
- Precision takes every indicator read as claimed, also where the annotator passed a number over.
"""

import argparse
import collections
import csv
import re
import sys
from pathlib import Path

MONEY = {"million_vnd": 1_000_000, "vnd": 1}
ENDS = {"03": "Q1", "06": "H1", "09": "9M"}
COORDINATES = ("indicator", "population", "period")


def rows(path):
    with Path(path).open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def periods(code, as_of):
    """Return the codes of the figures that a gold period may be told by."""
    code = code.strip()
    half = re.fullmatch(r"(H[12]|Q[1-4]|\d{1,2}M) (\d{4})", code)
    if half:
        return {f"{half[2]}-{half[1]}"}
    if code == "as at" or code.startswith("since "):
        year, month = as_of[:4], as_of[5:7]
        return {"", year, f"{year}-{ENDS.get(month, 'Y')}"}
    months = re.fullmatch(r"(\d{4})-\d\d\.\.\d{4}-\d\d", code)
    if months:
        return {months[1]}
    named = re.fullmatch(r"\D.*?(\d{4}(?:-\d{4})?)", code)
    return {named[1] if named else code}


def number(printed):
    return float(printed.replace(".", "").replace(",", "."))


def printed_parts(row):
    """Return the numbers whose sum the gold value is, or the value alone."""
    value = float(row["value_numeric"])
    numbers = [number(one) for one in re.findall(r"(?<![\d/.,])\d[\d.]*(?:,\d+)?(?![\d/])", row["value_text"])]
    is_sum = len(numbers) > 1 and abs(sum(numbers) - value) < 1e-9
    return numbers if is_sum else [value]


def gold_rows(path, doc):
    for row in rows(path):
        if row["doc"] != doc:
            continue
        for value in printed_parts(row):
            yield {
                "line": int(row["line"]), "text": row["value_text"], "amount": value * MONEY.get(row["unit"], 1),
                "indicator": row["indicator"], "population": row["population"],
                "period": periods(row["period"], row["as_of"]),
            }  # fmt: skip


def read_rows(path):
    for row in rows(path):
        if row["kind"] != "indicator":
            continue
        unit = row.get("unit") or ""
        yield {
            "line": int(row["line"]), "text": f"{row['value_text']} {row['unit_text']} [{row.get('rule')}]",
            "amount": float(row["value"]) * MONEY.get(unit, 1),
            "indicator": row["indicator"], "population": row["population"], "period": row["period"],
        }  # fmt: skip


def agreement(gold, found):
    return sum(is_right(gold, found, one) for one in COORDINATES)


def is_right(gold, found, name):
    return found[name] in gold[name] if name == "period" else found[name] == gold[name]


def same(one, other):
    return abs(one - other) <= 1e-6 * max(abs(one), abs(other), 1e-9)


def match(gold, found):
    """Pair gold rows with figures; return pairs, gold rows missed and figures left."""
    by_line = collections.defaultdict(list)
    for index, one in enumerate(found):
        by_line[one["line"]].append(index)
    ranked = sorted(
        (-agreement(row, found[index]), place, index)
        for place, row in enumerate(gold)
        for index in by_line[row["line"]]
        if same(row["amount"], found[index]["amount"])
    )
    used, taken, pairs = set(), set(), []
    for _, place, index in ranked:
        if place not in taken and index not in used:
            taken.add(place)
            used.add(index)
            pairs.append((gold[place], found[index]))
    missed = [one for place, one in enumerate(gold) if place not in taken]
    return pairs, missed, [one for index, one in enumerate(found) if index not in used]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold")
    parser.add_argument("doc")
    parser.add_argument("figures")
    parser.add_argument("--misses", type=int, default=0, help="print up to N misses of each kind")
    args = parser.parse_args()
    gold = list(gold_rows(args.gold, args.doc))
    if not gold:
        print(f"no gold rows for document {args.doc}")
        return 2
    found = list(read_rows(args.figures))
    pairs, missed, extra = match(gold, found)
    for title, items in (("missed", missed), ("extra", extra)):
        for one in items[: args.misses]:
            print(f"{title}: line {one['line']} {one['indicator']} {one['text']}")
    wrong = [pair for pair in pairs if agreement(*pair) < len(COORDINATES)]
    for row, one in wrong[: args.misses]:
        told = {name: (one[name], row[name]) for name in COORDINATES if not is_right(row, one, name)}
        print(f"wrong: line {row['line']} {row['text']} {told}")
    for name in COORDINATES:
        print(f"{name}: {sum(is_right(row, one, name) for row, one in pairs)}/{len(pairs)} right")
    full = len(pairs) - len(wrong)
    share = full / len(pairs) if pairs else 0.0
    precision = len(pairs) / len(found) if found else 0.0
    print(
        f"gold {len(gold)} read {len(found)} recall {len(pairs) / len(gold):.3f} precision {precision:.3f} "
        f"right {full}/{len(pairs)} ({share:.3f})"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
