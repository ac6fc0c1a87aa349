"""What a report says of itself: number, date, parties, place, period and which return it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingestion.model import SourceEntry
from ingestion.reference import Reference
from ingestion.reports import Header, read_header, store_text

REFERENCE = Reference.load(Path(__file__).resolve().parents[3] / "dbt_project" / "seeds")
LANG_SON = SourceEntry("20-lang-son", "Lạng Sơn", "province", "20", "x")
BAC_SON = SourceEntry("185-bac-son", "Bắc Sơn", "district", "185", "x")

WHOLE = """ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
TỈNH LẠNG SƠN\tĐộc lập - Tự do - Hạnh phúc
Số: 45/BC-UBND\tLạng Sơn, ngày 05 tháng 7 năm 2024
BÁO CÁO
Giám sát 6 tháng đầu năm 2024 việc giảm nghèo bền vững trên địa bàn tỉnh Lạng Sơn

Kính gửi:
- Bộ Lao động - Thương binh và Xã hội;
- Bộ Tài chính.
Căn cứ Quyết định số 90/QĐ-TTg ngày 18/01/2022; Thông tư số 10/2022/TT-BLĐTBXH ngày 31 tháng 5 năm 2022, tỉnh báo cáo:
1. Giải ngân được 12 tỷ đồng.

Nơi nhận:
- Như trên;
- Lưu: VT.

**TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH**

