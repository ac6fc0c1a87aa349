"""What lies at a source: listed and read over fsspec, so that a folder, SFTP, S3, a web page and a mailbox look alike.

A place is read with care: names are only data, links that lead out of the folder and files that are not plain files are
refused, nothing is read past the largest size that is taken, and what may still be on its way is left for later.
"""

from __future__ import annotations

import os
import re
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

from fsspec import AbstractFileSystem, url_to_fs
from fsspec import filesystem as filesystem_of

from ingestion.arrivals import Arrival
from ingestion.model import SourceEntry
from ingestion.patience import Watch, again, may_pass, within
from ingestion.place_troubles import PlaceError, is_page, may_be_page, unfinished, web_page
from ingestion.sources import SOURCES_FILE

__all__ = ["Listed", "Place", "PlaceError", "shown_url"]

_T = TypeVar("_T")

_LOCAL, _WEB, _MAIL = frozenset({"file", "local"}), frozenset({"http", "https"}), frozenset({"imap", "imaps"})
#: Stores without folders: a prefix that does not exist there is a folder in which nothing was put yet.
_KEY_VALUE_STORES = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "az", "oss"})
#: Places where a file is there before it is whole, and how many seconds it then has to lie still.
_WRITTEN_IN_PLACE = {"sftp": 2.0, "ssh": 2.0, "http": 2.0, "https": 2.0}
#: Uploads in progress and the traces of office programs, by the names the usual programs give them.
_UNFINISHED = re.compile(r"~\$.*|.*\.(part|filepart|crdownload)", re.IGNORECASE)
_CHUNK = 2**20
#: Times of change are told in whole seconds.
_COARSE = 1.0
_MOST_LEVELS = 30


@dataclass(frozen=True)
class Listed:
    """One file at a source: `path` below the source folder (NFC text), `address` for the file system, size in bytes.

    `changed_at` is when it was last written to, by the clock of the place; `arrival` when and how it came, where the
    place itself keeps a record (a mailbox).
    """

    path: str
    address: str
    size: int | None
    is_plain: bool
    is_link: bool
    changed_at: datetime | None = None
    arrival: Arrival | None = None


