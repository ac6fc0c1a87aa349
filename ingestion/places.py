"""What lies at a source: listed and read over fsspec, so that a folder, SFTP and S3 look alike.

A place is read with care: names are only data, links that lead out of the folder and files that are not plain files are
refused, and nothing is read past the largest size that is taken.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from fsspec import AbstractFileSystem, url_to_fs

from ingestion.model import SourceEntry
from ingestion.sources import SOURCES_FILE

#: Stores without folders: a prefix that does not exist there is a folder in which nothing was put yet.
_KEY_VALUE_STORES = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "az", "oss"})
#: Uploads in progress and the traces of office programs, by the names the usual programs give them.
_UNFINISHED = re.compile(r"~\$.*|.*\.(part|filepart|crdownload)", re.IGNORECASE)


class PlaceError(RuntimeError):
    """A source or one of its files cannot be read; the text is the cause in one English line, without passwords."""


@dataclass(frozen=True)
class Listed:
    """One file at a source: `path` below the source folder (NFC text), `address` for the file system, size in bytes."""

    path: str
    address: str
    size: int | None
    is_plain: bool
    is_link: bool


class Place:
    """The folder of one source. `filesystem` is handed in by whoever knows the credentials, else taken from the URL."""

    def __init__(self, entry: SourceEntry, filesystem: AbstractFileSystem | None = None) -> None:
        self.entry = entry
        try:
            if filesystem is None:
                self._files, self._root = url_to_fs(entry.url)
            else:
                self._files, self._root = filesystem, str(filesystem._strip_protocol(entry.url))
        except (ImportError, ValueError, OSError) as error:
            raise PlaceError(self._cause(error)) from error

    def listing(self) -> tuple[list[Listed], Listed | None]:
        """Return the files that may be returns, sorted by path, and the register of incoming documents if there is one.

        Hidden, unfinished and bookkeeping files are left out; an empty folder gives an empty list. Raises PlaceError
        when the folder or a part of it cannot be listed.
        """
        found = self._list()
        log = next((one for one in found if one.path == self.entry.arrivals), None)
        own = {self.entry.arrivals, SOURCES_FILE}
        return [one for one in found if one.path not in own and not _is_left_out(one.path)], log

    def read(self, file: Listed, limit: int) -> bytes:
        """Return the content; of a file larger than `limit` bytes the first `limit` + 1. Raises PlaceError."""
        self._check_plain(file)
        parts, wanted = [], limit + 1
        try:
            with self._files.open(file.address, "rb") as handle:
                while wanted > 0 and (part := handle.read(wanted)):
                    parts.append(part)
                    wanted -= len(part)
        except Exception as error:
            raise PlaceError(self._cause(error)) from error
        return b"".join(parts)

    def _list(self) -> list[Listed]:
        try:
            self._files.invalidate_cache()
            if not self._files.isdir(self._root):
                return self._missing()
            found = [self._listed(info) for info in self._walk()]
        except PlaceError:
            raise
        except Exception as error:
            raise PlaceError(self._cause(error)) from error
        # A key-value store may list the folder itself, as an object without a name of its own.
        named = [one for one in found if one.path and not one.path.endswith("/")]
        return sorted(named, key=lambda one: (one.path, one.address))

    def _walk(self) -> Iterator[dict[str, Any]]:
        """Yield everything below the folder that is no folder. (fsspec's own walk leaves out what it may not list.)"""
        pending = [self._root]
        while pending:
            folder = pending.pop()
            for info in self._files.ls(folder, detail=True):
                if info["type"] != "directory":
                    yield info
                elif info["name"].rstrip("/") != folder.rstrip("/"):
                    pending.append(info["name"])

    def _missing(self) -> list[Listed]:
        bucket = self._root.strip("/").partition("/")[0]
        if self._protocols & _KEY_VALUE_STORES and bucket and self._files.exists(bucket):
            return []
        raise PlaceError(f"no such folder: {shown_url(self.entry.url)}")

    def _listed(self, info: dict[str, Any]) -> Listed:
        address = str(info["name"])
        below = address.removeprefix(self._root).lstrip("/")
        if self._protocols & {"http", "https"}:
            below = unquote(below)
        size = info.get("size")
        is_link = bool(info.get("islink")) or info.get("type") == "link"
        return Listed(_as_text(below), address, size, info.get("type") == "file", is_link)

    def _check_plain(self, file: Listed) -> None:
        if file.is_link and "file" in self._protocols:
            target, root = Path(file.address).resolve(), Path(self._root).resolve()
            if not (target.is_relative_to(root) and target.is_file()):
                raise PlaceError(f"{file.path!r} is a link that leads out of the folder or to no file")
        elif file.is_link or not file.is_plain:
            raise PlaceError(f"{file.path!r} is a link or a device, not a file")

    @property
    def _protocols(self) -> set[str]:
        named = self._files.protocol
        return {named} if isinstance(named, str) else set(named)

    def _cause(self, error: Exception) -> str:
        text = " ".join(f"{type(error).__name__}: {error}".split())
        return text.replace(self.entry.url, shown_url(self.entry.url))


def shown_url(url: str) -> str:
    """Return an address without the password it may carry, for messages."""
    return re.sub(r"//([^/@:]*):[^/@]*@", r"//\1:***@", url)


def _is_left_out(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return any(part.startswith(".") for part in parts) or bool(parts and _UNFINISHED.fullmatch(parts[-1]))


def _as_text(name: str) -> str:
    """Return a file name as NFC text; bytes that are no UTF-8 are written out (`\\xe0`), as Parquet holds only text."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return unicodedata.normalize("NFC", text)
