"""From an entry of `sources.yml` to an open file system; credentials come from Airflow's connections alone.

Airflow resolves a connection: inside a task from its metadata, everywhere from `AIRFLOW_CONN_<ID>` in the environment.
It is imported only when an entry names a connection, and no Airflow has to run.
"""

from __future__ import annotations

import base64
import contextlib
import logging
import os
import ssl
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from ingestion import SourceEntry

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem
    from imap_tools.mailbox import BaseMailBox

_IMAP_PORTS = {"imap": 143, "imaps": 993}
_CHATTY = ("asyncssh", "botocore", "aiobotocore", "s3fs", "airflow.providers.amazon")


class ConnectionFailed(PermissionError):  # noqa: N818 - what happened, as the receipt tells it
    """A connection is missing or does not fit its entry: one English line with what to do. Asking again is no use."""


@dataclass
class Opener:
    """Opens the file system of one entry when it is called; `secrets` must not stand in any message."""

    entry: SourceEntry
    home: Path
    secrets: set[str] = field(default_factory=set)
    _last: Any = None

    def __call__(self) -> AbstractFileSystem:
        """Connect. Raises ConnectionFailed, PermissionError (login refused), OSError (not reached)."""
        scheme = urlsplit(self.entry.url).scheme.lower()
        self.close()
        self._last = _KINDS[scheme](self.entry, self._connection())
        return self._last

    def close(self) -> None:
        """End the connection, where the file system keeps one that can be ended."""
        end = getattr(self._last, "close", None)
        if end is not None:
            with contextlib.suppress(OSError):
                end()
        self._last = None

    def _connection(self) -> Any:
        if self.entry.connection is None:
            return None
        found = airflow_connection(self.entry.connection, self.home)
        hidden = [found.password, *_texts(_extra(found))]
        self.secrets |= {one for one in hidden if isinstance(one, str) and len(one) > 3}
        return found


def airflow_connection(name: str, home: Path) -> Any:
    """Return an Airflow connection by its id; `home` is the workspace. Raises ConnectionFailed."""
    if "airflow" not in sys.modules:
        # When it is imported Airflow makes its home folder (let it not be in the home of whoever runs this) and lets
        # everything say what it does, on the standard output.
        os.environ.setdefault("AIRFLOW_HOME", str(home / "airflow"))
        os.environ.setdefault("AIRFLOW__LOGGING__LOGGING_LEVEL", "WARNING")
    from airflow.sdk.bases.hook import BaseHook

    for chatty in _CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        return BaseHook.get_connection(name)
    except Exception as error:
        raise ConnectionFailed(
            f"there is no usable Airflow connection {name!r} ({type(error).__name__}); set "
            f"AIRFLOW_CONN_{name.upper()} or add it under Admin > Connections"
        ) from None


def opener(entry: SourceEntry, home: Path) -> Opener | None:
    """Return what opens the file system of an entry; None where its address alone is enough (a folder)."""
    return Opener(entry, home) if urlsplit(entry.url).scheme.lower() in _KINDS else None


@contextlib.contextmanager
def opened_for(entry: SourceEntry, home: Path) -> Iterator[Opener | None]:
    """Give the opener of an entry and end its connection afterwards."""
    own = opener(entry, home)
    try:
        yield own
    finally:
        if own is not None:
            own.close()


def _sftp(entry: SourceEntry, connection: Any) -> AbstractFileSystem:
    """OpenSSH and others, by Airflow's provider; the key of the host is always checked unless the connection says no.

    (The provider itself would check no key, and take the text of a private key for the name of a file.)
    """
    import asyncssh
    from airflow.providers.sftp.fs.sftp import get_fs

    host, port = _host_and_port(entry, connection, 22)
    extra = _extra(connection)
    options: dict[str, Any] = {
        "host": host, "port": port, "config": None, "agent_path": None, "client_keys": None,
        "connect_timeout": entry.timeout_seconds, "login_timeout": entry.timeout_seconds,
        "known_hosts": _known_hosts(extra), "sftp_client_kwargs": {"path_errors": "surrogateescape"},
        "skip_instance_cache": True,
    }  # fmt: skip
    if extra.get("private_key"):
        phrase = extra.get("private_key_passphrase")
        options["client_keys"] = [asyncssh.import_private_key(extra["private_key"], phrase)]
    elif extra.get("key_file"):
        options["client_keys"] = [extra["key_file"]]
    try:
        return get_fs(entry.connection, options)
    except asyncssh.HostKeyNotVerifiable as error:
        raise ConnectionFailed(
            f"the key of host {host} is not the one that is trusted ({error.reason}); compare it with the office and "
            "put it into the connection's extra as host_key"
        ) from None
    except PermissionError:
        raise PermissionError(f"{host} refused the login, password or key of the connection") from None


def _known_hosts(extra: dict[str, Any]) -> Any:
    """Return the trusted keys: those of the connection, else of `~/.ssh/known_hosts`; None checks nothing."""
    import asyncssh

    if key := extra.get("host_key"):
        text = str(key) if " " in str(key).strip() else f"ssh-rsa {key}"
        return [asyncssh.import_public_key(text)], [], []
    if listed := extra.get("known_hosts"):
        return str(listed)
    return None if str(extra.get("no_host_key_check", "")).lower() == "true" else ()


