"""The contradictions of the register as read by hand, in the folder beside the project: each is found."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from gnbv.settings import PROJECT
from tools import findings_on_samples as document

GOLD = PROJECT.parent / "shared" / "gold" / "coordination_inconsistencies.csv"
RULES = {
    "CO01": {"RG01"}, "CO02": {"RG03"}, "CO03": {"RG04"}, "CO04": {"RG06"}, "CO05": {"RG02"}, "CO06": {"RG07"},
    "CO07": {"RG07", "RG08", "RG09"}, "CO08": {"RG09"}, "CO09": {"RG09", "RG10"}, "CO10": {"RG09", "RG10"},
    "CO11": {"RG05"}, "CO14": {"RG11"}, "CO15": {"RG11"}, "CO16": {"RG11"}, "CO17": {"RG11"}, "CO18": {"RG12"},
}  # fmt: skip
#: Where the other side is no line of the register but a fact the warehouse holds as reference or reckons itself.
STATED_ELSEWHERE = {"CO06": "11/01/2023", "CO18": "07/02/2023"}
#: Document numbers, sums and totals inside a value read by hand.
VALUES = re.compile(r"\d+/[^\W\d_][^\s,;]*|\d+ \+ \d+ = \d+|(?<=Tổng cộng )\d+|\d+(?=/63)")

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not GOLD.exists(), reason="needs ../shared/gold/coordination_inconsistencies.csv"),
]


def _gold() -> dict[str, dict[str, str]]:
    with GOLD.open(encoding="utf-8", newline="") as lines:
        return {row["id"]: row for row in csv.DictReader(lines)}


@pytest.fixture(scope="module")
def findings(warehouse_copy: Path) -> list[document.Finding]:
    return document.read_findings(warehouse_copy)


@pytest.mark.parametrize("identifier", RULES)
def test_a_contradiction_read_by_hand_is_found(findings: list[document.Finding], identifier: str) -> None:
    row = _gold()[identifier]
    provinces = {document.WHOLE_REGISTER if name == "(structure)" else name for name in row["province"].split("; ")}
    named = [one for one in findings if one.rule_id in RULES[identifier] and one.locality in provinces]
    lines = {int(row["line_a"]), int(row["line_b"])}
    if identifier in STATED_ELSEWHERE:
        named = [one for one in named if one.line in lines and STATED_ELSEWHERE[identifier] in str(one.expected)]
        both = named
    else:
        named = [one for one in named if one.line in lines]
        both = [one for one in named if {one.line, one.expected_line} == lines]
    assert {one.locality for one in both} == provinces
    said = " ".join(f"{one.found} {one.expected}" for one in named)
    for value in VALUES.findall(f"{row['value_a']} {row['value_b']}"):
        assert value in said, value


def test_every_contradiction_read_by_hand_is_judged_or_explained() -> None:
    judged = {one.contradiction for one in document.read_judgements().values()}
    by_hand = {name for name, row in _gold().items() if row["type"] != "check_ok"}
    assert by_hand - judged == {"CO23", "CO24"}
    assert judged - by_hand == {""}
