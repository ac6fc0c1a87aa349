"""The dashboards of Superset as files: every name in them leads somewhere, and no sum counts anything twice."""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from superset_files import ASSETS, assets, empty_marts

CHARTS, DASHBOARDS, DATASETS, DATABASES = (assets(kind) for kind in ("charts", "dashboards", "datasets", "databases"))
BY_UUID = {one["uuid"]: one for one in DATASETS.values()}
#: Rows that may be added up, by dataset: what every chart that adds them has to ask for.
COUNTED = {"reporting_rate": {"is_counted"}, "fund_progress": {"is_locality_total", "is_component_total"}}
METRICS = [(name, metric["metric_name"]) for name, one in DATASETS.items() for metric in one["metrics"]]


@pytest.fixture(scope="module")
def marts() -> Iterator[duckdb.DuckDBPyConnection]:
    with empty_marts() as connection:
        yield connection


def column_faults(marts: duckdb.DuckDBPyConnection, dataset: dict[str, Any]) -> list[str]:
    """What the query of a dataset gives and its columns do not say, or the other way round."""
    try:
        given = {row[0] for row in marts.execute(f"describe {dataset['sql']}").fetchall()}
    except duckdb.Error as error:
        return [str(error)]
    return sorted(given ^ {column["column_name"] for column in dataset["columns"]})


def names_of(chart: dict[str, Any]) -> tuple[set[str], set[str]]:
    """The columns and the metrics a chart asks for."""
    params = chart["params"]
    columns = {*params.get("groupby", []), *params.get("all_columns", [])}
    columns |= {json.loads(one)[0] for one in params.get("order_by_cols", [])}
    columns |= {one["subject"] for one in params["adhoc_filters"]}
    columns |= {params["x_axis"]} if "x_axis" in params else set()
    metrics = {*params.get("metrics", [])}
    metrics |= {params[key] for key in ("metric", "timeseries_limit_metric") if key in params}
    return columns, metrics


def name_faults(chart: dict[str, Any]) -> list[str]:
    """The columns and metrics a chart asks for that its dataset does not have."""
    dataset = BY_UUID[chart["dataset_uuid"]]
    columns, metrics = names_of(chart)
    columns -= {one["column_name"] for one in dataset["columns"]}
    return sorted(columns | (metrics - {one["metric_name"] for one in dataset["metrics"]}))


def counts_twice(chart: dict[str, Any]) -> bool:
    """Whether a chart adds up rows of a dataset that holds wholes beside their parts, and leaves neither out."""
    dataset = BY_UUID[chart["dataset_uuid"]]
    sums = {one["metric_name"] for one in dataset["metrics"] if "SUM(" in one["expression"]}
    kept = {one["subject"] for one in chart["params"]["adhoc_filters"] if one.get("comparator") is True}
    wanted = COUNTED.get(dataset["table_name"], set())
    return bool(wanted and names_of(chart)[1] & sums and not kept & wanted)


def test_no_two_assets_share_a_uuid() -> None:
    found = Counter(one["uuid"] for kind in (CHARTS, DASHBOARDS, DATASETS, DATABASES) for one in kind.values())
    assert [uuid for uuid, times in found.items() if times > 1] == []
    assert len(found) == 37 + 4 + 8 + 1


def test_a_file_bears_the_name_of_what_it_holds() -> None:
    assert {name: one["table_name"] for name, one in DATASETS.items()} == {name: name for name in DATASETS}
    assert {name: one["slug"] for name, one in DASHBOARDS.items()} == {name: name for name in DASHBOARDS}


@pytest.mark.parametrize("name", DATASETS)
def test_the_columns_of_a_dataset_are_what_the_contracts_give(marts: duckdb.DuckDBPyConnection, name: str) -> None:
    assert column_faults(marts, DATASETS[name]) == []


