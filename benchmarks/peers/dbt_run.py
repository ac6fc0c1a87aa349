"""The part in dbt on DuckDB: the same models as tables, one command; its start and parse are told with it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from peers.part import CHECK, MODELS, found, parquet, sql


def work(home: Path, name: str) -> dict[str, Any]:
    """Write the project, run it once to have it parsed, run it on a new file; returns `seconds` and `found`."""
    import duckdb

    project = home / "bench" / "peer-dbt"
    shutil.rmtree(project, ignore_errors=True)
    (project / "models").mkdir(parents=True)
    place = project / "tables.duckdb"
    relations = parquet(home) | {model: "{{ ref('" + model + "') }}" for model in MODELS}
    for model in MODELS:
        (project / "models" / f"{model}.sql").write_text(sql(model, relations), encoding="utf-8")
    (project / "dbt_project.yml").write_text(
        "name: part\nversion: '1.0.0'\nconfig-version: 2\nprofile: part\nmodels: {+materialized: table}\n",
        encoding="utf-8",
    )
    (project / "profiles.yml").write_text(
        f"part: {{target: d, outputs: {{d: {{type: duckdb, path: '{place}', threads: 2, keep_open: true}}}}}}\n",
        encoding="utf-8",
    )
    _dbt(project, "parse")
    seconds = _dbt(project, "run")
    with duckdb.connect(place, read_only=True) as connection:
        row = connection.execute(CHECK.format_map({model: model for model in MODELS})).fetchone()
    return {"seconds": seconds, "found": found(row)}


def _dbt(project: Path, command: str) -> float:
    began = time.perf_counter()
    line = [str(Path(sys.executable).parent / "dbt"), "--quiet", command, "--project-dir", str(project)]
    line += ["--profiles-dir", str(project)]
    silent = os.environ | {"DO_NOT_TRACK": "1", "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
    subprocess.run(line, check=True, env=silent, cwd=project)
    return time.perf_counter() - began
