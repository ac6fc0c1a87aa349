"""A round of a few provinces made up from a truth the rules know nothing of: silence where it is right, and for every
kind of fault how many are found, with how many false alarms and how often the value named is the true one.

One build holds both: provinces without a fault (with missing, nil and corrected returns), and provinces with faults.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import duckdb
import numpy as np
import pytest
from national.documents import Filed, Shares, filed
from national.fault_words import show
from national.form_faults import in_forms
from national.narrative import Report
from national.places import provinces
from national.scores import Found, Score, findings, precision, recall
from national.sentences import reports
from national.slips import Fault, in_reports
from national.warehouse import build
from national.world import World
from national.written import write_round

pytestmark = pytest.mark.slow

DAY = date(2024, 6, 30)
#: Poor districts and none of them, then with faults: Lai Châu, Hưng Yên; Điện Biên, Cao Bằng, Bắc Giang.
RIGHT, WRONG = ("12", "33"), ("11", "04", "24")
SEED, EACH = 1, 8

#: Told for information where everything is right: a poorer district aims at a higher share of poor households than its
#: province (XS04); a form that no calendar asks for before its period ends is dated before it does (FG18).
QUIET_INFO = {"XS04", "FG18"}
#: Kinds of fault of which fewer than nine in ten are found, and why.
LOW_RECALL = {
    "planned": "2/8",  # swapped digits take a plan far from what is left of it: likelier read as another figure
    "near-poor households": "3/8",  # the same: a sum more than 15 % off is taken for another list
    "count of parts": "5/8",  # the same
    "copied from the quarter before": "4/8",  # only where all money spent is as before, not one sheet of two
    "target looser": "0/8",  # a share of poor households: held only against what is asked of all or of that very place
    "rate of a form": "0/8",  # the percentages of a form are held against 100 alone
}


@dataclass(frozen=True)
class Round:
    """What was built: the findings on the provinces without faults and with faults, the faults, who adds up whom."""

    quiet: list[Found]
    loud: list[Found]
    faults: list[Fault]
    superiors: dict[str, set[str]]
    scores: dict[str, Score]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Round]:
    home = tmp_path_factory.mktemp("nation")
    for province in provinces(DAY, RIGHT):
        sent = filed(province, SEED, Shares(), communes=slice(0, 2))
        write_round(home / "bronze", f"province-{province.code}", sent, reports(province, World(province, SEED), True))
    forms: list[Filed] = []
    told: list[Report] = []
    for province in provinces(DAY, WRONG):
        forms += filed(
            province, SEED, Shares(dict.fromkeys(("province", "district", "commune"), 0.0), 0.0), slice(0, 0)
        )
        told += reports(province, World(province, SEED), True)
    faults = [*in_reports(told, EACH, np.random.default_rng(5)), *in_forms(forms, EACH)]
    write_round(home / "bronze", "faulty", forms, told)
    with duckdb.connect(build(home, date(2025, 2, 15)), read_only=True) as warehouse:
        quiet, loud = findings(warehouse, RIGHT), findings(warehouse, WRONG)
    yield Round(quiet, loud, faults, _superiors(forms), recall(faults, loud))


def _superiors(forms: list[Filed]) -> dict[str, set[str]]:
    """The documents of a province's districts, by the document of the province they add up to."""
    found = {}
    for whole in (one for one in forms if one.level == "province"):
        parts = (one for one in forms if (one.return_type, one.period) == (whole.return_type, whole.period))
        found[whole.key(0)] = {part.key(int(row)) for part in parts if part.level == "district" for row in part.rows}
    return found


def test_nothing_is_warned_of_where_everything_is_right(told: Round) -> None:
    warned = Counter(one.rule for one in told.quiet if one.severity in ("warn", "stop"))
    assert warned == {}


def test_what_is_told_for_information_where_everything_is_right(told: Round) -> None:
    assert Counter(one.rule for one in told.quiet if one.severity == "info").keys() <= QUIET_INFO


def test_the_faults_are_found(told: Round, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(show(told.scores, precision(told.faults, told.loud, told.superiors)))
    assert {kind: score.seeded for kind, score in told.scores.items() if score.seeded < 6} == {}
    low = {
        kind: f"{score.found}/{score.seeded}" for kind, score in told.scores.items() if score.found < 0.9 * score.seeded
    }
    assert low == LOW_RECALL


def test_what_is_told_rests_on_a_fault(told: Round) -> None:
    by_rule = precision(told.faults, [one for one in told.loud if one.severity != "info"], told.superiors)
    assert {rule: false for rule, (seen, false) in by_rule.items() if false > 0.1 * seen} == {}
