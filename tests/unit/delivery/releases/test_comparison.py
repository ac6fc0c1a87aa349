"""What was published against what is known now: every kind of difference, and which of the two causes it has."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from openpyxl import load_workbook

from delivery import DeliveryError
from delivery.releases import Comparison, compare, render_comparison

MARTS = Path(__file__).with_name("comparison_marts.sql").read_text(encoding="utf-8")
#: The pinned build began on 01/11/2023; what came by then is OLD, what came later NEW.
BEGAN, OLD, NEW, OPEN = "2023-11-01 02:00+00", "2023-08-01 00:00+07", "2023-11-20 08:30+07", "9999-12-31 00:00+00"
INPUTS = {"batches": "1", "seeds": "1", "forms": "1", "ledgers": "1", "project": "1"}
LAI_CHAU, LANG_SON = "coordination_6m:2023-H1:12", "coordination_6m:2023-H1:20"

Release = Callable[..., Path]


@pytest.fixture
def release(tmp_path: Path) -> Release:
    """`release("b2", *statements, seeds="2")`: a folder with these rows, and with inputs that differ."""

    def make(build_id: str, *statements: str, about: dict[str, Any] | None = None, **inputs: str) -> Path:
        folder = tmp_path / build_id
        folder.mkdir()
        with duckdb.connect(folder / "gnbv.duckdb") as connection:
            connection.execute("set TimeZone = 'UTC'")
            for statement in (MARTS, *statements):
                connection.execute(statement)
        manifest = {
            "build_id": build_id, "built_as_of": "2023-10-27", "known": None,
            "started_at": datetime.fromisoformat(BEGAN).isoformat(), "inputs": {**INPUTS, **inputs}, **(about or {}),
        }  # fmt: skip
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        return folder

    return make


def _status(code: str, status: str, *, file: str | None = None, days: int | None = None, known: str = OLD,
            until: str = OPEN) -> str:  # fmt: skip
    evidence, key = ("'document_number_known'", f"'{file}'") if file else ("null", "null")
    return (
        f"insert into marts.fct_return_status values ('coordination_6m:2023-H1:{code}', 'coordination_6m', '2023-H1', "
        f"'{code}-1', '{code}', '{status}', {evidence}, {key}, {'null' if days is None else days}, null, "
        f"'2023-06-01 00:00+07', '{OPEN}', '{known}', '{until}')"
    )


def _file(key: str, code: str, known: str = OLD, owed: str | None = None) -> str:
    return (
        f"insert into marts.fct_submission values ('{key}', '{owed or f'coordination_6m:2023-H1:{code}'}', "
        f"'coordination_6m', '2023-H1', '{code}', 'so-{code}', '{key}.csv', '{key}/BC', date '2023-10-24', '{known}')"
    )


def _fund(key: str, file: str, amount: int, *, counted: bool = True, known: str = OLD, until: str = OPEN) -> str:
    return (
        f"insert into marts.fct_fund values ('{key}', '{file}', '12', 'Lai Châu', '2023-H1', 'DA1', 'disbursed', "
        f"'central', 'total', '2023', {amount}, {counted}, '{known}', '{until}')"
    )


def _finding(key: str, severity: str = "warn", *, explained: bool = False, level: str = "figure", known: str = OLD,
             until: str | None = None) -> str:  # fmt: skip
    explanation, last_seen = "'e1'" if explained else "null", f"'{until}'" if until else "null"
    return (
        f"insert into marts.fct_finding values ('{key}', 'coordination_6m', '2023-H1', '12', 'Lai Châu', 'FG02', "
        f"'DA1', '9.869', '{severity}', '{level}', 's1', {explanation}, '{known}', {last_seen})"
    )


def _told(found: Comparison) -> list[tuple[Any, ...]]:
    """Kind, cause, place, what was told and is told now, the inputs that differ, the files that came."""
    return [
        (one.kind, one.cause, one.locality_code, one.published, one.now, one.inputs,
         tuple(source.path for source in one.sources))
        for one in found.differences
    ]  # fmt: skip


def test_a_return_that_came_since_is_learnt_and_its_file_is_named(release: Release) -> None:
    pinned = release("b1", _status("12", "overdue"), _status("20", "on_time", file="s2"), _file("s2", "20"))
    current = release(
        "b2",
        _status("12", "overdue", until=NEW), _status("12", "late", file="s1", days=121, known=NEW),
        _status("20", "on_time", file="s2"), _file("s2", "20"), _file("s1", "12", NEW),
        batches="2",
    )  # fmt: skip
    found = compare(pinned, current)
    assert (found.pinned, found.current, found.as_of, found.is_same_day) == ("b1", "b2", date(2023, 10, 27), True)
    assert found.known == datetime(2023, 11, 1, 2, 0, tzinfo=UTC)
    assert _told(found) == [
        (
            "status", "learnt_since", "12",
            {"status": "overdue", "evidence": None, "days_late": "124"},
            {"status": "late", "evidence": "document_number_known", "days_late": "121"},
            (), ("so-12/s1.csv",),
        ),
        (
            "rate", "learnt_since", None,
            {"received": "1", "late": "0", "overdue": "1", "rate": "0.5"},
            {"received": "2", "late": "1", "overdue": "0", "rate": "1.0"},
            (), ("so-12/s1.csv",),
        ),
    ]  # fmt: skip
    source = found.differences[0].sources[0]
    assert (source.document_no, source.document_on) == ("s1/BC", date(2023, 10, 24))
    assert source.known_from == datetime(2023, 11, 20, 8, 30)


def test_another_due_date_is_decided_also_where_something_came_too(release: Release) -> None:
    """A rate that both changed is told as decided, with the file beside it."""
    held = (_file("s2", "20"),)
    pinned = release("b1", _status("12", "overdue"), _status("20", "late", file="s2", days=58), *held)
    current = release(
        "b2",
        _status("12", "overdue", until=NEW), _status("12", "late", file="s1", days=121, known=NEW),
        _status("20", "on_time", file="s2"), _file("s1", "12", NEW), *held, batches="2", seeds="2",
    )  # fmt: skip
    assert [(one[0], one[1], one[2], *one[5:]) for one in _told(compare(pinned, current))] == [
        ("status", "learnt_since", "12", (), ("so-12/s1.csv",)),
        ("status", "decided_otherwise", "20", ("seeds",), ()),
        ("rate", "decided_otherwise", None, ("seeds",), ("so-12/s1.csv",)),
    ]


def test_a_file_whose_arrival_was_noted_for_an_earlier_day_is_learnt_all_the_same(release: Release) -> None:
    """Asked for what was known then, the current release has it: by the office's own register, not by what came."""
    pinned = release("b1", _status("12", "overdue"))
    current = release("b2", _status("12", "late", file="s1", days=3), _file("s1", "12"), batches="2", seeds="2")
    assert [one[:3] + one[5:] for one in _told(compare(pinned, current))] == [
        ("status", "learnt_since", "12", (), ("so-12/s1.csv",)),
        ("rate", "learnt_since", None, (), ("so-12/s1.csv",)),
    ]


