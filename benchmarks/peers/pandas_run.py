"""The part in pandas: the same four tables as data frames, from the same Parquet files; nothing is written."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

_KEY = ["form", "form_version", "cell_no"]
_TOTAL = ["period", "component_code", "measure", "source", "nature"]


def work(home: Path, name: str) -> dict[str, Any]:
    """Make the four tables; returns `seconds` and `found`. `name` is that of the peer."""
    import pandas as pd
    import pyarrow.dataset as ds

    def read(table: str) -> Any:
        # The definitions of forms are in a file whose name pyarrow would pass over.
        found = ds.dataset(home / "bronze" / table, format="parquet", ignore_prefixes=["."])
        return found.to_table().to_pandas().drop(columns="batch_id")

    began = time.perf_counter()
    forever = pd.Timestamp.max.tz_localize("UTC")
    sent = read("submission").query("file_kind == 'form' and state in ('accepted', 'accepted_with_findings')")
    sent = sent.sort_values(["known_from", "arrived_at", "path", "submission_key"])
    versions = sent[["submission_key", "form", "form_version", "locality_code", "return_type", "period", "known_from"]]
    later = versions.groupby(["return_type", "period", "locality_code", "form"])["known_from"].shift(-1)
    versions = versions.assign(known_to=later.fillna(forever), year=versions["period"].str[:4].astype(int))
    values = read("form_value")[["submission_key", "cell_no", "value"]].dropna(subset="value")
    cells = read("form_cell")
    joined = values.merge(versions, on="submission_key").merge(cells, on=_KEY)
    fund = joined[joined["kind"] == "fund"].assign(
        component_code=lambda one: one["component"], source=lambda one: one["source"].fillna("total"),
        nature=lambda one: one["nature"].fillna("total"),
        amount_vnd=lambda one: (one["value"] * one["factor"]).round().astype("int64"),
        budget_year=lambda one: one["budget_year"].fillna((one["year"] + one["budget_year_offset"]).astype("string")),
    )  # fmt: skip
    indicator = joined[joined["kind"] == "indicator"].assign(value=lambda one: one["value"] * one["factor"])
    current = fund[fund["known_to"] == forever]
    totals = current.groupby(_TOTAL, dropna=False)["amount_vnd"].agg(["count", "sum"])
    seconds = time.perf_counter() - began
    whole = sum(int(one) for one in totals["sum"])
    return {
        "seconds": seconds,
        "found": {"fund": str(len(fund)), "indicator": str(len(indicator)), "totals": str(len(totals)),
                  "amount_vnd": str(whole)},
    }  # fmt: skip
