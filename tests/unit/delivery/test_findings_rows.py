"""The list of findings: what is asked for, worst first, one cause together; the same as files; nothing told twice."""

from __future__ import annotations

import io
import json
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery import (
    DeliveryError,
    Finding,
    UnknownReturnTypeError,
    Wanted,
    list_findings,
    render_findings,
    told_once,
)
from ingestion import DoorFinding

ALL = Wanted(severity="info", state="all")


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("findings") / "gnbv.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute(Path(__file__).with_name("findings_marts.sql").read_text(encoding="utf-8"))
    return path


def _keys(marts: Path, wanted: Wanted) -> list[str]:
    return [one.finding_key for one in list_findings(marts, wanted).findings]


def test_the_worst_document_comes_first_and_a_cause_stays_together(marts: Path) -> None:
    found = list_findings(marts, Wanted())
    # A stop outweighs three warnings; f3 stands in line 3, the two of one cause in lines 140 and 150.
    assert [one.finding_key for one in found.findings] == ["f5", "f3", "f1", "f2"]
    assert found.less_grave == 2
    assert found.built_as_of == date(2024, 8, 1)
    assert found.return_types["monitoring_6m"] == "Báo cáo giám sát 6 tháng"


def test_places_and_repairs_are_in_words(marts: Path) -> None:
    held = {one.finding_key: one for one in list_findings(marts, Wanted()).findings}
    assert (held["f1"].place, held["f1"].path) == ("dòng 140", "bc.txt")
    assert (held["f1"].repair_at, held["f1"].repair_found) == ("dòng 141", "9.869 triệu đồng")
    assert (held["f1"].repair_value, held["f1"].repair_count) == ("9.896", 3)
    assert (held["f5"].place, held["f5"].repair_at, held["f5"].repair_found) == ("Biểu 01!C9", "", None)
    assert held["f5"].locality == "Quảng Nam"  # the finding knows the code alone
    english = {one.finding_key: one for one in list_findings(marts, Wanted(), "en").findings}
    assert (english["f1"].place, english["f1"].message) == ("line 140", "en: Tổng không bằng các phần.")


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        (ALL, ["f5", "f6", "f3", "f1", "f2", "f4", "f7", "f8"]),
        (Wanted(locality="49"), ["f5"]),
        (Wanted(locality="quảng nam"), ["f5"]),
        (Wanted(locality="tỉnh Lạng Sơn"), ["f3", "f1", "f2"]),
        (Wanted(locality="06352"), []),
        (Wanted(severity="stop"), ["f5"]),
        (Wanted(severity="info", locality="185"), ["f8"]),
        (Wanted(rules=("FG02", "FG10")), ["f1", "f2"]),
        (Wanted(return_type="thematic_report"), ["f3", "f1", "f2"]),
        (Wanted(period="2023-H1"), []),
        (Wanted(state="explained"), ["f6"]),
        (Wanted(state="resolved"), ["f7"]),
    ],
)
def test_what_is_asked_for(marts: Path, wanted: Wanted, keys: list[str]) -> None:
    assert _keys(marts, wanted) == keys


@pytest.mark.parametrize(
    ("day", "keys"),
    [
        (date(2024, 6, 30), []),
        (date(2024, 7, 1), ["f7"]),
        (date(2024, 7, 4), ["f7"]),  # replaced on the 5th
        (date(2024, 7, 5), ["f3", "f1", "f2"]),
        (date(2024, 7, 7), ["f3", "f1", "f2"]),
        (date(2024, 7, 8), ["f5", "f3", "f1", "f2"]),  # half an hour before the day ends
    ],
)
def test_what_stood_on_a_day(marts: Path, day: date, keys: list[str]) -> None:
    assert _keys(marts, Wanted(as_of=day)) == keys


def test_what_was_replaced_later_was_open_on_its_day(marts: Path) -> None:
    (one,) = list_findings(marts, Wanted(as_of=date(2024, 7, 4))).findings
    assert one.state == "open"
    assert _keys(marts, Wanted(as_of=date(2024, 7, 4), state="resolved")) == []


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Wanted(locality="Hà Giang"), "there is no locality 'Hà Giang': give a GSO code"),
        (Wanted(locality="Tân Lập"), "several localities are named 'Tân Lập': give the code of one: 02275, 06352"),
        (Wanted(rules=("FG2",)), "unknown rule 'FG2': expected the id of one, such as"),
        (Wanted(return_type="x"), "unknown return type 'x'"),
    ],
)
def test_what_cannot_be_asked(marts: Path, wanted: Wanted, said: str) -> None:
    with pytest.raises(DeliveryError) as refused:
        list_findings(marts, wanted)
    assert str(refused.value).startswith(said)
    assert isinstance(refused.value, UnknownReturnTypeError) == (wanted.return_type == "x")


