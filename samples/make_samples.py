"""Write `sources.yml`, `contacts.csv` and `sources/` from `facts/` and the seeds; see samples/README.md.

The same facts give the same files byte for byte: workbooks and documents carry no clock time and are stored without
compression.
"""

from __future__ import annotations

import csv
import io
import re
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from xml.etree.ElementTree import canonicalize

from narratives import report_file, reports
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from role_contacts import contacts_file
from workbooks import filled_forms

HERE = Path(__file__).resolve().parent
RETURN, PROGRAMME = "Báo cáo 6 tháng thực hiện Chương trình phối hợp", "Chương trình phối hợp của địa phương"
RETURN_PERIOD, PROGRAMME_PERIOD = "6 tháng đầu năm 2023", "giai đoạn 2021-2025"
MINISTRY = "bo-ldtbxh"
MINISTRY_FILE, MINISTRY_DATE = "150-BC-LDTBXH.xlsx", date(2023, 10, 27)
ATTACHED_TO = "Kèm theo Báo cáo số 150/BC-LĐTBXH ngày 27/10/2023 của Bộ Lao động - Thương binh và Xã hội"
ANNEX_I_TITLE = "Phụ lục I. Theo dõi việc ban hành chương trình phối hợp của các tỉnh, thành phố, giai đoạn 2021-2025"
ANNEX_II_TITLE = "Phụ lục II. Theo dõi việc gửi báo cáo kết quả chương trình phối hợp, 6 tháng đầu năm 2023"
KNOWN_ONLY_FROM_THE_ANNEX = frozenset({"12"})  # Lai Châu
# One number of a cell; a blank inside a symbol is a scan's, a blank before digits and a slash parts two numbers.
NUMBER = re.compile(r"\d+/.+?(?=\s+\d+/|$)")
STAMP = datetime(2023, 10, 27)
Cells = tuple[object, ...]


@dataclass(frozen=True)
class Cover:
    """One document as its province sent it: what the cover record says."""

    kind: str
    period: str
    body: str
    number: str
    on: date
    printed_date: str

    @property
    def stem(self) -> str:
        """File name without its ending, as offices write it: plain letters, no slash."""
        letters = unicodedata.normalize("NFD", self.number.replace("Đ", "D").replace("đ", "d"))
        plain = "".join(char for char in letters if not unicodedata.combining(char))
        return re.sub(r"[^0-9A-Za-z]+", "-", plain)

    def rows(self, as_workbook: bool) -> list[Cells]:
        """Label and value, line by line; the signer is not known and stays empty."""
        return [
            ("Loại báo cáo", self.kind),
            ("Kỳ báo cáo", self.period),
            ("Đơn vị báo cáo", self.body),
            ("Số hiệu văn bản", self.number),
            ("Ngày ban hành", self.on if as_workbook else self.printed_date),
            ("Người ký", None if as_workbook else ""),
        ]