@pytest.mark.parametrize(
    ("found", "wrong", "fault"),
    [("rates.received,", "rates.recieved,", "recieved"), ("rates.overdue,", "", "overdue")],
)
def test_a_column_that_is_in_no_contract_is_seen(
    marts: duckdb.DuckDBPyConnection, found: str, wrong: str, fault: str
) -> None:
    dataset = DATASETS["reporting_rate"]
    (seen,) = column_faults(marts, {**dataset, "sql": dataset["sql"].replace(found, wrong)})
    assert fault in seen


@pytest.mark.parametrize(("dataset", "metric"), METRICS)
def test_a_metric_can_be_reckoned(marts: duckdb.DuckDBPyConnection, dataset: str, metric: str) -> None:
    (one,) = (one for one in DATASETS[dataset]["metrics"] if one["metric_name"] == metric)
    assert len(marts.execute(f"select {one['expression']} from ({DATASETS[dataset]['sql']}) as asked").fetchall()) == 1


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_asks_for_what_its_dataset_has(name: str) -> None:
    assert name_faults(CHARTS[name]) == []


@pytest.mark.parametrize("name", CHARTS)
def test_no_chart_counts_anything_twice(name: str) -> None:
    assert not counts_twice(CHARTS[name])


def test_a_wrong_name_and_a_double_count_are_seen() -> None:
    chart = copy.deepcopy(CHARTS["fund-by-component"])
    chart["params"]["metrics"].append("spent_bn")
    chart["params"]["adhoc_filters"] = []
    assert (name_faults(chart), counts_twice(chart)) == (["spent_bn"], True)


def test_every_dataset_asks_the_one_database() -> None:
    assert {one["database_uuid"] for one in DATASETS.values()} == {DATABASES["gnbv_marts"]["uuid"]}


def test_every_chart_stands_on_one_dashboard() -> None:
    placed = Counter(
        (place["meta"]["uuid"], place["meta"]["sliceName"])
        for dashboard in DASHBOARDS.values()
        for place in dashboard["position"].values()
        if isinstance(place, dict) and place["type"] == "CHART"
    )
    assert placed == Counter((one["uuid"], one["slice_name"]) for one in CHARTS.values())


@pytest.mark.parametrize("name", DASHBOARDS)
def test_rows_of_a_dashboard_are_twelve_columns_wide(name: str) -> None:
    position = DASHBOARDS[name]["position"]
    rows = [position[key] for key in position["GRID_ID"]["children"]]
    assert [sum(position[child]["meta"]["width"] for child in row["children"]) for row in rows] == [12] * len(rows)


@pytest.mark.parametrize("name", DASHBOARDS)
def test_a_filter_reaches_only_charts_that_know_its_column(name: str) -> None:
    dashboard = DASHBOARDS[name]
    charts = {
        place["meta"]["chartId"]: next(one for one in CHARTS.values() if one["uuid"] == place["meta"]["uuid"])
        for place in dashboard["position"].values()
        if isinstance(place, dict) and place["type"] == "CHART"
    }
    for one in dashboard["metadata"]["native_filter_configuration"]:
        column = one["targets"][0]["column"]["name"]
        reached = [chart for number, chart in charts.items() if number not in one["scope"]["excluded"]]
        asked = [BY_UUID[one["targets"][0]["datasetUuid"]], *(BY_UUID[chart["dataset_uuid"]] for chart in reached)]
        lacking = {data["table_name"] for data in asked if column not in {c["column_name"] for c in data["columns"]}}
        assert (one["name"], lacking) == (one["name"], set())


def test_no_address_and_no_password_is_kept() -> None:
    assert DATABASES["gnbv_marts"]["sqlalchemy_uri"] == "postgresql+psycopg2://"
    assert not [path for path in ASSETS.rglob("*.yaml") if "password" in path.read_text(encoding="utf-8")]
    allowed = ("allow_dml", "allow_ctas", "allow_cvas", "allow_csv_upload")
    assert [DATABASES["gnbv_marts"][key] for key in allowed] == [False] * 4