def test_a_pinned_build_of_an_earlier_known_day_had_not_looked_at_what_it_held(release: Release) -> None:
    files = (_file("s1", "12", "2023-09-15 00:00+07"),)
    rows = (
        _status("12", "overdue", until="2023-09-15 00:00+07"),
        _status("12", "late", file="s1", days=80, known="2023-09-15 00:00+07"),
    )
    pinned = release("b1", *rows, *files, about={"known": "2023-08-31"})
    found = compare(pinned, release("b2", *rows, *files))
    assert found.known == datetime(2023, 8, 31, 16, 59, 59, tzinfo=UTC)
    assert [one[:2] + one[6:] for one in _told(found)] == [
        ("status", "learnt_since", ("so-12/s1.csv",)),
        ("rate", "learnt_since", ("so-12/s1.csv",)),
    ]


def test_an_amount_that_a_later_version_corrects_is_learnt(release: Release) -> None:
    """Of a version that was replaced `is_counted` is false now: it counts as it did when it was published."""
    pinned = release("b1", _file("s1", "12"), _fund("f1", "s1", 900))
    current = release(
        "b2", _file("s1", "12"), _file("s2", "12", NEW), _fund("f1", "s1", 900, counted=False, until=NEW),
        _fund("f2", "s2", 950, known=NEW), batches="2", project="2",
    )  # fmt: skip
    assert _told(compare(pinned, current)) == [
        ("fund", "learnt_since", "12", {"amount_vnd": "900"}, {"amount_vnd": "950"}, (), ("so-12/s2.csv",)),
    ]


def test_an_amount_that_is_read_or_counted_otherwise_is_decided(release: Release) -> None:
    held = _file("s1", "12")
    pinned = release("b1", held, _fund("f1", "s1", 900))
    read = release("b2", held, _fund("f1b", "s1", 900000), project="2")
    decided = ("fund", "decided_otherwise", "12", {"amount_vnd": "900"})
    assert _told(compare(pinned, read)) == [(*decided, {"amount_vnd": "900000"}, ("project",), ())]
    counted = release("b3", held, _fund("f1", "s1", 900, counted=False), seeds="2")
    assert _told(compare(pinned, counted)) == [
        ("fund", "decided_otherwise", "12", {"amount_vnd": "900"}, None, ("seeds",), ())
    ]


def test_an_indicator_is_told_with_its_unit(release: Release) -> None:
    row = (
        "insert into marts.fct_poverty_indicator values ('{key}', '{file}', '12', 'Lai Châu', '2023', "
        "'poor_households', '', 'actual', {value}, 'household', true, '{known}', '{open}')"
    )
    pinned = release("b1")
    one = row.format(key="i1", file="s1", value=120.5, known=NEW, open=OPEN)
    found = compare(pinned, release("b2", _file("s1", "12", NEW), one, batches="2"))
    (difference,) = found.differences
    assert (difference.kind, difference.subject) == ("indicator", "poor_households actual")
    assert (difference.published, difference.now) == (None, {"value": "120.5", "unit": "household"})
    assert difference.cause == "learnt_since"


