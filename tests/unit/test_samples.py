"""The samples hold the facts they are made from, and are made again byte for byte."""

from __future__ import annotations

import csv
import importlib
import io
import re
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
import yaml
from docx import Document
from python_calamine import CalamineWorkbook

PROJECT = Path(__file__).resolve().parents[2]
SAMPLES = PROJECT / "samples"
SOURCES = SAMPLES / "sources"
GOLD = PROJECT.parent / "shared" / "gold" / "coordination_register.csv"
GOLD_FUNDS = GOLD.with_name("funds.csv")
GOLD_INDICATORS = GOLD.with_name("poverty_indicators.csv")
MONITORING = SOURCES / "20-lang-son" / "bao-cao-giam-sat-6-thang-2023.docx"
QUESTIONS = SOURCES / "49-quang-nam" / "bao-cao-chat-van-ky-hop-24.docx"
PLAN = SOURCES / "185-bac-son" / "ke-hoach-giam-ngheo-2024.txt"


@pytest.fixture(scope="module")
def maker() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(SAMPLES)
        yield importlib.import_module("make_samples")
    for name in ("make_samples", "narratives", "role_contacts", "workbooks"):
        del sys.modules[name]


@pytest.fixture(scope="module")
def made(maker: ModuleType) -> dict[str, bytes]:
    files: dict[str, bytes] = maker.samples()
    return files


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_committed_files_are_what_the_facts_give(made: dict[str, bytes]) -> None:
    committed = {
        path.relative_to(SAMPLES).as_posix(): path.read_bytes() for path in SOURCES.rglob("*") if path.is_file()
    }
    committed |= {name: (SAMPLES / name).read_bytes() for name in ("sources.yml", "contacts.csv")}
    assert sorted(committed) == sorted(made)
    assert [path for path, content in committed.items() if content != made[path]] == []


def test_every_sender_is_a_source() -> None:
    entries = yaml.safe_load((SAMPLES / "sources.yml").read_text(encoding="utf-8"))["sources"]
    assert len(entries) == 65
    assert entries[3] == {
        "id": "20-lang-son",
        "name": "Lạng Sơn",
        "level": "province",
        "locality_code": "20",
        "url": "sources/20-lang-son",
    }
    assert entries[63] == {
        "id": "185-bac-son",
        "name": "Bắc Sơn",
        "level": "district",
        "locality_code": "185",
        "url": "sources/185-bac-son",
    }
    assert (entries[1]["locality_code"], entries[-1]["locality_code"], entries[-1]["level"]) == ("08", "VN", "country")
    assert sorted(path.name for path in SOURCES.iterdir()) == sorted(entry["id"] for entry in entries)


