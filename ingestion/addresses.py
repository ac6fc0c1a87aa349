"""The addresses of `sources.yml`: what may stand in one, and which mails of a mailbox one asks for."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Sequence
from urllib.parse import parse_qs, urlsplit

#: Places nobody may enter without a name.
_NEED_CONNECTION = ("sftp", "ssh", "imap", "imaps")
_LOCAL, _MAIL = ("", "file", "local"), ("imap", "imaps")
_FILTERS = ("from", "subject")


def scheme_of(url: str) -> str:
    """Return the scheme of an address in lower case; empty for a plain path."""
    return url.partition("://")[0].lower() if "://" in url else ""


def address_problem(url: str, connection: str | None) -> str | None:
    """Return what is wrong with an address and what to do, in one English line without its password; else None."""
    scheme = scheme_of(url)
    if scheme in _LOCAL:
        return "a folder of this machine needs no connection; remove it" if connection else None
    try:
        parts = urlsplit(url)
        has_user, _ = "@" in parts.netloc, parts.port
    except ValueError as error:
        return f"not an address ({error}); correct it"
    if has_user:
        return "a user name or password does not belong here; put it into an Airflow connection, named as connection"
    if scheme in _NEED_CONNECTION and connection is None:
        return f"{scheme} needs a login; make an Airflow connection and name it as connection"
    return _mail_problem(url) if scheme in _MAIL else None


def mail_filters(url: str) -> dict[str, list[str]]:
    """Return what a mailbox's address asks for: `from` (addresses, lower case) and `subject` (parts of it, NFC)."""
    asked = parse_qs(urlsplit(url).query, keep_blank_values=True)
    return {
        key: [unicodedata.normalize("NFC", one).strip().lower() for one in values] for key, values in asked.items()
    }  # fmt: skip


def mixed_mailboxes(urls: Sequence[str]) -> tuple[int, int] | None:
    """Return the positions of the first two addresses of one mailbox whose mails cannot be told apart."""
    asked = [(number, url) for number, url in enumerate(urls) if scheme_of(url) in _MAIL]
    for (first, one), (second, other) in itertools.combinations(asked, 2):
        if one.partition("?")[0] == other.partition("?")[0] and not _are_apart(mail_filters(one), mail_filters(other)):
            return first, second
    return None


def _mail_problem(url: str) -> str | None:
    if not urlsplit(url).path.strip("/"):
        return "expected the name of a mailbox folder after the host (imaps://mail.invalid/INBOX); add it"
    asked = mail_filters(url)
    if unknown := [key for key in asked if key not in _FILTERS]:
        return f"expected from=... or subject=... after '?', found {unknown[0]!r}; correct it"
    empty = [key for key, values in asked.items() if not all(values)]
    return f"{empty[0]}= is empty; say which mails are this locality's" if empty else None


def _are_apart(one: dict[str, list[str]], other: dict[str, list[str]]) -> bool:
    senders = "from" in one and "from" in other and not set(one["from"]) & set(other["from"])
    pairs = list(itertools.product(one.get("subject", ()), other.get("subject", ())))
    return senders or (bool(pairs) and not any(first in second or second in first for first, second in pairs))
