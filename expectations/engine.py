"""The one place that talks to Great Expectations: data frames in, plain outcomes and Data Docs out.

Great Expectations' SQL data source does not work on DuckDB, so frames are handed in as pandas data frames. Its pages
name scripts and style sheets of outside hosts, and its index is empty without them: see `expectations.pages`.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from expectations.docs import Docs
from expectations.model import Expectation, SuiteError

if TYPE_CHECKING:
    import pandas as pd

#: How many different values that do not hold a page of the Data Docs shows; the country has some 10 000 communes.
SHOWN_VALUES = 20_000

_SEVERITY = {"stop": "critical", "warn": "warning", "info": "info"}


@dataclass(frozen=True)
class Outcome:
    """What one expectation found: whether it held, how many values it looked at, the names of the rows that did not."""

    held: bool
    evaluated: int
    names: tuple[str, ...] = ()
    error: str | None = None


@dataclass(frozen=True)
class Work:
    """One frame to look at; `allowed` are the values of expectations whose `value_set` comes from a seed, by id."""

    title: str
    frame: pd.DataFrame
    expectations: tuple[Expectation, ...]
    allowed: dict[str, list[str]]


def evaluate(works: Iterable[Work], draft: Path) -> dict[str, Outcome]:
    """Validate every frame and write the Data Docs, without an index; returns outcomes by `<title>.<expectation id>`.

    Raises `SuiteError` when an expectation has no known type or wrong arguments.
    """
    gx = great_expectations()
    source = gx.get_context(mode="ephemeral", project_config=_settings()).data_sources.add_pandas("warehouse")
    frames = source.add_dataframe_asset("frame").add_batch_definition_whole_dataframe("all")
    docs = Docs(draft)
    outcomes: dict[str, Outcome] = {}
    for work in works:
        suite = gx.ExpectationSuite(
            name=work.title, expectations=[_build(gx, each, work) for each in work.expectations]
        )
        result = _validate(frames, suite, work.frame)
        outcomes |= _outcomes(result, work)
        docs.write(suite, result)
    return outcomes


def get_ready() -> None:
    """Import Great Expectations, with what writes its pages, ahead of its use; else the first run of a suite does."""
    great_expectations()
    for name in ("render.renderer.page_renderer", "render.view.view", "validator.v1_validator"):
        import_module(f"great_expectations.{name}")


def great_expectations() -> Any:
    """Import Great Expectations, which takes seconds, with what it would report to its makers switched off."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx

    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    return gx


def _settings() -> Any:
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    # Without temporary sites: Great Expectations would leave a temporary folder behind at every run.
    return DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
        progress_bars=ProgressBarsConfig(globally=False, metric_calculations=False),
        analytics_enabled=False,
    )


def _validate(frames: Any, suite: Any, frame: pd.DataFrame) -> Any:
    """Validate a frame as a checkpoint does, without its stores, which write out every result several times over."""
    from great_expectations.validator.v1_validator import Validator

    result = Validator(
        batch_definition=frames,
        batch_parameters={"dataframe": frame},
        result_format={
            "result_format": "COMPLETE",
            "partial_unexpected_count": SHOWN_VALUES,
            "return_unexpected_index_query": False,
        },
    ).validate_expectation_suite(suite)
    for each in result.results:
        _name_rows(each, frame)
    return result


def _name_rows(result: Any, frame: pd.DataFrame) -> None:
    """Name the rows that do not hold. Great Expectations could look the names up itself, a row at a time."""
    numbers = result.result.get("unexpected_index_list")
    if numbers:
        column = result.expectation_config.kwargs["column"]
        values, names = (frame[each].iloc[numbers].tolist() for each in (column, "name"))
        result.result["unexpected_index_column_names"] = ["name"]
        result.result["unexpected_index_list"] = [
            {column: value, "name": name} for value, name in zip(values, names, strict=True)
        ]


def _outcomes(result: Any, work: Work) -> dict[str, Outcome]:
    found = {each.expectation_config.meta["id"]: _outcome(each, len(work.frame)) for each in result.results}
    nothing = Outcome(held=False, evaluated=0, error="it was not run")
    return {f"{work.title}.{each.id}": found.get(each.id, nothing) for each in work.expectations}


def _build(gx: Any, expectation: Expectation, work: Work) -> Any:
    name = "".join(part.capitalize() for part in expectation.type.split("_"))
    kind = getattr(gx.expectations, name, None)
    if kind is None:
        raise SuiteError(f"{work.title}.{expectation.id}: Great Expectations has no {expectation.type}")
    arguments = dict(expectation.kwargs)
    if expectation.id in work.allowed:
        arguments["value_set"] = work.allowed[expectation.id]
    try:
        return kind(
            **arguments,
            severity=_SEVERITY[expectation.severity],
            description=f"{expectation.meaning_vi} / {expectation.meaning_en}",
            meta={"id": expectation.id},
        )
    except (TypeError, ValueError) as error:
        raise SuiteError(f"{work.title}.{expectation.id}: {' '.join(str(error).split())[:300]}") from error


def _outcome(result: Any, rows: int) -> Outcome:
    error = _error(result.exception_info)
    if error:
        return Outcome(held=False, evaluated=0, error=error)
    detail = result.result
    looked_at = detail.get("element_count", rows) - detail.get("missing_count", 0)
    names = tuple(str(row.get("name")) for row in detail.get("unexpected_index_list") or [])
    return Outcome(held=bool(result.success), evaluated=int(looked_at), names=names)


def _error(info: dict[str, Any] | None) -> str | None:
    """Great Expectations gives one exception, or one a metric; return the first message."""
    if not info:
        return None
    for each in [info, *(value for value in info.values() if isinstance(value, dict))]:
        if each.get("raised_exception"):
            return " ".join(str(each.get("exception_message")).split())[:300]
    return None
