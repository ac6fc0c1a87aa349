"""What is written into a finished copy: the grain of a mart, as its tests say it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gnbv.finishing import mart_keys


def model(name: str, never_null: tuple[str, ...] = (), schema: str = "marts") -> dict[str, Any]:
    columns = {column: {"constraints": [{"type": "not_null"}]} for column in never_null}
    return {"name": name, "schema": schema, "columns": columns, "config": {"meta": {}}}


def data_test(name: str, kind: str, **arguments: Any) -> dict[str, Any]:
    return {"attached_node": f"model.gnbv.{name}", "test_metadata": {"name": kind, "kwargs": arguments}}


def keys(tmp_path: Path, models: list[dict[str, Any]], tests: list[dict[str, Any]]) -> dict[str, list[str]]:
    nodes = {f"model.gnbv.{one['name']}": one for one in models}
    nodes |= {f"test.gnbv.{place}": one for place, one in enumerate(tests)}
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps({"nodes": nodes}), encoding="utf-8")
    return mart_keys(path)


def test_one_column_goes_before_several(tmp_path: Path) -> None:
    tests = [
        data_test("fct_thing", "unique_combination", columns=["place", "day"]),
        data_test("fct_thing", "unique", column_name="thing_key"),
    ]
    assert keys(tmp_path, [model("fct_thing", ("place", "day", "thing_key"))], tests) == {"fct_thing": ["thing_key"]}


def test_a_column_that_may_be_null_is_no_key_where_there_is_another(tmp_path: Path) -> None:
    tests = [
        data_test("rpt_thing", "unique", column_name="reminder_key"),
        data_test("rpt_thing", "unique_combination", columns=["place", "day"]),
    ]
    assert keys(tmp_path, [model("rpt_thing", ("place", "day"))], tests) == {"rpt_thing": ["place", "day"]}


def test_only_marts_and_only_these_tests_count(tmp_path: Path) -> None:
    models = [model("int_thing", ("a",), "intermediate"), model("fct_thing", ("a",))]
    tests = [data_test("int_thing", "unique", column_name="a"), data_test("fct_thing", "not_null", column_name="a")]
    assert keys(tmp_path, models, tests) == {}


def test_a_view_says_its_key_itself(tmp_path: Path) -> None:
    view = model("fct_seen", ("thing_key", "place")) | {"config": {"meta": {"key": ["thing_key", "place"]}}}
    table = model("int_seen", (), "intermediate") | {"config": {"meta": {"key": ["place"]}}}
    assert keys(tmp_path, [view, table], []) == {"fct_seen": ["thing_key", "place"]}
