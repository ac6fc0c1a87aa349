"""The mail of one reminder: its words, from the letter it goes with, and the message a server is handed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import EmailPolicy
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import category, normalize

from delivery.errors import DeliveryError
from delivery.reminders.draft_model import Address, DraftMessage
from delivery.reminders.model import Reminder, Words

if TYPE_CHECKING:
    from jinja2 import Environment

    from delivery.letters.model import Letter

#: What a letter is called as a file, by the phase of the reminder.
_LETTER_NAMES = {
    "before_due": "Công văn nhắc báo cáo",
    "overdue": "Công văn đôn đốc",
    "after": "Công văn cảm ơn",
}
_SHEET_NAME = "Phiếu lỗi"
#: What may be attached, by suffix: the kind of `application`.
_KINDS = {".pdf": "pdf", ".xlsx": "vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_SENT_BY = "Thư này do hệ thống theo dõi báo cáo tự động gửi. Mọi trao đổi xin gửi về {issuer}."
_MEANWHILE = "Nếu báo cáo hoặc văn bản nêu trên đã được gửi trong thời gian này, xin bỏ qua thư này."

_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|]+')
# Controls, marks nobody sees, halves of characters.
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})


class DraftChangedError(DeliveryError):
    """A file of a draft is not what was approved."""

    def __init__(self, path: Path, expected: str, found: str) -> None:
        super().__init__(
            f"{path} is not what the list was approved with: expected sha256 {expected[:12]}..., found {found}; "
            "nothing was sent with it: draft and approve again"
        )


@dataclass(frozen=True)
class MailText:
    """A mail in words: one line of subject, and the same text as plain text and as HTML (no remote content)."""

    subject: str
    text: str
    html: str


class _MailPolicy(EmailPolicy):
    """That of SMTP, but for the subject: Python 3.11 drops blanks where it breaks a header of Vietnamese words."""

    def fold(self, name: str, value: Any) -> str:
        """One header as it is sent."""
        if name != "Subject" or str(value).isascii():
            folded: str = super().fold(name, value)
            return folded
        words = Header(str(value), "utf-8", header_name=name)
        return f"{name}: {words.encode(linesep=self.linesep)}{self.linesep}"

    def fold_binary(self, name: str, value: Any) -> bytes:
        """The same as bytes."""
        return self.fold(name, value).encode("ascii", "surrogateescape")


_POLICY = _MailPolicy(linesep="\r\n")


def one_line(text: str) -> str:
    """Text as it may stand in a header: NFC, one line, single blanks, nothing unseen."""
    seen = "".join(" " if char.isspace() else char for char in text if char.isspace() or category(char) not in _UNSEEN)
    return " ".join(normalize("NFC", seen).split())


def mail_text(reminder: Reminder, letter: Letter, words: Words, attachments: Sequence[str]) -> MailText:
    """Say in a mail what the letter says, what is attached, that it was sent by itself, and whom to answer to."""
    tier, phase = reminder.tier or "", reminder.phase or ""
    return_type = words.return_types.get(reminder.return_type, reminder.return_type)
    period = words.periods.get(reminder.period, reminder.period)
    subject = one_line(f"[{words.tiers.get(tier, tier)}] {return_type}, {period} - {_place(reminder)}")
    issuer = one_line(letter.issuer)
    said = {
        "subject": subject,
        "addressees": [one_line(one) for one in letter.addressees],
        "paragraphs": [one_line(one) for one in letter.paragraphs],
        "superior": one_line(letter.superior or ""),
        "issuer": issuer,
        "attached": [_attached_as(path, phase, reminder.locality) for path in attachments],
        "closing": " ".join([_SENT_BY.format(issuer=issuer), *([] if phase == "after" else [_MEANWHILE])]),
    }
    text, html = (_templates().get_template(name).render(said) for name in ("mail.txt", "mail.html"))
    return MailText(subject, text, html)


def build_message(
    draft: DraftMessage, folder: Path, *, sender: str, message_id: str | None, date: datetime
) -> EmailMessage:
    """The message of a draft, byte for byte the same whenever it is built from the same: 7-bit, no line above 998.

    `folder` is that of the draft, `message_id` stands in angle brackets (None in a preview), `date` has a zone. To and
    Cc are bare addresses: Python 3.11 drops recipients where it breaks a list with Vietnamese names. Raises
    DraftChangedError when an attachment is not what was approved, ValueError when there is nobody to write to.
    """
    if not draft.to:
        raise ValueError(f"{draft.reminder_key}: nobody to write to")
    message = EmailMessage(policy=_POLICY)
    message["From"] = one_line(sender)
    message["To"] = _addresses(draft.to)
    if draft.cc:
        message["Cc"] = _addresses(draft.cc)
    message["Subject"] = one_line(draft.subject)
    message["Date"] = date
    if message_id:
        message["Message-ID"] = one_line(message_id)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Gnbv-Reminder"] = one_line(draft.reminder_key)
    message.set_content(draft.text, cte="base64")
    message.add_alternative(draft.html, subtype="html", cte="base64")
    for path in draft.attachments:
        content = approved_file(draft, folder, path)
        name, subtype = _attached_as(path, draft.phase, draft.locality), _KINDS[Path(path).suffix]
        message.add_attachment(content, maintype="application", subtype=subtype, filename=name)
    _set_boundaries(message, draft.reminder_key)
    return message


def approved_file(draft: DraftMessage, folder: Path, path: str) -> bytes:
    """Return an attachment as it was drafted; raises DraftChangedError."""
    file, expected = folder / path, draft.sha256.get(path, "")
    if not file.resolve().is_relative_to(folder.resolve()):
        raise DraftChangedError(file, expected, "a file outside the draft")
    try:
        content = file.read_bytes()
    except OSError as error:
        raise DraftChangedError(file, expected, f"no readable file ({error.strerror})") from error
    found = sha256(content).hexdigest()
    if found != expected:
        raise DraftChangedError(file, expected, f"{found[:12]}...")
    return content


def _attached_as(path: str, phase: str, locality: str) -> str:
    """What a file of a draft is called in a mail: `Công văn đôn đốc - Lạng Sơn.pdf`, `Phiếu lỗi - Lạng Sơn.xlsx`."""
    suffix = Path(path).suffix
    called = _LETTER_NAMES[phase] if suffix == ".pdf" else _SHEET_NAME
    return _NOT_IN_FILE_NAMES.sub("-", one_line(f"{called} - {locality}{suffix}"))


def _place(reminder: Reminder) -> str:
    """A province by its name alone; below there are several of a name."""
    is_known_by_name = reminder.reporter_level in ("country", "province")
    return reminder.locality if is_known_by_name else f"{reminder.unit_type} {reminder.locality}"


def _addresses(addresses: Iterable[Address]) -> str:
    return ", ".join(one_line(one.email) for one in addresses)


def _set_boundaries(message: EmailMessage, key: str) -> None:
    """Boundaries made of the key instead of by chance; no part holds them: `_` is no character of base64."""
    name = sha256(key.encode()).hexdigest()[:32]
    for number, part in enumerate(one for one in message.walk() if one.is_multipart()):
        part.set_boundary(f"=_{name}_{number}")


@cache
def _templates() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    return Environment(
        loader=PackageLoader("delivery.reminders", "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
