"""A comparison of two releases as a file: CSV and JSON for programs, a workbook in Vietnamese for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from delivery.files import Sheet, Values, as_book, as_csv, as_json
from delivery.releases.causes import Difference, Source
from delivery.releases.comparison import Comparison

COMPARISON_COLUMNS = (
    "kind", "cause", "return_type", "period", "locality_code", "locality", "subject", "published", "now", "because",
)  # fmt: skip

_HEADINGS = (
    "Nội dung", "Nguyên nhân", "Loại báo cáo", "Kỳ", "Mã địa phương", "Địa phương", "Đối tượng", "Khi công bố",
    "Nay biết", "Do đâu",
)  # fmt: skip
_KINDS_VI = {
    "status": "Tình trạng gửi báo cáo",
    "rate": "Tỷ lệ gửi báo cáo",
    "fund": "Số tiền",
    "indicator": "Chỉ tiêu",
    "finding": "Phát hiện",
}
_CAUSES_VI = {"learnt_since": "biết thêm sau khi công bố", "decided_otherwise": "quy định hoặc cách tính đã thay đổi"}
_INPUTS_VI = {
    "batches": "các lần nhận tệp",
    "seeds": "danh mục và quy định",
    "forms": "biểu mẫu",
    "ledgers": "giải trình đã ghi",
    "project": "cách đọc và cách tính",
}
_TOLD_VI = {
    "status": "tình trạng", "evidence": "bằng chứng", "days_late": "số ngày chậm", "reasons": "lý do",
    "expected": "phải gửi", "received": "đã gửi", "received_on_time": "đúng hạn", "late": "gửi muộn",
    "overdue": "quá hạn", "rejected": "bị trả lại", "exempt": "được miễn", "not_due": "chưa đến hạn",
    "rate": "tỷ lệ gửi", "rate_on_time": "tỷ lệ đúng hạn", "amount_vnd": "số tiền (đồng)", "value": "giá trị",
    "unit": "đơn vị", "severity": "mức độ", "state": "trạng thái",
}  # fmt: skip

#: A rate of the country may rest on a hundred files: so many are named in a cell, JSON has all of them.
_NAMED = 3


def render_comparison(comparison: Comparison, form: str) -> bytes:
    """The differences as a file in one of FORMATS; what is told is `column=value; ...` in CSV, an object in JSON."""
    if form == "xlsx":
        return _workbook(comparison)
    if form == "csv":
        return as_csv(COMPARISON_COLUMNS, [_values(one) for one in comparison.differences])
    return as_json([_whole(one) for one in comparison.differences])


def because(one: Difference) -> str:
    """What brought a difference: the files, and the inputs that differ."""
    parts = [_said(source) for source in one.sources[:_NAMED]]
    if len(one.sources) > _NAMED:
        parts.append(f"and {len(one.sources) - _NAMED} more files")
    if one.inputs:
        parts.append(f"differing: {', '.join(one.inputs)}")
    return "; ".join(parts)


def told(values: Mapping[str, str | None] | None) -> str:
    """`status=late; days_late=58`; empty where a release tells nothing of it."""
    return "; ".join(f"{name}={value or ''}" for name, value in (values or {}).items())


def _said(source: Source) -> str:
    document = f", {source.document_no}" if source.document_no else ""
    dated = f" of {source.document_on.isoformat()}" if source.document_on else ""
    return f"{source.path}{document}{dated}, known from {source.known_from:%Y-%m-%d %H:%M}"


def _values(one: Difference) -> Values:
    named = {name: getattr(one, name) for name in COMPARISON_COLUMNS[:7]}
    return {**named, "published": told(one.published), "now": told(one.now), "because": because(one)}


def _whole(one: Difference) -> Values:
    sources = [
        {
            "submission_key": source.submission_key,
            "path": source.path,
            "document_no": source.document_no,
            "document_date": source.document_on.isoformat() if source.document_on else None,
            "known_from": source.known_from.isoformat(timespec="seconds"),
        }
        for source in one.sources
    ]
    named = {name: getattr(one, name) for name in COMPARISON_COLUMNS[:7]}
    return {**named, "published": one.published, "now": one.now, "inputs": list(one.inputs), "sources": sources}


def _workbook(comparison: Comparison) -> bytes:
    lines = [_line_vi(one, comparison.words) for one in comparison.differences]
    counts = [
        (_KINDS_VI[kind], _CAUSES_VI[cause], count) for (kind, cause), count in sorted(comparison.counts().items())
    ]
    notes = [
        ("Bản đã công bố", comparison.pinned),
        ("Bản hiện hành", comparison.current),
        ("Tính đến hết ngày", f"{comparison.as_of:%d/%m/%Y}"),
        ("Khi công bố biết đến", f"{comparison.known:%d/%m/%Y %H:%M}"),
        ("Số khác biệt", str(len(comparison.differences))),
    ]
    sheets = [
        Sheet("Khác biệt", _HEADINGS, lines),
        Sheet("Tổng hợp", ("Nội dung", "Nguyên nhân", "Số khác biệt"), counts),
    ]
    return as_book(sheets, notes)


def _line_vi(one: Difference, words: Mapping[str, str]) -> Sequence[Any]:
    return (
        _KINDS_VI[one.kind], _CAUSES_VI[one.cause], words.get(one.return_type or "", one.return_type), one.period,
        one.locality_code, one.locality, _subject_vi(one, words), _told_vi(one.published, words),
        _told_vi(one.now, words), _because_vi(one),
    )  # fmt: skip


def _subject_vi(one: Difference, words: Mapping[str, str]) -> str:
    """The subject of an amount or an indicator is made of codes; the others are keys and texts."""
    if one.kind not in ("fund", "indicator"):
        return one.subject
    return ", ".join(words.get(code, code) for code in one.subject.split(" "))


def _told_vi(values: Mapping[str, str | None] | None, words: Mapping[str, str]) -> str:
    if values is None:
        return "không có"
    return "; ".join(f"{_TOLD_VI[name]}: {_worded(name, value, words)}" for name, value in values.items())


def _worded(name: str, value: str | None, words: Mapping[str, str]) -> str:
    if not value:
        return "không có"
    if name in ("amount_vnd", "value", "rate", "rate_on_time"):
        return "; ".join(_number_vi(one, is_rate=name.startswith("rate")) for one in value.split("; "))
    return ", ".join(words.get(code, code) for code in value.split("; "))


def _number_vi(text: str, *, is_rate: bool) -> str:
    """`396.550.000.000`, `4,97`; a rate in percent: `57,14%`."""
    number = Decimal(text) * 100 if is_rate else Decimal(text)
    shown = f"{number.normalize():,f}"
    return shown.translate(str.maketrans(",.", ".,")) + ("%" if is_rate else "")


def _because_vi(one: Difference) -> str:
    parts = []
    for source in one.sources[:_NAMED]:
        dated = f" ngày {source.document_on:%d/%m/%Y}" if source.document_on else ""
        document = f", {source.document_no}{dated}" if source.document_no else ""
        parts.append(f"{source.path}{document}, biết từ {source.known_from:%d/%m/%Y %H:%M}")
    if len(one.sources) > _NAMED:
        parts.append(f"và {len(one.sources) - _NAMED} tệp khác")
    if one.inputs:
        parts.append(f"đã khác: {', '.join(_INPUTS_VI[name] for name in one.inputs)}")
    return "; ".join(parts)
