"""Zip archives from outside: parts taken out within bounds, and an archive of what was looked at."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable

_STORED, _DEFLATED = 0, 8
_LOCAL_HEADER, _END_RECORD = 30, 22
#: Deflate never makes more than this out of a byte.
_MOST_DEFLATED = 1032
#: The records of a zip archive; its first day is 1 January 1980.
_LOCAL, _CENTRAL, _END = struct.Struct("<4s5H3L2H"), struct.Struct("<4s6H3L5H2L"), struct.Struct("<4s4H2LH")
_UTF8_NAME, _FIRST_DAY = 0x800, 0x21

#: A part of an archive with its entry.
Part = tuple[zipfile.ZipInfo, bytes]


class TableError(ValueError):
    """A file that cannot be read as tables. `rule_id` and `message_vi` (what is wrong, what to do): for the sender."""

    def __init__(self, rule_id: str, message_vi: str) -> None:
        super().__init__(message_vi)
        self.rule_id = rule_id
        self.message_vi = message_vi


def refuse_tail(content: bytes) -> None:
    """Refuse what goes on after its end: two programs could read two archives in it. Raises zipfile.BadZipFile."""
    end = content.rfind(b"PK\5\6")
    if end < 0 or end + _END_RECORD + int.from_bytes(content[end + 20 : end + 22], "little") != len(content):
        raise zipfile.BadZipFile("end of archive")


def unpack(content: bytes, info: zipfile.ZipInfo, most: int) -> bytes:
    """Return a part, never more of it than it declares: what lies about its size or is damaged is refused.

    Raises TableError (IN04 locked, IN11 more than `most` bytes), zipfile.BadZipFile and zlib.error.
    """
    if info.flag_bits & 1:
        raise TableError("IN04", "Sổ tính có mật khẩu; bỏ mật khẩu rồi gửi lại.")
    if info.file_size > most:
        raise too_big()
    head = info.header_offset
    begin = head + _LOCAL_HEADER + int.from_bytes(content[head + 26 : head + 28], "little")
    begin += int.from_bytes(content[head + 28 : head + 30], "little")
    packed = memoryview(content)[begin : begin + info.compress_size]
    if info.compress_type == _DEFLATED and info.compress_size * _MOST_DEFLATED <= most:
        part = zlib.decompress(packed, -15, info.file_size + 1)
    elif info.compress_type == _DEFLATED:
        part = zlib.decompressobj(-15).decompress(packed, info.file_size + 1)
    elif info.compress_type == _STORED:
        part = bytes(packed)
    else:
        raise TableError("IN04", "Tệp nén theo cách lạ; mở bằng Excel, lưu lại thành .xlsx và gửi lại.")
    if len(part) != info.file_size or zlib.crc32(part) != info.CRC:
        raise zipfile.BadZipFile(info.filename)
    return part


def stored(parts: Iterable[Part]) -> bytes:
    """Return an archive of some parts alone, not compressed: its reader sees what was looked at, and sooner."""
    bodies: list[bytes] = []
    directory: list[bytes] = []
    place = 0
    for info, part in parts:
        name = info.filename.encode()
        facts = info.CRC, len(part), len(part), len(name)
        head = _LOCAL.pack(b"PK\3\4", 20, _UTF8_NAME, _STORED, 0, _FIRST_DAY, *facts, 0)
        bodies += (head, name, part)
        entry = _CENTRAL.pack(b"PK\1\2", 20, 20, _UTF8_NAME, _STORED, 0, _FIRST_DAY, *facts, 0, 0, 0, 0, 0, place)
        directory.append(entry + name)
        place += len(head) + len(name) + len(part)
    listed = b"".join(directory)
    end = _END.pack(b"PK\5\6", 0, 0, len(directory), len(directory), len(listed), place, 0)
    return b"".join((*bodies, listed, end))


def too_big() -> TableError:
    """Return what is said of a workbook that unpacks to more than a return ever does."""
    return TableError("IN11", "Sổ tính quá lớn khi giải nén; chỉ gửi các biểu của báo cáo.")
