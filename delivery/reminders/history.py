"""What was done about reminders, straight from the ledger: fresher than any mart, and there when nothing is built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from delivery.files import as_csv, as_json, as_workbook
from delivery.reading import LOCAL, end_of_day, open_marts
from delivery.reminders.due import read_owners
from delivery.reminders.events import Attempt, Book, Outcome
from delivery.reminders.ledger import Ledger

HISTORY_COLUMNS = (
    "reminder_key", "return_type", "period", "locality_code", "locality", "tier", "fault", "channel", "attempt",
    "outcome", "reason", "note", "document_no", "document_on", "message_id", "as_of_on", "opened_at", "recorded_at",
    "decided_by", "run_id", "list_id",
)  # fmt: skip

_HEADINGS = (
    "Mã nhắc", "Loại báo cáo", "Kỳ", "Mã địa phương", "Địa phương", "Lần nhắc", "Nội dung cần nhắc", "Hình thức",
    "Lượt", "Kết quả", "Lý do", "Ghi chú", "Số văn bản", "Ngày văn bản", "Mã thư điện tử", "Danh sách tính đến ngày",
    "Bắt đầu lúc", "Ghi nhận lúc", "Người quyết định", "Lượt chạy", "Mã danh sách",
)  # fmt: skip


def history(ledger: Ledger, as_of: date, outcome: Outcome | None = None) -> list[Attempt]:
    """Return every attempt as the ledger had it at the end of a day, or those of one outcome: the newest first.

    What a person has to settle goes before all others. Raises LedgerError, OSError.
    """
    moment = end_of_day(as_of)
    found = Book(event for event in ledger.events() if event.recorded_at <= moment).attempts()
    wanted = [one for one in reversed(found) if outcome in (None, one.outcome)]
    return sorted(wanted, key=lambda one: one.outcome != "uncertain")


def places_of(marts: Path, attempts: Sequence[Attempt]) -> dict[str, str]:
    """Return the names of the places that owed what some attempts are about, by obligation key.

    Raises DeliveryError without published marts.
    """
    with open_marts(marts) as connection:
        found = read_owners(connection, (one.opened.obligation_key for one in attempts))
    return {key: place.name for key, place in found.items()}


def render_history(attempts: Sequence[Attempt], places: Mapping[str, str], as_of: date, form: str) -> bytes:
    """The attempts as a file in one of `delivery.FORMATS`; instants are those of Viet Nam, `places` as `places_of`."""
    values = [_values(one, places) for one in attempts]
    if form == "xlsx":
        notes = [("Tính đến hết ngày", f"{as_of:%d/%m/%Y}"), ("Số dòng", str(len(values)))]
        return as_workbook(_HEADINGS, [list(one.values()) for one in values], notes)
    return as_csv(HISTORY_COLUMNS, values) if form == "csv" else as_json(values)


def _values(attempt: Attempt, places: Mapping[str, str]) -> dict[str, Any]:
    last = attempt.last
    told = last.model_dump(mode="json") | {
        "locality": places.get(last.obligation_key),
        "outcome": attempt.outcome,
        "reason": None if last.event == "settled" else last.reason,
        "opened_at": attempt.opened.recorded_at.astimezone(LOCAL).isoformat(timespec="seconds"),
        "recorded_at": last.recorded_at.astimezone(LOCAL).isoformat(timespec="seconds"),
    }
    return {name: told[name] for name in HISTORY_COLUMNS}
