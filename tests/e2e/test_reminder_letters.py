"""The first reminder over the samples: letters, annex, workbook and `gnbv late` name the same provinces."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date
from functools import partial
from pathlib import Path

import openpyxl
import pytest

from delivery import published_marts
from delivery.letters import Letter, compose, list_workbook
from delivery.reminders import ReminderList, due
from gnbv.cli import main
from gnbv.settings import PROJECT, Workspace
from ingestion import working_day_after

AS_OF = date(2023, 10, 27)
#: Footnote 3 of the report of 27/10/2023, in its order.
NOT_SENT = [
    "Lào Cai", "Yên Bái", "Thái Nguyên", "Bắc Giang", "Sơn La", "Điện Biên", "Hải Phòng", "Quảng Ninh", "Hải Dương",
    "Vĩnh Phúc", "Bắc Ninh", "Thanh Hóa", "Nghệ An", "Hà Tĩnh", "Quảng Trị", "Bình Định", "Phú Yên", "Khánh Hòa",
    "Bình Thuận", "Gia Lai", "Bình Dương", "Long An", "Tiền Giang", "Bến Tre", "Trà Vinh", "Vĩnh Long", "Cần Thơ",
    "Sóc Trăng",
]  # fmt: skip
#: Of these, those its Annex I leaves without a programme.
NO_PROGRAMME = [
    "Yên Bái", "Sơn La", "Điện Biên", "Hải Phòng", "Quảng Ninh", "Bắc Ninh", "Nghệ An", "Quảng Trị", "Cần Thơ",
]  # fmt: skip


@pytest.fixture(scope="module")
def found(sample_workspace: Workspace) -> ReminderList:
    return due(published_marts(sample_workspace.published), AS_OF, return_type="coordination_6m")


@pytest.fixture(scope="module")
def letters(found: ReminderList) -> dict[str, Letter]:
    working_days = partial(working_day_after, seeds=PROJECT / "dbt_project" / "seeds")
    return {one.file_stem: one for one in compose(found, day=AS_OF, working_days=working_days)}


@pytest.fixture(scope="module")
def collective(letters: dict[str, Letter]) -> Letter:
    (only,) = (one for one in letters.values() if one.kind == "collective")
    return only


def annexed(letter: Letter) -> list[tuple[str, ...]]:
    assert letter.annex is not None
    return [row for section in letter.annex.sections for row in section.rows]


@pytest.fixture
def overdue(sample_workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The overdue names of `gnbv late`, in its order."""
    monkeypatch.setenv("GNBV_HOME", str(sample_workspace.home))
    listed = tmp_path / "late.csv"
    asked = ("--as-of", AS_OF.isoformat(), "--return-type", "coordination_6m", "--format", "csv", "-o", str(listed))
    assert main(("late", *asked)) == 0
    rows = csv.DictReader(io.StringIO(listed.read_text(encoding="utf-8")))
    return [row["locality"] for row in rows if row["status"] == "overdue"]


def test_annex_letters_workbook_and_late_list_name_the_same(
    overdue: list[str], found: ReminderList, collective: Letter
) -> None:
    chased = [one.locality for one in found.listed if one.fault in ("no_programme", "not_sent")]
    book = openpyxl.load_workbook(io.BytesIO(list_workbook(found)))
    heading, *rows = book["Danh sách"].iter_rows(values_only=True)
    status = heading.index("Tình trạng")
    in_book = [row[heading.index("Địa phương")] for row in rows if row[status] == "quá hạn, chưa gửi"]
    in_annex = [row[1] for row in annexed(collective)]
    assert in_annex == chased == in_book == overdue == NOT_SENT


def test_the_collective_letter_states_what_was_counted(collective: Letter) -> None:
    assert collective.file_stem == "coordination_6m-2023-H1-first"
    assert collective.paragraphs[:2] == (
        "Căn cứ Chương trình phối hợp số 109/CTr-BLĐTBXH-MTTW và văn bản số 329/CV-VPQGGN ngày 14/6/2023 của Văn phòng "
        "Quốc gia về giảm nghèo, báo cáo 6 tháng thực hiện Chương trình phối hợp (6 tháng đầu năm 2023) phải được gửi "
        "trước ngày 25/6/2023.",
        "Đến hết ngày 27/10/2023, có 35/63 tỉnh, thành phố đã gửi báo cáo; còn 28 tỉnh, thành phố chưa gửi (danh sách "
        "tại Phụ lục kèm theo). Trong danh sách có 9 địa phương chưa ban hành chương trình phối hợp.",
    )
    assert "chậm nhất ngày 03/11/2023" in collective.paragraphs[2]
    assert collective.addressees == (
        "Sở Lao động - Thương binh và Xã hội các tỉnh, thành phố (theo danh sách kèm theo)",
    )


def test_the_annex_is_by_region_with_totals(collective: Letter) -> None:
    annex = collective.annex
    assert annex is not None
    assert [(section.number, section.title, len(section.rows)) for section in annex.sections] == [
        ("I", "Trung du và miền núi phía Bắc", 6),
        ("II", "Đồng bằng sông Hồng", 5),
        ("III", "Bắc Trung Bộ và duyên hải miền Trung", 8),
        ("IV", "Tây Nguyên", 1),
        ("V", "Đông Nam Bộ", 1),
        ("VI", "Đồng bằng sông Cửu Long", 7),
    ]
    assert annex.total == ("", "Tổng cộng", "đã ban hành: 19; chưa ban hành: 9", "chưa gửi: 28", "")
    assert [row[1] for row in annexed(collective) if row[2] == "chưa ban hành"] == NO_PROGRAMME
    assert annexed(collective)[0] == ("1", "Lào Cai", "đã ban hành", "chưa gửi", "124")


def test_each_reporter_gets_the_letter_its_fault_asks_for(found: ReminderList, letters: dict[str, Letter]) -> None:
    assert Counter(one.fault for one in found.listed) == {
        "no_programme": 9, "not_sent": 19, "document_missing": 1, "late": 23,
    }  # fmt: skip
    single = [one.reminder_keys for one in letters.values() if one.kind == "single"]
    assert sorted(single) == sorted((one.reminder_key,) for one in found.listed)


def test_lai_chau_is_asked_for_the_document_alone(letters: dict[str, Letter], collective: Letter) -> None:
    (letter,) = (one for one in letters.values() if "Lai Châu" in " ".join((*one.addressees, *one.paragraphs)))
    assert letter.file_stem == "12-lai-chau-coordination_6m-2023-H1-first"
    assert letter.subject == (
        "V/v đề nghị cung cấp văn bản báo cáo 6 tháng thực hiện Chương trình phối hợp (6 tháng đầu năm 2023)"
    )
    assert (
        "văn bản số 1317/BC-SLĐTBXH ngày 10/8/2023 của Sở Lao động - Thương binh và Xã hội tỉnh Lai Châu"
        in (letter.paragraphs[1])
    )
    assert "Lai Châu" not in [row[1] for row in annexed(collective)]