class Place:
    """The folder of one source.

    `filesystem` is handed in by whoever knows the credentials (open, or a function that opens it and may name what must
    not be told in its attribute `secrets`), else taken from the URL. Raises PlaceError when it cannot be opened.
    """

    def __init__(
        self, entry: SourceEntry, filesystem: AbstractFileSystem | Callable[[], AbstractFileSystem] | None = None
    ) -> None:
        self.entry = entry
        # A plain path is on this machine: there is nothing to wait for in a thread of its own.
        self._is_local = filesystem is None and Path(entry.url).is_absolute()
        self._gave_up = self._is_broken = False
        self._opener = None if isinstance(filesystem, AbstractFileSystem) else filesystem
        self._files = self._patiently(lambda _: self._opened(filesystem))
        self._root = str(self._files._strip_protocol(entry.url))
        named = self._files.protocol
        self._protocols = frozenset({named} if isinstance(named, str) else named)
        self._is_local = bool(self._protocols & _LOCAL)
        usual = max((seconds for name, seconds in _WRITTEN_IN_PLACE.items() if name in self._protocols), default=0.0)
        self._settle = usual if entry.settle_seconds is None else entry.settle_seconds

    def listing(self) -> tuple[list[Listed], Listed | None]:
        """Return the files that may be returns, sorted by path, and the register of incoming documents if there is one.

        Hidden, unfinished and bookkeeping files are left out; an empty folder gives an empty list. Raises PlaceError
        when the folder or a part of it cannot be listed.
        """
        found = self._patiently(self._list)
        self._seen_at = time.monotonic()
        log = next((one for one in found if one.path == self.entry.arrivals), None)
        own = {self.entry.arrivals, SOURCES_FILE}
        return [one for one in found if one.path not in own and not _is_left_out(one.path)], log

    def read(self, file: Listed, limit: int) -> bytes:
        """Return the content; of a file larger than `limit` bytes the first `limit` + 1.

        Raises PlaceError, also when the file is not whole yet or a web page came in its place.
        """
        self._check_plain(file)
        tries: list[float] = []

        def once(watch: Watch) -> bytes:
            if self._is_local and not self._settle:
                return self._read_here(file, limit)
            # Asked again, the file is compared with what it is then.
            tries.append(time.monotonic() if tries else self._seen_at)
            seen = file if len(tries) == 1 else self._listed(self._files.info(file.address))
            return self._read(seen, tries[-1], limit, watch)

        return self._patiently(once)

    @staticmethod
    def _read_here(file: Listed, limit: int) -> bytes:
        """On this machine the open file itself tells whether it changed; that costs next to nothing."""
        with Path(file.address).open("rb") as stream:
            content = stream.read(min(limit, os.fstat(stream.fileno()).st_size) + 1)
            after = os.fstat(stream.fileno())
        if len(content) <= limit:
            before = None if file.is_link else file.changed_at
            if not len(content) == after.st_size == (after.st_size if file.size is None else file.size):
                raise unfinished(f"{file.path!r}: {len(content)} bytes came, it has {after.st_size} now")
            if before is not None and before != datetime.fromtimestamp(after.st_mtime, UTC):
                raise unfinished(f"{file.path!r} is still written to")
        return content

    def _read(self, file: Listed, seen_at: float, limit: int, watch: Watch) -> bytes:
        parts, wanted = [], limit + 1
        with self._files.open(file.address, "rb", **({"block_size": 0} if self._protocols & _WEB else {})) as handle:
            while wanted > 0 and (part := handle.read(min(wanted, _CHUNK))):
                parts.append(part)
                wanted -= len(part)
                watch.received(len(part))
        content = b"".join(parts)
        if not wanted:
            return content
        if self._protocols & (_KEY_VALUE_STORES | _MAIL):
            # (A mail comes to a mailbox as a whole; servers differ in how they count its parts.)
            if not self._protocols & _MAIL and file.size is not None and file.size != len(content):
                raise unfinished(f"{file.path!r}: {file.size} bytes were announced, {len(content)} came")
            return content
        info = self._check_still(file, seen_at, len(content), watch)
        if self._protocols & _WEB and is_page(content) and not may_be_page(file.path, info.get("mimetype")):
            raise web_page(f"{file.path!r}: the server answered with a web page")
        return content

    def _check_still(self, file: Listed, seen_at: float, length: int, watch: Watch) -> dict[str, Any]:
        """A file that is still written to is known by its size and time, before and after it was read."""
        info = self._files.info(file.address)
        now = self._listed(info)
        before = file.changed_at or now.changed_at
        if before is not None and self._settle and time.time() - before.timestamp() < self._settle + _COARSE:
            watch.rest(max(0.0, seen_at + self._settle - time.monotonic()))
            info = self._files.info(file.address)
            now = self._listed(info)
        if now.size is not None and now.size != length:
            raise unfinished(f"{file.path!r}: {length} bytes came, it has {now.size} now")
        if file.size is not None and file.size != length:
            raise unfinished(f"{file.path!r}: {length} bytes came, {file.size} were listed")
        if before != now.changed_at:
            raise unfinished(f"{file.path!r} is still written to: it changed at {now.changed_at}")
        return dict(info)

    def _patiently(self, work: Callable[[Watch], _T]) -> _T:
        """Do the work within the time the place is given, again if its trouble may pass. Raises PlaceError."""
        seconds = self.entry.timeout_seconds
        if self._gave_up:
            raise PlaceError(f"not asked for: the place gave no answer within {seconds:g} s before")
        try:
            if self._is_local:
                return work(Watch(seconds))
            return again(seconds, lambda: self._tried(work))
        except PlaceError:
            raise
        except Exception as error:
            self._gave_up = isinstance(error, TimeoutError)
            raise PlaceError(self._cause(error)) from error

    def _tried(self, work: Callable[[Watch], _T]) -> _T:
        """Try once; after a trouble that may pass, over a connection of its own."""
        seconds = self.entry.timeout_seconds
        if self._is_broken and self._opener is not None:
            self._files = within(seconds, lambda _: self._opened(self._opener))
        try:
            done = within(seconds, work)
        except Exception as error:
            self._is_broken = may_pass(error) and not isinstance(error, PlaceError)
            raise
        self._is_broken = False
        return done

    def _opened(self, filesystem: Any) -> Any:
        if filesystem is None:
            return _this_machine() if self._is_local else url_to_fs(self.entry.url)[0]
        return filesystem if isinstance(filesystem, AbstractFileSystem) else filesystem()

    def _list(self, watch: Watch) -> list[Listed]:
        self._files.invalidate_cache()
        try:
            if self._protocols & _KEY_VALUE_STORES:
                infos = list(self._files.find(self._root, detail=True).values()) or self._missing()
            else:
                infos = list(self._walk(watch))
        except FileNotFoundError:
            infos = self._missing()
        found = [self._listed(info) for info in infos]
        # A key-value store may list the folder itself, as an object without a name of its own.
        named = [one for one in found if one.path and not one.path.endswith("/")]
        return sorted(named, key=lambda one: (one.path, one.address))

    def _walk(self, watch: Watch) -> Iterator[dict[str, Any]]:
        """Yield everything below the folder that is no folder. (fsspec's own walk leaves out what it may not list.)"""
        pending = [(self._root, 0)]
        while pending:
            folder, level = pending.pop()
            if level > _MOST_LEVELS:
                raise PlaceError(f"folders lie more than {_MOST_LEVELS} deep in one another at {folder!r}")
            for info in self._files.ls(folder, detail=True):
                if level == 0 and info["type"] == "file" and info["name"].rstrip("/") == self._root.rstrip("/"):
                    raise PlaceError(f"a file, not a folder: {shown_url(self.entry.url)}")
                if info["type"] != "directory":
                    yield info
                elif info["name"].rstrip("/") != folder.rstrip("/"):
                    pending.append((info["name"], level + 1))
            watch.step()

    def _missing(self) -> list[dict[str, Any]]:
        bucket = self._root.strip("/").partition("/")[0]
        if self._protocols & _KEY_VALUE_STORES and bucket and self._files.exists(bucket):
            return []
        raise PlaceError(f"no such folder: {shown_url(self.entry.url)}")

    def _listed(self, info: dict[str, Any]) -> Listed:
        address = str(info["name"])
        below = address.removeprefix(self._root).lstrip("/")
        if self._protocols & _WEB:
            # An encoded slash is part of a name, not a step into a folder.
            below = unquote(re.sub("%(2f|5c|00)", r"%25\1", below, flags=re.IGNORECASE))
        is_link = bool(info.get("islink")) or info.get("type") == "link"
        received = info.get("created") if self._protocols & _MAIL else None
        arrival = Arrival(received.astimezone(UTC), "recorded") if isinstance(received, datetime) else None
        is_plain = info.get("type") == "file"
        return Listed(_as_text(below), address, info.get("size"), is_plain, is_link, _changed_at(info), arrival)

    def _check_plain(self, file: Listed) -> None:
        if file.is_link and self._is_local:
            target, root = Path(file.address).resolve(), Path(self._root).resolve()
            if not (target.is_relative_to(root) and target.is_file()):
                raise PlaceError(f"{file.path!r} is a link that leads out of the folder or to no file")
        elif file.is_link or not file.is_plain:
            raise PlaceError(f"{file.path!r} is a link or a device, not a file")

    def _cause(self, error: Exception) -> str:
        text = " ".join(f"{type(error).__name__}: {error}".split())
        for secret in getattr(self._opener, "secrets", ()):
            text = text.replace(secret, "***")
        return text.replace(self.entry.url, shown_url(self.entry.url))


@cache
def _this_machine() -> AbstractFileSystem:
    return filesystem_of("file")


def shown_url(url: str) -> str:
    """Return an address without the password it may carry, for messages."""
    return re.sub(r"//([^/@:]*):[^/@]*@", r"//\1:***@", url)


def _is_left_out(path: str) -> bool:
    parts = [part for part in path.split("/") if part not in ("", ".")]
    hidden = any(part.startswith(".") and part != ".." for part in parts)
    return hidden or bool(parts and _UNFINISHED.fullmatch(parts[-1]))


def _changed_at(info: dict[str, Any]) -> datetime | None:
    """Return the time of the last change as the file systems tell it: an instant, seconds, or the words of HTTP."""
    moment = info.get("mtime") or info.get("LastModified") or info.get("Last-Modified")
    if isinstance(moment, str):
        try:
            moment = parsedate_to_datetime(moment)
        except ValueError:
            return None
    if isinstance(moment, int | float):
        moment = datetime.fromtimestamp(moment, UTC)
    return moment if isinstance(moment, datetime) else None


def _as_text(name: str) -> str:
    """Return a file name as NFC text; bytes that are no UTF-8 are written out (`\\xe0`), as Parquet holds only text."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return unicodedata.normalize("NFC", text)
