"""The list of reminders as a workbook for people: who is reminded of what, who is not and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from delivery.files import Sheet, as_book
from delivery.letters.compose import file_stem
from delivery.letters.naming import Names
from delivery.reminders.model import Reminder, ReminderList

_COMMON = (
    "Vùng", "Mã địa phương", "Địa phương", "Cơ quan phải gửi", "Loại báo cáo", "Kỳ", "Hạn gửi", "Tình trạng",
    "Số ngày chậm", "Số văn bản", "Ngày văn bản", "Căn cứ tình trạng",
)  # fmt: skip
_LISTED = (*_COMMON, "Nội dung nhắc", "Lần nhắc", "Số lần đã nhắc", "Lần nhắc gần nhất", "Công văn", "Gửi", "Đồng gửi")
_NOT_LISTED = (*_COMMON, "Số lần đã nhắc", "Lần nhắc gần nhất", "Lý do không nhắc")


def list_workbook(found: ReminderList) -> bytes:
    """The list as an .xlsx with filters: those listed, those not listed with the reason, and what it is about.

    `Công văn` is the name of the file that holds the single letter, without its suffix. Raises DeliveryError where the
    list has no name for a body or a place.
    """
    names = Names(found)
    others = [one for one in found.rows if not one.is_listed]
    return as_book(
        [
            Sheet("Danh sách", _LISTED, [_listed(one, found, names) for one in found.listed]),
            Sheet("Không nhắc", _NOT_LISTED, [_not_listed(one, found, names) for one in others]),
        ],
        _notes(found, others),
    )


def _common(one: Reminder, found: ReminderList, names: Names) -> list[Any]:
    words = found.words
    return [
        one.region,
        one.locality_code,
        one.locality,
        names.owner(one),
        words.return_types.get(one.return_type, one.return_type),
        words.periods.get(one.period, one.period),
        one.due_on,
        words.statuses.get(one.status, one.status),
        one.days_late,
        one.document_no,
        one.document_on,
        "; ".join(words.status_reasons.get(code, code) for code in one.reasons),
    ]


def _listed(one: Reminder, found: ReminderList, names: Names) -> list[Any]:
    words = found.words
    return [
        *_common(one, found, names),
        words.faults.get(one.fault or "", one.fault),
        words.tiers.get(one.tier or "", one.tier),
        one.reminders_sent,
        one.last_reminded_on,
        file_stem(one),
        "; ".join(names.parties(one, "to")),
        "; ".join(names.parties(one, "cc")),
    ]


def _not_listed(one: Reminder, found: ReminderList, names: Names) -> list[Any]:
    reason = found.words.reasons.get(one.reason or "", one.reason)
    return [*_common(one, found, names), one.reminders_sent, one.last_reminded_on, reason]


def _notes(found: ReminderList, others: Sequence[Reminder]) -> list[tuple[str, str]]:
    words = found.words
    notes = [
        ("Tính đến hết ngày", f"{found.as_of:%d/%m/%Y}"),
        ("Theo những gì biết đến hết ngày", f"{found.known:%d/%m/%Y}" if found.known else "tất cả những gì đã biết"),
        ("Bản dựng kho dữ liệu", found.build_id),
        ("Số báo cáo phải theo dõi", str(len(found.rows))),
        ("Số được nhắc", str(len(found.listed))),
    ]
    faults = Counter(words.faults.get(one.fault or "", one.fault or "") for one in found.listed)
    reasons = Counter(words.reasons.get(one.reason or "", one.reason or "") for one in others)
    notes += [(f"Được nhắc: {name}", str(count)) for name, count in faults.items()]
    notes.append(("Số không nhắc", str(len(others))))
    return notes + [(f"Không nhắc: {name}", str(count)) for name, count in reasons.items()]
