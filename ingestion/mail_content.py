"""The content of an attachment as it lies in a mail: decoded while it is fetched, its size reckoned before."""

from __future__ import annotations

import binascii
import io
import quopri
from collections.abc import Callable
from typing import Any

from ingestion.imap_structure import Part

PIECE = 3 * 2**18
IDENTITY = ("7bit", "8bit", "binary", "")


class AttachmentContent(io.RawIOBase):
    """The decoded content of one part, fetched piece by piece: `fetch(from, count)` gives it as it was sent."""

    def __init__(self, part: Part, fetch: Callable[[int, int], bytes]) -> None:
        super().__init__()
        self._part, self._fetch = part, fetch
        self._taken, self._rest, self._ready, self._is_last = 0, b"", b"", False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready and not self._is_last:
            self._ready = self._decoded(self._piece())
        count = min(len(buffer), len(self._ready))
        buffer[:count], self._ready = self._ready[:count], self._ready[count:]
        return count

    def _piece(self) -> bytes:
        piece = self._fetch(self._taken, PIECE)
        self._taken += len(piece)
        self._is_last = not piece or (len(piece) < PIECE and self._taken >= self._part.octets)
        return piece

    def _decoded(self, piece: bytes) -> bytes:
        encoding = self._part.encoding
        if encoding in IDENTITY:
            return piece
        self._rest += piece.translate(None, b"\r\n\t ") if encoding == "base64" else piece
        if encoding == "base64":
            whole = len(self._rest) if self._is_last else len(self._rest) // 4 * 4
            ready, self._rest = self._rest[:whole], self._rest[whole:]
            return binascii.a2b_base64(ready + b"=" * (-len(ready) % 4))
        whole = len(self._rest) if self._is_last else self._rest.rfind(b"\n") + 1
        ready, self._rest = self._rest[:whole], self._rest[whole:]
        return quopri.decodestring(ready)


def decoded_size(octets: int, first: bytes, last: bytes) -> int | None:
    """Return the size of what base64 holds, from the first and the last bytes of it; None where lines are uneven.

    (BINARY.SIZE of RFC 3516 would be the server's to tell, but common servers tell it wrongly.)
    """
    if not last:
        return None if octets else 0
    step = first.find(b"\n") + 1 or octets
    line = len(first[:step].rstrip()) if step <= len(first) else octets
    rest = octets % step
    end = last[len(last) - rest :].rstrip() if rest else b""
    letters = octets // step * line + len(end)
    before = len(last) - rest - step
    if b"\n" in end or rest > len(last) or letters % 4 or (before > 0 and last[before - 1 : before] != b"\n"):
        return None
    return letters // 4 * 3 - last.rstrip()[-2:].count(b"=")
