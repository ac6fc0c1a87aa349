"""A return that was sent back is asked for again: the mail says why, and brings the sheet that shows where."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import cast

import pytest
from openpyxl import load_workbook

from delivery import published_marts
from delivery.reminders import Reminder, due
from gnbv import jobs
from gnbv.cli import main
from gnbv.policy import SEEDS
from gnbv.settings import Workspace
from ingestion import Reference
from tests.round.making import workbook

pytestmark = [pytest.mark.slow, pytest.mark.whole_round]

#: Both send a form with a heading that was changed: Lang Son corrects it after the due date, Cao Bang before.
LANG_SON, CAO_BANG, BAC_KAN = "20", "04", "06"
FOLDERS = {LANG_SON: "20-lang-son", CAO_BANG: "04-cao-bang", BAC_KAN: "06-bac-kan"}
#: What Bac Kan sends is no workbook, and the report of another province.
REPORT = """ỦY BAN NHÂN DÂN
TỈNH HÀ GIANG
Số: 107/BC-UBND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Hà Giang, ngày 12 tháng 5 năm 2024

BÁO CÁO
Kết quả thực hiện Chương trình mục tiêu quốc gia giảm nghèo bền vững 6 tháng đầu năm 2024
(Số liệu tính đến ngày 10/5/2024)

