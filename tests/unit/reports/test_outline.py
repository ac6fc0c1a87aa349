"""The outline: what stands under which heading, and the component and place in force there."""

from __future__ import annotations

from datetime import date

import pytest

from gnbv.settings import PROJECT
from ingestion.reference import Reference
from ingestion.reports.model import Frame, StoredText
from ingestion.reports.outline import Node, component_mentions, component_of, lay_out

REFERENCE = Reference.load(PROJECT / "dbt_project" / "seeds")
HOME = REFERENCE.locality("province", "20", date(2023, 7, 1))


def nodes(text: str) -> tuple[Node, ...]:
    frame = Frame(HOME, "2023-H1", "2023", date(2023, 6, 30), date(2023, 7, 15))
    return lay_out(StoredText(tuple(text.split("\n"))), frame, REFERENCE).nodes


@pytest.mark.parametrize(
    ("head", "component"),
    [
        ("Dự án 2: Đa dạng hóa sinh kế", "DA2"),
        ("Dự án 1. Hỗ trợ đầu tư", "DA1"),
        ("Dự án IV", "DA4"),
        ("DA7 - Nâng cao năng lực", "DA7"),
        ("Tiêu dự án 1. Giáo dục nghề nghiệp", "?TDA1"),
        ("Tiểu dự án 2 thuộc Dự án 6", "DA6.TDA2"),
        ("Tiểu dự án 2: Cải thiện dinh dưỡng", "DA3.TDA2"),
        ("Kết quả thực hiện Dự án 5", "DA5"),
        ("Truyền thông và giảm nghèo về thông tin", "DA6"),
        ("Chính sách hỗ trợ y tế", ""),
        ("Thực hiện 24 dự án 2 xã", None),
        ("Kinh phí thực hiện", None),
    ],
)
def test_the_component_of_a_head(head: str, component: str | None) -> None:
    assert component_of(head) == component


def test_the_components_a_text_names() -> None:
    text = "Tiểu dự án 1 thuộc Dự án 3: 5; Dự án 2: 4; 24 dự án; Dự án 4 (Tiểu dự án 2): 1; tiểu dự án 3"
    assert [code for *_, code in component_mentions(text)] == ["DA3.TDA1", "DA2", "DA4.TDA2", "?TDA3"]
    assert component_mentions(text)[0][:2] == (0, 26)


def test_what_a_heading_tells_holds_under_it() -> None:
    found = nodes(
        "II. KẾT QUẢ\n1. Dự án 1\na) Tiểu dự án 1\n(1) Huyện Bình Gia\n- Vốn sự nghiệp\n+ Đã giao vốn\n"
        "(2) Huyện Văn Quan\nĐã giao vốn.\nb) Tiểu dự án 2\nĐã giao vốn.\n2. Chính sách hỗ trợ y tế\nĐã cấp thẻ."
    )
    last = found[5]
    assert [one.rank for one in last.lineage] == ["plus", "dash", "paren", "letter", "number1", "roman"]
    assert last.component_in_force == "DA1.TDA1"
    assert last.place_in_force is not None
    assert last.place_in_force.printed == "Huyện Bình Gia"
    assert found[7].place_in_force is not None
    assert found[7].place_in_force.printed == "Huyện Văn Quan"
    assert (found[9].component_in_force, found[9].place_in_force) == ("DA1.TDA2", None)
    assert found[11].component_in_force == ""


def test_a_plain_paragraph_ends_a_list_of_dashes() -> None:
    found = nodes("1. Nội dung\n- Một việc\nMột đoạn văn.\n- Việc khác")
    assert found[2].parent is found[0]
    assert found[3].parent is found[0]


def test_a_footnote_stands_under_the_passage_that_cites_it() -> None:
    found = nodes("Đã mở lớp¹ ở xã.\n¹ Gồm 02 xã.")
    assert found[1].parent is found[0]


def test_tables_are_runs_of_rows() -> None:
    frame = Frame(HOME, "2023-H1", "2023", date(2023, 6, 30), date(2023, 7, 15))
    outline = lay_out(StoredText(("A\t1", "B\t2", "Giữa hai bảng.", "C\t3")), frame, REFERENCE)
    assert [[row.text for row in table] for table in outline.tables] == [["A\t1", "B\t2"], ["C\t3"]]
