"""Drafts: what lies in the folder, that it never changes under who approves it, and what is asked of that person."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes
from email.policy import default
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from python_calamine import CalamineWorkbook
from reminder_examples import DAY, NOW, WORDS, address, draft_message, letter, reminder, reminder_list

from delivery.reminders import (
    Contacts,
    Draft,
    DraftError,
    DraftList,
    Reminder,
    read_draft,
    request_markdown,
    write_draft,
)
from delivery.reminders import drafts as drafts_module
from delivery.reminders.contacts import Contact
from delivery.reminders.messages import one_line
from delivery.reminders.model import Party, Rejection

DIEN_BIEN, SON_LA = reminder(), reminder("14", "Sơn La")


def contact(body: str, code: str, email: str, **changes: object) -> Contact:
    values = {"phone": None, "valid_from": date(2021, 1, 1), "valid_to": None, "note": None, "name_vi": body}
    return Contact(f"{body}-{code}-{email}", body, code, email=email, **(values | changes))  # type: ignore[arg-type]


CONTACTS = Contacts(
    (
        contact("so_ldtbxh", "11", "so-ldtbxh@dien-bien.invalid"),
        contact("ubnd_tinh", "11", "ubnd-tinh@dien-bien.invalid"),
        contact("so_ldtbxh", "14", "so-ldtbxh@son-la.invalid"),
    )
)


def drafted(folder: Path, *rows: Reminder, contacts: Contacts = CONTACTS, **changes: object) -> Draft:
    letters = tuple(letter(row) for row in rows if row.is_listed)
    found = reminder_list(*rows, **changes)
    return write_draft(found, letters, contacts, folder, now=NOW)


def test_a_draft_holds_letters_lists_and_mails(tmp_path: Path) -> None:
    waits = reminder("20", "Lạng Sơn", reminder_key=None, tier=None, is_listed=False, reason="received_on_time")
    round_ = letter(
        DIEN_BIEN, kind="collective", file_stem="coordination_6m-2023-H1-first",
        reminder_keys=("coordination_6m:2023-H1:11:first", "coordination_6m:2023-H1:14:first"),
    )  # fmt: skip
    steps: list[tuple[str, int, int]] = []
    draft = write_draft(
        reminder_list(DIEN_BIEN, SON_LA, waits),
        (round_, letter(DIEN_BIEN), letter(SON_LA)),
        CONTACTS,
        tmp_path / "2023-10-27",
        now=NOW,
        sender="don-doc@vpqggn.invalid",
        on_progress=lambda *said: steps.append(said),
    )
    assert draft.folder == tmp_path / "2023-10-27" / draft.list_id[:12]
    assert (tmp_path / "2023-10-27" / "latest").resolve() == draft.folder
    assert sorted(path.relative_to(draft.folder).as_posix() for path in draft.folder.rglob("*.*")) == [
        "chung/coordination_6m-2023-H1-first.docx",
        "chung/coordination_6m-2023-H1-first.pdf",
        "danh-sach-coordination_6m-2023-H1.xlsx",
        "list.json",
        "phe-duyet.md",
        "rieng/coordination_6m-2023-H1-11-first.docx",
        "rieng/coordination_6m-2023-H1-11-first.pdf",
        "rieng/coordination_6m-2023-H1-14-first.docx",
        "rieng/coordination_6m-2023-H1-14-first.pdf",
        "thu/coordination_6m-2023-H1-11-first.eml",
        "thu/coordination_6m-2023-H1-14-first.eml",
    ]
    assert [path.name for path in draft.folder.parent.glob(".part-*")] == []
    assert steps == [("writing letters", 1, 2), ("writing letters", 2, 2)]
    listed = CalamineWorkbook.from_path(draft.folder / "danh-sach-coordination_6m-2023-H1.xlsx")
    assert [row[2] for row in listed.get_sheet_by_index(0).to_python()[1:]] == ["Điện Biên", "Sơn La"]
    assert (draft.folder / "phe-duyet.md").read_text(encoding="utf-8") == request_markdown(draft)


def test_the_list_says_what_would_be_sent_word_for_word(tmp_path: Path) -> None:
    draft = drafted(tmp_path, DIEN_BIEN, SON_LA)
    raw = (draft.folder / "list.json").read_bytes()
    assert draft.list_id == sha256(raw).hexdigest()
    assert (draft.content.as_of, draft.content.known, draft.content.build_id) == (DAY, None, "20231027T013000Z")
    assert draft.content.names == {
        "return_type": {"coordination_6m": "Báo cáo 6 tháng thực hiện Chương trình phối hợp"},
        "period": {"2023-H1": "6 tháng đầu năm 2023"},
        "tier": {"first": "Đôn đốc lần thứ nhất"},
        "fault": {"not_sent": "Chưa gửi báo cáo"},
    }
    first, second = draft.content.messages
    assert (first.reminder_key, second.reminder_key) == (
        "coordination_6m:2023-H1:11:first",
        "coordination_6m:2023-H1:14:first",
    )
    assert [one.email for one in first.to + first.cc] == ["so-ldtbxh@dien-bien.invalid", "ubnd-tinh@dien-bien.invalid"]
    assert first.missing == ()
    assert second.missing == ("Ủy ban nhân dân tỉnh Sơn La",)
    assert "Kính gửi: Sở Lao động - Thương binh và Xã hội tỉnh Sơn La\n" in second.text
    pdf = (draft.folder / "rieng" / "coordination_6m-2023-H1-11-first.pdf").read_bytes()
    assert first.attachments == ("rieng/coordination_6m-2023-H1-11-first.pdf",)
    assert first.sha256 == {"rieng/coordination_6m-2023-H1-11-first.pdf": sha256(pdf).hexdigest()}
    assert read_draft(draft.folder) == draft
    assert read_draft(draft.folder.parent / "latest", draft.list_id) == draft


def test_what_was_sent_back_goes_with_its_error_sheet(tmp_path: Path) -> None:
    sheet = tmp_path / "4ee9.xlsx"
    sheet.write_bytes(b"PK marked cells")
    back, no_workbook = replace(DIEN_BIEN, fault="rejected"), replace(SON_LA, fault="rejected")
    rejections = {
        back.obligation_key: Rejection("4ee9", None, None, "sai"),
        no_workbook.obligation_key: Rejection("77aa", None, None, "sai"),
    }
    found = reminder_list(back, no_workbook, rejections=rejections).with_error_sheets({"4ee9": sheet})
    draft = write_draft(found, (letter(back), letter(no_workbook)), CONTACTS, tmp_path / "drafts", now=NOW)
    first, second = draft.content.messages
    path = "phieu-loi/coordination_6m-2023-H1-11-first.xlsx"
    assert first.attachments == ("rieng/coordination_6m-2023-H1-11-first.pdf", path)
    assert first.sha256[path] == sha256(b"PK marked cells").hexdigest()
    assert "Kèm theo: Công văn đôn đốc - Điện Biên.pdf; Phiếu lỗi - Điện Biên.xlsx\n" in first.text
    assert (second.attachments, second.text.count("hiếu lỗi")) == (("rieng/coordination_6m-2023-H1-14-first.pdf",), 0)
    assert [one.name for one in (draft.folder / "phieu-loi").iterdir()] == ["coordination_6m-2023-H1-11-first.xlsx"]
    mail = message_from_bytes(
        (draft.folder / "thu" / "coordination_6m-2023-H1-11-first.eml").read_bytes(), policy=default
    )
    assert [part.get_content() for part in mail.iter_attachments()][1:] == [b"PK marked cells"]
    assert "công văn riêng; 1 thư kèm thêm phiếu lỗi của tệp bị trả lại. **Từ chối**" in request_markdown(draft)
    sheet.write_bytes(b"PK other cells")
    again = write_draft(found, (letter(back), letter(no_workbook)), CONTACTS, tmp_path / "drafts", now=NOW)
    assert again.list_id != draft.list_id
    assert read_draft(draft.folder, draft.list_id) == draft


def test_a_sheet_is_not_sent_once_another_document_counts(tmp_path: Path) -> None:
    rejections = {DIEN_BIEN.obligation_key: Rejection("4ee9", None, None, "sai", tmp_path / "4ee9.xlsx")}
    (one,) = drafted(tmp_path, replace(DIEN_BIEN, fault="late", phase="after"), rejections=rejections).content.messages
    assert one.attachments == ("rieng/coordination_6m-2023-H1-11-first.pdf",)


def test_a_preview_is_the_mail_and_bears_no_message_id(tmp_path: Path) -> None:
    draft = drafted(tmp_path, DIEN_BIEN)
    raw = (draft.folder / "thu" / "coordination_6m-2023-H1-11-first.eml").read_bytes()
    mail = message_from_bytes(raw, policy=default)
    assert str(mail["Subject"]) == draft.content.messages[0].subject
    assert (str(mail["From"]), mail["Message-ID"], mail["Bcc"]) == (
        "chua-cau-hinh@may-chu-thu.invalid", None, None,
    )  # fmt: skip


def test_who_has_no_contact_is_listed_and_not_skipped(tmp_path: Path) -> None:
    draft = drafted(tmp_path, DIEN_BIEN, contacts=Contacts(()))
    (one,) = draft.content.messages
    assert (one.to, one.cc) == ((), ())
    assert one.missing == (
        "Sở Lao động - Thương binh và Xã hội tỉnh Điện Biên", "Ủy ban nhân dân tỉnh Điện Biên",
    )  # fmt: skip
    assert list((draft.folder / "thu").iterdir()) == []
    assert (draft.folder / one.attachments[0]).is_file()


def test_a_contact_counts_on_the_day_of_the_list(tmp_path: Path) -> None:
    ended = Contacts((contact("so_ldtbxh", "11", "x@dien-bien.invalid", valid_to=DAY),))
    begins = Contacts((contact("so_ldtbxh", "11", "x@dien-bien.invalid", valid_from=DAY),))
    alone = replace(DIEN_BIEN, recipients=(Party("to", "so_ldtbxh", "11"),))
    assert drafted(tmp_path, alone, contacts=ended).content.messages[0].to == ()
    assert [one.email for one in drafted(tmp_path, alone, contacts=begins).content.messages[0].to] == [
        "x@dien-bien.invalid"
    ]


def test_an_address_receives_a_mail_once(tmp_path: Path) -> None:
    shared = Contacts(
        (contact("so_ldtbxh", "11", "vanthu@dien-bien.invalid"), contact("ubnd_tinh", "11", "VanThu@dien-bien.invalid"))
    )
    (one,) = drafted(tmp_path, DIEN_BIEN, contacts=shared).content.messages
    assert ([address.email for address in one.to], one.cc, one.missing) == (["vanthu@dien-bien.invalid"], (), ())


def test_a_reminder_that_policy_sends_to_nobody_is_told_as_missing(tmp_path: Path) -> None:
    (one,) = drafted(tmp_path, replace(DIEN_BIEN, recipients=())).content.messages
    assert (one.to, one.missing) == ((), ("Sở Lao động - Thương binh và Xã hội tỉnh Điện Biên",))


def test_the_same_list_is_the_same_draft_whenever_it_is_made(tmp_path: Path) -> None:
    first = drafted(tmp_path, DIEN_BIEN)
    before = {path: path.stat().st_mtime_ns for path in first.folder.rglob("*")}
    again = write_draft(
        reminder_list(DIEN_BIEN), (letter(DIEN_BIEN),), CONTACTS, tmp_path, now=NOW + timedelta(hours=2)
    )
    assert again == first
    assert {path: path.stat().st_mtime_ns for path in first.folder.rglob("*")} == before


def test_another_list_never_changes_the_draft_somebody_may_be_looking_at(tmp_path: Path) -> None:
    first = drafted(tmp_path, DIEN_BIEN, SON_LA)
    held = {path: path.read_bytes() for path in first.folder.rglob("*.*")}
    second = drafted(tmp_path, DIEN_BIEN)
    assert second.list_id != first.list_id
    assert (tmp_path / "latest").resolve() == second.folder
    assert {path: path.read_bytes() for path in first.folder.rglob("*.*")} == held
    assert read_draft(first.folder, first.list_id) == first
    third = drafted(tmp_path, DIEN_BIEN, SON_LA)
    assert third == first
    assert (tmp_path / "latest").resolve() == first.folder


@pytest.mark.parametrize("harm", [lambda path: path.write_bytes(b"%PDF other"), lambda path: path.unlink()])
def test_a_draft_that_was_damaged_is_made_again(tmp_path: Path, harm: Callable[[Path], object]) -> None:
    draft = drafted(tmp_path, DIEN_BIEN)
    pdf = draft.folder / draft.content.messages[0].attachments[0]
    whole = pdf.read_bytes()
    harm(pdf)
    assert drafted(tmp_path, DIEN_BIEN) == draft
    assert pdf.read_bytes() == whole


def test_a_draft_killed_half_way_leaves_nothing_that_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(draft: Draft) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(drafts_module, "request_markdown", killed)
        with pytest.raises(KeyboardInterrupt):
            drafted(tmp_path, DIEN_BIEN)
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith(".")] == []
    draft = drafted(tmp_path, DIEN_BIEN)
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != ".lock") == sorted(
        [draft.list_id[:12], "latest"]
    )


def test_every_reminder_needs_its_letter(tmp_path: Path) -> None:
    found = reminder_list(DIEN_BIEN, SON_LA)
    with pytest.raises(DraftError, match=r"found none for coordination_6m:2023-H1:14:first \(1 in all\)"):
        write_draft(found, (letter(DIEN_BIEN),), CONTACTS, tmp_path, now=NOW)


def test_only_the_list_that_was_approved_is_read(tmp_path: Path) -> None:
    draft = drafted(tmp_path, DIEN_BIEN)
    with pytest.raises(DraftError, match=r"expected the list 0000.*draft and approve again"):
        read_draft(draft.folder, "0" * 64)
    with pytest.raises(DraftError, match="expected the list"):
        read_draft(draft.folder, "")
    with pytest.raises(DraftError, match=r"list\.json: expected a draft, found no readable file .*'gnbv remind'"):
        read_draft(tmp_path)
    path = draft.folder / "list.json"
    raw = path.read_text(encoding="utf-8")
    path.write_text(raw.replace("so-ldtbxh@dien-bien.invalid", "x@y.invalid"), encoding="utf-8")
    for list_id in (None, draft.list_id):
        with pytest.raises(DraftError, match="it was changed or is another: draft and approve again"):
            read_draft(draft.folder, list_id)


def test_a_list_of_another_version_is_told(tmp_path: Path) -> None:
    raw = json.dumps({"as_of": "2023-10-27", "messages": []})
    folder = tmp_path / sha256(raw.encode()).hexdigest()[:12]
    folder.mkdir()
    (folder / "list.json").write_text(raw)
    with pytest.raises(DraftError, match=r"not a list of this version \(known: Field required\)"):
        read_draft(folder)


def request_of(*messages: dict[str, object], **names: dict[str, str]) -> str:
    known = {
        "return_type": WORDS.return_types, "period": WORDS.periods, "tier": WORDS.tiers, "fault": WORDS.faults,
    }  # fmt: skip
    content = DraftList(
        as_of=DAY, known=None, build_id="20231027T013000Z", names=known | names,
        messages=tuple(draft_message(**one) for one in messages),
    )  # fmt: skip
    return request_markdown(Draft(Path("lists"), "0123456789ab" + "c" * 52, content))


def test_the_request_says_what_approving_does_and_names_everybody() -> None:
    text = request_of(
        {},
        {"locality": "Sơn La", "locality_code": "14", "to": (address("so-ldtbxh@son-la.invalid"),),
         "cc": (address("ubnd-tinh@son-la.invalid"),), "missing": ("Ủy ban Mặt trận",)},
        {"locality": "Hải Phòng", "region": "Đồng bằng sông Hồng", "to": (), "missing": ("Sở của Hải Phòng",)},
        {"locality": "Bộ", "region": None, "tier": "thanks", "fault": "late", "phase": "after"},
    )  # fmt: skip
    lines = text.splitlines()
    assert lines[0].startswith("**Phê duyệt**: hệ thống xem lại từng tên ngay trước khi gửi")
    assert "rồi gửi nhiều nhất **3** thư" in lines[0]
    assert lines[2] == (
        "Danh sách tính đến hết ngày 27/10/2023, theo những gì biết khi lập danh sách: 4 lượt nhắc, trong đó 1 lượt "
        "chưa có địa chỉ nên không gửi được."
    )
    assert "0123456789ab" + "c" * 52 in lines[4]
    six = "Báo cáo 6 tháng thực hiện Chương trình phối hợp"
    assert lines[8:10] == [
        f"| {six} | 6 tháng đầu năm 2023 | Đôn đốc lần thứ nhất | Chưa gửi báo cáo | 3 |",
        f"| {six} | 6 tháng đầu năm 2023 | Cảm ơn và lưu ý thời hạn | Gửi muộn | 1 |",
    ]
    assert lines[11:16] == [
        "## Chưa có địa chỉ",
        "",
        "| Địa phương | Báo cáo | Kỳ | Lần nhắc | Chưa có địa chỉ của |",
        "|---|---|---|---|---|",
        f"| Hải Phòng | {six} | 6 tháng đầu năm 2023 | Đôn đốc lần thứ nhất | Sở của Hải Phòng |",
    ]
    assert [line for line in lines if line.startswith("#")] == [
        "## Chưa có địa chỉ",
        f"## {six}, 6 tháng đầu năm 2023",
        "### Trung du và miền núi phía Bắc (2)",
        "### Không thuộc vùng nào (1)",
    ]
    assert (
        "| Sơn La | Đôn đốc lần thứ nhất | Chưa gửi báo cáo | so-ldtbxh@son-la.invalid | ubnd-tinh@son-la.invalid | "
        "Ủy ban Mặt trận |"
    ) in lines


def cells_of(text: str) -> list[str]:
    """What a reader of the rendered page sees in the cells of the tables."""
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(text)
    return [
        "".join(part.content for part in tokens[at + 1].children or ())
        for at, token in enumerate(tokens)
        if token.type == "td_open"
    ]


@settings(max_examples=200, deadline=None)
@given(name=st.text(max_size=60) | st.text(alphabet="|\\`*_<>[]()!~&;#amp: \n-ắ", max_size=40))
def test_a_name_is_shown_as_it_is_whatever_it_holds(name: str) -> None:
    shown = cells_of(request_of({"locality": name}))
    assert (len(shown), shown[5]) == (11, one_line(name))


def test_a_request_of_seven_hundred_names_stays_readable() -> None:
    regions = ["Một", "Hai", "Ba", "Bốn", "Năm", "Sáu"]
    text = request_of(
        *(
            {"locality": f"Xã {number}", "region": regions[number % 6], "cc": (address("ubnd@tinh.invalid"),)}
            for number in range(700)
        )
    )
    assert [line for line in text.splitlines() if line.startswith("###")] == [
        "### Một (117)", "### Hai (117)", "### Ba (117)", "### Bốn (117)", "### Năm (116)", "### Sáu (116)",
    ]  # fmt: skip
    assert len(text.encode()) < 120_000
