"""A draft: letters, lists and mails of one round in a folder that does not change any more once it is there."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock
from pydantic import ValidationError

from delivery.errors import DeliveryError, first_fault
from delivery.reminders.contacts import Contacts
from delivery.reminders.draft_model import Address, Draft, DraftList, DraftMessage
from delivery.reminders.messages import DraftChangedError, approved_file, build_message, mail_text
from delivery.reminders.model import Reminder, ReminderList
from delivery.reminders.request import request_markdown

if TYPE_CHECKING:
    from delivery.letters.model import Letter
    from delivery.letters.naming import Names

LIST_FILE, REQUEST_FILE, LATEST = "list.json", "phe-duyet.md", "latest"
COLLECTIVE, SINGLE, SHEETS, MAILS = "chung", "rieng", "phieu-loi", "thu"
#: So much of the `list_id` names the folder of a draft.
NAME_LENGTH = 12
#: What previews come from while no mail connection is set; RFC 2606.
NO_SENDER = "chua-cau-hinh@may-chu-thu.invalid"

_HIDDEN = ".part-"

OnProgress = Callable[[str, int, int], None]


class DraftError(DeliveryError):
    """A draft cannot be made or read; the text says which and what to do."""


def write_draft(
    found: ReminderList,
    letters: Sequence[Letter],
    contacts: Contacts,
    folder: Path,
    *,
    now: datetime,
    sender: str | None = None,
    on_progress: OnProgress | None = None,
) -> Draft:
    """Write the draft of a list to `<folder>/<first 12 of list_id>`, whole or not at all, and lead `latest` there.

    One message for every reminder listed, in order, with its single letter as PDF and the error sheet of what was sent
    back; one without a contact stays in the list, says whose contact is missing, and has no mail. What is the same
    again is left as it is, whenever it is made; what differs gets a folder of its own, so that nothing changes under a
    person who approves. `now` dates the previews of the mails, `sender` is whom they come from. Raises DeliveryError (a
    listed reminder without its letter, a letter that cannot be written), OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / ".lock"):
        for left in folder.glob(f"{_HIDDEN}*"):
            left.unlink() if left.is_symlink() else shutil.rmtree(left)
        work = folder / f"{_HIDDEN}draft"
        work.mkdir()
        draft = _compose(found, letters, contacts, work, on_progress)
        _preview(draft, letters, sender or NO_SENDER, now)
        (work / REQUEST_FILE).write_text(request_markdown(draft), encoding="utf-8")
        target = _put(draft, folder)
        _lead_to(target)
    return replace(draft, folder=target)


def read_draft(folder: Path, list_id: str | None = None) -> Draft:
    """Read the draft in a folder; `list_id` is what was approved (None: whatever the folder's name says).

    Raises DraftError when there is none, it is damaged, or it is another than was approved. Attachments are checked
    when a message is built.
    """
    place = folder.resolve()
    path = place / LIST_FILE
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DraftError(
            f"{path}: expected a draft, found no readable file ({error.strerror}); draft again with 'gnbv remind'"
        ) from error
    held = sha256(raw).hexdigest()
    expected = place.name if list_id is None else list_id
    if held[: len(expected)] != expected or len(expected) < NAME_LENGTH:
        raise DraftError(
            f"{path}: expected the list {expected}, found {held}; it was changed or is another: draft and approve again"
        )
    try:
        content = DraftList.model_validate_json(raw)
    except ValidationError as error:
        raise DraftError(
            f"{path}: not a list of this version ({first_fault(error)}); draft again with 'gnbv remind'"
        ) from error
    return Draft(place, held, content)


def _compose(
    found: ReminderList,
    letters: Sequence[Letter],
    contacts: Contacts,
    work: Path,
    on_progress: OnProgress | None,
) -> Draft:
    """Write letters and lists into a folder, and the list of what would be sent with them."""
    from delivery.letters import list_workbook, write_all
    from delivery.letters.naming import Names

    by_key = _single_letters(found, letters)
    told = partial(on_progress, "writing letters") if on_progress else None
    write_all([one for one in letters if one.kind != "single"], work / COLLECTIVE)
    write_all([one for one in letters if one.kind == "single"], work / SINGLE, on_progress=told)
    for return_type, period in dict.fromkeys((row.return_type, row.period) for row in found.listed):
        rows = tuple(row for row in found.rows if (row.return_type, row.period) == (return_type, period))
        book = work / f"danh-sach-{return_type}-{period}.xlsx"
        book.write_bytes(list_workbook(replace(found, rows=rows)))
    names = Names(found)
    messages = (_message(row, by_key[row.reminder_key or ""], found, contacts, names, work) for row in found.listed)
    content = DraftList(
        as_of=found.as_of,
        known=found.known,
        build_id=found.build_id,
        messages=tuple(messages),
        names=_names(found),
    )
    raw = (content.model_dump_json(indent=2) + "\n").encode()
    (work / LIST_FILE).write_bytes(raw)
    return Draft(work, sha256(raw).hexdigest(), content)