def facts(name: str) -> list[dict[str, str]]:
    """Read one table of facts; every value is text."""
    with (HERE / "facts" / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def printed_day(text: str) -> date:
    """Read a date as the annexes print it, day/month/year with or without leading zeros."""
    day, month, year = (int(part) for part in text.split("/"))
    return date(year, month, day)


def covers(row: dict[str, str], body: str) -> Iterator[Cover]:
    """The documents a province itself sent: each programme that has a number, then its 6-month return."""
    parts = (
        (PROGRAMME, PROGRAMME_PERIOD, row["programme_numbers"], row["programme_dates"]),
        (RETURN, RETURN_PERIOD, row["return_number"], row["return_date"]),
    )
    if row["locality_code"] in KNOWN_ONLY_FROM_THE_ANNEX:
        return
    for kind, period, numbers, dates in parts:
        for number, day in zip(NUMBER.findall(numbers), dates.split(), strict=True):
            yield Cover(kind, period, body, number.replace(" ", ""), printed_day(day), day)


def text_file(rows: list[Cells], separator: str, *, decomposed: bool = False, mark: bool = False) -> bytes:
    """Rows as separated text in UTF-8: decomposed letters as a Mac writes them, a byte order mark as Excel does."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator, lineterminator="\r\n" if mark else "\n").writerows(rows)
    text = unicodedata.normalize("NFD", buffer.getvalue()) if decomposed else buffer.getvalue()
    return text.encode("utf-8-sig" if mark else "utf-8")


def workbook_file(sheets: dict[str, list[Cells]], widths: tuple[int, ...], bold: frozenset[str] = frozenset()) -> bytes:
    """Sheets as one xlsx; rows whose second cell is in `bold` are set so. Dates are real dates, shown day first."""
    book = Workbook()
    book.remove(book.active)
    book.properties.creator = "gnbv-warehouse samples"
    book.properties.created = STAMP
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
            for cell in sheet[sheet.max_row]:
                cell.alignment = Alignment(vertical="top", wrap_text=len(row) > 2)
                cell.font = Font(name="Times New Roman", size=12, bold=len(row) > 1 and row[1] in bold)
                if isinstance(cell.value, date):
                    cell.number_format = "dd/mm/yyyy"
        for letter, width in zip("ABCDEFG", widths, strict=False):
            sheet.column_dimensions[letter].width = width
    buffer = io.BytesIO()
    book.save(buffer)
    return without_clock(buffer.getvalue(), canonical=True)


def without_clock(packed: bytes, *, canonical: bool = False) -> bytes:
    """Rewrite an xlsx or docx so that nothing in it depends on when and with which compressor it was written.

    `canonical`: nor with which XML library (openpyxl takes lxml where it finds it). Not for a docx: Word asks for
    declarations of name spaces that the canonical form leaves out.
    """
    buffer = io.BytesIO()
    modified = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as new:
        for entry in old.infolist():
            stamped = modified.sub(rb"\g<1>" + STAMP.isoformat().encode() + b"Z", old.read(entry))
            if canonical:
                stamped = canonicalize(stamped.decode()).encode()
            info = zipfile.ZipInfo(entry.filename, STAMP.timetuple()[:6])
            info.create_system = 3
            new.writestr(info, stamped)
    return buffer.getvalue()


def cover_file(cover: Cover, file_format: str) -> tuple[str, bytes]:
    """One cover record in the format its province uses: name and content."""
    kind, _, variant = file_format.partition("-")
    name = f"{cover.stem}.{kind}"
    rows = cover.rows(as_workbook=kind == "xlsx")
    if kind == "xlsx":
        return name, workbook_file({"Thông tin văn bản": rows}, widths=(24, 60))
    return name, text_file(rows, "\t" if kind == "txt" else ",", decomposed=variant == "nfd", mark=variant == "bom")


def annex(
    rows: list[dict[str, str]], title: str, mark_header: str, fields: tuple[str, ...], total: Cells
) -> list[Cells]:
    """One register as the ministry's annexes are laid out; `fields` name mark, numbers, dates and source line."""
    header = ("TT", "TỈNH, THÀNH PHỐ", mark_header, "SỐ HIỆU VĂN BẢN", "NGÀY, THÁNG BAN HÀNH VĂN BẢN", "DÒNG NGUỒN")
    table: list[Cells] = [(title,), (f"({ATTACHED_TO})",), (), header, total]
    region = ""
    for row in rows:
        if row["region_no"] != region:
            region = row["region_no"]
            table.append((region, row["region_heading"]))
        mark, numbers, dates, line = (row[name] or None for name in fields)
        table.append((int(row["row_no"]), row["locality"], mark, numbers, dates, int(line or 0)))
    return table


def ministry_file() -> bytes:
    """The ministry's report as one workbook: both annexes and what its text states."""
    rows, statements = facts("coordination_register"), facts("statements")
    totals = {
        row["place"]: (None, row["subject"], int(row["stated_count"]), None, None, int(row["source_line"]))
        for row in statements
        if row["place"].startswith("annex")
    }
    stated: list[Cells] = [("DÒNG NGUỒN", "LOẠI", "NỘI DUNG", "GIÁ TRỊ", "TÊN ĐỊA PHƯƠNG", "SỐ HIỆU VĂN BẢN", "NGÀY")]
    for row in statements:
        if row["place"] not in totals:
            count = int(row["stated_count"]) if row["stated_count"] else None
            texts = (row["locality"] or None, row["document_number"] or None, row["document_date"] or None)
            stated.append((int(row["source_line"]), row["kind"], row["subject"], count, *texts))
    programme = ("programme_mark", "programme_numbers", "programme_dates", "programme_source_line")
    returned = ("return_mark", "return_number", "return_date", "return_source_line")
    return workbook_file(
        {
            "Phụ lục I": annex(rows, ANNEX_I_TITLE, "ĐÃ BAN HÀNH CTPH (X)", programme, totals["annex I total"]),
            "Phụ lục II": annex(rows, ANNEX_II_TITLE, "ĐÃ BÁO CÁO (X)", returned, totals["annex II total"]),
            "Số liệu nêu": stated,
        },
        widths=(12, 34, 34, 34, 30, 30, 14),
        bold=frozenset({"Tổng cộng", "TỈNH, THÀNH PHỐ", "LOẠI", *(row["region_heading"] for row in rows)}),
    )


def arrivals_file(arrivals: list[tuple[str, date]]) -> bytes:
    """When each file arrived: the day is not known, the date of the document is assumed and marked so."""
    rows: list[Cells] = [("file", "arrived_at", "arrival_basis", "sent_on")]
    rows += [(name, day.isoformat(), "assumed", None) for name, day in sorted(arrivals)]
    return text_file(rows, ",")


def sources_file() -> bytes:
    """The list of the sources: every province, the districts and the ministry. Codes are quoted: `08` is no number."""
    senders = [(one["source_id"], one["name"], "province", one["locality_code"]) for one in facts("senders")]
    senders += [(one.source_id, one.name, one.level, one.locality_code) for one in reports() if one.level == "district"]
    senders.append((MINISTRY, "Bộ Lao động - Thương binh và Xã hội", "country", "VN"))
    lines = [
        "# Made by make_samples.py. One entry a source; `url` is an fsspec address, relative to this file.",
        "sources:",
    ]
    for source_id, name, level, code in senders:
        about = f'id: {source_id}, name: {name}, level: {level}, locality_code: "{code}"'
        lines.append(f"  - {{{about}, url: sources/{source_id}}}")
    return ("\n".join(lines) + "\n").encode()


def samples() -> dict[str, bytes]:
    """Every file of the samples: path below `samples/` and content."""
    districts = [report.locality_code for report in reports() if report.level == "district"]
    files = {"sources.yml": sources_file(), "contacts.csv": contacts_file(districts)}
    arrivals: dict[str, list[tuple[str, date]]] = {}

    def send(source_id: str, name: str, content: bytes, arrived_on: date) -> None:
        files[f"sources/{source_id}/{name}"] = content
        arrivals.setdefault(source_id, []).append((name, arrived_on))

    senders = {one["locality_code"]: one for one in facts("senders")}
    for row in facts("coordination_register"):
        sender = senders[row["locality_code"]]
        arrivals[sender["source_id"]] = []
        for cover in covers(row, sender["name_as_written"]):
            send(sender["source_id"], *cover_file(cover, sender["file_format"]), cover.on)
    for report in reports():
        content = report_file(report)
        plain = report.file.endswith(".txt")
        send(report.source_id, report.file, content if plain else without_clock(content), report.arrived_on)
    for form in filled_forms():
        send(form.source_id, form.file, without_clock(form.content), form.arrived_on)
    send(MINISTRY, MINISTRY_FILE, ministry_file(), MINISTRY_DATE)
    return files | {
        f"sources/{source_id}/arrivals.csv": arrivals_file(logged) for source_id, logged in arrivals.items()
    }


def main() -> int:
    """Write the samples; a file that no fact gives any more is named, never deleted."""
    made = samples()
    for path, content in made.items():
        target = HERE / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    strange = [str(one) for one in (HERE / "sources").rglob("*.*") if one.relative_to(HERE).as_posix() not in made]
    print(f"{len(made)} files written below {HERE}")
    if strange:
        print("not made by the facts, remove by hand:", *strange, sep="\n  ", file=sys.stderr)
    return 1 if strange else 0


if __name__ == "__main__":
    raise SystemExit(main())
