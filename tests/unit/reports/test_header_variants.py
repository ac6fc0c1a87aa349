"""Heads that look different: titles with qualifiers, letters, date lines as scans give them, places named elsewhere."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingestion.model import SourceEntry
from ingestion.reference import Reference
from ingestion.reports import Header, read_header, store_text

REFERENCE = Reference.load(Path(__file__).resolve().parents[3] / "dbt_project" / "seeds")
BODY = "I. TÌNH HÌNH\nCòn 5 hộ nghèo.\n"


def header(text: str) -> Header:
    return read_header(store_text(text.encode(), "a.txt"), REFERENCE)


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("BÁO CÁO NHANH\ntiến độ giảm nghèo năm 2024", "NHANH tiến độ giảm nghèo năm 2024"),
        ("BÁO CÁO LIÊN NGÀNH\nVay vốn hộ nghèo năm 2024", "LIÊN NGÀNH Vay vốn hộ nghèo năm 2024"),
        ("BÁO CÁO\nTÓM TẮT\n\nKết quả giảm nghèo năm 2023", "TÓM TẮT Kết quả giảm nghèo năm 2023"),
        ("BÁO CÁO TÓM TẮT\n\nKết quả giảm nghèo năm 2023", "TÓM TẮT Kết quả giảm nghèo năm 2023"),
        ("TÓM TẮT BÁO CÁO\nKết quả giảm nghèo năm 2023", "Kết quả giảm nghèo năm 2023"),
        ("DỰ THẢO BÁO CÁO\nKết quả giảm nghèo năm 2023", "Kết quả giảm nghèo năm 2023"),
        ("BÁO CÁO THEO MẪU CỦA BỘ\nKết quả giảm nghèo năm 2023", "THEO MẪU CỦA BỘ Kết quả giảm nghèo năm 2023"),
        (
            "BÁO CÁO GIẢI TRÌNH, TIẾP THU\nÝ kiến về giảm nghèo năm 2023",
            "GIẢI TRÌNH, TIẾP THU Ý kiến về giảm nghèo năm 2023",
        ),
        (
            "BÁO CÁO KẾT QUẢ THỰC HIỆN CHƯƠNG TRÌNH GIẢM NGHÈO\nquý I năm 2024 của huyện Bắc Sơn",
            "KẾT QUẢ THỰC HIỆN CHƯƠNG TRÌNH GIẢM NGHÈO quý I năm 2024 của huyện Bắc Sơn",
        ),
        ("B Á O  C Á O\nKết quả giảm nghèo năm 2023", "Kết quả giảm nghèo năm 2023"),
        ("BÁO CÁO KẾT QUẢ GIẢM NGHÈO NĂM 2023.", "KẾT QUẢ GIẢM NGHÈO NĂM 2023."),
    ],
)
def test_qualifiers_and_broken_headings(heading: str, title: str) -> None:
    found = header(f"UBND TỈNH HÀ GIANG\n\n{heading}\n\n{BODY}")
    assert (found.kind, found.title.text) == ("report", title)


@pytest.mark.parametrize("below", ["Kính gửi: Sở Tài chính.", "Toàn tỉnh còn 5 hộ.", "I. TÌNH HÌNH"])
def test_below_a_qualifier_the_body_is_no_title(below: str) -> None:
    assert header(f"UBND TỈNH HÀ GIANG\nBÁO CÁO NHANH\n{below}\n").title.text == "NHANH"


@pytest.mark.parametrize(
    ("text", "kind", "title"),
    [
        (
            "BỘ LAO ĐỘNG\nTÓM TẮT KẾT QUẢ\nCHƯƠNG TRÌNH GIẢM NGHÈO NĂM 2023\n",
            "report",
            "TÓM TẮT KẾT QUẢ CHƯƠNG TRÌNH GIẢM NGHÈO NĂM 2023",
        ),
        ("UBND TỈNH HÀ GIANG\nTrả lời kiến nghị của cử tri về hộ nghèo\n", "letter", None),
        ("UBND TỈNH HÀ GIANG\nTÌNH HÌNH GIẢM NGHÈO NĂM 2023\n", "report", None),
        ("UBND TỈNH HÀ GIANG\nBáo cáo tóm tắt về hộ nghèo năm 2023\n", "report", None),
        ("UBND TỈNH HÀ GIANG\nHỘ NGHÈO CUỐI NĂM 2023\n", "report", None),
    ],
)
def test_a_title_without_its_kind(text: str, kind: str, title: str | None) -> None:
    found = header(f"{text}\n{BODY}")
    assert (found.kind, found.title.text) == (kind, title or text.splitlines()[1])


def test_a_line_on_another_matter_is_no_title() -> None:
    assert header("Kết quả bóng đá năm 2023\nĐội nhà thắng.\n").title.text == ""


def test_the_subject_of_a_letter_in_the_left_column_or_behind_its_number() -> None:
    found = header(
        "SỞ LĐTBXH TỈNH HÀ GIANG\tĐộc lập - Tự do - Hạnh phúc\nSố: 9/SLĐTBXH-BTXH\tHà Giang, ngày 12 tháng 6 năm 2024\n"
        "V/v báo cáo kết quả\t\ngiảm nghèo 5 tháng năm 2024\t\nKính gửi: Bộ.\n"
    )
    assert (found.kind, found.title.text) == ("letter", "báo cáo kết quả giảm nghèo 5 tháng năm 2024")
    assert (found.period, found.as_of) == ("2024-5M", date(2024, 5, 31))
    run_on = header(
        "Số: 9/SLĐTBXH-BTXH V/v giảm nghèo năm 2023       Hà Giang, ngày 12 tháng 1 năm 2024\nKính gửi: Bộ.\n"
    )
    assert (run_on.kind, run_on.title.text) == ("letter", "giảm nghèo năm 2023")
    assert run_on.issued_on == date(2024, 1, 12)


@pytest.mark.parametrize(
    ("printed", "on"),
    [
        ("Quảng Ngãi, ngày 05 tháng 6 năm 2024", date(2024, 6, 5)),
        ("QUẢNG NGÃI, NGÀY 05 THÁNG 6 NĂM 2024", date(2024, 6, 5)),
        ("Quảng Ngãi, ngảy O5 tháng 6 nam 2 024", date(2024, 6, 5)),
        ("Quảng Ngãi, ngày l 5 tháng 06năm 2024", date(2024, 6, 15)),
        ("Quảng Ngãi ngày 05 tháng 6 năm 2024", date(2024, 6, 5)),
        ("Quảng Ngãi. ngày 05 tháng 6 năm 2024", date(2024, 6, 5)),
        ("Ngày 05 tháng 6 năm 2024", date(2024, 6, 5)),
        ("*Quảng Ngãi, ngày 5/6/2024*", date(2024, 6, 5)),
        ("(Quảng Ngãi, ngày 05-06-2024)", date(2024, 6, 5)),
        ("Quảng Ngãi, 05/6/2024", date(2024, 6, 5)),
        ("Quảng Ngãi, ngày 05 tháng 6\nnăm 2024", date(2024, 6, 5)),
        ("Số: 5/BC-STC            Quảng Ngãi, ngày 05 tháng 6 năm 2024", date(2024, 6, 5)),
    ],
)
def test_date_lines(printed: str, on: date) -> None:
    found = header(f"SỞ TÀI CHÍNH TỈNH QUẢNG NGÃI\n{printed}\nBÁO CÁO\nKết quả giảm nghèo quý I năm 2024\n{BODY}")
    assert (found.issued_on, found.frame.issued_on) == (on, on)


@pytest.mark.parametrize("printed", ["Quảng Ngãi, ngày      tháng 7 năm 2024", "Quảng Ngãi, tháng 7/2024"])
def test_a_month_of_issue_bounds_the_day(printed: str) -> None:
    found = header(f"SỞ TÀI CHÍNH TỈNH QUẢNG NGÃI\n{printed}\nBÁO CÁO\nKết quả giảm nghèo 6 tháng đầu năm 2024\n{BODY}")
    assert (found.issued_on, found.frame.issued_on) == (None, date(2024, 7, 31))
    assert [one.rule_id for one in found.remarks] == ["IN13", "IN14"]


def test_the_date_at_the_end_and_that_of_the_letter_it_goes_with() -> None:
    head = "UBND TỈNH HÀ GIANG\nBÁO CÁO\nKết quả giảm nghèo 6 tháng đầu năm 2024\n"
    end = header(f"{head}{BODY}\nHà Giang, ngày 09 tháng 7 năm 2024\nCHỦ TỊCH\n")
    assert end.issued_on == date(2024, 7, 9)
    sent = header(f"{head}(kèm theo Công văn số 8/UBND-VX ngày 12/7/2024)\n{BODY}")
    assert sent.issued_on == date(2024, 7, 12)
    (remark,) = [one for one in sent.remarks if one.rule_id == "IN14"]
    assert remark.problem == "không thấy ngày ban hành nên lấy ngày của văn bản gửi kèm"
    inside = header(f"{head}{BODY}Theo Quyết định số 5/QĐ-UBND của Hà Giang, ngày 09/7/2024 đã giao vốn.\n")
    assert inside.issued_on is None


def test_a_commune_keeps_its_name_and_its_district_stands_for_it() -> None:
    found = header(
        "UBND HUYỆN ĐAKRÔNG\nỦY BAN NHÂN DÂN XÃ A NGO\nA Ngo, ngày 03 tháng 7 năm 2024\n"
        f"BÁO CÁO\nKết quả giảm nghèo 6 tháng đầu năm 2024\n{BODY}"
    )
    assert found.home is not None
    assert (found.home.level, found.home.name_vi) == ("district", "Đa Krông")
    assert found.frame.home is not None
    assert (found.frame.home.label, found.frame.home.code, found.frame.home.parent_code) == ("xã A Ngo", "", "45")


@pytest.mark.parametrize(
    ("head", "code", "refused"),
    [
        ("UBND HUYỆN ĐAKRÔNG\nỦY BAN NHÂN DÂN XÃ TÀ LONG\n", "19579", []),
        ("UBND XÃ TÀ LONG\nHUYỆN ĐAKRÔNG, TỈNH QUẢNG TRỊ\n", "19579", []),
        ("UBND HUYỆN BẮC SƠN\nỦY BAN NHÂN DÂN XÃ TÀ LONG\n", "", ["IN08"]),
        ("UBND HUYỆN ĐAKRÔNG\nỦY BAN NHÂN DÂN XÃ A NGO\n", "", ["IN08"]),
    ],
)
def test_a_commune_that_sends_its_own_report_is_known_by_its_code(head: str, code: str, refused: list[str]) -> None:
    text = f"{head}Số: 5/BC-UBND\nTà Long, ngày 03 tháng 6 năm 2024\nBÁO CÁO\nGiảm nghèo 6 tháng đầu năm 2024\n{BODY}"
    entry = SourceEntry("19579-ta-long", "Tà Long", "commune", "19579", "19579-ta-long")
    found = read_header(store_text(text.encode(), "a.txt"), REFERENCE, entry=entry, on=date(2024, 6, 4))
    assert [one.rule_id for one in found.remarks if one.refuses] == refused
    assert found.frame.home is not None
    assert (found.frame.home.level, found.frame.home.code) == ("district", code)
    assert found.home is not None
    assert (found.home.level == "commune") == (not refused)


def test_the_district_of_a_commune_stands_in_whom_it_reports_to() -> None:
    found = header("UBND XÃ A NGO\nBÁO CÁO\nKết quả giảm nghèo năm 2023\nKính gửi: Phòng LĐTBXH huyện Bắc Sơn\n" + BODY)
    assert found.home is not None
    assert found.frame.home is not None
    assert (found.home.name_vi, found.frame.home.label) == ("Bắc Sơn", "xã A Ngo")


@pytest.mark.parametrize(
    ("text", "code", "basis"),
    [
        ("HUYỆN QUỲ CHÂU, TỈNH NGHỆ AN\nHỘI NÔNG DÂN\nBÁO CÁO\nVốn cho hộ nghèo năm 2024\n", "416", "issuer"),
        ("BÁO CÁO TÓM TẮT\nKết quả giảm nghèo năm 2023 trên phạm vi cả nước\n", "VN", "title"),
        ("BỘ NỘI VỤ\nBÁO CÁO\nKết quả giảm nghèo năm 2023\n", "VN", "issuer"),
        ("BÁO CÁO\nKết quả giảm nghèo năm 2023\nNăm qua cả nước giảm nhanh hộ nghèo.\n", "VN", "text"),
        (
            "Hà Nội, ngày 05 tháng 2 năm 2024\nBÁO CÁO\nGiảm nghèo năm 2023\nTại 63 tỉnh, thành phố còn 5 hộ.\n",
            "VN",
            "text",
        ),
        ("(Kèm theo Công văn của UBND tỉnh Hà Giang)\nTỔNG HỢP HỘ NGHÈO NĂM 2023\n", "02", "issuer"),
        ("Số: 5/BC-BLĐTBXH\nBÁO CÁO\nKết quả giảm nghèo năm 2023\nCòn 5 hộ.\n", "VN", "issuer"),
        ("BÁO CÁO\nKết quả giảm nghèo năm 2023\nCòn 5 hộ.\nNơi nhận:\n- UBND tỉnh Hà Giang;\n- Lưu.\n", "02", "text"),
        (
            "BÁO CÁO\nGiảm nghèo năm 2023 trên địa bàn huyện Châu Thành\nKính gửi: Sở Tài chính tỉnh Kiên Giang.\n",
            "905",
            "title",
        ),
    ],
)
def test_places_told_elsewhere(text: str, code: str, basis: str) -> None:
    found = header(text)
    assert found.home is not None
    assert (found.home.code, found.home_basis) == (code, basis)


def time_of(title: str, body: str, issued: str = "") -> tuple[str, str, date | None, str]:
    found = header(f"UBND TỈNH HÀ GIANG\n{issued}\nBÁO CÁO\n{title}\n\n{body}\n")
    return found.period, found.frame.year, found.as_of, found.as_of_basis


def test_the_day_all_figures_are_of_stands_in_the_title_or_the_first_paragraphs() -> None:
    expected = ("2024-Y", "2024", date(2024, 12, 15), "text")
    assert time_of("Giảm nghèo năm 2024\n(Số liệu chốt ngày 15/12/2024)", "Còn 5 hộ.") == expected
    assert time_of("Giảm nghèo năm 2024", "Mọi số liệu tính đến ngày 15/12/2024.") == expected
    once = time_of("Giảm nghèo năm 2024", "Tính đến ngày 15/10/2024 còn 5 hộ.")
    assert once == ("2024-Y", "2024", date(2024, 12, 31), "title")


def test_a_span_up_to_a_month() -> None:
    found = time_of("Giảm nghèo từ năm 2021 đến hết tháng 6/2024", "Còn 5 hộ.")
    assert found == ("2021-2024", "2021-2024", date(2024, 6, 30), "text")


def test_a_report_older_than_the_end_of_its_period() -> None:
    early = "Hà Giang, ngày 03 tháng 6 năm 2024"
    told = time_of("Giảm nghèo 6 tháng đầu năm 2024", "Đến 31/5/2024 đã chi 5 tỷ đồng.", early)
    assert told == ("2024-H1", "2024", date(2024, 5, 31), "text")
    soon = time_of("Giảm nghèo 6 tháng đầu năm 2024", "Đã chi 5 tỷ đồng.", early)
    assert soon == ("2024-H1", "2024", date(2024, 6, 30), "title")
    long = time_of("Giảm nghèo năm 2024", "Đã chi 5 tỷ đồng.", early)
    assert long == ("2024-Y", "2024", date(2024, 6, 3), "issued")


def test_without_period_and_issue_the_days_told_count_but_not_those_to_come() -> None:
    body = "Giải ngân đến 30/11/2024 được 5 tỷ đồng. Dự kiến đến 31/12/2024 được 7 tỷ đồng."
    assert time_of("Tiến độ giảm nghèo", body) == ("", "2024", date(2024, 11, 30), "text")


def test_the_year_named_most_and_the_issue_are_inherited_and_said_so() -> None:
    years = time_of("Công tác giảm nghèo", "Trong năm 2023 giảm 5 hộ. Kế hoạch năm 2023 là 4 hộ, năm 2022 giảm 3 hộ.")
    assert years == ("2023-Y", "2023", date(2023, 12, 31), "years")
    issue = time_of("Công tác giảm nghèo", "Còn 5 hộ.", "Hà Giang, ngày 03 tháng 6 năm 2024")
    assert issue == ("", "2024", date(2024, 6, 3), "issued")
    both = time_of("Công tác giảm nghèo", "Trong năm 2024 giảm 5 hộ.", "Hà Giang, ngày 03 tháng 6 năm 2024")
    assert both == ("2024-Y", "2024", date(2024, 6, 3), "issued")


def test_an_inherited_day_has_a_remark() -> None:
    found = header(
        "UBND TỈNH HÀ GIANG\nHà Giang, ngày 03 tháng 6 năm 2024\nBÁO CÁO\nCông tác giảm nghèo\n\nCòn 5 hộ.\n"
    )
    assert [(one.rule_id, one.problem) for one in found.remarks if one.rule_id == "IN15"] == [
        ("IN15", "trích yếu không ghi kỳ báo cáo nên xếp vào kỳ 2024-Y"),
        ("IN15", "không ghi ngày chốt số liệu nên lấy theo ngày ban hành: 2024-06-03"),
    ]


@pytest.mark.parametrize(
    ("head", "return_type"),
    [
        ("V/v báo cáo kết quả giảm nghèo năm 2023", "thematic_report"),
        ("V/v trả lời kiến nghị cử tri", "thematic_report"),
        ("V/v hướng dẫn báo cáo kết quả giảm nghèo năm 2023", ""),
        ("BÁO CÁO\nGiải trình kiến nghị của cử tri", "thematic_report"),
    ],
)
def test_reports_and_answers_as_letters_are_on_record(head: str, return_type: str) -> None:
    found = header(f"Số: 9/UBND-VX\nHà Giang, ngày 12 tháng 1 năm 2024\n{head}\nKính gửi: Sở.\n{BODY}")
    assert found.return_type == return_type


def test_the_phase_of_the_programme_in_the_title_bounds_no_day() -> None:
    title = "Sơ kết Chương trình giảm nghèo giai đoạn 2021-2025"
    expected = ("", "2024", date(2024, 10, 31), "text")
    assert time_of(title, "Đến 31/10/2024 còn 5 hộ. Dự kiến đến 31/12/2025 còn 4 hộ.") == expected
    assert time_of(f"{title} (tính đến 31/10/2024)", "Còn 5 hộ.") == expected


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("Giảm nghèo quý II, nhiệm vụ quý III năm 2024", "2024-Q2"),
        ("Giảm nghèo quý III; phương hướng quý IV/2024", "2024-Q3"),
        ("Giảm nghèo 6 tháng và ước thực hiện cả năm 2024", "2024-H1"),
    ],
)
def test_a_period_whose_year_stands_with_the_next(title: str, period: str) -> None:
    assert time_of(title, "Còn 5 hộ.")[0] == period


def test_answers_to_questions_of_a_council_are_filed_though_their_title_names_no_programme() -> None:
    text = (
        "SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI\nQuảng Nam, ngày 12 tháng 7 năm 2024\nBÁO CÁO\n"
        "Trả lời chất vấn tại kỳ họp giữa năm của HĐND tỉnh\nTỷ lệ hộ nghèo của tỉnh Quảng Nam là 5,57%.\n"
    )
    found = read_header(store_text(text.encode(), "a.txt"), REFERENCE)
    assert (found.return_type, found.return_period) == ("thematic_report", "2024-Y")


def test_a_report_without_a_date_that_comes_late_names_the_places_of_its_year() -> None:
    text = "KẾ HOẠCH\nGiảm nghèo bền vững năm 2024 trên địa bàn huyện Bắc Sơn\nCăn cứ Luật số 1/2020/QH14.\n"
    found = read_header(store_text(text.encode(), "a.txt"), REFERENCE, on=date(2026, 11, 21))
    assert found.home is not None
    assert (found.home.code, found.home.level) == ("185", "district")
