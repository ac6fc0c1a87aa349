"""Rows and columns before they are written: what fits a table, what is refused, and the cells of forms."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from ingestion.bronze_rows import FormPile, as_table, check_values, fit
from ingestion.model import FormValues


def _form(numbers: list[int], values: list[float], **more: Any) -> FormValues:
    settings: dict[str, Any] = {"texts": {}, "absences": {}, "missing_count": 0} | more
    return FormValues("bench", 1, np.array(numbers, np.int32), np.array(values, np.float64), **settings)


def test_plain_values_are_left_as_they_are() -> None:
    row = {
        "submission_key": "k", "path": "Đắk Lắk.xlsx", "size_bytes": 12, "is_nil": False, "sent_on": date(2024, 6, 30),
        "known_from": datetime(2024, 7, 1, tzinfo=UTC), "signer": None,
    }  # fmt: skip

    assert fit("submission", dict(row)) == row
    assert as_table("submission", [row]).to_pylist()[0]["path"] == "Đắk Lắk.xlsx"


def test_values_of_a_near_kind_become_those_of_the_column() -> None:
    row = fit("figure", {"line": np.int64(7), "value": 3, "confidence": np.float32(0.5)})

    assert row == {"line": 7, "value": 3.0, "confidence": 0.5}
    assert [type(value) for value in row.values()] == [int, float, float]


@pytest.mark.parametrize(
    ("table", "row", "error"),
    [
        ("statement", {"countt": 34}, ValueError),
        ("statement", {"stated_count": "ba mươi tư"}, pa.ArrowInvalid),
        ("statement", {"stated_count": 2**63}, (pa.ArrowInvalid, OverflowError)),
        ("submission", {"path": "half a pair \ud800"}, ValueError),
        ("submission", {"path": 5}, pa.ArrowException),
        ("submission", {"is_nil": "không"}, pa.ArrowException),
        ("submission", {"sent_on": "2024-06-30"}, pa.ArrowException),
        ("form_cell", {"cell_no": 2**31}, pa.ArrowException),
    ],
)
def test_what_does_not_fit_is_refused_when_it_comes(table: str, row: dict[str, Any], error: Any) -> None:
    with pytest.raises(error):
        fit(table, row)


def test_cells_of_several_forms_become_one_table() -> None:
    pile = FormPile()
    pile.add("one", _form([1, 2, 5], [10.5, float("nan"), 0.0], texts={1: "thuê khoán"}, absences={2: "none"}))
    pile.add("none", _form([], []))
    pile.add("two", _form([3], [float("nan")], texts={0: "x"}, absences={0: "not_applicable"}))

    assert pile.num_rows == 4
    table = pile.as_table("b-1")
    assert table.to_pylist() == [
        {"batch_id": "b-1", "submission_key": "one", "cell_no": 1, "value": 10.5, "text": None, "absence": None},
        {"batch_id": "b-1", "submission_key": "one", "cell_no": 2, "value": None, "text": "thuê khoán",
         "absence": None},
        {"batch_id": "b-1", "submission_key": "one", "cell_no": 5, "value": 0.0, "text": None, "absence": "none"},
        {"batch_id": "b-1", "submission_key": "two", "cell_no": 3, "value": None, "text": "x",
         "absence": "not_applicable"},
    ]  # fmt: skip
    assert pa.types.is_dictionary(table.schema.field("submission_key").type)


@pytest.mark.parametrize(
    "form",
    [
        _form([1, 2], [1.0]),
        _form([0], [1.0]),
        _form([1], [1.0], texts={1: "past the end"}),
        _form([1], [1.0], texts={0: 5}),
        _form([1], [1.0], absences={0: "\ud800"}),
        FormValues("bench", 1, np.array([1]), np.array([1.0]), {}, {}, 0),
        FormValues("bench", 1, np.array([[1]], np.int32), np.array([[1.0]]), {}, {}, 0),
    ],
    ids=["lengths", "number 0", "place", "kind of text", "half a pair", "kind of numbers", "two dimensions"],
)
def test_cells_that_do_not_fit_are_refused(form: FormValues) -> None:
    with pytest.raises(ValueError, match="form bench: expected"):
        check_values(form)
