"""Which releases stay, and how they are listed."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from delivery import DeliveryError
from delivery.releases import Retention, pin, read_retention, releases, rollback
from gnbv.policy import SEEDS
from tests.unit.delivery.releases.conftest import day

Put = Callable[..., Path]


def _held(published: Path) -> list[str]:
    return sorted(path.name for path in (published / "releases").iterdir())


def test_the_newest_stay_and_the_one_before_what_readers_use(published: Path, put: Put) -> None:
    rule = Retention(keep_newest=2, keep_days=0)
    for number in (1, 2, 3, 4):
        put(number, rule)
    assert _held(published) == ["b3", "b4"]
    rollback(published, reason="x", now=day(5))
    put(6, rule)
    # b3 was current when b6 was published: a rollback leads to it.
    assert _held(published) == ["b3", "b4", "b6"]


def test_what_is_younger_than_the_days_of_the_rule_stays(published: Path, put: Put) -> None:
    rule = Retention(keep_newest=1, keep_days=3)
    for number in range(1, 7):
        put(number, rule)
    # On day 6 releases 4 and 5 are two days and one day old, 3 is three.
    assert _held(published) == ["b4", "b5", "b6"]


def test_without_a_rule_all_stay(published: Path, put: Put) -> None:
    for number in range(1, 8):
        put(number)
    assert _held(published) == ["b1", "b2", "b3", "b4", "b5", "b6", "b7"]


def test_the_rule_is_the_seed_and_of_several_rows_the_longest_counts(tmp_path: Path) -> None:
    assert read_retention(SEEDS) == Retention(keep_newest=5, keep_days=0)
    seed = tmp_path / "policy" / "retention.csv"
    seed.parent.mkdir()
    header = "kind,keep_newest,keep_days,reason\n"
    seed.write_text(f"{header}release,5,0,a\nrelease,2,365,b\nother,99,999,c\n", encoding="utf-8")
    assert read_retention(tmp_path) == Retention(keep_newest=5, keep_days=365)
    for broken in (header, f"{header}release,five,0,a\n"):
        seed.write_text(broken, encoding="utf-8")
        with pytest.raises(DeliveryError, match=r"retention\.csv: expected a row of kind 'release' with whole numbers"):
            read_retention(tmp_path)


def test_the_list_says_what_is_there(published: Path, put: Put) -> None:
    assert releases(published) == []
    put(1)
    put(2)
    pin(published, "bc-150", build_id="b1", by="Văn phòng", note="150/BC", now=day(2))
    rollback(published, reason="x", now=day(3))
    found = releases(published)
    assert [(one.build_id, one.published_at, one.is_current, one.pins) for one in found] == [
        ("b2", day(2), False, ()),
        ("b1", day(1), True, ("bc-150",)),
    ]
    assert (found[0].as_of, found[0].known, found[0].findings, found[0].size_bytes) == (None, None, {}, 5)


def test_a_release_of_an_earlier_version_is_dated_by_its_manifest(published: Path, put: Put) -> None:
    manifest = put(1) / "manifest.json"
    text = manifest.read_text(encoding="utf-8").replace('"published_at"', '"known_to_an_earlier_version"')
    manifest.chmod(0o644)
    manifest.write_text(text.replace('"build_id"', '"as_of": "2023-10-27", "build_id"'), encoding="utf-8")
    written = datetime(2026, 11, 20, 1, 2, 3, tzinfo=UTC).timestamp()
    os.utime(manifest, (written, written))
    (found,) = releases(published)
    assert found.published_at == datetime(2026, 11, 20, 1, 2, 3, tzinfo=UTC)
    assert found.as_of == date(2023, 10, 27)
