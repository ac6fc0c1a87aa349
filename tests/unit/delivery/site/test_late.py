"""The late list as a page: rounds in order, the missing before the late, closed ones apart, where it was looked."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from returns_release import returns_release

from delivery.reading import LOCAL
from delivery.site.building import _write_page
from delivery.site.pages import late


def test_each_round_has_its_counts_and_its_rows_apart() -> None:
    with returns_release() as release:
        content = late.content(release)
    communes, provinces = content["rounds"]
    assert (provinces["rate"]["received"], provinces["rate"]["expected"]) == (2, 3)
    assert [(one["locality"], one["days_late"]) for one in provinces["missing"]] == [("Thừa Thiên Huế", 124)]
    assert [(one["locality"], one["days_late"], one["document_no"]) for one in provinces["late"]] == [
        ("Lai Châu", 46, "1317/BC-SLĐTBXH")
    ]
    assert (communes["missing"], communes["late"]) == ([], [])
    assert [one["locality"] for one in communes["closed"]] == ["Bắc Quỳnh (huyện Bắc Sơn)"]


def test_the_head_counts_what_is_chased_and_what_is_assumed() -> None:
    with returns_release() as release:
        content = late.content(release)
    assert {name: content[name] for name in ("listed", "overdue", "assumed", "closed")} == {
        "listed": 2, "overdue": 1, "assumed": 1, "closed": 1,
    }  # fmt: skip
    assert content["looked"] == {"sources": 3, "last_at": datetime(2023, 10, 26, 8, 5, tzinfo=LOCAL)}


def test_a_row_leads_to_its_source_and_has_the_anchor_of_the_board() -> None:
    with returns_release() as release:
        row = late.content(release)["rounds"][1]["late"][0]
    assert row["href"] == "sources/r1.html#o-Phu-luc-II-D19"
    assert row["anchor"] == "coordination_6m-2023-H1-12"
    assert row["reasons"] == ["document_after_due", "mark_missing"]


def test_a_missing_return_names_the_last_look_at_every_source_of_its_place() -> None:
    with returns_release() as release:
        row = late.content(release)["rounds"][1]["missing"][0]
    assert [(one["source_id"], one["state"], one["listed_at"], one["files_listed"]) for one in row["looks"]] == [
        ("46-hop-thu", "failed", datetime(2023, 10, 26, 7, 0, tzinfo=LOCAL), None),
        ("46-hue", "listed", datetime(2023, 10, 26, 8, 5, tzinfo=LOCAL), 1),
    ]


def test_the_page_says_where_it_was_looked_what_was_there_and_where_nobody_could(tmp_path: Path) -> None:
    with returns_release() as release:
        _write_page(late.PAGE, release, tmp_path, ["vi", "en"])
        release.connection.execute("delete from marts.fct_receipt where source_id like '46%'")
        _write_page(late.PAGE, release, tmp_path / "none", ["vi"])
    page = (tmp_path / "vi" / "late.html").read_text(encoding="utf-8")
    assert "46-hop-thu · 08:04 26/10/2023, không đọc được (đọc được lần cuối 07:00 26/10/2023); " in page
    assert "46-hue · 08:05 26/10/2023, có 1 tệp</td>" in page
    assert "46-hue · 08:05 26 Oct 2023, 1 file(s) there" in (tmp_path / "en" / "late.html").read_text(encoding="utf-8")
    assert "không biết nguồn nào của nơi này" in (tmp_path / "none" / "vi" / "late.html").read_text(encoding="utf-8")


def test_looks_and_registers_after_the_knowledge_of_the_release_are_left_out() -> None:
    with returns_release(known="2023-10-25") as release:
        content = late.content(release)
    provinces = content["rounds"][1]
    [look] = provinces["missing"][0]["looks"]
    assert (look["source_id"], look["listed_at"]) == ("46-hue", datetime(2023, 10, 25, 8, 5, tzinfo=LOCAL))
    assert provinces["registers"] == []


def test_registers_that_say_who_sent_are_named_with_how_many_they_name() -> None:
    with returns_release() as release:
        registers = late.content(release)["rounds"][1]["registers"]
    assert [(one["document_no"], one["sheet"], one["names"], one["href"]) for one in registers] == [
        ("150/BC-LĐTBXH", "Phụ lục II", 1, "sources/r1.html#o-Phu-luc-II-D19")
    ]


def test_without_anything_late_there_are_no_rounds() -> None:
    with returns_release() as release:
        release.connection.execute("delete from marts.rpt_late_returns")
        content = late.content(release)
    assert (content["rounds"], content["listed"]) == ([], 0)


def test_a_country_of_communes_is_printed_up_to_a_limit_and_the_rest_counted(tmp_path: Path) -> None:
    with returns_release() as release:
        release.connection.execute(
            "insert into marts.rpt_late_returns select r.* replace (i as sort_order, true as is_chased) "
            "from marts.rpt_late_returns as r, range(501) as t (i) where r.locality_code = '06325'"
        )
        _write_page(late.PAGE, release, tmp_path, ["vi"])
    page = (tmp_path / "vi" / "late.html").read_text(encoding="utf-8")
    assert page.count('<tr id="monitoring_6m-2023-H1-06325"') == 501
    assert "Quá hạn, chưa gửi (501)" in page
    assert "Còn 1 dòng không in ở đây" in page


def test_where_nothing_is_chased_any_more_the_head_says_what_was_missing(tmp_path: Path) -> None:
    with returns_release() as release:
        release.connection.execute("update marts.rpt_late_returns set is_chased = false")
        _write_page(late.PAGE, release, tmp_path, ["vi"])
    page = " ".join((tmp_path / "vi" / "late.html").read_text(encoding="utf-8").split())
    said = "Không còn báo cáo nào phải đôn đốc; 3 báo cáo đã hết thời hạn đôn đốc: 2 chưa gửi, 1 gửi muộn."
    assert f"<strong>{said}</strong>" in page
    assert "0 quá hạn" not in page
    assert page.count("<details open>") == 2
    assert "</a>: 2 đã hết thời hạn đôn đốc</li>" in page


def test_the_contents_say_what_is_missing_late_and_closed(tmp_path: Path) -> None:
    with returns_release() as release:
        _write_page(late.PAGE, release, tmp_path, ["vi", "en"])
    for language, said in {
        "vi": ("</a>: 1 đã hết thời hạn đôn đốc</li>", "</a>: 1 chưa gửi, 1 gửi muộn</li>"),
        "en": ("</a>: 1 no longer chased</li>", "</a>: 1 missing, 1 late</li>"),
    }.items():
        page = (tmp_path / language / "late.html").read_text(encoding="utf-8")
        assert [one in page for one in said] == [True, True]


def test_the_head_of_every_page_tells_both_clocks(tmp_path: Path) -> None:
    told = {
        None: "đến hết ngày 27/10/2023; số liệu theo tất cả những gì đã nhận",
        "2023-10-30": "đến hết ngày 27/10/2023; số liệu theo những gì biết đến hết ngày 30/10/2023",
    }
    for known, said in told.items():
        with returns_release(known=known) as release:
            _write_page(late.PAGE, release, tmp_path, ["vi"])
        page = (tmp_path / "vi" / "late.html").read_text(encoding="utf-8")
        assert f"<span>Tình trạng nộp báo cáo {said}</span>" in page
