"""The list of findings as a file: CSV and JSON for programs, a workbook for the office that has to correct."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from delivery.files import Values, as_csv, as_json, as_workbook
from delivery.findings import SEVERITIES, Finding, FindingList

#: The columns of the list of findings, in their order; part of the public surface.
FINDING_COLUMNS = (
    "finding_key", "rule_id", "severity", "level", "state", "locality_code", "locality", "return_type", "period",
    "path", "place", "subject", "found", "expected", "difference", "repair_at", "repair_value", "repair_count",
    "message", "first_seen_at", "last_seen_at",
)  # fmt: skip
#: What JSON adds to them.
_MORE = (
    "submission_key", "document_no", "sheet", "cell", "line", "figure_key", "repair_figure_key", "repair_found",
    "explanation",
)  # fmt: skip

_HEADINGS = {
    "severity": "Mức độ", "locality_code": "Mã địa phương", "locality": "Địa phương", "return_type": "Loại báo cáo",
    "period": "Kỳ", "path": "Tệp", "document_no": "Số văn bản", "place": "Vị trí", "subject": "Nội dung",
    "found": "Thấy", "expected": "Cần", "difference": "Chênh lệch", "repair_at": "Sửa tại",
    "repair_value": "Giá trị làm khớp", "repair_count": "Số phép tính khớp", "message": "Đề nghị",
    "state": "Tình trạng", "rule_id": "Quy tắc", "first_seen_at": "Thấy từ", "last_seen_at": "Đến",
    "finding_key": "Mã phát hiện",
}  # fmt: skip
_SEVERITY_VI = {"stop": "Phải sửa", "warn": "Cần kiểm tra", "info": "Để biết"}
_STATE_VI = {"open": "còn mở", "explained": "đã giải trình", "resolved": "đã thay bằng bản mới"}


def finding_values(one: Finding) -> Values:
    """One row of the list by column name; instants as ISO text, local time."""
    values = {name: getattr(one, name) for name in FINDING_COLUMNS}
    for name in ("first_seen_at", "last_seen_at"):
        values[name] = _iso(values[name])
    return {name: None if value == "" else value for name, value in values.items()}


def render_findings(found: FindingList, form: str) -> bytes:
    """The list as a file: csv, json or xlsx; text is UTF-8 without a byte order mark, NFC.

    JSON adds to each row the keys of submission and figures, sheet, cell and line. The workbook has Vietnamese headings
    and filters, and a second sheet that says what the list is about.
    """
    if form == "xlsx":
        lines = [[_cell(one, name, found) for name in _HEADINGS] for one in found.findings]
        return as_workbook(list(_HEADINGS.values()), lines, _notes_vi(found))
    values = [finding_values(one) for one in found.findings]
    if form == "csv":
        return as_csv(FINDING_COLUMNS, values)
    more = ({name: getattr(one, name) for name in _MORE} for one in found.findings)
    return as_json([row | added for row, added in zip(values, more, strict=True)])


def _cell(one: Finding, name: str, found: FindingList) -> Any:
    value = getattr(one, name)
    if name == "severity":
        return _SEVERITY_VI[one.severity]
    if name == "state":
        return _STATE_VI.get(one.state, one.state)
    if name == "return_type":
        return found.return_types.get(value, value)
    if name == "repair_value" and one.repair_found:
        return f"{one.repair_found} → {value}" if value else None
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def _notes_vi(found: FindingList) -> list[tuple[str, str]]:
    counts = {severity: sum(one.severity == severity for one in found.findings) for severity in SEVERITIES}
    notes = [("Số dòng", str(len(found.findings)))]
    notes += [(_SEVERITY_VI[severity], str(count)) for severity, count in counts.items() if count]
    if found.less_grave:
        notes.append(("Không liệt kê", f"{found.less_grave} phát hiện ở mức nhẹ hơn"))
    if found.wanted.as_of:
        notes.append(("Còn đứng vào cuối ngày", f"{found.wanted.as_of:%d/%m/%Y}"))
    if found.built_as_of:
        notes.append(("Kho số liệu tính đến ngày", f"{found.built_as_of:%d/%m/%Y}"))
    notes.append(("Giá trị làm khớp", "Chỉ là gợi ý để kiểm tra; kho không tự sửa số liệu nào."))
    return notes


def _iso(value: datetime | None) -> str | None:
    return value.isoformat(timespec="seconds") if value else None
