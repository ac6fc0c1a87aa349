"""A folder of a mailbox as a file system that can only be read: one folder a mail, one file an attachment.

The mail folder is opened read-only (EXAMINE) and contents are asked for with PEEK: no mail is marked, moved or deleted.
Names and sizes come from the mails' structure; an attachment's content is fetched alone, in pieces, when it is read.
"""

from __future__ import annotations

import email
import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parseaddr
from fnmatch import fnmatchcase
from imaplib import IMAP4
from pathlib import PurePosixPath
from typing import Any

from fsspec import AbstractFileSystem
from imap_tools.errors import MailboxFolderSelectError, MailboxLoginError
from imap_tools.mailbox import BaseMailBox
from imap_tools.message import MailAttachment, MailMessage

from ingestion.arrivals import local_date
from ingestion.imap_structure import Part, fetched, leaves
from ingestion.layouts import layout
from ingestion.mail_content import IDENTITY, PIECE, AttachmentContent, decoded_size

_MAILS_AT_ONCE, _END, _LONGEST_NAME = 50, 200, 180
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\]")
_ABOUT = "(UID INTERNALDATE BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS (FROM SUBJECT)])"


@dataclass(frozen=True)
class _Attachment:
    uid: str
    part: Part
    received: datetime
    size: int | None


