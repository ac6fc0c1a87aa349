"""The late list: its order, what it leaves out and says so, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from delivery import DeliveryError, NotPublishedError, UnknownReturnTypeError, late_returns, published_marts
from delivery.reading import end_of_day, open_marts

AS_OF = date(2023, 10, 27)


def test_a_date_means_its_last_second_in_viet_nam() -> None:
    assert end_of_day(date(2023, 6, 25)).isoformat() == "2023-06-25T23:59:59+07:00"


def test_overdue_comes_before_late_and_closed_chases_are_counted_not_listed(warehouse: Path) -> None:
    found = late_returns(warehouse, AS_OF)
    assert [(row.locality_code, row.status) for row in found.returns] == [("12", "overdue"), ("01", "late")]
    assert found.closed == 1
    assert found.assumed_arrivals == 1
    assert found.returns[0].reasons == ("no_document", "no_programme")
    assert found.returns[0].due_at.isoformat() == "2023-06-25T00:00:00+07:00"
    assert found.words.reasons == {"no_document": "chưa có văn bản nào"}
    assert found.words.evidence == {}


def test_closed_chases_are_listed_when_asked_for(warehouse: Path) -> None:
    found = late_returns(warehouse, AS_OF, include_closed=True)
    assert [row.locality_code for row in found.returns] == ["20", "12", "01"]
    assert found.closed == 0


def test_both_clocks_reach_the_marts(warehouse: Path) -> None:
    assert [row.locality_code for row in late_returns(warehouse, date(2023, 8, 13)).returns] == ["12"]
    assert [row.locality_code for row in late_returns(warehouse, AS_OF, date(2023, 8, 13)).returns] == ["12"]
    assert [row.locality_code for row in late_returns(warehouse, AS_OF, date(2023, 8, 14)).returns] == ["12", "01"]


def test_an_unknown_return_type_is_refused_with_the_known_ones(warehouse: Path) -> None:
    with pytest.raises(UnknownReturnTypeError, match="unknown return type 'x': expected one of coordination_6m"):
        late_returns(warehouse, AS_OF, return_type="x")
    assert len(late_returns(warehouse, AS_OF, return_type="coordination_6m").returns) == 2


def test_what_cannot_be_read_is_said_in_one_line(
    tmp_path: Path, warehouse: Path, change: Callable[[str], None]
) -> None:
    with pytest.raises(NotPublishedError, match="run 'gnbv collect', 'gnbv build' and 'gnbv publish' first"):
        published_marts(tmp_path / "published")
    broken = tmp_path / "broken.duckdb"
    broken.write_bytes(b"not a database" * 1000)
    with pytest.raises(DeliveryError) as said:
        late_returns(broken, AS_OF)
    assert "run 'gnbv publish' again" in str(said.value)
    assert "\n" not in str(said.value)
    change("drop macro table marts.late_returns")
    with pytest.raises(DeliveryError, match=r"lacks a mart or a column: .*it was published by another version"):
        late_returns(warehouse, AS_OF)
    with pytest.raises(DeliveryError, match=r"lacks a mart or a column: .*unheard_of"), open_marts(warehouse) as marts:
        marts.execute("select unheard_of from marts.dim_return_type")