def test_every_reporter_has_a_role_address_and_nobody_is_named() -> None:
    rows = rows_of(SAMPLES / "contacts.csv")
    assert {row["email"].rpartition(".")[2] for row in rows} == {"invalid"}
    assert {row["phone"] for row in rows} == {""}
    assert {row["note"] for row in rows} == {"địa chỉ mẫu theo chức năng, không có thật"}
    spans = {
        (row["body_code"], row["locality_code"], row["valid_from"]): (row["name_vi"], row["email"], row["valid_to"])
        for row in rows
    }
    assert len(spans) == len(rows)
    assert spans["so_ldtbxh", "12", "2021-01-01"] == (
        "Sở Lao động - Thương binh và Xã hội tỉnh Lai Châu", "so-ldtbxh@lai-chau.invalid", "2025-03-01",
    )  # fmt: skip
    # The code 24 was Bắc Giang's until the merger, then that of Bắc Ninh, which was 27 before.
    assert spans["so_nnmt", "24", "2025-03-01"] == (
        "Sở Nông nghiệp và Môi trường tỉnh Bắc Giang", "so-nnmt@bac-giang.invalid", "2025-07-01",
    )  # fmt: skip
    assert spans["so_nnmt", "24", "2025-07-01"] == (
        "Sở Nông nghiệp và Môi trường tỉnh Bắc Ninh", "so-nnmt@bac-ninh.invalid", "",
    )  # fmt: skip
    assert spans["so_nnmt", "27", "2025-03-01"][2] == "2025-07-01"
    assert spans["ubnd_tinh", "79", "2021-01-01"][:2] == (
        "Ủy ban nhân dân thành phố Hồ Chí Minh", "ubnd-tinh@ho-chi-minh.invalid",
    )  # fmt: skip
    assert spans["ubnd_xa", "06325", "2021-01-01"] == (
        "Ủy ban nhân dân thị trấn Bắc Sơn", "ubnd-xa@bac-son.bac-son.lang-son.invalid", "2025-07-01",
    )  # fmt: skip
    assert spans["vpqggn", "", "2021-01-01"][:2] == (
        "Văn phòng Quốc gia về giảm nghèo", "vpqggn@viet-nam.invalid",
    )  # fmt: skip
    on_the_day = [body for body, _, since in spans if since <= "2023-10-27" < (spans[body, _, since][2] or "9999")]
    assert {body: on_the_day.count(body) for body in ("so_ldtbxh", "ubnd_tinh", "ubnd_xa", "so_nnmt")} == {
        "so_ldtbxh": 63, "ubnd_tinh": 63, "ubnd_xa": 18, "so_nnmt": 0,
    }  # fmt: skip
    after = [body for body, _, since in spans if since <= "2025-07-01" < (spans[body, _, since][2] or "9999")]
    assert {body: after.count(body) for body in ("so_nnmt", "ubnd_tinh", "ubnd_huyen")} == {
        "so_nnmt": 34, "ubnd_tinh": 34, "ubnd_huyen": 0,
    }  # fmt: skip


def test_a_province_sends_what_it_issued_and_nothing_else() -> None:
    sent = {folder.name: sorted(one.name for one in folder.iterdir()) for folder in SOURCES.iterdir()}
    assert sent["44-quang-binh"] == [
        "142-CTPH-UBND-MTTQ.xlsx",
        "245-KHPH-UBMT-SLDTBXH.xlsx",
        "365-BC-SLDTBXH.xlsx",
        "arrivals.csv",
    ]
    assert sent["79-tp-ho-chi-minh"] == ["14237-SLDTBXH-VPB.xlsx", "arrivals.csv"]
    assert sorted(name for name, files in sent.items() if files == ["arrivals.csv"]) == [
        "11-dien-bien",
        "12-lai-chau",
        "14-son-la",
        "15-yen-bai",
        "22-quang-ninh",
        "27-bac-ninh",
        "31-hai-phong",
        "40-nghe-an",
        "45-quang-tri",
        "92-can-tho",
    ]
    # 34 returns, 52 programme documents (one province has two), one register, three reports, one form, one arrival log
    # a source
    assert sum(len(files) for files in sent.values()) == 34 + 52 + 1 + 3 + 1 + 65


def test_a_cover_record_says_what_its_document_is() -> None:
    assert CalamineWorkbook.from_path(SOURCES / "20-lang-son" / "304-BC-SLDTBXH.xlsx").get_sheet_by_index(
        0
    ).to_python() == [
        ["Loại báo cáo", "Báo cáo 6 tháng thực hiện Chương trình phối hợp"],
        ["Kỳ báo cáo", "6 tháng đầu năm 2023"],
        ["Đơn vị báo cáo", "Tỉnh Lạng Sơn"],
        ["Số hiệu văn bản", "304/BC-SLĐTBXH"],
        ["Ngày ban hành", date(2023, 8, 22)],
        ["Người ký", ""],
    ]


