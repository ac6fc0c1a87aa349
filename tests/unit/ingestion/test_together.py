"""Sources of few files share batches: what they give is what each gives alone, whatever fails or dies on the way."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from intake_fakes import NOW, SEEDS, Desk, read_fake
from test_crash import mortal

from ingestion import CollectSummary, SourceEntry, collect_together, together

#: Communes of Lạng Sơn, and one of Hà Giang (its folder comes between them).
PLACES = {"06151": "hoi-hoan", "06154": "bac-viet", "00700": "ngoc-duong", "06157": "hoang-viet"}


class Country(Desk):
    """Several sources with a workspace between them."""

    def __init__(self, home: Path, codes: tuple[str, ...] = tuple(PLACES)) -> None:
        super().__init__(home)
        self.entries = [self._entry(code) for code in codes]
        for number, entry in enumerate(self.entries):
            folder = Path(entry.url)
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "bc.csv").write_text(f"register 2023H1 2\n{number}", encoding="utf-8")
            (folder / "so-lieu.xlsx").write_text(f"form 2023H1 3\n{number}", encoding="utf-8")

    def _entry(self, code: str) -> SourceEntry:
        return SourceEntry(f"{code}-{PLACES[code]}", PLACES[code], "commune", code, str(self.home / "sources" / code))

    def together(self, run_id: str = "run-1", **how: Any) -> list[CollectSummary]:
        settings = {"now": NOW, "reader": read_fake, "seeds": SEEDS} | how
        return list(collect_together(self.entries, landing=self.landing, bronze=self.bronze, run_id=run_id, **settings))

    def batches(self) -> list[str]:
        return sorted(path.stem.rsplit("-", 2)[0] for path in (self.bronze / "attempt").glob("[!_]*.parquet"))


@pytest.fixture
def country(tmp_path: Path) -> Country:
    return Country(tmp_path)


def test_sources_of_a_province_share_a_batch_and_give_what_each_gives_alone(country: Country, tmp_path: Path) -> None:
    alone = Country(tmp_path / "alone")
    for entry in alone.entries:
        alone.collect("run-1", entry)

    summaries = country.together()

    assert country.batches() == ["province-02", "province-20"]
    assert [(one.source_id[:5], one.state, one.files_new, one.states) for one in summaries] == [
        ("06151", "listed", 2, {"accepted": 2}),
        ("06154", "listed", 2, {"accepted": 2}),
        ("06157", "listed", 2, {"accepted": 2}),
        ("00700", "listed", 2, {"accepted": 2}),
    ]
    assert country.content() == alone.content()
    assert country.landed() == alone.landed()
    assert len(list((country.bronze / "form_value").glob("*.parquet"))) == 2
    ids = [row["attempt_id"] for row in country.rows("attempt")]
    assert len(set(ids)) == len(ids) == 12
    assert {row["attempt_id"].rpartition("/")[0] for row in country.rows("attempt")} == {
        row["batch_id"] for row in country.rows("attempt")
    }


def test_a_retry_of_the_run_does_nothing_and_another_run_knows_every_file(country: Country) -> None:
    first = country.together("run-1")

    assert country.together("run-1") == first
    assert [(one.files_new, one.files_unchanged) for one in country.together("run-2")] == [(0, 2)] * 4
    assert len(country.rows("submission")) == 8


def test_alone_and_together_know_of_each_other(country: Country) -> None:
    country.together("run-1")
    assert country.collect("run-2", country.entries[0]).files_unchanged == 2
    assert country.collect("run-1", country.entries[1]).files_new == 2  # done by this run: its summary
    assert country.together("run-2")[0].batch_id.startswith("06151-")
    assert len(country.rows("submission")) == 8


def test_one_that_fails_stops_no_other_and_is_all_that_a_retry_takes_up(country: Country) -> None:
    folder = Path(country.entries[1].url)
    folder.rename(folder.with_name("away"))
    read: list[str] = []

    def reader(content: bytes, name: str, **context: Any) -> Any:
        read.append(context["entry"].source_id)
        return read_fake(content, name, **context)

    failures = [one.failure for one in country.together(reader=reader)]
    assert [bool(one) for one in failures] == [False, True, False, False]
    (row,) = [row for row in country.receipts("source") if row["state"] == "failed"]
    assert (row["source_id"], row["reason_code"]) == ("06154-bac-viet", "SRC01")

    folder.with_name("away").rename(folder)
    read.clear()
    assert [one.failure for one in country.together(reader=reader)] == [None] * 4
    assert read == ["06154-bac-viet"] * 2
    assert len(country.rows("submission")) == 8


def test_two_sources_with_one_content_are_parted(country: Country) -> None:
    for entry in country.entries[:2]:
        (Path(entry.url) / "bc.csv").write_text("unknown", encoding="utf-8")

    country.together()

    assert country.batches() == ["province-02", "province-20", "province-20"]
    pairs = [(row["batch_id"], row["sha256"]) for row in country.receipts()]
    assert len(set(pairs)) == len(pairs) == 8


def test_a_source_of_many_files_has_a_batch_of_its_own(country: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "_FEW_FILES", 2)
    (Path(country.entries[0].url) / "them.csv").write_text("report 2023H1 3", encoding="utf-8")

    country.together()

    assert country.batches() == ["06151-hoi-hoan", "province-02", "province-20"]
    assert len(country.rows("submission")) == 9


@pytest.mark.parametrize(("full", "seconds"), [(3, 0.0), (2_000, 61.0)], ids=["full", "long"])
def test_what_a_kill_can_cost_is_bounded(
    country: Country, monkeypatch: pytest.MonkeyPatch, full: int, seconds: float
) -> None:
    monkeypatch.setattr(together, "_FULL", full)
    ticks = iter(range(100))

    country.together(clock=lambda: next(ticks) * seconds)

    assert country.batches() == ["province-02", "province-20", "province-20", "province-20"]


def test_death_at_every_effect_loses_and_doubles_nothing(tmp_path: Path) -> None:
    undisturbed = Country(tmp_path / "undisturbed")
    undisturbed.together()
    deaths, survives = 0, 0
    while True:
        country = Country(tmp_path / f"after-{survives}")
        with mortal(country.home, survives) as executioner:
            country.together("run-1")
        deaths += executioner.has_struck
        country.together(("run-1", "run-2")[survives % 2])
        assert country.content() == undisturbed.content(), f"after effect {survives}"
        assert country.contents_received() == undisturbed.contents_received(), f"after effect {survives}"
        assert country.landed() == undisturbed.landed(), f"after effect {survives}"
        if not executioner.has_struck:
            break
        survives += 1
    # Eight contents in the landing zone and two batches of four tables take at least four effects each.
    assert deaths >= 16 * 4


def test_what_a_dead_batch_left_is_not_committed_with_other_members(tmp_path: Path) -> None:
    """Killed before the receipts, then taken in with other neighbours, or alone: the rows it left stay unseen."""
    undisturbed = Country(tmp_path / "undisturbed")
    undisturbed.together()
    chance = random.Random(20240630)
    for number in range(6):
        country = Country(tmp_path / str(number))
        with mortal(country.home, 0, "/bronze/attempt"):
            country.together("run-1")
        whole = list(country.entries)
        for entry in chance.sample(whole, 2):
            country.collect("run-1", entry)
        country.entries = chance.sample(whole, 4)
        country.together("run-1")
        assert country.content() == undisturbed.content()


def test_a_full_disk_leaves_nothing_half_done(country: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(together.BatchWriter, "commit", full)
        with pytest.raises(OSError, match="No space left"):
            country.together()

    assert [path for path in country.home.rglob("*") if path.name.endswith(".tmp")] == []
    assert country.rows("attempt") == []
    assert len(country.together()) == 4


def test_an_instant_without_a_zone_is_refused(country: Country) -> None:
    with pytest.raises(ValueError, match="expected an instant with a time zone"):
        country.together(now=NOW.replace(tzinfo=None))
