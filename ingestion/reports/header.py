"""The header of a report: number, date, issuer, title, parties, basis, place, period and which return it is.

A report without its two-column head, with blanks for number and day or with its title broken over lines is read as far
as it says something; what is missing becomes a remark. Words and patterns: `lexicon/headers.yml`; which return a title
means: seed `policy/report_kinds.csv`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from ingestion.model import SourceEntry
from ingestion.reference import Locality, Reference, ReportKind
from ingestion.reports.header_date import find_date_line, find_other_date
from ingestion.reports.header_head import find_number, find_title
from ingestion.reports.header_model import DateLine, Header, Line, Number, Remark, Title, Told, read_lines
from ingestion.reports.header_parties import find_foot, find_issuer, find_legal_basis, find_parties, find_signer
from ingestion.reports.header_place import Said, commune_of, find_home, settle_commune
from ingestion.reports.header_time import as_of_dates, from_as_of, period_in, stands_at, stated_day, year_named
from ingestion.reports.lexicon import lexicon
from ingestion.reports.model import Frame, StoredText

NUMBER_SHAPE = "số/ký hiệu, ví dụ 45/BC-UBND"
DATE_SHAPE = "địa danh, ngày … tháng … năm …"
_PLAN = "plan"
_FIRST_PARAGRAPHS = 4
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_NO_DATE = date(2023, 1, 1)  # names of places are those of then, where neither text nor arrival has a date


@dataclass(frozen=True)
class _Time:
    """Period and date of the figures, and what told them."""

    told: Told
    as_of: date | None
    as_of_basis: str


def read_header(
    stored: StoredText, reference: Reference, *, entry: SourceEntry | None = None, on: date | None = None
) -> Header:
    """Read what a report says of itself; `entry` is its sender, `on` the local date of its arrival, where known.

    Never raises on any text: what cannot be told is empty and has a remark.
    """
    lines = read_lines(stored, 0, lexicon("headers")["head_lines"])
    title = find_title(lines, reference, None)
    until = title.line if title.line is not None else (lines[14].number if len(lines) > 14 else len(stored.lines))
    head = [line for line in lines if line.number <= until]
    number = find_number(head)
    title = title if title.name_vi else find_title(lines, reference, number)
    date_line = find_date_line([line for line in lines if line.number <= until + 6])
    date_line = date_line or find_other_date(stored, [line for line in lines if line.number <= until + 6])
    intro = _intro(lines, title, number, date_line)
    above = [line for line in head if (line.number < until or not title.text) and line.text != title.name_vi]
    issuer, superior = find_issuer(above, intro, number)
    valid_on = _valid_on(date_line, title, on)
    sender = reference.locality(entry.level, entry.locality_code, valid_on) if entry else None
    addressees, foot = find_parties(lines, lexicon("headers")["addressees"]), find_foot(stored)
    said = Said(
        title=title.text,
        issuer=issuer,
        superior=superior,
        head=" ; ".join(line.text for line in above if line.text == line.text.upper() or line.text[:1] == "("),
        addressees=" ; ".join(addressees),
        intro=_first_sentences(intro),
        foot=" ; ".join(line.text for line in foot),
        date_line=date_line,
    )
    home, home_basis = find_home(said, reference, valid_on, sender)
    if sender and sender.level == "country" and home_basis == "date line":
        home, home_basis = None, ""  # where a ministry sits is not what it reports on
    commune, home = settle_commune(commune_of(said, home or sender), home, sender, reference, valid_on)
    header = Header(
        frame=Frame(home=commune),
        title=title,
        number=number,
        date_line=date_line,
        issuer=issuer,
        addressees=addressees,
        recipients=find_parties(foot, lexicon("headers")["recipients"]),
        legal_basis=find_legal_basis(intro, reference),
        signer=find_signer(foot),
        home=home or sender,
        home_basis=home_basis or ("source" if sender else ""),
    )
    header = _filed(header, _time(stored, title, intro, date_line, reference), reference)
    return replace(header, remarks=tuple(_remarks(header, sender, entry)))


def _intro(lines: list[Line], title: Title, number: Number | None, date_line: DateLine | None) -> list[Line]:
    """Return the first paragraphs of the body: below title, number and date line."""
    said = [title.line or 0, number.line if number else 0, date_line.line if date_line else 0]
    below = [line for line in lines if line.number > max(said) and line.text not in title.text]
    return below[: lexicon("headers")["intro_lines"]]


def _first_sentences(intro: list[Line]) -> str:
    return " ".join(line.text[:600] for line in intro[:3])


def _valid_on(date_line: DateLine | None, title: Title, on: date | None) -> date:
    """Return the date whose names of places hold: of the issue, else of the year the title names or of the arrival.

    Of the two the earlier: a report may come long after its places were merged, and a plan before its year.
    """
    if date_line and date_line.on:
        return date_line.on
    if date_line and date_line.year:
        return date(date_line.year, date_line.month or 1, 1)
    named = [date(int(match[0]), 6, 1) for match in _YEAR.finditer(title.text)]
    told = [*named[-1:], *([on] if on else [])]
    return min(told, default=_NO_DATE)


def _time(
    stored: StoredText, title: Title, intro: list[Line], date_line: DateLine | None, reference: Reference
) -> _Time:
    is_plan = title.kind == _PLAN
    told = period_in(title.text, "title", is_plan=is_plan)
    texts = [line.text for line in intro]
    latest = date_line.latest if date_line else None
    if is_plan:
        return _of_plan(told or Told(), date_line, year_named((title.text, *texts[:_FIRST_PARAGRAPHS]), None))
    dates = as_of_dates(stored)
    stated = stated_day(title.text, texts[:_FIRST_PARAGRAPHS])
    if told is None:
        inherited, on = from_as_of(stored, dates, date_line, year_named((title.text,), None), stated, reference)
        if inherited or on:
            return _Time(inherited or Told(), on, "text")
        announced = (text for text in texts if "báo cáo" in text.casefold())
        told = next((one for text in announced if (one := period_in(text, "body"))), None)
    if told is None:
        return _inherited(year_named((title.text, *texts), latest), latest)
    return _Time(told, *stands_at(told, dates, stated, latest))


def _inherited(year: str, latest: date | None) -> _Time:
    """Return the time of a report that tells neither period nor day: the year it names most, else that of its issue."""
    if not year:
        return _Time(Told(), latest, "issued" if latest else "")
    ends_on = date(int(year), 12, 31)
    told = Told(f"{year}-Y", ends_on, "years", year)
    return _Time(told, latest, "issued") if latest and latest < ends_on else _Time(told, ends_on, "years")


def _of_plan(told: Told, date_line: DateLine | None, named: str) -> _Time:
    """A plan looks back at the year before: its results stand at the end of that year."""
    year = told.year or named or (str(date_line.year) if date_line and date_line.year else "")
    if not told.period and year:
        told = Told(f"{year}-Y", date(int(year), 12, 31), "years" if named else "issued", year)
    return _Time(told, date(int(year[:4]) - 1, 12, 31) if year else None, "plan" if year else "")


def _filed(header: Header, time: _Time, reference: Reference) -> Header:
    """Add period, date and which return it is, and the frame its figures inherit."""
    period = time.told.period
    issued = header.date_line
    kind = _report_kind(header.title, period, reference)
    filed = period
    if kind and filed not in reference.periods and kind.period_rule == "year_of_issue":
        year = str(issued.year) if issued and issued.year else str(time.as_of.year) if time.as_of else ""
        filed = f"{year}-Y" if year else ""
    issued_year = str(issued.year) if issued and issued.year else ""
    frame = Frame(
        home=header.frame.home or header.home,
        period=period,
        year=time.told.year or (str(time.as_of.year) if time.as_of else issued_year),
        as_of=time.as_of,
        issued_on=issued.latest if issued and issued.month else None,
        is_plan=header.kind == _PLAN,
    )
    return replace(
        header,
        frame=frame,
        period=period,
        period_basis=time.told.basis,
        as_of=time.as_of,
        as_of_basis=time.as_of_basis,
        return_type=kind.return_type if kind else "",
        return_period=filed if filed in reference.periods else "",
    )


def _report_kind(title: Title, period: str, reference: Reference) -> ReportKind | None:
    known = reference.periods.get(period)
    kinds, types = ("*", title.kind), ("*", known.period_type if known else "")
    for one in reference.report_kinds:
        if one.document_kind not in kinds or one.period_type not in types:
            continue
        excluded = one.title_excludes and _pattern(one.title_excludes).search(title.text)
        if _pattern(one.title_pattern).search(title.text) and not excluded:
            return one
    return None


@lru_cache(maxsize=256)
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _remarks(header: Header, sender: Locality | None, entry: SourceEntry | None) -> list[Remark]:
    found: list[Remark] = []
    number, issued = header.number, header.date_line
    if number is None or number.no is None:
        problem = "số văn bản để trống" if number else "không thấy số văn bản"
        line = number.line if number else None
        found.append(Remark("IN13", problem, line, NUMBER_SHAPE, number.raw if number else None, "Ghi đủ số văn bản."))
    if issued is not None and issued.is_inherited:
        problem = "không thấy ngày ban hành nên lấy ngày của văn bản gửi kèm"
        found.append(Remark("IN14", problem, issued.line, DATE_SHAPE, issued.raw, "Ghi đủ ngày, tháng, năm."))
    elif issued is None or issued.on is None:
        problem = "ngày ban hành để trống hoặc không đọc được" if issued else "không thấy ngày ban hành"
        line = issued.line if issued else None
        found.append(
            Remark("IN14", problem, line, DATE_SHAPE, issued.raw if issued else None, "Ghi đủ ngày, tháng, năm.")
        )
    found += _return_remarks(header)
    if header.home is None:
        problem = "không rõ báo cáo về địa phương nào"
        expected = "tên địa phương trong trích yếu hoặc tên cơ quan ban hành"
        found.append(Remark("IN16", problem, header.title.line, expected, header.title.text or None))
    elif entry and (header.home.level, header.home.code) != (entry.level, entry.locality_code):
        expected = sender.label if sender else f"{entry.name} ({entry.locality_code})"
        todo = "Gửi báo cáo qua nơi gửi của địa phương đó hoặc sửa tên."
        problem = "báo cáo của địa phương khác với nơi gửi"
        found.append(Remark("IN08", problem, header.title.line, expected, header.home.label, todo, refuses=True))
    return found


def _return_remarks(header: Header) -> list[Remark]:
    """Tell of a report whose return or period cannot be told, or is only inherited."""
    line, title = header.title.line, header.title.text or None
    if not header.return_type:
        expected = (
            "tên loại và trích yếu, ví dụ “BÁO CÁO Giám sát 6 tháng đầu năm 2024 Chương trình … giảm nghèo bền vững …”"
        )
        todo = "Ghi rõ tên loại, nội dung và kỳ báo cáo trong trích yếu rồi gửi lại."
        return [Remark("IN15", "không rõ đây là loại báo cáo nào", line, expected, title, todo, refuses=True)]
    if not header.return_period:
        expected = "kỳ báo cáo trong trích yếu, ví dụ “6 tháng đầu năm 2024”, “năm 2024”"
        found = header.period or title
        todo = "Ghi rõ kỳ báo cáo rồi gửi lại."
        return [Remark("IN15", "không rõ kỳ báo cáo", line, expected, found, todo, refuses=True)]
    expected = "kỳ báo cáo trong trích yếu"
    if header.period_basis in ("title", "body"):
        if header.period == header.return_period:
            return _day_remarks(header)
        problem = f"kỳ {header.period} không có trong lịch nên xếp vào kỳ {header.return_period}"
        expected = "kỳ có trong lịch báo cáo"
    else:
        problem = f"trích yếu không ghi kỳ báo cáo nên xếp vào kỳ {header.return_period}"
    return [Remark("IN15", problem, line, expected, title), *_day_remarks(header)]


def _day_remarks(header: Header) -> list[Remark]:
    """Tell of a day that the report does not say its figures stand at."""
    if header.as_of is None or header.as_of_basis not in ("issued", "years"):
        return []
    told = "ngày ban hành" if header.as_of_basis == "issued" else "cuối năm được nhắc đến nhiều nhất"
    problem = f"không ghi ngày chốt số liệu nên lấy theo {told}: {header.as_of.isoformat()}"
    return [Remark("IN15", problem, header.title.line, "số liệu tính đến ngày …", None)]