def test_findings_come_go_and_are_explained(release: Release) -> None:
    pinned = release(
        "b1", _file("s1", "12"), _finding("k1"), _finding("k2"), _finding("k3"), _finding("k4", level="obligation")
    )
    current = release(
        "b2", _file("s1", "12"), _file("s2", "12", NEW), _finding("k1", explained=True), _finding("k2", until=NEW),
        _finding("k3", "info"), _finding("k5", known=NEW), batches="2", ledgers="2", seeds="2",
    )  # fmt: skip
    assert _told(compare(pinned, current)) == [
        ("finding", "decided_otherwise", "12", {"state": "open"}, {"state": "explained"}, ("seeds", "ledgers"), ()),
        ("finding", "learnt_since", "12", {"severity": "warn", "state": "open"}, None, (), ("so-12/s2.csv",)),
        ("finding", "decided_otherwise", "12", {"severity": "warn"}, {"severity": "info"}, ("seeds", "ledgers"), ()),
        ("finding", "learnt_since", "12", None, {"severity": "warn", "state": "open"}, (), ("so-12/s2.csv",)),
    ]


def test_builds_of_two_days_do_not_compare_explanations(release: Release) -> None:
    pinned = release("b1", _finding("k1"))
    current = release("b2", _finding("k1", explained=True), about={"built_as_of": "2024-01-31"}, ledgers="2")
    found = compare(pinned, current)
    assert (found.is_same_day, found.differences) == (False, ())


def test_what_nothing_new_explains_names_what_was_received(release: Release) -> None:
    """No rule differs, and no file of that place came: the batches are named, not a file that has nothing to do."""
    pinned = release("b1", _status("12", "overdue"))
    current = release("b2", _status("12", "not_due"), _file("s9", "30", NEW), batches="2")
    assert [one[:2] + one[5:] for one in _told(compare(pinned, current))] == [
        ("status", "learnt_since", ("batches",), ()),
        ("rate", "learnt_since", (), ()),
    ]


def test_a_release_does_not_differ_from_itself_and_one_without_its_inputs_is_refused(release: Release) -> None:
    pinned = release("b1", _status("12", "overdue"))
    assert compare(pinned, pinned).differences == ()
    old = release("b0", about={"inputs": None, "started_at": None})
    with pytest.raises(DeliveryError, match=r"b0/manifest\.json does not say started_at, inputs: it was published by"):
        compare(old, pinned)
    bare = release("b2", "drop table marts.fct_fund")
    with pytest.raises(DeliveryError, match=r"cannot compare .*fct_fund.*one of them was published by another version"):
        compare(pinned, bare)


def test_files_of_a_comparison(release: Release) -> None:
    pinned = release("b1", _status("12", "overdue"), _file("s2", "12"), _fund("f1", "s2", 396550000000))
    current = release(
        "b2", _status("12", "overdue", until=NEW), _status("12", "late", file="s1", days=121, known=NEW),
        _file("s1", "12", NEW), _file("s2", "12"), _fund("f1b", "s2", 1000), batches="2", project="2",
    )  # fmt: skip
    found = compare(pinned, current)
    text = render_comparison(found, "csv").decode()
    assert text.splitlines()[:2] == [
        "kind,cause,return_type,period,locality_code,locality,subject,published,now,because",
        f"status,learnt_since,coordination_6m,2023-H1,12,Lai Châu,{LAI_CHAU},status=overdue; evidence=; days_late=124,"
        'status=late; evidence=document_number_known; days_late=121,"so-12/s1.csv, s1/BC of 2023-10-24, '
        'known from 2023-11-20 08:30"',
    ]
    (fund,) = [row for row in json.loads(render_comparison(found, "json")) if row["kind"] == "fund"]
    assert (fund["published"], fund["inputs"], fund["sources"]) == ({"amount_vnd": "396550000000"}, ["project"], [])
    book = load_workbook(io.BytesIO(render_comparison(found, "xlsx")))
    assert book.sheetnames == ["Khác biệt", "Tổng hợp", "Ghi chú"]
    rows = [[cell.value for cell in row] for row in book["Khác biệt"].iter_rows(min_row=2)]
    assert rows[0] == [
        "Tình trạng gửi báo cáo", "biết thêm sau khi công bố", "Báo cáo 6 tháng", "2023-H1", "12", "Lai Châu", LAI_CHAU,
        "tình trạng: quá hạn, chưa gửi; bằng chứng: không có; số ngày chậm: 124",
        "tình trạng: gửi muộn; bằng chứng: document_number_known; số ngày chậm: 121",
        "so-12/s1.csv, s1/BC ngày 24/10/2023, biết từ 20/11/2023 08:30",
    ]  # fmt: skip
    assert rows[2][6:] == [
        "Dự án 1, Đã giải ngân, Ngân sách trung ương, total, 2023", "số tiền (đồng): 396.550.000.000",
        "số tiền (đồng): 1.000", "đã khác: cách đọc và cách tính",
    ]  # fmt: skip
    assert ("Tính đến hết ngày", "27/10/2023") in [
        (row[0].value, row[1].value) for row in book["Ghi chú"].iter_rows(max_col=2)
    ]
