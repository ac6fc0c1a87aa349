"""What the sentences of a report state beside its registers: counts, and the names of the footnotes they point to."""

from __future__ import annotations

from datetime import date

import pytest

from gnbv.settings import PROJECT
from ingestion import Reference
from ingestion.readers.outcome import Notes
from ingestion.readers.told import read_told
from ingestion.reports import store_text

TEXT = """a) Đến nay 40/63 tỉnh đã ban hành Chương trình phối hợp; 01 tỉnh đã ban hành Chương trình phối hợp khác
và vẫn theo chương trình đó¹; 02 địa phương chưa ban hành Chương trình phối hợp².

b) Đã có 30/63 Sở gửi báo cáo; còn 03 tỉnh, thành phố chưa có báo cáo³.

¹ Đồng Tháp (Chương trình số 12/CTPH-UBND ngày 05/3/2020, ký giữa hai cơ quan).

² Gồm: Sơn La, Cần Thơ.

³ Gồm có: Lào Cai, Hoà Bình, Xứ Lạ.
"""
ON = date(2023, 10, 27)


@pytest.fixture(scope="module")
def reference() -> Reference:
    return Reference.load(PROJECT / "dbt_project" / "seeds")


def test_counts_and_the_names_their_footnotes_list(reference: Reference) -> None:
    notes = Notes("bao-cao.txt")
    told = read_told(store_text(TEXT.encode(), "bao-cao.txt"), ON, reference, notes)
    counts = [
        (one["line"], one["subject_return_type"], one["category"], one["stated_count"])
        for one in told
        if one["statement_kind"] == "count"
    ]
    assert counts == [
        (1, "coordination_programme", "received", 40),
        (1, "coordination_programme", "expected", 63),
        (1, "coordination_programme", "other", 1),
        (2, "coordination_programme", "missing", 2),
        (4, "coordination_6m", "received", 30),
        (4, "coordination_6m", "expected", 63),
        (4, "coordination_6m", "missing", 3),
    ]
    names = [
        (one["line"], one["category"], one["locality_code"], one["document_no"], one["document_on"])
        for one in told
        if one["statement_kind"] == "name"
    ]
    assert names == [
        (6, "other", "87", "12/CTPH-UBND", date(2020, 3, 5)),
        (8, "missing", "14", None, None),
        (8, "missing", "92", None, None),
        (10, "missing", "10", None, None),
        (10, "missing", "17", None, None),
    ]
    assert {one["subject_period"] for one in told if one["subject_return_type"] == "coordination_6m"} == {"2023-H1"}


def test_a_name_that_is_not_known_is_put_on_record(reference: Reference) -> None:
    notes = Notes("bao-cao.txt")
    read_told(store_text(TEXT.encode(), "bao-cao.txt"), ON, reference, notes)
    assert [(one.rule_id, one.line, one.found) for one in notes.findings] == [("IN10", 10, "Xứ Lạ")]


def test_a_text_that_states_nothing_of_returns_has_no_statements(reference: Reference) -> None:
    text = "Năm 2023 có 12/63 xã đạt chuẩn; còn 5 tỉnh, thành phố khó khăn.\n"
    assert read_told(store_text(text.encode(), "x.txt"), ON, reference, Notes("x.txt")) == []