class MailboxFileSystem(AbstractFileSystem):  # type: ignore[misc]
    """The attachments of one mail folder, as `<day received>_<uid>/<name>`; sizes and instants of receipt are told.

    `connect` opens and logs in; `senders` (addresses) and `subject` (parts of it) choose the mails, empty = every mail.
    A size is None where the way an attachment is encoded does not tell it.
    """

    protocol = ("imap", "imaps")
    root_marker = ""
    cachable = False

    def __init__(
        self,
        connect: Callable[[], BaseMailBox],
        folder: str,
        senders: Sequence[str] = (),
        subjects: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self._connect, self._folder = connect, folder
        self._senders = [one.lower() for one in senders]
        self._subjects = [_plain(one) for one in subjects]
        self._box: BaseMailBox | None = None
        self._tree: dict[str, dict[str, _Attachment]] | None = None

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return "" if "://" in path else path.strip("/")

    def invalidate_cache(self, path: str | None = None) -> None:
        """Forget what was listed."""
        self._tree = None

    def close(self) -> None:
        """End the connection."""
        if self._box is not None:
            self._box.client.shutdown()
            self._box = None

    def ls(self, path: str, detail: bool = True, **_: Any) -> list[Any]:
        """List the mails that carry files, or the files of one mail. Raises FileNotFoundError."""
        path = self._strip_protocol(path)
        if not path:
            found: list[dict[str, Any]] = [{"name": name, "size": 0, "type": "directory"} for name in self._mails()]
        elif path in self._mails():
            found = [self._info(f"{path}/{name}", one) for name, one in self._mails()[path].items()]
        else:
            found = [self.info(path)]
        return found if detail else [one["name"] for one in found]

    def info(self, path: str, **_: Any) -> dict[str, Any]:
        """Tell size, type and (`created`) the instant of receipt of a path. Raises FileNotFoundError."""
        path = self._strip_protocol(path)
        if not path or path in self._mails():
            return {"name": path, "size": 0, "type": "directory"}
        return self._info(path, self._find(path))

    def _open(self, path: str, mode: str = "rb", **_: Any) -> io.BufferedReader:
        if mode != "rb":
            raise PermissionError("a mailbox is only read")
        one = self._find(path)

        def piece(start: int, count: int) -> bytes:
            (told,) = self.fetch(one.uid, f"(UID BODY.PEEK[{one.part.body}]<{start}.{count}>)")
            return bytes(told.get(f"BODY[{one.part.body}]<{start}>") or b"")

        return io.BufferedReader(AttachmentContent(one.part, piece), PIECE)

    def _find(self, path: str) -> _Attachment:
        mail, _, name = path.partition("/")
        found = self._mails().get(mail, {}).get(name)
        if found is None:
            raise FileNotFoundError(path)
        return found

    @staticmethod
    def _info(path: str, one: _Attachment) -> dict[str, Any]:
        return {"name": path, "size": one.size, "type": "file", "created": one.received, "mtime": one.received}

    def _mails(self) -> dict[str, dict[str, _Attachment]]:
        if self._tree is None:
            self._tree = {}
            try:
                self._tree = dict(self._read_mails())
            except BaseException:
                self._tree = None
                raise
        return self._tree

    def _read_mails(self) -> Iterator[tuple[str, dict[str, _Attachment]]]:
        uids = self._asked(lambda box: box.uids(self._criteria(), charset=None))
        for start in range(0, len(uids), _MAILS_AT_ONCE):
            some = uids[start : start + _MAILS_AT_ONCE]
            for mail in sorted(self.fetch(",".join(some), _ABOUT), key=lambda one: int(one["UID"])):
                head = next((value for name, value in mail.items() if name.startswith("BODY[HEADER")), b"")
                if self._is_wanted(MailMessage.from_bytes(head or b"")):
                    received = datetime.strptime(mail["INTERNALDATE"].decode().strip(), "%d-%b-%Y %H:%M:%S %z")
                    received = received.astimezone(UTC)
                    uid = mail["UID"].decode()
                    if files := self._attachments(uid, mail["BODYSTRUCTURE"], received):
                        yield f"{local_date(received).isoformat()}_{uid}", files

    def _criteria(self) -> str:
        """Let the server choose as far as it is sure to do so rightly; the rest is chosen here."""
        found = "UNDELETED"
        senders = [one for one in self._senders if re.fullmatch(r"[\w.+@-]+", one, re.ASCII)]
        if senders and len(senders) == len(self._senders):
            *others, last = [f'FROM "{one}"' for one in senders]
            found += " " + "".join(f"OR {one} " for one in others) + last
        return found

    def _is_wanted(self, head: MailMessage) -> bool:
        sender = head.from_.lower() or parseaddr(str(head.obj["From"] or ""))[1].lower()
        subject = _plain(head.subject)
        return (not self._senders or sender in self._senders) and (
            not self._subjects or any(one in subject for one in self._subjects)
        )

    def _attachments(self, uid: str, structure: Any, received: datetime) -> dict[str, _Attachment]:
        parts = [part for part in leaves(structure) if part.is_named and not _is_left_out(part, None)]
        if not parts:
            return {}
        asked = [item for part in parts for item in (f"BODY.PEEK[{part.header}]", *_ends(part))]
        (told,) = self.fetch(uid, f"(UID {' '.join(asked)})")
        files: dict[str, _Attachment] = {}
        for part in parts:
            head = told.get(f"BODY[{part.header}]".upper()) or b""
            name = _safe(MailAttachment(email.message_from_bytes(head)).filename or f"khong-ten-{part.body}")
            if not _is_left_out(part, name.lower()):
                first, last = (told.get(f"BODY[{part.body}]<{start}>") or b"" for start in (0, _tail_start(part)))
                octets = _tail_start(part) + len(last)
                size = decoded_size(octets, first, last) if part.encoding == "base64" else _plain_size(part)
                files[_apart(name, files)] = _Attachment(uid, part, received, size)
        return files

    def fetch(self, uids: str, what: str) -> list[dict[str, Any]]:
        """Return what the server tells of some mails, one mapping each."""
        status, data = self._asked(lambda box: box.client.uid("FETCH", uids, what))
        if status != "OK":
            raise IMAP4.error(f"FETCH was refused: {data!r:.200}")
        return [one for one in fetched(data) if "UID" in one]

    def _asked(self, ask: Callable[[BaseMailBox], Any]) -> Any:
        """Ask the open mailbox; a connection that broke is opened anew the next time."""
        try:
            if self._box is None:
                self._box = self._connect()
                self._box.folder.set(self._folder, readonly=True)
            return ask(self._box)
        except MailboxLoginError:
            raise PermissionError("the mail server refused the login or password of the connection") from None
        except MailboxFolderSelectError:
            self._box = None
            raise FileNotFoundError(f"no mail folder {self._folder!r}") from None
        except (OSError, IMAP4.abort):
            self._box = None
            raise


def _ends(part: Part) -> list[str]:
    if part.encoding != "base64":
        return []
    starts = {0, _tail_start(part)}
    return [f"BODY.PEEK[{part.body}]<{start}.{_END}>" for start in sorted(starts)]


def _tail_start(part: Part) -> int:
    return max(0, part.octets - _END)


def _plain_size(part: Part) -> int | None:
    return part.octets if part.encoding in IDENTITY else None


def _is_left_out(part: Part, name: str | None) -> bool:
    """Hold a part against the rows of `layouts/mail.yml`; without a name only those that need none."""
    return any(_fits(row, part, name) for row in layout("mail")["left_out"])


def _fits(row: dict[str, Any], part: Part, name: str | None) -> bool:
    return (
        fnmatchcase(part.kind, row.get("type", "*"))
        and ("name" not in row or (name is not None and fnmatchcase(name, row["name"])))
        and part.is_inline >= row.get("inline", False)
        and part.octets < row.get("under_bytes", part.octets + 1)
    )


def _safe(name: str) -> str:
    """Return a name as NFC that is one step of a path and no longer than file names may be."""
    plain = _UNSAFE.sub("_", unicodedata.normalize("NFC", name)).strip() or "_"
    path = PurePosixPath(plain)
    if len(plain) > _LONGEST_NAME:
        plain = path.stem[: _LONGEST_NAME - len(path.suffix[:20])] + path.suffix[:20]
    # A leading point would hide the file, as nobody meant who sent it.
    return f"_{plain}" if plain.startswith(".") else plain


def _apart(name: str, taken: dict[str, _Attachment]) -> str:
    path, number, found = PurePosixPath(name), 1, name
    while found in taken:
        number += 1
        found = f"{path.stem} ({number}){path.suffix}"
    return found


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).lower().split())
