"""Lists of reminders made by hand: the coordination programme as of 27/10/2023, communes as of 31/05/2024."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from delivery.reminders.model import Earlier, Issuer, Party, Place, Reminder, ReminderList, Words

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")

OFFICE = Issuer(
    superior="Bộ Lao động - Thương binh và Xã hội",
    name="Văn phòng Quốc gia về giảm nghèo",
    symbol="CV-VPQGGN",
    place="Hà Nội",
    signed_for=None,
    signer_title="CHÁNH VĂN PHÒNG",
    filed="VT, VPQGGN",
    receiver="Bộ Lao động - Thương binh và Xã hội (qua Văn phòng Quốc gia về giảm nghèo)",
)
MINISTRY = Issuer(
    superior=None,
    name="Bộ Lao động - Thương binh và Xã hội",
    symbol="LĐTBXH-VPQGGN",
    place="Hà Nội",
    signed_for="KT. BỘ TRƯỞNG",
    signer_title="THỨ TRƯỞNG",
    filed="VT, VPQGGN",
    receiver="Bộ Lao động - Thương binh và Xã hội (qua Văn phòng Quốc gia về giảm nghèo)",
)
DISTRICT_OFFICE = Issuer(
    superior="Ủy ban nhân dân huyện Bắc Sơn",
    name="Phòng Lao động - Thương binh và Xã hội - Dân tộc",
    symbol="LĐTBXH-DT",
    place="Bắc Sơn",
    signed_for=None,
    signer_title="TRƯỞNG PHÒNG",
    filed="VT",
    receiver="Ủy ban nhân dân huyện Bắc Sơn (qua Phòng Lao động - Thương binh và Xã hội - Dân tộc)",
)

WORDS = Words(
    return_types={
        "coordination_6m": "Báo cáo 6 tháng thực hiện Chương trình phối hợp",
        "monitoring_6m": "Báo cáo giám sát 6 tháng",
    },
    periods={"2023-H1": "6 tháng đầu năm 2023", "2024-H1": "6 tháng đầu năm 2024"},
    statuses={"overdue": "quá hạn, chưa gửi", "late": "gửi muộn", "on_time": "đúng hạn"},
    evidence={},
    status_reasons={"no_document": "chưa có văn bản nào", "no_programme": "chưa ban hành chương trình phối hợp"},
    tiers={"first": "Đôn đốc lần thứ nhất", "thanks": "Cảm ơn và lưu ý thời hạn"},
    faults={"not_sent": "Chưa gửi báo cáo", "no_programme": "Chưa ban hành chương trình, chưa gửi báo cáo"},
    reasons={"received_on_time": "đã gửi đúng hạn"},
    bodies={
        "so_ldtbxh": "Sở Lao động - Thương binh và Xã hội",
        "so_nnmt": "Sở Nông nghiệp và Môi trường",
        "ubnd_tinh": "Ủy ban nhân dân tỉnh, thành phố",
        "ubnd_xa": "Ủy ban nhân dân xã, phường, thị trấn",
        "ubnd_huyen": "Ủy ban nhân dân huyện",
        "vpqggn": "Văn phòng Quốc gia về giảm nghèo",
        "vpcp": "Văn phòng Chính phủ",
    },
)

PLACES = {
    "10": Place("tỉnh Lào Cai", "tỉnh", "province", "VN"),
    "12": Place("tỉnh Lai Châu", "tỉnh", "province", "VN"),
    "15": Place("tỉnh Yên Bái", "tỉnh", "province", "VN"),
    "31": Place("thành phố Hải Phòng", "thành phố trực thuộc trung ương", "province", "VN"),
    "02": Place("tỉnh Hà Giang", "tỉnh", "province", "VN"),
    "08": Place("tỉnh Tuyên Quang", "tỉnh", "province", "VN"),
    "20": Place("tỉnh Lạng Sơn", "tỉnh", "province", "VN"),
    "79": Place("TP Hồ Chí Minh", "thành phố trực thuộc trung ương", "province", "VN"),
    "185": Place("huyện Bắc Sơn", "huyện", "district", "20"),
    "184": Place("huyện Văn Quan", "huyện", "district", "20"),
    "06325": Place("thị trấn Bắc Sơn", "thị trấn", "commune", "185"),
    "06328": Place("xã Long Đống", "xã", "commune", "185"),
    "06280": Place("xã Liên Hội", "xã", "commune", "184"),
}

NORTH, DELTA = ("I", "Trung du và miền núi phía Bắc"), ("II", "Đồng bằng sông Hồng")


def reminder(code: str, locality: str, region: tuple[str, str] = NORTH, **changes: Any) -> Reminder:
    """A department that has not sent the six-month return of 2023, reminded for the first time."""
    sent_to = (Party("to", "so_ldtbxh", code),)
    values: dict[str, Any] = {
        "obligation_key": f"coordination_6m:2023-H1:{code}",
        "reminder_key": f"coordination_6m:2023-H1:{code}:first",
        "return_type": "coordination_6m",
        "period": "2023-H1",
        "reporter_level": "province",
        "locality_code": code,
        "locality": locality,
        "unit_type": "tỉnh",
        "region_code": region[0],
        "region": region[1],
        "body_code": "so_ldtbxh",
        "body_vi": "Sở Lao động - Thương binh và Xã hội",
        "addressed_body_code": "so_ldtbxh",
        "addressed_body_vi": "Sở Lao động - Thương binh và Xã hội",
        "addressed_locality_code": code,
        "addressed_locality": locality,
        "status": "overdue",
        "evidence": None,
        "evidence_key": None,
        "document_no": None,
        "document_on": None,
        "received_at": None,
        "days_late": 124,
        "reasons": ("no_document",),
        "opens_at": datetime(2023, 6, 14, tzinfo=LOCAL),
        "due_on": date(2023, 6, 25),
        "due_rule": "before",
        "due_at": datetime(2023, 6, 25, tzinfo=LOCAL),
        "chase_until": None,
        "duty_id": "109-6T",
        "request_document": "329/CV-VPQGGN (14/06/2023)",
        "legal_basis": "Chương trình phối hợp 109/CTr-BLĐTBXH-MTTW; 329/CV-VPQGGN",
        "received_at_evidence": "document_number_known",
        "date_basis": "document",
        "is_exempt": False,
        "exemption_reason": None,
        "fault": "not_sent",
        "phase": "overdue",
        "tier": "first",
        "tier_no": 1,
        "reply_days": 5,
        "eligible_on": date(2023, 6, 26),
        "reminders_sent": 0,
        "last_reminded_on": None,
        "recipients": sent_to,
        "is_listed": True,
        "reason": None,
    }
    return Reminder(**(values | changes))


def lao_cai(**changes: Any) -> Reminder:
    return reminder("10", "Lào Cai", **changes)


def yen_bai(**changes: Any) -> Reminder:
    """Neither a programme nor a return."""
    return reminder("15", "Yên Bái", **{"fault": "no_programme", "reasons": ("no_document", "no_programme")} | changes)


def hai_phong(**changes: Any) -> Reminder:
    """Neither a programme nor a return."""
    wrong = {"fault": "no_programme", "reasons": ("no_document", "no_programme")}
    return reminder("31", "Hải Phòng", DELTA, **wrong | changes)


def lai_chau(**changes: Any) -> Reminder:
    """A document that the register names, that nobody marked and nobody holds."""
    values: dict[str, Any] = {
        "status": "late",
        "evidence": "document_number_known",
        "document_no": "1317/BC-SLĐTBXH",
        "document_on": date(2023, 8, 10),
        "days_late": 46,
        "reasons": ("document_after_due", "mark_missing", "known_only_from_register"),
        "fault": "document_missing",
    }
    return reminder("12", "Lai Châu", **values | changes)


def ha_giang(**changes: Any) -> Reminder:
    """Returned late."""
    values: dict[str, Any] = {
        "reminder_key": "coordination_6m:2023-H1:02:thanks",
        "status": "late",
        "evidence": "document_number_known",
        "document_no": "280/BC-SLĐTBXH",
        "document_on": date(2023, 6, 29),
        "days_late": 4,
        "reasons": ("document_after_due",),
        "fault": "late",
        "phase": "after",
        "tier": "thanks",
        "reply_days": None,
    }
    return reminder("02", "Hà Giang", **values | changes)


def on_time(code: str, locality: str) -> Reminder:
    """Returned in time: not listed."""
    return reminder(
        code, locality, status="on_time", days_late=None, reasons=(), fault=None, phase=None, tier=None, tier_no=None,
        reply_days=None, reminder_key=None, is_listed=False, reason="received_on_time",
    )  # fmt: skip


def commune(code: str, locality: str, **changes: Any) -> Reminder:
    """A commune that has not sent the six-month monitoring report of 2024; the district's committee reads along."""
    base = reminder(
        code, locality,
        obligation_key=f"monitoring_6m:2024-H1:{code}", reminder_key=f"monitoring_6m:2024-H1:{code}:first",
        return_type="monitoring_6m", period="2024-H1", reporter_level="commune", unit_type="xã",
        body_code="ubnd_xa", addressed_body_code="ubnd_xa",
        days_late=21, due_on=date(2024, 5, 10), request_document=None, reply_days=3,
        legal_basis="Kế hoạch năm 2024 của UBND huyện Bắc Sơn, mục 6.10", date_basis="arrival",
        recipients=(Party("to", "ubnd_xa", code), Party("cc", "ubnd_huyen", PLACES[code].parent_code)),
    )  # fmt: skip
    return replace(base, **changes)


def listing(*rows: Reminder, earlier: tuple[Earlier, ...] = (), as_of: date = date(2023, 10, 27)) -> ReminderList:
    """A list of some rows."""
    issuers = {
        (one.return_type, one.reporter_level, one.locality_code): (
            {"*": DISTRICT_OFFICE} if one.reporter_level == "commune" else {"*": OFFICE, "escalation": MINISTRY}
        )
        for one in rows
    }
    return ReminderList(as_of, None, "build-7", rows, earlier, issuers, WORDS, PLACES)


def working_days(day: date, count: int) -> date:
    """Working days after a day, as the tests know them."""
    return {
        (date(2023, 10, 27), 5): date(2023, 11, 3),
        (date(2023, 6, 11), 5): date(2023, 6, 16),
        (date(2023, 11, 20), 5): date(2023, 11, 27),
        (date(2024, 5, 31), 3): date(2024, 6, 5),
    }[day, count]