def _s3(entry: SourceEntry, connection: Any) -> AbstractFileSystem:
    """S3 and what speaks its language (`endpoint_url` in the extra), by Airflow's provider; without one, anonymous."""
    seconds = entry.timeout_seconds
    limits: Any = {"connect_timeout": seconds, "read_timeout": seconds, "retries": {"max_attempts": 1}}
    if connection is None:
        from s3fs import S3FileSystem  # type: ignore[import-untyped]

        opened = S3FileSystem(anon=True, config_kwargs=limits, skip_instance_cache=True)
    else:
        from airflow.providers.amazon.aws.fs.s3 import get_fs

        opened = get_fs(entry.connection, limits)
    opened.retries = 1  # the intake itself tries again
    return opened


def _http(entry: SourceEntry, connection: Any) -> AbstractFileSystem:
    """An index page and what it links to; basic auth and `headers` (extra) go to that server alone."""
    from ingestion.webpages import IndexPages

    extra = _extra(connection)
    headers = {str(name): str(value) for name, value in (extra.get("headers") or {}).items()}
    if connection is not None:
        _check_host(entry, connection)
        if connection.login:
            pair = f"{connection.login}:{connection.password or ''}".encode()
            headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    checked: Any = _tls(extra) if entry.url.lower().startswith("https") else True
    return IndexPages(entry.url, timeout=entry.timeout_seconds, headers=headers, ssl=checked)


def _imap(entry: SourceEntry, connection: Any) -> AbstractFileSystem:
    """A mail folder; `imap` begins in the clear and turns to TLS unless the extra says `"starttls": false`."""
    from imap_tools.mailbox import MailBox, MailBoxStartTls, MailBoxUnencrypted

    from ingestion.addresses import mail_filters
    from ingestion.mailbox import MailboxFileSystem

    address = urlsplit(entry.url)
    scheme = address.scheme.lower()
    host, port = _host_and_port(entry, connection, _IMAP_PORTS[scheme])
    extra, seconds = _extra(connection), entry.timeout_seconds

    def connect() -> BaseMailBox:
        box: BaseMailBox
        if scheme == "imaps":
            box = MailBox(host, port, timeout=seconds, ssl_context=_tls(extra))
        elif str(extra.get("starttls", True)).lower() == "false":
            box = MailBoxUnencrypted(host, port, timeout=seconds)
        else:
            box = MailBoxStartTls(host, port, timeout=seconds, ssl_context=_tls(extra))
        login, password = connection.login or "", connection.password or ""
        if extra.get("oauth2_token"):
            return box.xoauth2(login, str(extra["oauth2_token"]), initial_folder=None)
        is_plain = (login + password).isascii()
        return (box.login if is_plain else box.login_utf8)(login, password, initial_folder=None)

    asked = mail_filters(entry.url)
    folder = unquote(address.path.strip("/"))
    return MailboxFileSystem(connect, folder, asked.get("from", ()), asked.get("subject", ()))


_KINDS: dict[str, Callable[[SourceEntry, Any], Any]] = {
    "sftp": _sftp, "ssh": _sftp, "s3": _s3, "s3a": _s3, "http": _http, "https": _http, "imap": _imap, "imaps": _imap,
}  # fmt: skip


def _host_and_port(entry: SourceEntry, connection: Any, usual: int) -> tuple[str, int]:
    """The address and the connection name one server: a password is for the host it was made for."""
    _check_host(entry, connection)
    address = urlsplit(entry.url)
    host = address.hostname or connection.host
    if not host:
        raise ConnectionFailed(f"neither the address nor connection {entry.connection!r} names a host; add it to one")
    return host, address.port or connection.port or usual


def _check_host(entry: SourceEntry, connection: Any) -> None:
    address = urlsplit(entry.url)
    stated = (connection.host or "").partition("://")[2] or connection.host or ""
    host = stated.rstrip("/").lower()
    is_other = bool(host and address.hostname) and host != address.hostname
    if is_other or (connection.port and address.port and connection.port != address.port):
        raise ConnectionFailed(
            f"connection {entry.connection!r} is for {host}:{connection.port or ''}, the address names "
            f"{address.hostname}:{address.port or ''}; correct the one that is wrong"
        )


def _tls(extra: dict[str, Any]) -> ssl.SSLContext:
    """Certificates are checked against the system's authorities or the connection's `ca_file`, unless it says not."""
    context = ssl.create_default_context(cafile=extra.get("ca_file") or None)
    if str(extra.get("verify", True)).lower() == "false":
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _extra(connection: Any) -> dict[str, Any]:
    return dict(connection.extra_dejson) if connection is not None else {}


#: Settings of an extra that are no secret: they may stand in a message.
_TOLD = frozenset(
    {"endpoint_url", "host_key", "known_hosts", "key_file", "ca_file", "region_name", "verify", "starttls"}
)


def _texts(value: Any) -> list[str]:
    """Return the texts in an extra that may be secrets, at any depth."""
    if isinstance(value, dict):
        return [text for name, one in value.items() if name not in _TOLD for text in _texts(one)]
    return [text for one in value for text in _texts(one)] if isinstance(value, list) else [str(value)]