def _single_letters(found: ReminderList, letters: Iterable[Letter]) -> dict[str, Letter]:
    by_key = {key: one for one in letters if one.kind == "single" for key in one.reminder_keys}
    bare = [row.reminder_key or row.obligation_key for row in found.listed if row.reminder_key not in by_key]
    if bare:
        raise DraftError(
            f"expected a letter for every reminder listed, found none for {', '.join(bare[:5])} ({len(bare)} in all); "
            "compose the letters from this very list"
        )
    return by_key


def _message(
    row: Reminder, letter: Letter, found: ReminderList, contacts: Contacts, names: Names, work: Path
) -> DraftMessage:
    to, cc, missing = _addressed(row, found, contacts, names)
    attachments = (f"{SINGLE}/{letter.file_stem}.pdf", *_error_sheet(row, letter, found, work))
    mail = mail_text(row, letter, found.words, attachments)
    columns = DraftMessage.model_fields.keys() & Reminder.__dataclass_fields__.keys()
    return DraftMessage(
        **{name: getattr(row, name) for name in columns},
        to=to,
        cc=cc,
        missing=missing,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        attachments=attachments,
        sha256={path: sha256((work / path).read_bytes()).hexdigest() for path in attachments},
    )


def _error_sheet(row: Reminder, letter: Letter, found: ReminderList, work: Path) -> tuple[str, ...]:
    """Copy the error sheet of what was sent back, if there is one, under the name of its letter."""
    sent_back = found.sent_back(row)
    if sent_back is None or sent_back.error_sheet is None:
        return ()
    path = f"{SHEETS}/{letter.file_stem}.xlsx"
    (work / SHEETS).mkdir(exist_ok=True)
    shutil.copyfile(sent_back.error_sheet, work / path)
    return (path,)


def _addressed(
    row: Reminder, found: ReminderList, contacts: Contacts, names: Names
) -> tuple[tuple[Address, ...], tuple[Address, ...], tuple[str, ...]]:
    """Who receives it, who is copied, each e-mail once, and the names of those there is no contact of."""
    reached: dict[str, dict[str, Address]] = {"to": {}, "cc": {}}
    missing = []
    for party in sorted(row.recipients, key=lambda one: one.role != "to"):
        addresses = contacts.of(party, found.as_of)
        if not addresses:
            missing.append(names.body(party.body_code, party.locality_code))
        for one in addresses:
            if one.email.casefold() not in reached["to"]:
                reached[party.role][one.email.casefold()] = one
    if not any(party.role == "to" for party in row.recipients):
        missing.append(names.reporter(row))
    return tuple(reached["to"].values()), tuple(reached["cc"].values()), tuple(dict.fromkeys(missing))


def _names(found: ReminderList) -> dict[str, dict[str, str]]:
    words = found.words
    named: dict[str, Mapping[str, str]] = {
        "return_type": words.return_types, "period": words.periods, "tier": words.tiers, "fault": words.faults,
    }  # fmt: skip
    used = {kind: sorted({getattr(row, kind) for row in found.listed}) for kind in named}
    return {kind: {code: named[kind].get(code, code) for code in codes} for kind, codes in used.items()}


def _preview(draft: Draft, letters: Iterable[Letter], sender: str, now: datetime) -> None:
    """The mails as a mail program opens them; they bear no Message-ID, for they are not what is sent."""
    (draft.folder / MAILS).mkdir()
    for one in draft.content.messages:
        if one.to:
            mail = build_message(one, draft.folder, sender=sender, message_id=None, date=now)
            path = draft.folder / MAILS / Path(one.attachments[0]).with_suffix(".eml").name
            path.write_bytes(mail.as_bytes())


def _put(draft: Draft, folder: Path) -> Path:
    """Give the draft its name, unless it is there already, unharmed."""
    target = folder / draft.list_id[:NAME_LENGTH]
    if _is_whole(target, draft.list_id):
        shutil.rmtree(draft.folder)
        return target
    if target.exists():
        target.rename(folder / f"{_HIDDEN}damaged")
    draft.folder.rename(target)
    shutil.rmtree(folder / f"{_HIDDEN}damaged", ignore_errors=True)
    return target


def _is_whole(target: Path, list_id: str) -> bool:
    """Say whether everything that would be sent from a draft is as it was drafted."""
    try:
        held = read_draft(target, list_id)
        for one in held.content.messages:
            for path in one.attachments:
                approved_file(one, held.folder, path)
    except (DraftError, DraftChangedError):
        return False
    return True


def _lead_to(target: Path) -> None:
    link = target.parent / f"{_HIDDEN}link"
    link.symlink_to(target.name, target_is_directory=True)
    link.replace(target.parent / LATEST)
