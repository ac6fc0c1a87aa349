"""One reminder and its letter, as the tests of drafts and messages vary them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from delivery.letters.model import Letter
from delivery.reminders.draft_model import Address, DraftMessage
from delivery.reminders.model import Issuer, Party, Place, Reminder, ReminderList, Words

DAY = date(2023, 10, 27)
NOW = datetime(2023, 10, 27, 1, 30, tzinfo=UTC)

WORDS = Words(
    return_types={"coordination_6m": "Báo cáo 6 tháng thực hiện Chương trình phối hợp"},
    periods={"2023-H1": "6 tháng đầu năm 2023"},
    statuses={"overdue": "Quá hạn, chưa gửi"},
    evidence={},
    status_reasons={},
    tiers={"first": "Đôn đốc lần thứ nhất", "thanks": "Cảm ơn và lưu ý thời hạn"},
    faults={"not_sent": "Chưa gửi báo cáo", "late": "Gửi muộn"},
    reasons={},
    bodies={"so_ldtbxh": "Sở Lao động - Thương binh và Xã hội", "ubnd_tinh": "Ủy ban nhân dân tỉnh, thành phố"},
)

DIEN_BIEN = Reminder(
    obligation_key="coordination_6m:2023-H1:11",
    reminder_key="coordination_6m:2023-H1:11:first",
    return_type="coordination_6m",
    period="2023-H1",
    reporter_level="province",
    locality_code="11",
    locality="Điện Biên",
    unit_type="tỉnh",
    region_code="I",
    region="Trung du và miền núi phía Bắc",
    body_code="so_ldtbxh",
    body_vi="Sở Lao động - Thương binh và Xã hội",
    addressed_body_code="so_ldtbxh",
    addressed_body_vi="Sở Lao động - Thương binh và Xã hội",
    addressed_locality_code="11",
    addressed_locality="Điện Biên",
    status="overdue",
    evidence=None,
    evidence_key=None,
    document_no=None,
    document_on=None,
    received_at=None,
    days_late=124,
    reasons=("no_document",),
    opens_at=datetime(2023, 5, 1, tzinfo=UTC),
    due_on=date(2023, 6, 25),
    due_rule="before",
    due_at=datetime(2023, 6, 24, 17, tzinfo=UTC),
    chase_until=date(2025, 3, 1),
    duty_id="109-6T",
    request_document="329/CV-VPQGGN",
    legal_basis="Chương trình phối hợp 109/CTr-BLĐTBXH-MTTW",
    received_at_evidence="document_number_known",
    date_basis="document",
    is_exempt=False,
    exemption_reason=None,
    fault="not_sent",
    phase="overdue",
    tier="first",
    tier_no=1,
    reply_days=5,
    eligible_on=date(2023, 6, 26),
    reminders_sent=0,
    last_reminded_on=None,
    recipients=(Party("to", "so_ldtbxh", "11"), Party("cc", "ubnd_tinh", "11")),
    is_listed=True,
    reason=None,
)


def reminder(code: str = "11", name: str = "Điện Biên", **changes: Any) -> Reminder:
    """A reminder of another province, or one that differs in a few columns."""
    values: dict[str, Any] = {
        "obligation_key": f"coordination_6m:2023-H1:{code}",
        "reminder_key": f"coordination_6m:2023-H1:{code}:first",
        "locality_code": code,
        "locality": name,
        "addressed_locality_code": code,
        "addressed_locality": name,
        "recipients": (Party("to", "so_ldtbxh", code), Party("cc", "ubnd_tinh", code)),
    }
    return replace(DIEN_BIEN, **(values | changes))


def letter(one: Reminder, **changes: Any) -> Letter:
    """The single letter of a reminder."""
    key = one.reminder_key or ""
    values: dict[str, Any] = {
        "kind": "single",
        "file_stem": key.replace(":", "-"),
        "superior": "Bộ Lao động - Thương binh và Xã hội",
        "issuer": "Văn phòng Quốc gia về giảm nghèo",
        "number": "Số:          /CV-VPQGGN",
        "subject": "V/v đôn đốc việc gửi báo cáo",
        "place_and_date": "Hà Nội, ngày      tháng 10 năm 2023",
        "addressees": (f"Sở Lao động - Thương binh và Xã hội tỉnh {one.locality}",),
        "paragraphs": ("Đề nghị gửi báo cáo trước ngày 03/11/2023.", "Trân trọng./."),
        "signed_for": None,
        "signer_title": "CHÁNH VĂN PHÒNG",
        "copies": ("- Như trên;", "- Lưu: VT, VPQGGN."),
        "reminder_keys": (key,),
    }
    return Letter(**(values | changes))


def reminder_list(*rows: Reminder, **changes: Any) -> ReminderList:
    """The rows as one list of 27/10/2023."""
    issuer = Issuer(None, "Văn phòng Quốc gia về giảm nghèo", "CV-VPQGGN", "Hà Nội", None, "", "VT", "Bộ")
    values: dict[str, Any] = {
        "as_of": DAY,
        "known": None,
        "build_id": "20231027T013000Z",
        "rows": rows,
        "earlier": (),
        "issuers": {(row.return_type, row.reporter_level, row.locality_code): {"*": issuer} for row in rows},
        "words": WORDS,
        "places": {row.locality_code: Place(f"tỉnh {row.locality}", "tỉnh", "province", "VN") for row in rows},
    }
    return ReminderList(**(values | changes))


def address(email: str = "so-ldtbxh@dien-bien.invalid", **changes: Any) -> Address:
    """One contact."""
    values: dict[str, Any] = {
        "contact_id": "so_ldtbxh-11",
        "body_code": "so_ldtbxh",
        "locality_code": "11",
        "name": "Sở Lao động - Thương binh và Xã hội tỉnh Điện Biên",
        "email": email,
    }
    return Address(**(values | changes))


def draft_message(**changes: Any) -> DraftMessage:
    """The message of the reminder of Điện Biên, without an attachment."""
    names = DraftMessage.model_fields.keys() & Reminder.__dataclass_fields__.keys()
    values: dict[str, Any] = {name: getattr(DIEN_BIEN, name) for name in names}
    values |= {
        "to": (address(),),
        "cc": (),
        "missing": (),
        "subject": "[Đôn đốc lần thứ nhất] Báo cáo - Điện Biên",
        "text": "Kính gửi: Sở\n",
        "html": "<p>Kính gửi: Sở</p>\n",
        "attachments": (),
        "sha256": {},
    }
    return DraftMessage(**(values | changes))