Tổng vốn được giao năm 2024 thực hiện Chương trình là 999.000 triệu đồng.
"""
#: Due before 01/06/2024: the last reminder before, the first day after, and when Lang Son had sent again.
BEFORE, AFTER, AT_LAST = date(2024, 5, 29), date(2024, 6, 2), date(2024, 6, 6)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """All that came by 05/06/2024, built once: what was known on a day is asked for with that day."""
    folder = tmp_path_factory.mktemp("rejected")
    made, reference = Workspace(folder / "var", folder / "returns"), Reference.load(SEEDS)
    for name in FOLDERS.values():
        (made.sources / name).mkdir(parents=True)

    def send(code: str, name: str, number: str, fault: str = "") -> None:
        workbook(
            made.sources / FOLDERS[code] / name, reference, level="province", code=code, return_type="monitoring_6m",
            period="2024-H1", fault=fault, cover={"document_no": number},
        )  # fmt: skip

    def collect(month: int, day: int) -> dict[str, dict[str, int]]:
        done = jobs.collect_all(made, f"r{month}-{day}", now=datetime(2024, month, day, 5, tzinfo=UTC))
        return {one.source_id: dict(one.states) for one in done if one.states}

    send(LANG_SON, "bieu.xlsx", "101/BC-UBND", "renamed_heading")
    send(CAO_BANG, "bieu.xlsx", "104/BC-UBND", "renamed_heading")
    (made.sources / FOLDERS[BAC_KAN] / "bc.txt").write_text(REPORT, encoding="utf-8")
    assert collect(5, 25) == {folder: {"rejected": 1} for folder in FOLDERS.values()}
    send(CAO_BANG, "bieu-sua.xlsx", "105/BC-UBND")
    assert collect(5, 30) == {FOLDERS[CAO_BANG]: {"accepted": 1}}
    send(LANG_SON, "bieu-sua.xlsx", "102/BC-UBND")
    assert collect(6, 5) == {FOLDERS[LANG_SON]: {"accepted": 1}}
    jobs.build(made, AT_LAST)
    jobs.publish_marts(made)
    return made


def listed(workspace: Workspace, as_of: date) -> dict[str, tuple[str | None, str | None]]:
    """Fault and tier by province, as known on that day; of who is not reminded the reason."""

    def said(row: Reminder) -> tuple[str | None, str | None]:
        return (row.fault, row.tier) if row.is_listed else ("not listed", row.reason)

    found = due(published_marts(workspace.published), as_of, as_of, "monitoring_6m")
    return {row.locality_code: said(row) for row in found.rows if row.locality_code in FOLDERS}


@pytest.fixture
def drafted(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Path]:
    """Draft with `gnbv remind` as of the day after the due date; gives the folder."""
    monkeypatch.setenv("GNBV_HOME", str(workspace.home))
    monkeypatch.setenv("GNBV_SOURCES", str(workspace.sources))
    day = AFTER.isoformat()

    def draft() -> Path:
        assert main(("remind", "--as-of", day, "--known", day, "-t", "monitoring_6m", "--draft")) == 0
        return (workspace.lists / "reminders" / day / "latest").resolve()

    return draft


def test_who_was_sent_back_is_reminded_of_it_until_a_good_version_comes(workspace: Workspace) -> None:
    assert listed(workspace, BEFORE) == {
        LANG_SON: ("rejected", "before_3"), CAO_BANG: ("rejected", "before_3"), BAC_KAN: ("rejected", "before_3"),
    }  # fmt: skip
    assert listed(workspace, AFTER) == {
        LANG_SON: ("rejected", "first"), CAO_BANG: ("not listed", "received_on_time"), BAC_KAN: ("rejected", "first"),
    }  # fmt: skip
    assert listed(workspace, AT_LAST) == {
        LANG_SON: ("late", "thanks"), CAO_BANG: ("not listed", "received_on_time"), BAC_KAN: ("rejected", "first"),
    }  # fmt: skip


def mail_in(draft: Path, name: str) -> EmailMessage:
    content = (draft / "thu" / f"{name}-monitoring_6m-2024-H1-first.eml").read_bytes()
    return cast(EmailMessage, message_from_bytes(content, policy=default))


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_the_mail_brings_the_letter_and_the_sheet_of_what_was_sent(drafted: Callable[[], Path]) -> None:
    mail = mail_in(drafted(), "20-lang-son")
    letter, sheet = mail.iter_attachments()
    assert (letter.get_filename(), letter.get_content_type()) == ("Công văn đôn đốc - Lạng Sơn.pdf", "application/pdf")
    assert letter.get_content().startswith(b"%PDF-")
    assert (sheet.get_filename(), sheet.get_content_type()) == (
        "Phiếu lỗi - Lạng Sơn.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )  # fmt: skip
    text = text_of(mail)
    assert "(văn bản số 101/BC-UBND ngày 20/5/2024) nhưng phải trả lại vì chưa đạt yêu cầu. Lý do ghi khi" in text
    assert "ô D6: biểu bị thay đổi so với mẫu" in text
    assert "sửa các điểm chưa đạt (nêu trong phiếu lỗi kèm theo) và gửi bản thay thế về" in text
    assert "\nKèm theo: Công văn đôn đốc - Lạng Sơn.pdf; Phiếu lỗi - Lạng Sơn.xlsx\n" in text
    book = load_workbook(io.BytesIO(sheet.get_content()))
    cells = {row[4] for row in book["Lỗi cần sửa"].values if row[1] == "Phải sửa"}
    assert ("bieu.xlsx" in str(list(book["Lỗi cần sửa"].values)), cells) == (True, {"D6"})
    assert "Cột khác" in book["Biểu 08 - Vướng mắc"]["D6"].comment.text


def test_what_is_no_workbook_has_no_sheet_and_no_word_of_one(drafted: Callable[[], Path]) -> None:
    mail = mail_in(drafted(), "06-bac-kan")
    assert [part.get_filename() for part in mail.iter_attachments()] == ["Công văn đôn đốc - Bắc Kạn.pdf"]
    text = text_of(mail)
    assert "Lý do ghi khi tiếp nhận: Tệp “bc.txt”, dòng 9: báo cáo của địa phương khác với nơi gửi" in text
    assert "sửa các điểm chưa đạt và gửi bản thay thế về" in text
    assert "hiếu lỗi" not in text


def test_the_sheet_is_that_of_the_list_of_sheets_and_the_draft_the_same_again(
    workspace: Workspace, drafted: Callable[[], Path]
) -> None:
    first = drafted()
    (made,) = jobs.error_sheets(workspace, locality=LANG_SON)
    sheet = first / "phieu-loi" / "20-lang-son-monitoring_6m-2024-H1-first.xlsx"
    assert (made.locality_code, made.file, made.path.read_bytes()) == (LANG_SON, "bieu.xlsx", sheet.read_bytes())
    assert drafted() == first
