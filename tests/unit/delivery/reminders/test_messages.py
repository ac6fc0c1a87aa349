"""Mails: what they say, and that a parser of mail reads them as they were meant."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reminder_examples import DIEN_BIEN, NOW, WORDS, address, draft_message, letter, reminder

from delivery.reminders.messages import DraftChangedError, build_message, mail_text, one_line

SENDER, MESSAGE_ID = "don-doc@vpqggn.invalid", "<0123456789abcdef0123456789abcdef@vpqggn.invalid>"
LETTER, SHEET = "rieng/11.pdf", "phieu-loi/11.xlsx"
PDF, XLSX = b"%PDF-1.7 \x00\xff a letter", b"PK\x03\x04 \x00\xff a sheet"

anything = st.text(max_size=200)
domains = st.lists(st.from_regex(r"[a-z][a-z0-9-]{0,60}[a-z0-9]", fullmatch=True), min_size=2, max_size=3).map(".".join)
emails = st.builds("{}@{}".format, st.from_regex(r"[a-z][a-z0-9.+-]{0,40}[a-z0-9]", fullmatch=True), domains)


def parsed(message: EmailMessage) -> EmailMessage:
    """What another program reads out of the bytes."""
    content = message.as_bytes()
    content.decode("ascii")
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")
    return cast(EmailMessage, message_from_bytes(content, policy=default))


def bodies(message: EmailMessage) -> dict[str, str]:
    """The two bodies by kind, line ends as in Python."""
    parts = {part.get_content_type(): part for part in message.walk() if part.get_content_maintype() == "text"}
    return {kind: part.get_content().replace("\r\n", "\n") for kind, part in parts.items()}


def attached(folder: Path, content: bytes = PDF) -> dict[str, object]:
    (folder / "rieng").mkdir(exist_ok=True)
    (folder / LETTER).write_bytes(content)
    return {"attachments": (LETTER,), "sha256": {LETTER: sha256(PDF).hexdigest()}}


def test_a_mail_says_what_its_letter_says() -> None:
    mail = mail_text(DIEN_BIEN, letter(DIEN_BIEN), WORDS, [LETTER])
    assert mail.subject == (
        "[Đôn đốc lần thứ nhất] Báo cáo 6 tháng thực hiện Chương trình phối hợp, 6 tháng đầu năm 2023 - Điện Biên"
    )
    assert mail.text == (
        "Kính gửi: Sở Lao động - Thương binh và Xã hội tỉnh Điện Biên\n"
        "\n"
        "Đề nghị gửi báo cáo trước ngày 03/11/2023.\n"
        "\n"
        "Trân trọng./.\n"
        "\n"
        "Bộ Lao động - Thương binh và Xã hội\n"
        "Văn phòng Quốc gia về giảm nghèo\n"
        "\n"
        "Kèm theo: Công văn đôn đốc - Điện Biên.pdf\n"
        "\n"
        "Thư này do hệ thống theo dõi báo cáo tự động gửi. Mọi trao đổi xin gửi về Văn phòng Quốc gia về giảm nghèo. "
        "Nếu báo cáo hoặc văn bản nêu trên đã được gửi trong thời gian này, xin bỏ qua thư này.\n"
    )


def test_both_bodies_say_the_same_and_fetch_nothing() -> None:
    two = letter(DIEN_BIEN, addressees=("Sở A & B", "Ủy ban <nhân dân>"), superior=None)
    mail = mail_text(DIEN_BIEN, two, WORDS, [LETTER, SHEET])
    assert mail.text.startswith("Kính gửi:\n- Sở A & B\n- Ủy ban <nhân dân>\n\nĐề nghị")
    assert "<li><b>Sở A &amp; B</b></li>" in mail.html
    body = mail.html.partition("<body")[2].partition(">")[2]
    seen = unescape(re.sub(r"<[^>]*>", " ", body)).split()
    assert seen == mail.text.replace("\n- ", "\n").split()
    assert re.findall(r"src=|href=|url\(|<script|@import", mail.html) == []


def test_who_has_filed_is_thanked_and_not_told_to_disregard_it() -> None:
    late = reminder(phase="after", tier="thanks", fault="late", status="late")
    mail = mail_text(late, letter(late), WORDS, [LETTER])
    assert mail.subject.startswith("[Cảm ơn và lưu ý thời hạn] Báo cáo 6 tháng")
    assert "Kèm theo: Công văn cảm ơn - Điện Biên.pdf" in mail.text
    assert "bỏ qua" not in mail.text + mail.html


def test_a_commune_is_named_with_what_it_is() -> None:
    commune = reminder("06325", "Bắc Sơn", reporter_level="commune", unit_type="thị trấn", phase="before_due")
    mail = mail_text(commune, letter(commune), WORDS, [LETTER])
    assert mail.subject.endswith("6 tháng đầu năm 2023 - thị trấn Bắc Sơn")
    assert "Công văn nhắc báo cáo - Bắc Sơn.pdf" in mail.text


def test_a_message_is_read_as_it_was_meant(tmp_path: Path) -> None:
    mail = mail_text(DIEN_BIEN, letter(DIEN_BIEN), WORDS, [LETTER])
    draft = draft_message(
        subject=mail.subject, text=mail.text, html=mail.html, cc=(address("ubnd-tinh@dien-bien.invalid"),),
        to=(address(), address("giam-ngheo@dien-bien.invalid")), **attached(tmp_path),
    )  # fmt: skip
    message = build_message(draft, tmp_path, sender=SENDER, message_id=MESSAGE_ID, date=NOW)
    read = parsed(message)
    assert {name: str(value) for name, value in read.items() if name not in ("Content-Type", "MIME-Version")} == {
        "From": "don-doc@vpqggn.invalid",
        "To": "so-ldtbxh@dien-bien.invalid, giam-ngheo@dien-bien.invalid",
        "Cc": "ubnd-tinh@dien-bien.invalid",
        "Subject": (
            "[Đôn đốc lần thứ nhất] Báo cáo 6 tháng thực hiện Chương trình phối hợp, 6 tháng đầu năm 2023 - Điện Biên"
        ),
        "Date": "Fri, 27 Oct 2023 01:30:00 +0000",
        "Message-ID": MESSAGE_ID,
        "Auto-Submitted": "auto-generated",
        "X-Gnbv-Reminder": "coordination_6m:2023-H1:11:first",
    }
    assert bodies(read) == {"text/plain": mail.text, "text/html": mail.html}
    assert [part.get_content_type() for part in read.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf",
    ]  # fmt: skip
    (file,) = read.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("Công văn đôn đốc - Điện Biên.pdf", PDF)
    again = build_message(draft, tmp_path, sender=SENDER, message_id=MESSAGE_ID, date=NOW)
    assert again.as_bytes() == message.as_bytes()


@pytest.mark.parametrize("blanks_at", range(1, 60))
def test_no_blank_of_a_subject_is_lost_wherever_it_is_broken(tmp_path: Path, blanks_at: int) -> None:
    subject = "ộ" * blanks_at + " ộ ộ" + " Báo cáo" * 9
    read = parsed(build_message(draft_message(subject=subject), tmp_path, sender=SENDER, message_id=None, date=NOW))
    assert str(read["Subject"]) == subject


def test_the_error_sheet_goes_along_under_a_name_of_its_own(tmp_path: Path) -> None:
    rejected = reminder(fault="rejected")
    mail = mail_text(rejected, letter(rejected), WORDS, [LETTER, SHEET])
    names = ["Công văn đôn đốc - Điện Biên.pdf", "Phiếu lỗi - Điện Biên.xlsx"]
    assert f"\nKèm theo: {'; '.join(names)}\n" in mail.text
    assert f"<p>Kèm theo: {'; '.join(names)}</p>" in mail.html
    (tmp_path / "phieu-loi").mkdir()
    (tmp_path / SHEET).write_bytes(XLSX)
    held = attached(tmp_path)
    both = {LETTER: sha256(PDF).hexdigest(), SHEET: sha256(XLSX).hexdigest()}
    draft = draft_message(**held | {"attachments": (LETTER, SHEET), "sha256": both})
    read = parsed(build_message(draft, tmp_path, sender=SENDER, message_id=MESSAGE_ID, date=NOW))
    assert [(part.get_filename(), part.get_content_type(), part.get_content()) for part in read.iter_attachments()] == [
        (names[0], "application/pdf", PDF),
        (names[1], "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", XLSX),
    ]
    (tmp_path / SHEET).write_bytes(XLSX + b"!")
    with pytest.raises(DraftChangedError, match=r"phieu-loi/11\.xlsx is not what .* approved"):
        build_message(draft, tmp_path, sender=SENDER, message_id=MESSAGE_ID, date=NOW)


def test_a_name_that_is_no_file_name_is_made_one(tmp_path: Path) -> None:
    draft = draft_message(locality='Bà Rịa / "Vũng\r\nTàu"', phase="before_due", **attached(tmp_path))
    (file,) = parsed(build_message(draft, tmp_path, sender=SENDER, message_id=None, date=NOW)).iter_attachments()
    assert file.get_filename() == "Công văn nhắc báo cáo - Bà Rịa - -Vũng Tàu-.pdf"


def test_a_file_that_changed_since_is_not_sent(tmp_path: Path) -> None:
    draft = draft_message(**attached(tmp_path, PDF + b"!"))
    with pytest.raises(DraftChangedError, match=r"rieng/11\.pdf is not what .* approved .*: draft and approve again"):
        build_message(draft, tmp_path, sender=SENDER, message_id=MESSAGE_ID, date=NOW)
    (tmp_path / "rieng" / "11.pdf").unlink()
    with pytest.raises(DraftChangedError, match="found no readable file"):
        build_message(draft, tmp_path, sender=SENDER, message_id=MESSAGE_ID, date=NOW)
    (tmp_path / "rieng" / "11.pdf").write_bytes(PDF)
    assert build_message(draft, tmp_path, sender=SENDER, message_id=MESSAGE_ID, date=NOW)


def test_no_file_beside_the_draft_is_sent(tmp_path: Path) -> None:
    folder = tmp_path / "draft"
    folder.mkdir()
    (tmp_path / "other.pdf").write_bytes(PDF)
    for path in ("../other.pdf", str(tmp_path / "other.pdf")):
        draft = draft_message(attachments=(path,), sha256={path: sha256(PDF).hexdigest()})
        with pytest.raises(DraftChangedError, match="found a file outside the draft"):
            build_message(draft, folder, sender=SENDER, message_id=MESSAGE_ID, date=NOW)


def test_nobody_is_written_to_without_an_address(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="coordination_6m:2023-H1:11:first: nobody to write to"):
        build_message(draft_message(to=()), tmp_path, sender=SENDER, message_id=None, date=NOW)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Lai  Cha\N{COMBINING CIRCUMFLEX ACCENT}u ", "Lai Châu"),
        ("a\r\nBcc: x@y.vn", "a Bcc: x@y.vn"),
        ("a\N{LINE SEPARATOR}b\vc\x85d", "a b c d"),
        ("a\N{ZERO WIDTH SPACE}b\N{RIGHT-TO-LEFT OVERRIDE}c\x00\ud800", "abc"),
    ],
)
def test_one_line(text: str, line: str) -> None:
    assert one_line(text) == line


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.tuples(anything, anything, anything, anything, anything),
    to=st.lists(emails, min_size=1, max_size=4, unique=True),
    cc=st.lists(emails, max_size=4, unique=True),
    sender=emails,
    host=domains,
)
def test_whatever_the_names_a_parser_reads_them_and_no_header_more(
    tmp_path: Path, names: tuple[str, str, str, str, str], to: list[str], cc: list[str], sender: str, host: str
) -> None:
    locality, return_name, addressee, paragraph, issuer = names
    one = reminder(locality=locality)
    words = WORDS.__class__(**{**vars(WORDS), "return_types": {"coordination_6m": return_name}})
    written = letter(one, addressees=(addressee,), paragraphs=(paragraph,), issuer=issuer)
    mail = mail_text(one, written, words, [LETTER])
    draft = draft_message(
        locality=locality, subject=mail.subject, text=mail.text, html=mail.html, **attached(tmp_path),
        to=tuple(address(email) for email in to), cc=tuple(address(email) for email in cc),
    )  # fmt: skip
    message_id = f"<0123456789abcdef0123456789abcdef@{host}>"
    built = build_message(draft, tmp_path, sender=sender, message_id=message_id, date=NOW)
    read = parsed(built)
    ours = {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Gnbv-Reminder"}
    assert sorted(read.keys()) == sorted(ours | {"MIME-Version", "Content-Type"} | ({"Cc"} if cc else set()))
    assert [one.addr_spec for one in read["To"].addresses] == to
    assert [one.addr_spec for one in (read["Cc"].addresses if cc else ())] == cc
    assert read["From"].addresses[0].addr_spec == sender
    assert (str(read["Subject"]), str(read["Message-ID"]).strip()) == (mail.subject, message_id)
    assert bodies(read) == {"text/plain": mail.text, "text/html": mail.html}
    (file,) = read.iter_attachments()
    assert file.get_content() == PDF
    (meant,) = built.iter_attachments()
    assert file.get_filename() == meant.get_filename()
    assert file.get_filename().startswith("Công văn đôn đốc - ")
