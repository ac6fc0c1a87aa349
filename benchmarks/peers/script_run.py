"""The part by hand: one DuckDB script; and the cells alone, for who only loads them."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from peers.part import CHECK, MODELS, found, parquet, sql


def work(home: Path, name: str) -> dict[str, Any]:
    """Make the tables of the part in a new file (`script_tables`), or the table of the cells (`script_cells`)."""
    import duckdb

    place = home / "bench" / "peer-script.duckdb"
    place.unlink(missing_ok=True)
    began = time.perf_counter()
    with duckdb.connect(place, config={"threads": 2}) as connection:
        if name == "script_cells":
            connection.execute(f"create table cells as from {parquet(home)['form_value']}")
            row = connection.execute("select count(*), sum(cell_no) from cells").fetchone()
            return {"seconds": time.perf_counter() - began, "found": {"rows": str(row[0]), "cell_no": str(row[1])}}
        for model in MODELS:
            connection.execute(f"create table {model} as {sql(model, parquet(home) | {m: m for m in MODELS})}")
        seconds = time.perf_counter() - began
        row = connection.execute(CHECK.format_map({model: model for model in MODELS})).fetchone()
    return {"seconds": seconds, "found": found(row)}
