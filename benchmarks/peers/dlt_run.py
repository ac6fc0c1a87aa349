"""dlt loads the cells of forms into a DuckDB table, from Arrow: its fastest way. Run by the peers' own environment."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from pathlib import Path

os.environ |= {"RUNTIME__DLTHUB_TELEMETRY": "false", "DO_NOT_TRACK": "1"}


def main(home: Path) -> None:
    """Load into a new file, print `seconds` and `found`."""
    import dlt
    import duckdb
    import pyarrow as pa
    import pyarrow.dataset as ds

    folder = home / "bench" / "peer-dlt"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    place = folder / "tables.duckdb"
    pipeline = dlt.pipeline(
        "part", destination=dlt.destinations.duckdb(str(place)), dataset_name="part", pipelines_dir=str(folder / "work")
    )
    began = time.perf_counter()
    batches = ds.dataset(home / "bronze" / "form_value", format="parquet").to_batches()
    pipeline.run((pa.Table.from_batches([one]) for one in batches if one.num_rows), table_name="cells")
    seconds = time.perf_counter() - began
    with duckdb.connect(str(place), read_only=True) as connection:
        rows, cells = connection.execute("select count(*), sum(cell_no) from part.cells").fetchone()
    print("\n" + json.dumps({"seconds": seconds, "found": {"rows": str(rows), "cell_no": str(cells)}}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
