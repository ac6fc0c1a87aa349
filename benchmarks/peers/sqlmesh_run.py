"""The part in sqlmesh on DuckDB: the same models in a project of its own. Run by the peers' own environment."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from pathlib import Path

os.environ |= {"SQLMESH__DISABLE_ANONYMIZED_ANALYTICS": "true", "DO_NOT_TRACK": "1"}
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from peers.part import CHECK, MODELS, found, parquet, sql


def main(home: Path) -> None:
    """Write the project, plan and apply it to a new file, print `seconds` and `found`."""
    from sqlmesh import Context

    project = home / "bench" / "peer-sqlmesh"
    shutil.rmtree(project, ignore_errors=True)
    (project / "models").mkdir(parents=True)
    place = project / "tables.duckdb"
    (project / "config.yaml").write_text(
        f"gateways: {{d: {{connection: {{type: duckdb, database: '{place}', concurrent_tasks: 2}}}}}}\n"
        "default_gateway: d\nmodel_defaults: {dialect: duckdb}\ndisable_anonymized_analytics: true\n",
        encoding="utf-8",
    )
    relations = parquet(home) | {model: f"part.{model}" for model in MODELS}
    for model in MODELS:
        text = f"MODEL (name part.{model}, kind FULL);\n{sql(model, relations)}"
        (project / "models" / f"{model}.sql").write_text(text, encoding="utf-8")
    began = time.perf_counter()
    context = Context(paths=[str(project)])
    context.plan(auto_apply=True, no_prompts=True)
    seconds = time.perf_counter() - began
    row = context.engine_adapter.fetchone(CHECK.format_map(relations))
    print("\n" + json.dumps({"seconds": seconds, "found": found(row)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
