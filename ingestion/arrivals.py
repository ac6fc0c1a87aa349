"""The receiving office's register of incoming documents: when each file arrived, as `arrivals.csv` beside the files.

Columns: `file` (path below the source folder), `arrived_at` (ISO date or instant; without an offset it is
Asia/Ho_Chi_Minh, a date stands for its first instant), `arrival_basis` (recorded or assumed), `sent_on` (ISO date, may
be empty or absent). Further columns are the office's own. Comma or semicolon; UTF-8.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LOCAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
BASES = ("recorded", "assumed")
FIRST_SEEN = "first_seen"
_REQUIRED = ("file", "arrived_at", "arrival_basis")


class ArrivalLogError(ValueError):
    """The log cannot be used. `str()` is English, `message_vi` the same for the office that keeps the log."""

    def __init__(self, message: str, message_vi: str) -> None:
        super().__init__(message)
        self.message_vi = message_vi


@dataclass(frozen=True)
class Arrival:
    """What is known of one file's arrival; `arrived_at` is an instant in UTC."""

    arrived_at: datetime
    arrival_basis: str
    sent_on: date | None = None


def parse_arrivals(content: bytes, name: str) -> dict[str, Arrival]:
    """Read a log; keys are NFC paths. A file with several lines (a later version) has the latest arrival.

    Raises ArrivalLogError, which names the log `name`, the line, what was expected and what was found.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _error(name, line, "text in UTF-8", "another encoding", "save the file as CSV UTF-8",
                     "chữ mã hoá UTF-8", "mã hoá khác", "lưu lại tệp dạng CSV UTF-8") from None  # fmt: skip
    header = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if ";" in header else ",", strict=True)
    found: dict[str, Arrival] = {}
    try:
        _check_header(name, [column.strip() for column in rows.fieldnames or []])
        rows.fieldnames = [column.strip() for column in rows.fieldnames or []]
        for row in rows:
            if not any((value or "").strip() for value in row.values() if isinstance(value, str | None)):
                continue
            path, arrival = _line(name, rows.line_num, row)
            if path not in found or found[path].arrived_at <= arrival.arrived_at:
                found[path] = arrival
    except csv.Error as error:
        line = rows.reader.line_num
        raise _error(name, line, "a line of CSV", str(error), "mend the quotes or delimiters of the line",
                     "một dòng CSV", str(error), "sửa dấu nháy hoặc dấu phân cách của dòng") from None  # fmt: skip
    return found


def end_of(day: date) -> datetime:
    """Return the first instant after a local day: what arrived before it had arrived on that day."""
    return datetime.combine(day + timedelta(days=1), time(), LOCAL_ZONE).astimezone(UTC)


def local_date(instant: datetime) -> date:
    """Return the date of an instant in Asia/Ho_Chi_Minh."""
    return instant.astimezone(LOCAL_ZONE).date()


def _check_header(name: str, columns: list[str]) -> None:
    missing = [column for column in _REQUIRED if column not in columns]
    if missing:
        expected, found = ", ".join(_REQUIRED), ", ".join(columns) or "nothing"
        raise _error(name, 1, f"columns {expected}", found, f"add the column {', '.join(missing)}",
                     f"các cột {expected}", found, f"thêm cột {', '.join(missing)}")  # fmt: skip


def _line(name: str, line: int, row: Mapping[str, str | None]) -> tuple[str, Arrival]:
    values = {column: (row.get(column) or "").strip() for column in (*_REQUIRED, "sent_on")}
    if not values["file"]:
        raise _error(name, line, "a path in column file", "nothing", "name the file or remove the line",
                     "đường dẫn ở cột file", "để trống", "ghi tên tệp hoặc bỏ dòng này")  # fmt: skip
    if values["arrival_basis"] not in BASES:
        expected, found = " or ".join(BASES), repr(values["arrival_basis"])
        raise _error(name, line, f"{expected} in column arrival_basis", found, "write one of the two",
                     f"{' hoặc '.join(BASES)} ở cột arrival_basis", found, "ghi một trong hai giá trị")  # fmt: skip
    sent_on = _date(name, line, "sent_on", values["sent_on"]) if values["sent_on"] else None
    arrived_at = _instant(name, line, values["arrived_at"])
    path = unicodedata.normalize("NFC", values["file"]).replace("\\", "/").removeprefix("./")
    return path, Arrival(arrived_at, values["arrival_basis"], sent_on)


def _instant(name: str, line: int, text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
        return (instant if instant.tzinfo else instant.replace(tzinfo=LOCAL_ZONE)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise _bad_date(name, line, "arrived_at", text) from None


def _date(name: str, line: int, column: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _bad_date(name, line, column, text) from None


def _bad_date(name: str, line: int, column: str, text: str) -> ArrivalLogError:
    return _error(name, line, f"an ISO date such as 2023-06-20 in column {column}", repr(text), "correct the date",
                  f"ngày dạng 2023-06-20 ở cột {column}", repr(text), "sửa lại ngày")  # fmt: skip


def _error(name: str, line: int, *parts: str) -> ArrivalLogError:
    expected, found, to_do, expected_vi, found_vi, to_do_vi = parts
    return ArrivalLogError(
        f"{name}, line {line}: expected {expected}, found {found}; {to_do}",
        f"{name}, dòng {line}: cần {expected_vi}, thực tế {found_vi}; {to_do_vi}.",
    )