def test_every_arrival_day_is_marked_as_assumed() -> None:
    logged = [row for path in SOURCES.rglob("arrivals.csv") for row in rows_of(path)]
    assert len(logged) == 34 + 52 + 1 + 3 + 1
    assert {(row["arrival_basis"], row["sent_on"]) for row in logged} == {("assumed", "")}
    assert {
        "file": "150-BC-LDTBXH.xlsx",
        "arrived_at": "2023-10-27",
        "arrival_basis": "assumed",
        "sent_on": "",
    } in logged
    reports = {row["file"]: row["arrived_at"] for row in logged if not re.search(r"\d-", row["file"][:6])}
    assert reports == {
        "bao-cao-giam-sat-6-thang-2023.docx": "2023-07-31",
        "bao-cao-chat-van-ky-hop-24.docx": "2024-07-31",
        "ke-hoach-giam-ngheo-2024.txt": "2024-03-17",
        "bieu-ra-soat-ho-ngheo-2023.xlsx": "2024-07-31",
    }


def test_the_register_keeps_the_printed_texts() -> None:
    book = CalamineWorkbook.from_path(SOURCES / "bo-ldtbxh" / "150-BC-LDTBXH.xlsx")
    assert book.sheet_names == ["Phụ lục I", "Phụ lục II", "Số liệu nêu"]
    programmes, returns, stated = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
    assert ["", "Tổng cộng", 53, "", "", 182] in programmes
    assert [3, "Cao Bằng", "X", "437/CTPH-LĐT BXH-MTTQ", "30/03/2023", 186] in programmes
    assert [5, "Lào Cai", "X", "20/CTr-MTTQ-SLĐTBXH", "28/9/2023", 188] in programmes
    two = "142/CTPH-UBND-MTTQ 245/KHPH-UBMT-SLĐTBXH"
    assert [29, "Quảng Bình", "X", two, "22/07/2022 28/4/2023", 216] in programmes
    assert [45, "TP Hồ Chí Minh", "X", "", "", 234] in programmes
    assert ["", "Tổng cộng", 34, "", "", 264] in returns
    assert [13, "Lai Châu", "", "1317/BC-SLĐTBXH", "10/08/2023", 278] in returns
    assert [len([row for row in sheet if isinstance(row[0], float)]) for sheet in (programmes, returns)] == [63, 63]
    assert [row[:4] for row in stated[1:8]] == [
        [23, "số lượng", "Đã ban hành chương trình phối hợp", 51],
        [23, "số lượng", "Tổng số tỉnh, thành phố", 63],
        [23, "số lượng", "Chương trình phối hợp khác", 2],
        [25, "số lượng", "Chưa ban hành chương trình phối hợp", 10],
        [27, "số lượng", "Đã gửi báo cáo 6 tháng", 34],
        [27, "số lượng", "Tổng số tỉnh, thành phố", 63],
        [27, "số lượng", "Chưa gửi báo cáo 6 tháng", 29],
    ]
    names = [(row[0], row[4]) for row in stated[1:] if row[1] == "tên"]
    assert [sum(line == wanted for line, _ in names) for wanted in (41, 43, 45)] == [2, 10, 28]
    assert stated[9] == [
        41, "tên", "Chương trình phối hợp khác", "", "Thành phố Hồ Chí Minh", "6120/MTTQ-BTT", "07/6/2023",
    ]  # fmt: skip


def paragraphs_of(path: Path) -> list[str]:
    return [paragraph.text for paragraph in Document(str(path)).paragraphs]


def test_documents_are_the_same_whenever_and_wherever_they_are_made(made: dict[str, bytes]) -> None:
    for path in (MONITORING, QUESTIONS):
        with zipfile.ZipFile(io.BytesIO(made[path.relative_to(SAMPLES).as_posix()])) as parts:
            assert {(one.date_time, one.compress_type) for one in parts.infolist()} == {((2023, 10, 27, 0, 0, 0), 0)}
            assert set(re.findall(rb">([^<]+Z)</dcterms", parts.read("docProps/core.xml"))) == {b"2023-10-27T00:00:00Z"}