Trần Thị Mẫu
"""


def header(text: str, *, entry: SourceEntry | None = None, on: date | None = None) -> Header:
    return read_header(store_text(text.encode(), "a.txt"), REFERENCE, entry=entry, on=on)


def told(one: Header) -> list[tuple[str, int | None, bool]]:
    return [(remark.rule_id, remark.line, remark.refuses) for remark in one.remarks]


def test_a_whole_header() -> None:
    found = header(WHOLE)
    assert found.number is not None
    assert (found.number.no, found.number.line) == ("45/BC-UBND", 3)
    assert found.date_line is not None
    assert (found.date_line.place, found.issued_on) == ("Lạng Sơn", date(2024, 7, 5))
    assert found.issuer == "ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN"
    assert (found.kind, found.title.line) == ("report", 5)
    assert found.title.text == "Giám sát 6 tháng đầu năm 2024 việc giảm nghèo bền vững trên địa bàn tỉnh Lạng Sơn"
    assert found.addressees == ("Bộ Lao động - Thương binh và Xã hội", "Bộ Tài chính")
    assert found.recipients == ("Như trên", "Lưu: VT")
    assert found.legal_basis == ("Quyết định 90/QĐ-TTg (2022-01-18)", "Thông tư 10/2022/TT-BLĐTBXH (2022-05-31)")
    assert found.signer == "Trần Thị Mẫu"
    assert found.home is not None
    assert (found.home.code, found.home_basis) == ("20", "title")
    assert (found.period, found.as_of) == ("2024-H1", date(2024, 6, 30))
    assert (found.return_type, found.return_period) == ("monitoring_6m", "2024-H1")
    assert found.frame.issued_on == date(2024, 7, 5)
    assert found.remarks == ()


@pytest.mark.parametrize(
    ("printed", "no", "raw"),
    [
        ("Số: /BC-UBND", None, "Số: /BC-UBND"),
        ("Số:        /BC-UBND", None, "Số: /BC-UBND"),
        ("Số: ……/BC-UBND", None, "Số: ……/BC-UBND"),
        ("Số: **150** /BC-LĐT BXH", "150/BC-LĐTBXH", "Số: 150 /BC-LĐT BXH"),
        ("Số 31a-BC/HU", "31a-BC/HU", "Số 31a-BC/HU"),
        ("Số: 12/2024/BC-UBND", "12/2024/BC-UBND", "Số: 12/2024/BC-UBND"),
        ("Số: 7/SLĐTBXH-BTXH", "7/SLĐTBXH-BTXH", "Số: 7/SLĐTBXH-BTXH"),
    ],
)
def test_numbers(printed: str, no: str | None, raw: str) -> None:
    found = header(WHOLE.replace("Số: 45/BC-UBND", printed))
    assert found.number is not None
    assert (found.number.no, found.number.raw) == (no, raw)
    assert told(found) == ([] if no else [("IN13", 3, False)])


def test_a_number_inside_a_sentence_is_not_the_documents_own() -> None:
    found = header(
        "BÁO CÁO\nKết quả giảm nghèo năm 2023 của tỉnh Hà Giang\nTheo Công văn số 5/CV-SLĐTBXH, sở báo cáo.\n"
    )
    assert found.number is None
    assert ("IN13", None, False) in told(found)


@pytest.mark.parametrize(
    ("printed", "on", "month", "year"),
    [
        ("ngày tháng 7 năm 2024", None, 7, 2024),
        ("ngày      tháng      năm 2024", None, None, 2024),
        ("ngày ... tháng ... năm 2024", None, None, 2024),
        ("ngày 31 tháng 02 năm 2024", None, 2, 2024),
        ("ngày 09 tháng 12 năm 2024", date(2024, 12, 9), 12, 2024),
    ],
)
def test_dates(printed: str, on: date | None, month: int | None, year: int) -> None:
    found = header(WHOLE.replace("ngày 05 tháng 7 năm 2024", printed))
    assert found.date_line is not None
    assert (found.date_line.on, found.date_line.month, found.date_line.year) == (on, month, year)
    assert told(found)[:1] == ([] if on else [("IN14", 3, False)])


def test_a_head_that_is_flattened_to_lines_with_both_columns() -> None:
    found = header(
        "UBND TỈNH QUẢNG NAM          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "SỞ LAO ĐỘNG - THƯƠNG BINH           Độc lập - Tự do - Hạnh phúc\n"
        "VÀ XÃ HỘI\n"
        "Số: 45/BC-SLĐTBXH            Quảng Nam, ngày 05 tháng 7 năm 2023\n"
        "BÁO CÁO KẾT QUẢ\nThực hiện Chương trình giảm nghèo bền vững 6 tháng đầu năm 2023\n"
    )
    assert found.issuer == "SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI"
    assert found.number is not None
    assert found.number.no == "45/BC-SLĐTBXH"
    assert found.issued_on == date(2023, 7, 5)
    assert found.home is not None
    assert (found.home.label, found.home_basis) == ("tỉnh Quảng Nam", "issuer")


def test_a_plan_without_a_head_looks_back_at_the_year_before() -> None:
    found = header(
        "KẾ HOẠCH\n\nThực hiện giảm nghèo năm 2024 trên địa bàn huyện Bắc Sơn\n\nCăn cứ Luật số 1/2020/QH14.\n"
    )
    assert found.title.text == "Thực hiện giảm nghèo năm 2024 trên địa bàn huyện Bắc Sơn"
    assert found.home is not None
    assert (found.home.level, found.home.code) == ("district", "185")
    assert (found.frame.is_plan, found.frame.year, found.frame.as_of) == (True, "2024", date(2023, 12, 31))
    assert (found.return_type, found.return_period) == ("programme_plan", "2024-Y")
    assert found.legal_basis == ("Luật 1/2020/QH14",)
    assert told(found) == [("IN13", None, False), ("IN14", None, False)]


def test_a_letter_has_its_title_behind_v_v() -> None:
    found = header(
        "PHÒNG LĐTBXH HUYỆN BẮC SƠN\nSố: 9/PLĐTBXH\nBắc Sơn, ngày 12 tháng 6 năm 2024\n"
        "V/v báo cáo 6 tháng đầu năm 2024 thực hiện Chương trình phối hợp\nKính gửi: Sở LĐTBXH.\n"
    )
    assert (found.kind, found.title.text) == ("letter", "báo cáo 6 tháng đầu năm 2024 thực hiện Chương trình phối hợp")
    assert (found.return_type, found.return_period) == ("coordination_6m", "2024-H1")
    assert found.addressees == ("Sở LĐTBXH",)


def test_a_title_over_several_lines_ends_where_the_body_begins() -> None:
    found = header(
        "Số: 1/BC-UBND\nHà Giang, ngày 01 tháng 7 năm 2024\nBÁO CÁO\nKết quả thực hiện Chương trình mục tiêu quốc gia\n"
        "giảm nghèo bền vững 6 tháng đầu năm,\nnhiệm vụ 6 tháng cuối năm 2024\n(Kỳ họp thường lệ)\nKính gửi: Bộ.\n"
    )
    assert found.title.text == (
        "Kết quả thực hiện Chương trình mục tiêu quốc gia giảm nghèo bền vững 6 tháng đầu năm, "
        "nhiệm vụ 6 tháng cuối năm 2024 (Kỳ họp thường lệ)"
    )
    assert (found.period, found.return_type) == ("2024-H1", "monitoring_6m")


def test_the_ministry_speaks_for_the_country_wherever_it_sits() -> None:
    found = header(
        "Số: 3/BC-LĐTBXH\nHà Nội, ngày 27 tháng 10 năm 2023\nBÁO CÁO\n"
        "Kết quả 09 tháng năm 2023 thực hiện Chương trình phối hợp\n"
        "Thực hiện Kế hoạch số 1/KH-BCĐ, Bộ Lao động - Thương binh và Xã hội báo cáo như sau:\n"
    )
    assert found.issuer == "Bộ Lao động - Thương binh và Xã hội"
    assert found.home is not None
    assert found.home.code == "VN"
    assert (found.return_type, found.return_period) == ("coordination_9m", "2023-9M")


def test_the_sender_decides_which_of_two_districts_of_a_name_is_meant() -> None:
    text = "BÁO CÁO\nKết quả giảm nghèo năm 2023 trên địa bàn huyện Châu Thành\nSố liệu như sau.\n"
    assert header(text).home is None
    sender = SourceEntry("x", "Kiên Giang", "province", "91", "x")
    found = header(text, entry=sender).home
    assert found is not None
    assert (found.code, found.parent_code) == ("905", "91")


def test_a_report_on_another_place_than_the_senders_is_refused() -> None:
    assert told(header(WHOLE, entry=LANG_SON)) == []
    (remark,) = header(WHOLE, entry=BAC_SON).remarks
    assert (remark.rule_id, remark.refuses, remark.expected, remark.found) == (
        "IN08", True, "huyện Bắc Sơn", "tỉnh Lạng Sơn",
    )  # fmt: skip


def test_without_any_place_the_senders_is_inherited_and_without_a_sender_it_is_told() -> None:
    text = "BÁO CÁO\nKết quả giám sát giảm nghèo năm 2023\nSố liệu như sau.\n"
    inherited = header(text, entry=LANG_SON)
    assert inherited.home is not None
    assert (inherited.home.code, inherited.home_basis) == ("20", "source")
    assert ("IN16", 2, False) in told(header(text))


def test_what_is_no_return_cannot_be_filed() -> None:
    found = header(
        WHOLE.replace("Giám sát 6 tháng đầu năm 2024 việc giảm nghèo bền vững", "Phòng chống thiên tai năm 2024")
    )
    assert (found.return_type, found.period) == ("", "2024-Y")
    assert told(found) == [("IN15", 5, True)]


@pytest.mark.parametrize("text", ["", "\n\n", "Báo cáo tình hình chung\n", "a\tb\tc\n1\t2\t3\n"])
def test_a_text_that_is_no_document(text: str) -> None:
    assert not header(text).is_document


def test_a_title_does_not_take_in_the_sentence_below_it() -> None:
    text = "Số: 3/BC-LĐTBXH\nHà Nội, ngày 27 tháng 10 năm 2023\nBÁO CÁO\nKết quả giảm nghèo năm 2023\n{}\n"
    found = header(text.format("Bộ Lao động - Thương binh và Xã hội báo cáo như sau:"))
    assert found.title.text == "Kết quả giảm nghèo năm 2023"
    assert found.issuer == "Bộ Lao động - Thương binh và Xã hội"


def test_where_a_ministry_sits_is_not_what_it_reports_on() -> None:
    text = "Số: 3/BC-X\nHà Nội, ngày 27 tháng 10 năm 2023\nBÁO CÁO\nKết quả giảm nghèo năm 2023\nSố liệu.\n"
    ministry = header(text, entry=SourceEntry("vn", "Bộ", "country", "VN", "x")).home
    alone = header(text).home
    assert ministry is not None
    assert alone is not None
    assert (ministry.code, alone.code) == ("VN", "01")


@pytest.mark.parametrize(
    ("heading", "kind", "title"),
    [
        ("BÁO CÁO KẾT QUẢ\nThực hiện giảm nghèo năm 2023", "report", "KẾT QUẢ Thực hiện giảm nghèo năm 2023"),
        ("BÁO CÁO KẾT QUẢ GIẢM NGHÈO NĂM 2023", "report", "KẾT QUẢ GIẢM NGHÈO NĂM 2023"),
        ("BÁO CÁO GIÁM SÁT\ngiảm nghèo năm 2023", "report", "GIÁM SÁT giảm nghèo năm 2023"),
        ("Báo cáo\nKết quả giảm nghèo năm 2023", "report", "Kết quả giảm nghèo năm 2023"),
        ("Báo cáo kết quả thực hiện giảm nghèo năm 2023", "report", "kết quả thực hiện giảm nghèo năm 2023"),
        ("TỜ TRÌNH\nVề việc giảm nghèo năm 2023", "submission_to_superior", "Về việc giảm nghèo năm 2023"),
        ("CHƯƠNG TRÌNH PHỐI HỢP\nGiảm nghèo năm 2023", "programme", "PHỐI HỢP Giảm nghèo năm 2023"),
    ],
)
def test_headings(heading: str, kind: str, title: str) -> None:
    found = header(f"Số: 1/X-UBND\nBà Rịa - Vũng Tàu, ngày 01 tháng 7 năm 2024\n{heading}\nKính gửi: Sở.\n")
    assert (found.kind, found.title.text) == (kind, title)
    assert found.date_line is not None
    assert found.date_line.place == "Bà Rịa - Vũng Tàu"


@pytest.mark.parametrize(
    ("title", "return_type", "period"),
    [
        ("Giám sát, đánh giá Chương trình giảm nghèo 6 tháng đầu năm 2024", "monitoring_6m", "2024-H1"),
        ("Kết quả thực hiện Chương trình MTQG GNBV 6 tháng đầu năm 2024", "monitoring_6m", "2024-H1"),
        ("Tình hình thực hiện Chương trình giảm nghèo bền vững năm 2023", "monitoring_annual", "2023-Y"),
        ("Kết quả rà soát hộ nghèo, hộ cận nghèo năm 2023", "poverty_review_official", "2023-Y"),
        ("Kết quả sơ bộ rà soát hộ nghèo năm 2023", "thematic_report", "2023-Y"),
        ("Kết quả 6 tháng năm 2023 công tác phối hợp", "coordination_6m", "2023-H1"),
        ("Kết quả các Chương trình mục tiêu quốc gia năm 2023", "thematic_report", "2023-Y"),
        ("Giải trình kết quả Chương trình giảm nghèo năm 2023", "thematic_report", "2023-Y"),
        ("Kết quả phòng chống thiên tai năm 2023", "", "2023-Y"),
    ],
)
def test_which_return_a_title_means(title: str, return_type: str, period: str) -> None:
    found = header(f"Số: 1/BC-UBND\nLạng Sơn, ngày 01 tháng 7 năm 2024\nBÁO CÁO\n{title}\nKính gửi: Sở.\n")
    assert (found.return_type, found.return_period) == (return_type, period)


def test_the_title_of_a_letter_over_two_lines_ends_before_the_date_line() -> None:
    found = header(
        "SỞ LĐTBXH TỈNH HÀ GIANG\nSố: 9/SLĐTBXH-BTXH\nV/v báo cáo kết quả Chương trình phối hợp\n6 tháng đầu năm 2024\n"
        "Hà Giang, ngày 12 tháng 6 năm 2024\nKính gửi: Bộ LĐTBXH.\n"
    )
    assert found.title.text == "báo cáo kết quả Chương trình phối hợp 6 tháng đầu năm 2024"
    assert (found.issued_on, found.addressees) == (date(2024, 6, 12), ("Bộ LĐTBXH",))
