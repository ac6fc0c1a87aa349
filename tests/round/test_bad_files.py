"""A hundred bad files in one source: each gets a receipt with a clear reason; the good ones beside them are taken."""

from __future__ import annotations

import time
import unicodedata
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from gnbv.policy import SEEDS
from ingestion import Landing, Reference, SourceEntry, collect_source, init_bronze, read_table
from tests.round import bad_files
from tests.round.bad_files import REFUSED, TAKEN, Bad, bad
from tests.round.faults import REFUSING
from tests.round.making import the_form, workbook

pytestmark = [pytest.mark.slow, pytest.mark.whole_round]

NOW = datetime(2024, 6, 3, 1, 0, tzinfo=UTC)
RETURN, PERIOD, LEVEL, CODE = "monitoring_6m", "2024-H1", "province", "20"


@pytest.fixture(scope="module")
def reference() -> Reference:
    return Reference.load(SEEDS)


def misdirected(folder: Path, reference: Reference) -> list[Bad]:
    """Good workbooks that are not what was asked for: of another place, period, version or form, or altered."""
    made: list[Bad] = []

    def add(name: str, rule: str, *, states: frozenset[str] = REFUSED, **how: object) -> None:
        path = folder / "made.xlsx"
        asked = {"level": LEVEL, "code": CODE, "return_type": RETURN, "period": PERIOD} | how
        workbook(path, reference, **asked)  # type: ignore[arg-type]
        made.append(bad(name, path.read_bytes(), rule, states=states))

    for code in ("01", "02", "04", "06", "08", "10", "49", "52", "79", "82", "91", "96"):
        add(f"cua-tinh-{code}.xlsx", "IN08", code=code)
    add("cua-huyen.xlsx", "IN08", level="district", code="185")
    add("2023-H1/bieu.xlsx", "IN02", seed=2)
    add("bieu_2025-H1.xlsx", "IN02", seed=3)
    add("ky-2030.xlsx", "IN02", seed=4, cover={"period": "2030-H1"})
    add("khong-phat-sinh-ma-co-so.xlsx", "IN28", seed=5, cover={"nil": "Có"})
    for number, fault in enumerate(REFUSING):
        add(f"{fault}.xlsx", "IN17", seed=10 + number, fault=fault)
    return made


def test_each_bad_file_gets_a_receipt_and_the_others_go_on(tmp_path: Path, reference: Reference) -> None:
    good_path = tmp_path / "good.xlsx"
    workbook(good_path, reference, level=LEVEL, code=CODE, return_type=RETURN, period=PERIOD, seed=7)
    good = good_path.read_bytes()
    sheet = the_form().sheets_for(LEVEL)[0]
    cell = sheet.address(4, 0)
    files = [
        *bad_files.damaged(good), *bad_files.bombs(good), *bad_files.other_kinds(good),
        *bad_files.dangerous(good, sheet.title, cell), *bad_files.names(good), *misdirected(tmp_path, reference),
    ]  # fmt: skip
    assert len(files) >= 100
    source = tmp_path / "source"
    placed: dict[str, Bad] = {}
    for one in files:
        target = source / one.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(one.content)
        placed[unicodedata.normalize("NFC", one.name)] = one
    (source / "tot.xlsx").write_bytes(good)

    init_bronze(tmp_path / "bronze")
    began = time.monotonic()
    entry = SourceEntry("20-lang-son", "Lạng Sơn", LEVEL, CODE, str(source))
    collect_source(entry, landing=tmp_path / "landing", bronze=tmp_path / "bronze", seeds=SEEDS, run_id="r1", now=NOW)
    seconds = time.monotonic() - began

    receipts = {row["path"]: row for row in read_table(tmp_path / "bronze", "attempt").to_pylist() if row["path"]}
    assert set(receipts) ^ {*placed, "tot.xlsx"} == set()
    wrong = [
        (name, receipts[name]["state"], receipts[name]["reason_code"])
        for name, one in placed.items()
        if receipts[name]["state"] not in one.states
        or (one.states == REFUSED and receipts[name]["reason_code"] not in one.rules)
    ]
    assert not wrong, wrong
    assert [name for name, row in receipts.items() if row["state"] != "accepted" and not row["reason"]] == []
    said = {row["path"]: set() for row in receipts.values()}
    for row in read_table(tmp_path / "bronze", "door_finding").to_pylist():
        said[row["path"]].add(row["rule_id"])
    kept_rules = {name: one.rules for name, one in placed.items() if one.states == TAKEN and one.rules}
    assert [name for name, rules in kept_rules.items() if not rules & said[name]] == []

    # The one good content was taken once, whatever its names; every content that was read is kept as it came.
    own = [name for name, one in placed.items() if one.content == good]
    states = sorted(receipts[name]["state"] for name in [*own, "tot.xlsx"])
    assert states.count("duplicate") == len(own) and len(own) >= 20
    landing = Landing(tmp_path / "landing")
    for name, one in placed.items():
        if receipts[name]["sha256"]:
            assert landing.get(receipts[name]["sha256"]) == one.content, name
    assert seconds < 60, f"{len(files)} files took {seconds:.0f} s"


def test_nothing_of_a_refused_workbook_is_a_figure(tmp_path: Path, reference: Reference) -> None:
    source = tmp_path / "source"
    source.mkdir()
    workbook(
        source / "bieu.xlsx", reference, level=LEVEL, code=CODE, return_type=RETURN, period=PERIOD, seed=3,
        fault="renamed_heading", cover={"document_on": date(2024, 5, 20)},
    )  # fmt: skip
    init_bronze(tmp_path / "bronze")
    entry = SourceEntry("20-lang-son", "Lạng Sơn", LEVEL, CODE, str(source))
    collect_source(entry, landing=tmp_path / "l", bronze=tmp_path / "bronze", seeds=SEEDS, run_id="r1", now=NOW)

    (row,) = read_table(tmp_path / "bronze", "submission").to_pylist()
    assert (row["state"], row["reason_code"], row["form"], row["form_version"]) == ("rejected", "IN17", "monitoring", 1)
    assert read_table(tmp_path / "bronze", "form_value").num_rows == 0
