"""Looking at a name again: what came between approval and sending, by the real intake, into real bronze files."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import duckdb
import pytest
from sending_facts import Server, approved, message, sent, told

from delivery.reminders.ledger import Ledger
from delivery.reminders.recheck import Objection, Recheck
from ingestion import Newcomers, SourceEntry, SourceFailed, collect_source, read_table
from ingestion.bronze_store import as_table, batch_file, write_batch

SEEDS = Path(__file__).resolve().parents[4] / "dbt_project" / "seeds"
ON = date(2023, 10, 30)
NOW = datetime(2023, 10, 30, 1, 30, tzinfo=UTC)  # 08:30 in Ha Noi
COVER = """Loại báo cáo,{kind}
Kỳ báo cáo,{period}
Đơn vị báo cáo,Hải Phòng
Số hiệu văn bản,315/BC-SLĐTBXH
Ngày ban hành,28/10/2023
"""
RETURN = COVER.format(kind="Báo cáo 6 tháng thực hiện Chương trình phối hợp", period="6 tháng đầu năm 2023")
PROGRAMME = COVER.format(kind="Chương trình phối hợp của địa phương", period="giai đoạn 2021-2025")
THANKS = {"tier": "thanks", "tier_no": 0, "phase": "after", "fault": "late", "status": "late", "evidence_key": "s20"}


class Town:
    """A workspace whose sources were collected, built and published once, before a list was approved."""

    def __init__(self, home: Path, marts: Path) -> None:
        self.home, self.published, self.bronze = home, home / "published", home / "bronze"
        self.entries = [self._source("31-hai-phong", "31"), self._source("20-lang-son", "20")]
        self.pulled: list[str] = []
        self._runs = count(1)
        self.put("31-hai-phong", "cu.csv", "không phải báo cáo")
        for entry in self.entries:
            assert self.collect(entry) is None
        self.release("build-7", marts)

    def _source(self, source_id: str, code: str) -> SourceEntry:
        (self.home / source_id).mkdir(parents=True)
        return SourceEntry(source_id, source_id, "province", code, str(self.home / source_id))

    def put(self, source_id: str, name: str, content: str) -> None:
        (self.home / source_id / name).write_text(content, encoding="utf-8")

    def collect(self, entry: SourceEntry) -> str | None:
        self.pulled.append(entry.source_id)
        try:
            collect_source(
                entry, landing=self.home / "landing", bronze=self.bronze, seeds=SEEDS, now=NOW,
                run_id=f"run-{next(self._runs)}",
            )  # fmt: skip
        except SourceFailed as failed:
            return failed.summary.failure
        return None

    def release(self, build_id: str, marts: Path, change: str = "") -> None:
        """Publish the marts, which have seen every receipt up to now."""
        folder = self.published / "releases" / build_id
        folder.mkdir(parents=True)
        shutil.copyfile(marts, folder / "gnbv.duckdb")
        seen = [[row["attempt_id"], row["attempt_kind"]] for row in read_table(self.bronze, "attempt").to_pylist()]
        with duckdb.connect(folder / "gnbv.duckdb") as connection:
            connection.execute("drop table marts.fct_receipt")
            connection.execute("create table marts.fct_receipt (attempt_key varchar, attempt_kind varchar)")
            connection.executemany("insert into marts.fct_receipt values (?, ?)", seen)
            connection.execute("alter table marts.dim_return_type add column if not exists presupposes varchar")
            connection.execute(
                "update marts.dim_return_type set presupposes = 'coordination_programme' "
                "where return_type = 'coordination_6m'"
            )
            connection.execute(change)
        link = self.published / "next"
        link.symlink_to(folder)
        link.rename(self.published / "current")

    def recheck(self) -> Recheck:
        self.pulled.clear()
        return Recheck(self.published, self.bronze, self.entries, self.collect, ON)


@pytest.fixture
def town(tmp_path: Path, reminder_marts: Path) -> Town:
    return Town(tmp_path, reminder_marts)


def test_where_nothing_came_the_message_may_go_and_only_its_own_source_was_pulled(town: Town) -> None:
    town.put("20-lang-son", "moi.csv", "không phải báo cáo")
    assert town.recheck()(message("31")) is None
    assert town.pulled == ["31-hai-phong"]


def test_who_files_between_approval_and_sending_gets_no_letter_and_the_record_says_why(
    town: Town, tmp_path: Path
) -> None:
    draft = approved(tmp_path / "draft", message("31"), message("20", **THANKS))
    server, ledger = Server(before=lambda: None), tmp_path / "ledgers" / "reminders"
    town.put("31-hai-phong", "315-BC.csv", RETURN)
    result = sent(draft, ledger, server, recheck=town.recheck())
    assert [recipients[0] for _, recipients in server.handed] == ["so_ldtbxh@20.invalid"]
    assert told(ledger) == [("dropped", "31", "filed_since"), ("intended", "20", None), ("sent", "20", None)]
    assert result.events[0].note == (
        "file 315-BC.csv of 31-hai-phong arrived 2023-10-30 08:30+07:00, document 315/BC-SLĐTBXH of 2023-10-28"
    )
    assert Ledger(ledger).events()[0].decided_by == "Văn phòng"


def test_who_files_while_others_are_sent_to_is_seen_as_well(town: Town, tmp_path: Path) -> None:
    draft = approved(tmp_path / "draft", message("20", **THANKS), message("31"))
    server = Server(after=lambda: town.put("31-hai-phong", "315-BC.csv", RETURN))
    ledger = tmp_path / "ledgers" / "reminders"
    assert sent(draft, ledger, server, recheck=town.recheck()).counts == {"dropped": 1, "sent": 1}
    assert told(ledger)[-1] == ("dropped", "31", "filed_since")


@pytest.mark.parametrize(
    ("content", "reason", "note"),
    [
        (RETURN.replace("Ngày ban hành", "Ngày"), "changed_since", "coordination_6m rejected: file moi.csv"),
        (RETURN.replace("6 tháng đầu năm 2023", "2023-9M"), "changed_since", "coordination_6m rejected: file moi.csv"),
        (RETURN.replace("Hải Phòng", "Cao Bằng"), "changed_since", "coordination_6m rejected: file moi.csv"),
        (PROGRAMME, "changed_since", "coordination_programme accepted: file moi.csv of 31-hai-phong"),
        ("không phải báo cáo, lần hai", "arrived_since", "file moi.csv of 31-hai-phong arrived 2023-10-30 08:30+07:00"),
        (RETURN.replace("Báo cáo 6 tháng thực hiện Chương trình phối hợp", "Báo cáo giám sát 6 tháng"), None, None),
    ],
    ids=["rejected", "wrong period", "another's name", "what it presupposes", "nobody knows what", "another return"],
)
def test_what_else_may_come(town: Town, content: str, reason: str | None, note: str | None) -> None:
    town.put("31-hai-phong", "moi.csv", content)
    found = town.recheck()(message("31"))
    assert (found and found.reason) == reason
    if found and note:
        assert found.note.startswith(note)


def test_another_version_of_a_late_return_changes_the_thanks(town: Town) -> None:
    town.put("20-lang-son", "moi.csv", RETURN.replace("Hải Phòng", "Lạng Sơn"))
    found = town.recheck()(message("20", **THANKS))
    assert found is not None
    assert found.reason == "changed_since"


def test_a_register_that_names_the_return(town: Town) -> None:
    row = {
        "submission_key": "r2", "sheet": "Phụ lục II", "cell": "D24", "return_type": "coordination_6m",
        "period": "2023-H1", "locality_code": "31", "document_no": "315/BC-SLĐTBXH",
    }  # fmt: skip
    receipt = {"attempt_id": "bo-1/0", "attempt_kind": "source", "source_id": "bo-ldtbxh", "state": "listed"}
    tables = {"register_row": as_table("register_row", [row]), "attempt": as_table("attempt", [receipt])}
    write_batch(town.bronze, "bo-1", tables)
    assert town.recheck()(message("31")) == Objection(
        "changed_since",
        "a register received since names it: Phụ lục II!D24 of submission r2, document 315/BC-SLĐTBXH",
    )
    assert town.recheck()(message("20", **THANKS)) is None


def test_a_source_that_cannot_be_read_proves_no_absence(town: Town) -> None:
    (town.home / "31-hai-phong").rename(town.home / "away")
    found = town.recheck()(message("31"))
    assert found is not None
    assert found.reason == "source_not_readable"
    assert found.note.startswith("31-hai-phong: ")


def test_a_return_that_came_goes_before_a_source_that_cannot_be_read_now(town: Town) -> None:
    town.put("31-hai-phong", "315-BC.csv", RETURN)
    town.collect(town.entries[0])
    (town.home / "31-hai-phong").rename(town.home / "away")
    found = town.recheck()(message("31"))
    assert found is not None
    assert found.reason == "filed_since"


def test_a_body_without_a_source_is_judged_by_what_is_published(town: Town) -> None:
    lai_chau = message("12", fault="document_missing", status="late", evidence_key="r1/Phụ lục II!D19#1")
    assert town.recheck()(lai_chau) is None
    assert town.pulled == []


def test_the_source_of_the_successor_is_pulled_too(town: Town, tmp_path: Path) -> None:
    plain = Path(__file__).with_name("reminder_marts.sql").read_text(encoding="utf-8")
    addressed = "as addressed_locality_code"
    with duckdb.connect(tmp_path / "gnbv.duckdb") as connection:
        connection.execute(plain.replace(f"d.locality_code {addressed}", f"'20' {addressed}"))
    town.release("build-8", tmp_path / "gnbv.duckdb")
    town.put("20-lang-son", "moi.csv", "không phải báo cáo")
    found = town.recheck()(message("31", addressed_locality_code="20"))
    assert sorted(town.pulled) == ["20-lang-son", "31-hai-phong"]
    assert found is not None
    assert found.reason == "arrived_since"
    assert town.recheck()(message("31")) == Objection(
        "changed_since",
        "approved: first for no_programme to so_ldtbxh@31; published now: first for no_programme to so_ldtbxh@20",
    )


@pytest.mark.parametrize(
    ("change", "reason", "note"),
    [
        (
            "update marts.decision set status = 'late', document_no = '315/BC', document_on = date '2023-10-28', "
            "tier = 'thanks', fault = 'late' where locality_code = '31'",
            "filed_since",
            "published as late: document 315/BC of 2023-10-28, received 2023-10-28 00:00+07:00",
        ),
        (
            "update marts.decision set fault = 'not_sent' where locality_code = '31'",
            "changed_since",
            "approved: first for no_programme to so_ldtbxh@31; published now: first for not_sent to so_ldtbxh@31",
        ),
        (
            "update marts.decision set tier = null, is_listed = false, reason = 'exempt' where locality_code = '31'",
            "changed_since",
            "approved: first for no_programme to so_ldtbxh@31; published now: not listed (exempt)",
        ),
        (
            "update marts.decision set evidence_key = 'r2/Phụ lục II!D19#1' where locality_code = '31'",
            "changed_since",
            "approved about no document; published now: r2/Phụ lục II!D19#1",
        ),
        ("delete from marts.decision where locality_code = '31'", "changed_since", "the return is not owed any more"),
    ],
)
def test_what_is_published_meanwhile_decides_without_pulling_anything(
    town: Town, reminder_marts: Path, change: str, reason: str, note: str
) -> None:
    recheck = town.recheck()
    assert recheck(message("31")) is None
    town.pulled.clear()
    town.release("build-8", reminder_marts, change)
    assert recheck(message("31")) == (reason, note)
    assert town.pulled == []


def test_what_a_newer_build_has_seen_is_no_news(town: Town, reminder_marts: Path) -> None:
    town.put("31-hai-phong", "moi.csv", "không phải báo cáo, lần hai")
    recheck = town.recheck()
    found = recheck(message("31"))
    assert found is not None
    assert found.reason == "arrived_since"
    town.release("build-8", reminder_marts)
    assert recheck(message("31")) is None


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[list[str]]]:
    """Say which batches were read of the receipts."""
    seen: list[list[str]] = []

    def reading(bronze: Path, table: str, batches: set[str]) -> object:
        if table == "attempt":
            seen.append(sorted(batches))
        return read_table(bronze, table, batches)

    monkeypatch.setattr("ingestion.news.read_table", reading)
    return lambda: seen


def test_only_batches_nobody_has_seen_are_read_and_each_once(
    tmp_path: Path, unread: Callable[[], list[list[str]]]
) -> None:
    def batch(name: str) -> None:
        kinds = (("source", None), ("file", "IN09"), ("file", "SRC04"))
        rows = [
            {"attempt_id": f"{name}/{n}", "attempt_kind": kind, "reason_code": code}
            for n, (kind, code) in enumerate(kinds)
        ]
        write_batch(tmp_path, name, {"attempt": as_table("attempt", rows)})

    batch("a-1")
    newcomers = Newcomers(tmp_path, ["a-1/0"])
    assert newcomers.read().receipts == ()
    batch("b-1")
    batch_file(tmp_path, "submission", "c-1").parent.mkdir(exist_ok=True)
    batch_file(tmp_path, "submission", "c-1").write_bytes(b"of a batch that is not committed")
    assert [row["attempt_id"] for row in newcomers.read().receipts] == ["b-1/1"]
    batch("d-1")
    assert [row["attempt_id"] for row in newcomers.read().receipts] == ["b-1/1", "d-1/1"]
    newcomers.read()
    assert unread() == [["b-1"], ["d-1"]]