def test_the_monitoring_report_leaves_number_and_day_blank_and_keeps_what_was_printed() -> None:
    (letterhead,) = Document(str(MONITORING)).tables
    assert [cell.text for cell in letterhead.rows[2].cells] == [
        "Số:        /BC-UBND", "Lạng Sơn, ngày        tháng 7 năm 2023",
    ]  # fmt: skip
    texts = paragraphs_of(MONITORING)
    assert texts[1] == (
        "Giám sát 6 tháng đầu năm 2023 việc thực hiện Chương trình mục tiêu quốc gia giảm nghèo bền vững "
        "trên địa bàn tỉnh Lạng Sơn"
    )
    headings = [text for text in texts if re.match(r"\d\. Dự án \d: ", text)]
    assert [text[:11] for text in headings] == [f"{number}. Dự án {number}:"[:11] for number in range(1, 8)]
    body = "\n".join(texts)
    for contradiction in (
        "84.422 triệu đồng, đạt 26,22% kế hoạch vốn",
        "+ Ngân sách trung ương 9.869 triệu đồng, gồm vốn đầu tư 3.439 triệu đồng, vốn sự nghiệp 6.457 triệu đồng;",
        "+ Ngân sách địa phương 311 triệu đồng; trong đó vốn sự nghiệp 311 triệu đồng, đạt 37,6% kế hoạch.",
        "80 nhà đại đoàn kết trị giá 3.364.555 đồng",
        "dư nợ 1.401,599 triệu đồng của 23.928 hộ",
    ):
        assert contradiction in body


def test_the_deprivation_table_is_a_real_table_of_39_figures() -> None:
    (table,) = Document(str(QUESTIONS)).tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert [len(row) for row in rows] == [15] * 5
    assert rows[0][:4] == ["TT", "Năm", "Tổng số hộ nghèo", "Số hộ nghèo thiếu hụt các chỉ số dịch vụ xã hội cơ bản"]
    assert (rows[1][3], rows[1][14]) == ("Việc làm", "Tài sản phục vụ tiếp cận thông tin")
    assert rows[2][:7] == ["1", "Năm 2021", "33.127", "14.285", "9.403", "13.861", "7.390"]
    assert rows[3][:7] == ["2", "Năm 2023", "24.669", "6.498", "5.890", "7.411", "5.544"]
    assert rows[4][1:7] == ["Năm 2023 giảm so với năm 2021", "-8.458", "-7.787", "-3.513", "-6.450", "-1.836"]
    assert sum(bool(re.fullmatch(r"-?[\d.]+", cell)) for row in rows[2:] for cell in row[2:]) == 39


def test_the_plan_of_the_district_is_composed_text_with_a_paragraph_parted_by_a_footnote() -> None:
    text = PLAN.read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    lines = text.split("\n")
    assert lines[8] == "Thực hiện Chương trình mục tiêu quốc gia giảm nghèo bền vững năm 2024 của huyện Bắc Sơn"
    parted = lines.index("¹ Vốn năm 2022 được phép sử dụng đến hết năm 2023.")
    assert lines[parted - 2].endswith("công tác rà soát hộ nghèo và kiểm tra, giám sát;")
    assert lines[parted + 2] == "kinh phí đã giải ngân¹ 186 triệu đồng."
    assert "Tổng kinh phí tiểu dự án là 396.550 triệu đồng, trong đó 385 triệu đồng vốn sự nghiệp" in text
    assert "khoảng 4, 97%" in text


def test_amounts_stand_in_the_facts_and_not_in_the_templates() -> None:
    counted = {}
    for path in sorted((SAMPLES / "templates").iterdir()):
        own_words = re.sub(r"\{.*?\}", "", path.read_text(encoding="utf-8"))
        assert re.findall(r"\d\s*(?:triệu|tỷ đồng|đồng|%)", own_words) == [], path.name
        kinds = [row["kind"] for row in rows_of(SAMPLES / "facts" / "reports" / f"{path.stem}.csv")]
        counted[path.stem] = (kinds.count("fund"), kinds.count("indicator"))
    assert counted == {"185-bac-son": (66, 31), "20-lang-son": (153, 154), "49-quang-nam": (79, 90)}


