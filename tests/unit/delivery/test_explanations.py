"""The ledger of explanations: what an entry says, when it holds, and that a death at any instant does no harm."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from deaths import mortal

from delivery import LedgerError, Recorded, explain, explanation_rows, later, read_explanations, standings, withdraw

NOW = datetime(2023, 10, 27, 3, 0, tzinfo=UTC)
FIRST, SECOND = "a1b2c3d4e5f60718293a4b5c6d7e8f90", "a1b2c3ffe5f60718293a4b5c6d7e8f91"
REPLACED = "00112233445566778899aabbccddeeff"


@pytest.fixture
def marts(tmp_path: Path) -> Path:
    path = tmp_path / "gnbv.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute(
            f"""create schema marts;
            create table marts.fct_finding as select * from (values
              ('{FIRST}', 's1', 'FG02', 'monitoring_6m', '2023-H1', '12', 'DA4.TDA1 allocated', '311', '331', 'open'),
              ('{SECOND}', 's2', 'RG05', null, null, null, null, '34', '35', 'open'),
              ('{REPLACED}', 's3', 'FG02', 'monitoring_6m', '2023-H1', '12', 'DA1', '1', '2', 'resolved')
            ) as v (finding_key, subject_key, rule_id, return_type, period, locality_code, subject, found, expected,
              state)"""
        )
    return path


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "var" / "ledgers" / "explanations"


def accept(ledger: Path, marts: Path, finding: str = FIRST, **changed: Any) -> Recorded:
    said: dict[str, Any] = {"text": "gõ nhầm", "by": "Phòng KH-TC", "now": NOW, "until": date(2024, 10, 27)} | changed
    return explain(ledger, marts, finding, **said)


def test_an_entry_says_what_was_found_who_accepts_it_and_until_when(ledger: Path, marts: Path) -> None:
    made = accept(ledger, marts, "a1b2c3d4", text=unicodedata.normalize("NFD", "  gõ nhầm "))
    assert made.is_new
    (path,) = ledger.glob("*.json")
    assert path.name == f"20231027T030000.000000Z-{made.entry.explanation_key}.json"
    assert json.loads(path.read_text(encoding="utf-8")) == {
        "explanation_key": made.entry.explanation_key,
        "finding_key": FIRST,
        "subject_key": "s1",
        "rule_id": "FG02",
        "return_type": "monitoring_6m",
        "period": "2023-H1",
        "locality_code": "12",
        "subject": "DA4.TDA1 allocated",
        "found": "311",
        "expected": "331",
        "text": unicodedata.normalize("NFC", "gõ nhầm"),
        "accepted_by": "Phòng KH-TC",
        "accepted_at": "2023-10-27T03:00:00Z",
        "accepted_until": "2024-10-27",
        "recorded_at": "2023-10-27T03:00:00Z",
        "withdraws": None,
    }


def test_the_same_said_twice_is_one_entry_and_another_word_is_another(ledger: Path, marts: Path) -> None:
    first = accept(ledger, marts)
    again = accept(ledger, marts, now=datetime(2023, 10, 27, 4, 0, tzinfo=UTC))
    other = accept(ledger, marts, by="Văn phòng")
    assert (again.is_new, again.entry) == (False, first.entry)
    assert other.is_new
    assert [one.accepted_by for one in read_explanations(ledger)] == ["Phòng KH-TC", "Văn phòng"]


def test_an_earlier_day_may_be_named_but_when_it_was_written_down_stays(ledger: Path, marts: Path) -> None:
    made = accept(ledger, marts, on=date(2023, 7, 1))
    assert made.entry.accepted_at == datetime(2023, 6, 30, 17, 0, tzinfo=UTC)
    assert made.entry.recorded_at == NOW
    assert [row["accepted_at"] for row in explanation_rows(ledger)] == [datetime(2023, 6, 30, 17, 0, tzinfo=UTC)]


def test_what_is_taken_back_stays_in_the_ledger_and_may_be_accepted_anew(ledger: Path, marts: Path) -> None:
    first = accept(ledger, marts).entry
    back = withdraw(ledger, first.explanation_key[:6], now=datetime(2023, 11, 2, tzinfo=UTC))
    assert (back.entry.withdraws, back.entry.subject_key, back.entry.accepted_until) == (
        first.explanation_key, "s1", None,
    )  # fmt: skip
    assert not withdraw(ledger, first.explanation_key, now=datetime(2023, 11, 3, tzinfo=UTC)).is_new
    anew = accept(ledger, marts, now=datetime(2023, 11, 4, tzinfo=UTC))
    assert anew.is_new
    assert anew.entry.explanation_key != first.explanation_key
    assert len(list(ledger.glob("*.json"))) == 3
    assert [one.state for one in standings(ledger, date(2023, 11, 1))] == ["in_force", "not_yet"]
    assert [one.state for one in standings(ledger, date(2023, 11, 4))] == ["withdrawn", "in_force"]


def test_an_explanation_holds_from_its_day_to_the_day_before_its_last(ledger: Path, marts: Path) -> None:
    accept(ledger, marts)
    days = [date(2023, 10, 26), date(2023, 10, 27), date(2024, 10, 26), date(2024, 10, 27)]
    assert [standings(ledger, day)[0].state for day in days] == ["not_yet", "in_force", "in_force", "lapsed"]


@pytest.mark.parametrize(
    ("finding", "changed", "said"),
    [
        ("a1b2c", {}, "'a1b2c' is too short to tell one finding; give at least 6 characters of a key"),
        ("a1b2c3", {}, f"'a1b2c3' names 2 findings; give more of the key of one: {FIRST}, {SECOND}"),
        ("ffffff", {}, "no published finding has a key that begins with 'ffffff'; 'gnbv findings --format csv' "),
        (REPLACED, {}, "a later version has replaced: there is nothing to explain"),
        (FIRST, {"text": " \n"}, "an explanation says the reason, in words; found: nothing"),
        (FIRST, {"by": ""}, "an explanation says who accepts it; found: nothing"),
        (FIRST, {"until": date(2023, 10, 27)}, "accepted on 2023-10-27, it cannot end on 2023-10-27: give a later day"),
        (FIRST, {"until": date(2026, 10, 28)}, "nothing is accepted for longer than 36 months; give a day up to 2026"),
        (FIRST, {"on": date(2023, 10, 28)}, "it cannot have been accepted on 2023-10-28, a day that is still to come"),
    ],
)  # fmt: skip
def test_what_will_not_do_is_refused_and_nothing_is_written(
    ledger: Path, marts: Path, finding: str, changed: dict[str, Any], said: str
) -> None:
    with pytest.raises(LedgerError) as caught:
        accept(ledger, marts, finding, **changed)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert list(ledger.glob("*.json")) == []


def test_an_explanation_that_is_not_there_cannot_be_taken_back(ledger: Path, marts: Path) -> None:
    accept(ledger, marts)
    with pytest.raises(LedgerError, match="no explanation has a key that begins with 'ffffff'; 'gnbv explain --list'"):
        withdraw(ledger, "ffffff", now=NOW)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda text: text[:40], r"not an entry of the ledger of explanations \(the file: .*restore the file"),
        (lambda text: text.replace('"accepted_by"', '"accepted_buy"'), r"\(accepted_by: Field required\)"),
        (lambda text: text.replace("2024-10-27", "next year"), r"\(accepted_until: "),
    ],
)
def test_a_damaged_file_is_named(ledger: Path, marts: Path, damage: Callable[[str], str], said: str) -> None:
    accept(ledger, marts)
    (path,) = ledger.glob("*.json")
    path.write_text(damage(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(LedgerError, match=said) as caught:
        explanation_rows(ledger)
    assert str(path) in str(caught.value)


def test_a_ledger_that_nobody_began_is_empty(ledger: Path) -> None:
    assert explanation_rows(ledger) == []


def test_some_months_later_is_the_same_day_or_the_last_of_the_month() -> None:
    asked = [(date(2023, 10, 27), 12), (date(2024, 2, 29), 12), (date(2023, 12, 31), 2), (date(2023, 11, 5), 1)]
    assert [later(*one) for one in asked] == [
        date(2024, 10, 27), date(2025, 2, 28), date(2024, 2, 29), date(2023, 12, 5),
    ]  # fmt: skip


def test_death_at_every_effect_loses_and_doubles_nothing(tmp_path: Path, marts: Path) -> None:
    deaths = 0
    for survives in range(40):
        ledger = tmp_path / f"after-{survives}" / "ledgers" / "explanations"
        with mortal(tmp_path / f"after-{survives}", survives) as executioner:
            accept(ledger, marts)
        before = read_explanations(ledger)
        assert len(before) <= 1
        # The next process says the same, then takes it back; whoever reads sees each once, and no half of one.
        made = accept(ledger, marts, now=datetime(2023, 10, 28, tzinfo=UTC))
        assert made.is_new is (before == [])
        withdraw(ledger, made.entry.explanation_key, now=datetime(2023, 10, 29, tzinfo=UTC))
        assert [one.withdraws is None for one in read_explanations(ledger)] == [True, False]
        assert [path.name for path in ledger.iterdir() if path.name.endswith(".part")] == []
        if executioner.effects <= survives:
            break
        deaths += 1
    # A folder, a file opened, written in two steps and flushed, renamed, and its folder flushed: each is an instant.
    assert 8 <= deaths < 40