def test_the_csv_to_the_letter(marts: Path) -> None:
    text = render_findings(list_findings(marts, Wanted(rules=("FG02", "FG12"))), "csv").decode()
    assert text == (
        "finding_key,rule_id,severity,level,state,locality_code,locality,return_type,period,path,place,subject,found,"
        "expected,difference,repair_at,repair_value,repair_count,message,first_seen_at,last_seen_at\n"
        "f5,FG12,stop,figure,open,49,Quảng Nam,monitoring_6m,2024-H1,bieu.xlsx,Biểu 01!C9,Tỷ lệ hộ nghèo,376,"
        '"37,6",,,"37,6",,Tỷ lệ quá 100.,2024-07-08T23:30:00+07:00,\n'
        'f1,FG02,warn,figure,open,20,Lạng Sơn,thematic_report,2024-H1,bc.txt,dòng 140,"Dự án 4, giao",20.000,20.027,'
        "-27,dòng 141,9.896,3,Tổng không bằng các phần.,2024-07-05T09:00:00+07:00,\n"
    )


def test_the_json_adds_keys_and_places(marts: Path) -> None:
    (row,) = json.loads(render_findings(list_findings(marts, Wanted(rules=("FG12",))), "json"))
    assert list(row)[-9:] == [
        "submission_key", "document_no", "sheet", "cell", "line", "figure_key", "repair_figure_key", "repair_found",
        "explanation",
    ]  # fmt: skip
    assert (row["sheet"], row["cell"], row["line"], row["repair_count"]) == ("Biểu 01", "C9", None, None)


def test_the_workbook_is_for_the_sender(marts: Path) -> None:
    found = list_findings(marts, Wanted(locality="20", as_of=date(2024, 7, 6)))
    book = openpyxl.load_workbook(io.BytesIO(render_findings(found, "xlsx")))
    sheet = book["Danh sách"]
    assert sheet.auto_filter.ref == "A1:U4"
    rows = [dict(zip(next(sheet.values), row, strict=True)) for row in list(sheet.values)[1:]]
    assert [row["Mức độ"] for row in rows] == ["Cần kiểm tra"] * 3
    assert (rows[1]["Sửa tại"], rows[1]["Giá trị làm khớp"]) == ("dòng 141", "9.869 triệu đồng → 9.896")
    assert rows[1]["Loại báo cáo"] == "Báo cáo chuyên đề"
    assert list(book["Ghi chú"].values)[:3] == [
        ("Số dòng", "3"), ("Cần kiểm tra", "3"), ("Không liệt kê", "1 phát hiện ở mức nhẹ hơn"),
    ]  # fmt: skip


NOTHING = Finding(
    "k", "FG02", "warn", "figure", "open", "20", "Lạng Sơn", "monitoring_6m", "2024-H1", "a.xlsx", None, "s", "Vốn",
    "C9", None, "Vốn!C9", None, "1", "2", None, None, None, "", None, None, None, "Sai.", None, None, None,
)  # fmt: skip


def test_the_warehouse_tells_sums_again_and_its_word_stands() -> None:
    door = [DoorFinding("IN22", "cũ", "Vốn", "C9"), DoorFinding("IN22", "cũ", "Vốn", "C12"), DoorFinding("IN19", "chữ")]
    again = replace(NOTHING, rule_id="IN22", message="Nếu D9 là 331 thì 2 phép tính khớp.", repair_value="331")
    accepted = replace(again, finding_key="m", cell="C12", state="explained")
    assert told_once(door, [again, accepted]) == ([door[2]], [again])
    assert told_once(door, []) == (door, [])


def test_what_the_door_sent_is_not_sent_again_nor_when_it_was_explained() -> None:
    door = [DoorFinding("IN13", "Số để trống.", line=3), DoorFinding("IN14", "Ngày để trống.", line=5)]
    same = replace(NOTHING, rule_id="IN13", message="Số để trống.", sheet=None, cell=None, line=3)
    explained = replace(same, rule_id="IN14", message="Ngày để trống.", line=5, state="explained")
    assert told_once(door, [same, explained, NOTHING]) == ([door[0]], [NOTHING])


_PLACES = st.sampled_from([("A", "C1"), ("A", "C2"), ("B", "C1"), (None, None)])
_RULES = st.sampled_from(["IN13", "IN19", "IN22", "FG02"])
_MESSAGES = st.sampled_from(["một", "hai"])


@given(
    st.lists(st.builds(lambda r, p, m: DoorFinding(r, m, *p), _RULES, _PLACES, _MESSAGES), unique=True, max_size=8),
    st.lists(st.tuples(_RULES, _PLACES, _MESSAGES, st.sampled_from(["open", "explained", "resolved"])), max_size=8),
)
def test_nothing_is_told_twice_and_nothing_open_is_lost(
    door: list[DoorFinding], held: list[tuple[str, tuple[str | None, str | None], str, str]]
) -> None:
    found = [
        replace(NOTHING, rule_id=rule, sheet=place[0], cell=place[1], message=message, state=state)
        for rule, place, message, state in {one[:3]: one for one in held}.values()
    ]
    kept, more = told_once(door, found)
    told = Counter(
        [
            *((one.rule_id, one.sheet, one.cell, one.message_vi) for one in kept),
            *((one.rule_id, one.sheet, one.cell, one.message) for one in more),
        ]
    )
    assert max(told.values(), default=1) == 1
    missing = {(one.rule_id, one.sheet, one.cell, one.message) for one in found if one.state == "open"} - set(told)
    assert missing == set()
    sums = {one.rule_id for one in kept} & {one.rule_id for one in found} & {"IN22"}
    assert sums == set()
