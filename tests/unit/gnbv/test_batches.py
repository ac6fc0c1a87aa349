"""Sources in batches: few each alone, many by province, named so that a person knows them; the manifest of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml

from gnbv import batches, jobs
from gnbv.batches import BatchesError, in_batches, list_batches, most_batches, read_batch
from gnbv.collecting import BatchFailed
from gnbv.policy import SEEDS
from gnbv.settings import Workspace
from ingestion import Reference, SourceEntry, SourceFailed, read_table

ON = date(2024, 6, 30)
NOW = datetime(2024, 6, 30, 6, 0, tzinfo=UTC)


def _communes(count: int | None = None) -> list[SourceEntry]:
    places = Reference.load(SEEDS).localities_on("commune", ON)
    every = [SourceEntry(one.code, one.name_vi, "commune", one.code, f"/returns/{one.code}") for one in places]
    return every[:count]


def test_up_to_eighty_sources_are_batches_of_their_own() -> None:
    some = _communes(80)
    made = in_batches(some, Reference.load(SEEDS), ON, 16)
    assert [(one.batch_id, one.name, one.entries) for one in made] == [
        (one.source_id, one.name, (one,)) for one in some
    ]


@pytest.mark.parametrize("most", [8, 16, 64, 100])
def test_a_country_is_so_many_batches_and_nobody_is_left_out(most: int) -> None:
    entries = _communes()
    made = in_batches(entries, Reference.load(SEEDS), ON, most)
    assert most * 0.8 <= len(made) <= most
    assert sorted(one.source_id for batch in made for one in batch.entries) == sorted(one.source_id for one in entries)
    assert len({one.batch_id for one in made}) == len({one.name for one in made}) == len(made)
    assert max(len(one.entries) for one in made) <= 1.5 * len(entries) / most


def test_names_say_which_provinces() -> None:
    entries = _communes()
    names = [one.name for one in in_batches(entries, Reference.load(SEEDS), ON, 64)]
    assert names[:4] == [
        "Hà Nội 1/3 (175 localities)",
        "Hà Nội 2/3 (175 localities)",
        "Hà Nội 3/3 (176 localities)",
        "Hà Giang (193 localities)",
    ]
    assert in_batches(entries, Reference.load(SEEDS), ON, 16)[1].name == (
        "Hà Giang … Tuyên Quang, 4 provinces (599 localities)"
    )


def test_the_ministry_and_its_departments_are_a_batch_of_their_own() -> None:
    ministry = SourceEntry("vn", "Bộ", "country", "VN", "/returns/vn")
    made = in_batches([*_communes(200), ministry], Reference.load(SEEDS), ON, 3)
    assert made[0].entries[0] == ministry


@pytest.fixture
def ws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Three communes of Lạng Sơn in one batch; the folder of one is not there."""
    monkeypatch.setattr(batches, "ALONE", 1)
    monkeypatch.setenv("GNBV_COLLECT_TASKS", "1")
    entries = []
    for code in ("06151", "06154", "06157"):
        folder = tmp_path / code
        entries.append({"id": code, "name": code, "level": "commune", "locality_code": code, "url": str(folder)})
        if code != "06154":
            folder.mkdir()
            (folder / "khac.csv").write_text(code, encoding="utf-8")
    (tmp_path / "sources.yml").write_text(yaml.safe_dump({"sources": entries}), encoding="utf-8")
    return Workspace(tmp_path / "home", tmp_path / "sources.yml")


def test_a_task_reads_its_batch_from_the_manifest_until_the_sources_change(ws: Workspace) -> None:
    (made,) = list_batches(ws, ON)
    assert made.name == "Lạng Sơn (3 localities)"
    (place,) = (ws.home / "batches").glob("*/*.json")
    place.write_text(place.read_text(encoding="utf-8").replace("Lạng Sơn", "from the manifest"), encoding="utf-8")
    assert read_batch(ws, made.batch_id, ON) == replace(made, name="from the manifest (3 localities)")

    listed = ws.sources.read_text(encoding="utf-8")
    ws.sources.write_text(listed.replace("06157", "06160"), encoding="utf-8")
    assert [one.source_id for one in read_batch(ws, made.batch_id, ON).entries] == ["06151", "06154", "06160"]
    assert len(list((ws.home / "batches").iterdir())) == 1


def test_a_manifest_that_was_cut_short_is_made_again(ws: Workspace) -> None:
    (made,) = list_batches(ws, ON)
    (place,) = (ws.home / "batches").glob("*/*.json")
    place.write_text("", encoding="utf-8")
    assert read_batch(ws, made.batch_id, ON) == made


def test_a_batch_that_is_no_more_says_what_to_clear(ws: Workspace) -> None:
    with pytest.raises(BatchesError, match="no longer make a batch 'gone'; clear list_sources"):
        read_batch(ws, "gone", ON)


def test_one_source_that_fails_is_told_after_the_others_are_done(ws: Workspace) -> None:
    (made,) = list_batches(ws, ON)
    with pytest.raises(BatchFailed, match=r"1 of 3 sources could not be read: 06154 \(06154\): no such folder") as told:
        jobs.collect_batch(ws, made.batch_id, "run-1", now=NOW)
    assert told.value.read == 2
    states = {row["source_id"]: row["state"] for row in _listings(ws)}
    assert states == {"06151": "listed", "06154": "failed", "06157": "listed"}

    (ws.sources.parent / "06154").mkdir()
    done = jobs.collect_batch(ws, made.batch_id, "run-1", now=NOW)
    assert [(one.source_id, one.state, one.files_new) for one in done] == [
        ("06151", "listed", 1),
        ("06154", "empty", 0),
        ("06157", "listed", 1),
    ]
    assert len(_listings(ws)) == 4


def test_records_tell_of_the_batch_and_of_the_source_that_failed(ws: Workspace) -> None:
    from gnbv.runs import run_rows

    (made,) = list_batches(ws, ON)
    with pytest.raises(BatchFailed):
        jobs.collect_batch(ws, made.batch_id, "run-1", now=NOW)
    assert {(row["step"], row["subject"], row["state"]) for row in run_rows(ws.runs)} == {
        ("source", "06154", "failed"),
        ("batch", "Lạng Sơn (3 localities)", "failed"),
    }


def test_a_batch_of_one_source_fails_as_the_source_does(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "ALONE", 80)
    assert [one.name for one in list_batches(ws, ON)] == ["06151", "06154", "06157"]
    assert jobs.collect_batch(ws, "06151", "run-1", now=NOW)[0].files_new == 1
    with pytest.raises(SourceFailed, match="source 06154"):
        jobs.collect_batch(ws, "06154", "run-1", now=NOW)


@pytest.mark.parametrize("stated", ["0", "-1", "many"])
def test_a_setting_that_is_no_number_is_refused(monkeypatch: pytest.MonkeyPatch, stated: str) -> None:
    monkeypatch.setenv("GNBV_COLLECT_TASKS", stated)
    with pytest.raises(BatchesError, match="GNBV_COLLECT_TASKS: expected a number from 1"):
        most_batches()


def _listings(ws: Workspace) -> list[dict[str, object]]:
    return [row for row in read_table(ws.bronze, "attempt").to_pylist() if row["attempt_kind"] == "source"]


@pytest.mark.parametrize(("tasks", "slots", "most"), [("", "", 2), ("", "5", 5), ("64", "5", 64), ("64", "", 64)])
def test_many_sources_make_as_many_batches_as_there_are_slots(
    tasks: str, slots: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GNBV_COLLECT_TASKS", tasks)
    monkeypatch.setenv("GNBV_COLLECT_SLOTS", slots)
    assert most_batches() == most
