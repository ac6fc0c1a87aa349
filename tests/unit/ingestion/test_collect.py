"""One source, taken in: receipts for everything, nothing twice, troubles that can be mended and tried again."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from intake_fakes import NOW, SEEDS, Desk, read_fake

from ingestion import SourceEntry, SourceFailed, collect_source


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_new_file_is_kept_read_and_given_a_receipt(desk: Desk) -> None:
    desk.put("08-BC.csv", "cover 2023H1")

    summary = desk.collect()

    assert (summary.state, summary.files_listed, summary.files_new) == ("listed", 1, 1)
    assert summary.states == {"accepted": 1}
    sha = sha256(b"cover 2023H1").hexdigest()
    assert (desk.landing / "sha256" / sha[:2] / sha).read_bytes() == b"cover 2023H1"
    (submission,) = desk.rows("submission")
    assert submission["submission_key"] == sha256(f"20|coordination_6m|2023H1|{sha}".encode()).hexdigest()[:20]
    assert submission["landing_path"] == f"landing/sha256/{sha[:2]}/{sha}"
    assert (submission["arrived_at"], submission["arrival_basis"]) == (NOW, "first_seen")
    assert (submission["known_from"], submission["size_bytes"]) == (NOW, 12)
    (receipt,) = desk.receipts()
    assert receipt["submission_key"] == submission["submission_key"]
    assert (receipt["state"], receipt["path"], receipt["signed_on"]) == ("accepted", "08-BC.csv", date(2023, 6, 20))
    (own,) = desk.receipts("source")
    assert (own["state"], own["files_listed"], own["files_new"], own["files_unchanged"]) == ("listed", 1, 1, 0)


def test_a_second_run_counts_what_it_knows_and_keeps_the_first_arrival(desk: Desk) -> None:
    desk.put("08-BC.csv", "cover 2023H1")
    desk.collect("run-1")

    later = desk.collect("run-2", now=datetime(2023, 7, 4, 6, 0, tzinfo=UTC))

    assert (later.files_new, later.files_unchanged, later.states) == (0, 1, {})
    assert [row["arrived_at"] for row in desk.rows("submission")] == [NOW]
    assert [row["state"] for row in desk.receipts("source")] == ["listed", "listed"]


def test_an_arrival_logged_later_does_not_redate_a_known_submission(desk: Desk) -> None:
    desk.put("08-BC.csv", "cover 2023H1")
    desk.collect("run-1")
    desk.put("arrivals.csv", "file,arrived_at,arrival_basis,sent_on\n08-BC.csv,2023-06-20,recorded,\n")

    assert desk.collect("run-2").files_unchanged == 1

    assert [(row["arrived_at"], row["arrival_basis"]) for row in desk.rows("submission")] == [(NOW, "first_seen")]


def test_the_arrival_log_dates_a_new_file(desk: Desk) -> None:
    desk.put("con/08-BC.csv", "register 2023H1 1")
    desk.put("arrivals.csv", "file,arrived_at,arrival_basis,sent_on\ncon/08-BC.csv,2023-06-20,assumed,2023-06-19\n")
    seen = []

    def reader(content: bytes, name: str, **context: object) -> object:
        seen.append((name, context["on"]))
        return read_fake(content, name, **context)  # type: ignore[arg-type]

    desk.collect(reader=reader)

    assert seen == [("con/08-BC.csv", date(2023, 6, 20))]
    start_of_day = datetime(2023, 6, 19, 17, 0, tzinfo=UTC)  # 20/06/2023 00:00 in Ha Noi
    for row in (*desk.rows("submission"), *desk.rows("register_row")):
        assert (row["known_from"], row["arrival_basis"]) == (start_of_day, "assumed")
    assert [row["known_from"] for row in desk.rows("statement")] == [start_of_day]
    assert desk.rows("submission")[0]["sent_on"] == date(2023, 6, 19)


def test_the_same_content_under_another_name_is_one_submission(desk: Desk) -> None:
    desk.put("a.csv", "cover 2023H1")
    desk.put("b.csv", "cover 2023H1")
    assert desk.collect("run-1").states == {"accepted": 1, "duplicate": 1}
    desk.put("c.csv", "cover 2023H1")
    assert desk.collect("run-2").states == {"duplicate": 1}

    assert len(desk.rows("submission")) == 1
    repeated = {row["path"]: row for row in desk.receipts() if row["state"] == "duplicate"}
    assert {path: row["reason_code"] for path, row in repeated.items()} == {"b.csv": "IN07", "c.csv": "IN07"}
    assert "“a.csv” đến ngày 03/07/2023" in repeated["c.csv"]["reason"]


def test_a_quarantined_content_is_read_again_under_a_better_name(desk: Desk) -> None:
    desk.put("a.csv", "unknown")
    desk.put("b.csv", "unknown")

    assert desk.collect().states == {"quarantined": 2}

    assert desk.rows("submission") == []
    assert [(row["rule_id"], row["found"], row["submission_key"]) for row in desk.rows("door_finding")] == [
        ("IN01", "a.csv", None),
        ("IN01", "b.csv", None),
    ]
    assert len({row["finding_id"] for row in desk.rows("door_finding")}) == 2


def test_a_changed_file_is_a_new_submission_and_the_first_stays(desk: Desk) -> None:
    desk.put("08-BC.csv", "cover 2023H1\n1")
    desk.collect("run-1")
    desk.put("08-BC.csv", "cover 2023H1\n2")
    assert desk.collect("run-2").states == {"accepted": 1}
    desk.put("08-BC.csv", "cover 2023H1\n1")
    assert desk.collect("run-3").states == {}

    assert len(desk.rows("submission")) == 2


def test_a_refused_file_is_a_submission_whose_rows_are_not_evidence(desk: Desk) -> None:
    desk.put("register.csv", "refuse 2023H1")

    assert desk.collect().states == {"rejected": 1}

    (submission,) = desk.rows("submission")
    assert (submission["state"], submission["reason_code"], submission["reason"]) == ("rejected", "IN03", "Thiếu cột.")
    assert desk.rows("register_row") == []
    assert desk.rows("form_value") == []
    assert (submission["form"], submission["form_version"], submission["missing_count"]) == ("monitoring", 2, 3)


def test_the_cells_of_a_form_are_kept_in_columns(desk: Desk) -> None:
    desk.put("a.xlsx", "form 2023H1 3")
    desk.put("b.csv", "cover 2023H1")

    assert desk.collect().states == {"accepted": 2}

    form, cover = desk.rows("submission")
    assert (form["file_kind"], form["form"], form["form_version"], form["missing_count"]) == (
        "form",
        "monitoring",
        2,
        3,
    )
    assert (cover["form"], cover["form_version"], cover["missing_count"]) == (None, None, None)
    assert desk.rows("form_value") == [
        {"batch_id": row["batch_id"], "submission_key": form["submission_key"], "cell_no": number, "value": 1.5,
         "text": text, "absence": absence}
        for row, (number, text, absence) in zip(
            desk.rows("form_value"), [(1, "1,5", None), (2, None, "none"), (3, None, None)], strict=True
        )
    ]  # fmt: skip


def test_a_retry_of_a_committed_run_does_nothing(desk: Desk) -> None:
    desk.put("a.csv", "cover 2023H1")
    desk.put("b.csv", "cover 2023H1")
    first = desk.collect("run-1")
    desk.put("c.csv", "cover 2024H1")

    def never(*_: object, **__: object) -> None:
        raise AssertionError("read again")

    assert desk.collect("run-1", reader=never) == first
    assert len(desk.rows("submission")) == 1


def test_an_empty_folder_leaves_a_receipt(desk: Desk) -> None:
    desk.put(".gitkeep", "")
    desk.put("arrivals.csv", "file,arrived_at,arrival_basis\n")
    desk.put(".cache/x.csv", "cover 2023H1")
    desk.put("~$08-BC.xlsx", "lock")
    desk.put("08-BC.xlsx.filepart", "half")

    summary = desk.collect()

    assert (summary.state, summary.files_listed) == ("empty", 0)
    assert [row["state"] for row in desk.receipts("source")] == ["empty"]


def test_as_of_leaves_what_arrived_after_that_day_for_later(desk: Desk) -> None:
    desk.put("in-time.csv", "cover 2023H1\n1")
    desk.put("too-late.csv", "cover 2023H1\n2")
    desk.put("not-logged.csv", "cover 2023H1\n3")
    desk.put(
        "arrivals.csv",
        "file,arrived_at,arrival_basis\n"
        "in-time.csv,2023-06-24T23:59:59,recorded\n"
        "too-late.csv,2023-06-25T00:00:00,recorded\n",
    )

    summary = desk.collect("run-1", as_of=date(2023, 6, 24))

    assert (summary.files_listed, summary.files_new, summary.files_later) == (3, 1, 2)
    assert [row["path"] for row in desk.rows("submission")] == ["in-time.csv"]
    assert desk.collect("run-1", as_of=date(2023, 6, 24)).files_later == 2
    assert desk.collect("run-2").states == {"accepted": 2}


def test_a_source_that_cannot_be_listed_fails_leaves_a_receipt_and_is_tried_again(desk: Desk) -> None:
    desk.folder.rmdir()
    for number in (1, 2):
        with pytest.raises(SourceFailed, match=r"source 20-lang-son .*no such folder.*check the address") as failed:
            desk.collect("run-1")
        assert failed.value.summary.state == "failed"
        assert failed.value.summary.batch_id.endswith(f"-{number}")
    desk.put("a.csv", "cover 2023H1")

    assert desk.collect("run-1").states == {"accepted": 1}

    assert [(row["state"], row["reason_code"]) for row in desk.receipts("source")] == [
        ("failed", "SRC01"),
        ("failed", "SRC01"),
        ("listed", None),
    ]
    assert desk.receipts("source")[0]["reason"].startswith("Không đọc được nơi gửi tệp")


def test_a_malformed_arrival_log_fails_the_source_and_names_the_line(desk: Desk) -> None:
    desk.put("a.csv", "cover 2023H1")
    desk.put("arrivals.csv", "file,arrived_at,arrival_basis\na.csv,20/06/2023,recorded\n")

    with pytest.raises(SourceFailed, match=r"arrivals.csv, line 2: expected an ISO date .* found '20/06/2023'"):
        desk.collect()

    assert desk.rows("submission") == []
    (own,) = desk.receipts("source")
    assert (own["reason_code"], own["files_listed"]) == ("SRC02", None)
    assert own["reason"].startswith("arrivals.csv, dòng 2: cần ngày dạng 2023-06-20")


@pytest.mark.parametrize("defect", ["crash", "nonsense 2023H1", "misfit 2023H1"])
def test_a_defect_of_the_reader_costs_only_its_own_file_and_is_tried_again(desk: Desk, defect: str) -> None:
    desk.put("a.csv", "cover 2023H1\n1")
    desk.put("b.csv", defect)
    desk.put("c.csv", "cover 2023H1\n2")
    with pytest.raises(
        SourceFailed, match=r"the reader failed on 'b\.csv' with (KeyError|ValueError|ArrowInvalid)"
    ) as failed:
        desk.collect("run-1")
    summary = failed.value.summary
    assert (summary.files_listed, summary.states) == (3, {"accepted": 2, "quarantined": 1})

    def mended(content: bytes, name: str, **context: object) -> object:
        return read_fake(b"cover 2023H1" if name == "b.csv" else content, name, **context)  # type: ignore[arg-type]

    assert desk.collect("run-1", reader=mended).states == {"accepted": 1}
    assert [row["path"] for row in desk.rows("submission")] == ["a.csv", "c.csv", "b.csv"]
    assert desk.rows("statement") == []


def test_a_file_that_is_too_large_is_not_taken_and_not_asked_for_again(desk: Desk) -> None:
    entry = SourceEntry("20-lang-son", "Lạng Sơn", "province", "20", str(desk.folder), max_megabytes=1)
    desk.put("exact.csv", "cover 2023H1\n" + "x" * (1_000_000 - 13))
    desk.put("large.csv", "cover 2023H1\n" + "x" * (1_000_000 - 12))

    assert desk.collect("run-1", entry).states == {"accepted": 1, "quarantined": 1}
    assert desk.collect("run-2", entry).files_unchanged == 2

    refused = next(row for row in desk.receipts() if row["path"] == "large.csv")
    assert (refused["reason_code"], refused["sha256"], refused["size_bytes"]) == ("IN04", None, 1_000_001)
    assert "lớn hơn giới hạn 1 MB" in refused["reason"]
    assert [row["rule_id"] for row in desk.rows("door_finding")] == ["IN04"]
    assert len(desk.landed()) == 1


def test_names_are_only_data(desk: Desk) -> None:
    names = ["x\\..\\..\\y.csv", "a\nb.csv", "'; drop table x; --.csv", "%2e%2e%2fx.csv", "Đắk Lắk.csv"]
    for number, name in enumerate(names):
        desk.put(name, f"cover 2023H1\n{number}")
    (Path(os.fsencode(desk.folder).decode()) / os.fsdecode(b"khong-utf8-\xe0.csv")).write_text("cover 2023H1\n9")

    assert desk.collect().states == {"accepted": 6}

    paths = {row["path"] for row in desk.rows("submission")}
    assert paths == {*names, "khong-utf8-\\xe0.csv"}
    assert {path.name for path in desk.home.iterdir()} == {"sources", "landing", "bronze"}


def test_a_name_in_decomposed_letters_is_the_same_file(desk: Desk) -> None:
    decomposed = "Đa\u0306\u0301k.csv"
    desk.put(decomposed, "cover 2023H1")
    desk.put("arrivals.csv", "file,arrived_at,arrival_basis\nĐ\u1eafk.csv,2023-06-20,recorded\n")

    desk.collect()

    assert [(row["path"], row["arrival_basis"]) for row in desk.rows("submission")] == [("Đ\u1eafk.csv", "recorded")]


def test_a_link_out_of_the_folder_is_refused_and_the_rest_is_taken(desk: Desk) -> None:
    secret = desk.home / "secret.csv"
    secret.write_text("cover 2023H1\nsecret")
    desk.put("good.csv", "cover 2023H1")
    (desk.folder / "inside.csv").symlink_to(desk.folder / "good.csv")
    (desk.folder / "out.csv").symlink_to(secret)
    os.mkfifo(desk.folder / "pipe.csv")

    with pytest.raises(SourceFailed, match=r"'out\.csv' is a link that leads out of the folder"):
        desk.collect()

    states = {row["path"]: (row["state"], row["reason_code"]) for row in desk.receipts()}
    assert states == {
        "good.csv": ("accepted", None),
        "inside.csv": ("duplicate", "IN07"),
        "out.csv": ("quarantined", "SRC03"),
        "pipe.csv": ("quarantined", "SRC03"),
    }


def test_a_damaged_landing_zone_is_reported_not_trusted(desk: Desk) -> None:
    desk.put("a.csv", "cover 2023H1")
    sha = sha256(b"cover 2023H1").hexdigest()
    place = desk.landing / "sha256" / sha[:2] / sha
    place.parent.mkdir(parents=True)
    place.write_bytes(b"cover 2023H")

    with pytest.raises(SourceFailed, match="the file was altered or the disk is failing"):
        desk.collect("run-1")
    assert desk.rows("submission") == []
    place.unlink()

    assert desk.collect("run-1").states == {"accepted": 1}


def test_a_password_in_an_address_is_not_told(desk: Desk) -> None:
    entry = SourceEntry("20", "Lạng Sơn", "province", "20", "nowhere://user:hunter2@host/20")

    with pytest.raises(SourceFailed) as failed:
        desk.collect("run-1", entry)

    assert "hunter2" not in str(failed.value) + repr(desk.receipts("source"))
    assert "user:***@host" in str(failed.value)


def test_a_file_system_that_is_handed_in_is_used(desk: Desk) -> None:
    memory = fsspec.filesystem("memory", skip_instance_cache=True)
    memory.store, memory.pseudo_dirs = {}, [""]
    memory.pipe("/nop/20/sub/a.csv", b"cover 2023H1")
    memory.pipe("/nop/20/arrivals.csv", b"file,arrived_at,arrival_basis\nsub/a.csv,2023-06-20,recorded\n")
    entry = SourceEntry("20", "Lạng Sơn", "province", "20", "memory:///nop/20")

    assert desk.collect("run-1", entry, filesystem=memory).states == {"accepted": 1}

    (row,) = desk.rows("submission")
    assert (row["path"], row["arrival_basis"]) == ("sub/a.csv", "recorded")


class _KeyValueStore(MemoryFileSystem):
    """Like S3: a bucket exists, a folder in which nothing was put does not."""

    protocol = ("s3", "s3a")
    store: dict[str, object] = {}  # noqa: RUF012 - as in the parent, one store a class
    pseudo_dirs = [""]  # noqa: RUF012
    cachable = False

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return path.removeprefix("s3://").rstrip("/")

    def exists(self, path: str, **_: object) -> bool:
        return path.strip("/") == "bucket"

    def isdir(self, path: str) -> bool:
        return any(name.startswith(path.rstrip("/") + "/") for name in self.store)


def test_a_prefix_without_objects_is_an_empty_folder_and_a_missing_bucket_a_failure(desk: Desk) -> None:
    empty = SourceEntry("20", "Lạng Sơn", "province", "20", "s3://bucket/20")
    lost = SourceEntry("04", "Cao Bằng", "province", "04", "s3://other/04")

    assert desk.collect("run-1", empty, filesystem=_KeyValueStore()).state == "empty"
    with pytest.raises(SourceFailed, match="no such folder"):
        desk.collect("run-1", lost, filesystem=_KeyValueStore())


def test_a_part_of_the_folder_that_cannot_be_listed_is_not_passed_over(desk: Desk) -> None:
    class Guarded(MemoryFileSystem):
        store: dict[str, object] = {}  # noqa: RUF012
        pseudo_dirs = [""]  # noqa: RUF012
        cachable = False

        def ls(self, path: str, detail: bool = True, **more: object) -> object:
            if path.endswith("/closed"):
                raise PermissionError("permission denied: closed")
            return super().ls(path, detail=detail, **more)

    guarded = Guarded()
    guarded.pipe("/20/a.csv", b"cover 2023H1")
    guarded.pipe("/20/closed/b.csv", b"cover 2023H1")

    with pytest.raises(SourceFailed, match="permission denied: closed"):
        desk.collect("run-1", SourceEntry("20", "Lạng Sơn", "province", "20", "memory://20"), filesystem=guarded)


def test_sources_whose_ids_look_alike_do_not_know_each_others_files(desk: Desk) -> None:
    desk.put("a.csv", "cover 2023H1")
    near = [
        SourceEntry(name, "Lạng Sơn", "province", "20", str(desk.folder)) for name in ("20", "20-a", "20.A", "20_a")
    ]

    states = [desk.collect("run-1", entry).states for entry in near]

    assert states == [{"accepted": 1}] * 4
    assert len(desk.rows("submission")) == 4
    assert len({row["submission_key"] for row in desk.rows("submission")}) == 1


def test_the_clock_must_have_a_zone(desk: Desk) -> None:
    with pytest.raises(ValueError, match="expected an instant with a time zone"):
        collect_source(
            desk.entry, landing=desk.landing, bronze=desk.bronze, seeds=SEEDS, run_id="r", now=datetime(2023, 7, 3)
        )