@pytest.mark.parametrize(
    ("line", "named"), [("{f010}", "f010"), ("{f999}", "f999"), ("{f010%}", "f010%")], ids=["twice", "unknown", "share"]
)
def test_a_template_that_does_not_fit_the_facts_is_refused(
    maker: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, line: str, named: str
) -> None:
    narratives = sys.modules["narratives"]
    report = narratives.reports()[0]
    template = (SAMPLES / "templates" / "20-lang-son.txt").read_text(encoding="utf-8")
    for folder in ("templates", "facts/reports"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "templates" / "20-lang-son.txt").write_text(template + line + "\n", encoding="utf-8")
    facts = (SAMPLES / "facts" / "reports" / "20-lang-son.csv").read_bytes()
    (tmp_path / "facts" / "reports" / "20-lang-son.csv").write_bytes(facts)
    monkeypatch.setattr(narratives, "HERE", tmp_path)
    with pytest.raises(narratives.TemplateError, match=named):
        narratives.paragraphs(report)


@pytest.mark.shared
@pytest.mark.parametrize(("report", "document"), [("20-lang-son", "000"), ("49-quang-nam", "003")])
def test_the_facts_of_a_report_equal_the_figures_read_by_hand(report: str, document: str) -> None:
    if not GOLD_FUNDS.exists():
        pytest.skip("the figures read by hand are not beside the project (../shared/gold)")
    facts = rows_of(SAMPLES / "facts" / "reports" / f"{report}.csv")
    columns = "source_line", "component", "measure", "source", "nature", "budget_year", "value_text", "unit_text"
    wanted = "line", "project_code", "measure", "source", "nature", "fund_year", "value_text", "unit_text"
    gold = [tuple(row[name] for name in wanted) for row in rows_of(GOLD_FUNDS) if row["doc"] == document]
    codes = {"CT": "ALL", "": ""}
    assert [
        (
            row["source_line"],
            codes.get(row["component"], re.sub(r"DA|T(?=DA)", "", row["component"])),
            *(row[name] for name in columns[2:]),
        )
        for row in facts
        if row["kind"] == "fund"
    ] == gold
    known = {
        (row["line"], row["indicator"], row["population"], row["value_text"])
        for row in rows_of(GOLD_INDICATORS)
        if row["doc"] == document
    }
    for row in facts:
        if row["kind"] == "indicator":
            about = row["source_line"], row["indicator"], row["population"]
            assert [value for *key, value in known if tuple(key) == about and row["value_text"] in value], row


@pytest.mark.shared
def test_the_facts_of_the_plan_stand_on_the_lines_they_name() -> None:
    received = next(GOLD.parents[1].glob("documents/002_*.txt"), None)
    if received is None:
        pytest.skip("the plan is not beside the project (../shared/documents)")
    lines = received.read_text(encoding="utf-8").split("\n")
    facts = rows_of(SAMPLES / "facts" / "reports" / "185-bac-son.csv")
    absent = [
        row["id"]
        for row in facts
        if not re.search(rf"(?<![\d.,]){re.escape(row['value_text'])}(?![.,]?\d)", lines[int(row["source_line"]) - 1])
    ]
    assert absent == []


@pytest.mark.shared
def test_the_facts_equal_the_register_read_by_hand() -> None:
    if not GOLD.exists():
        pytest.skip("the register read by hand is not beside the project (../shared/gold)")
    gold = [
        (
            row["tt"], row["region"], row["province"], row["issued_mark"], row["issued_doc_no"],
            row["issued_date_text"], row["reported_mark"], row["reported_doc_no"], row["reported_date_text"],
            *re.findall(r"lines (\d+) .*?, (\d+) ", row["notes"])[0],
        )
        for row in rows_of(GOLD)
    ]  # fmt: skip
    facts = [
        (
            row["row_no"], f"{row['region_no']}. {row['region_heading']}", row["locality"], row["programme_mark"],
            row["programme_numbers"], row["programme_dates"], row["return_mark"], row["return_number"],
            row["return_date"], row["programme_source_line"], row["return_source_line"],
        )
        for row in rows_of(SAMPLES / "facts" / "coordination_register.csv")
    ]  # fmt: skip
    assert facts == gold
