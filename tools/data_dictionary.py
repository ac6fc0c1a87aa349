"""Write docs/data-dictionary.md: every mart with its grain, key and columns, as the dbt project describes them.

Run as `python tools/data_dictionary.py`; a test says when the page is stale. Nothing is opened but the project's files.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from gnbv.finishing import mart_keys

PROJECT = Path(__file__).resolve().parent.parent
PAGE = PROJECT / "docs" / "data-dictionary.md"
COMMAND = "python tools/data_dictionary.py"
_GROUPS = {
    "core": "Returns: who owes what, what came, what stands",
    "figures": "Money",
    "poverty": "Indicators, targets, standards",
    "forms": "Filled forms",
    "findings": "What does not hold",
    "reminders": "Reminders",
    "runs": "What ran",
}
_HEAD = """# Data dictionary

Every table of the schema `marts`, in the published file, in Parquet and in PostgreSQL. Made by `{command}`
from the descriptions in `dbt_project/models`; a test fails while the page is stale. `gnbv docs` shows the same with
lineage and tests. What the words mean: [architecture.md](architecture.md); how to ask: [questions.md](questions.md).

Columns in bold are the key. *never null*: held by a contract. Codes are worded by the tables of the schema `reference`
(in PostgreSQL `marts.ref_...`).

"""


def page(manifest: Mapping[str, Any], keys: Mapping[str, list[str]]) -> str:
    """The page, from dbt's manifest and the keys of the marts."""
    nodes = [
        node for node in manifest["nodes"].values() if node["resource_type"] == "model" and node["schema"] == "marts"
    ]
    lines = [_HEAD.format(command=COMMAND)]
    for folder, title in _GROUPS.items():
        held = sorted((node for node in nodes if Path(node["path"]).parts[1] == folder), key=lambda node: node["name"])
        links = ", ".join(f"[{node['name']}](#{node['name']})" for node in held)
        lines.append(f"- {title}: {links}\n")
    for folder, title in _GROUPS.items():
        lines.append(f"\n## {title}\n")
        held = sorted((node for node in nodes if Path(node["path"]).parts[1] == folder), key=lambda node: node["name"])
        for node in held:
            lines += _table(node, keys.get(node["name"], []))
    return "".join(lines)


def _table(node: Mapping[str, Any], key: list[str]) -> Iterator[str]:
    yield f"\n### {node['name']}\n\n{_one_line(node['description'])}\n\n| column | type | what |\n|---|---|---|\n"
    for name, column in node["columns"].items():
        shown = f"**`{name}`**" if name in key else f"`{name}`"
        never_null = any(one.get("type") == "not_null" for one in column.get("constraints") or ())
        kind = f"{column['data_type']}, never null" if never_null else column["data_type"]
        yield f"| {shown} | {kind} | {_one_line(column['description'])} |\n"


def _one_line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def parsed(folder: Path) -> Path:
    """Parse the project into a folder and return its manifest; raises RuntimeError when it cannot be parsed."""
    from dbt.cli.main import dbtRunner

    project, here = str(PROJECT / "dbt_project"), Path.cwd()
    os.environ.update(GNBV_DB=str(folder / "none.duckdb"), GNBV_SEEDS="seeds", DO_NOT_TRACK="1")
    arguments = ["--project-dir", project, "--profiles-dir", project, "--target-path", str(folder)]
    variables = '{"as_of": "2023-10-27", "known": null}'
    outcome = dbtRunner().invoke(["parse", *arguments, "--log-path", str(folder), "--quiet", "--vars", variables])
    os.chdir(here)
    if not outcome.success:
        raise RuntimeError(f"dbt cannot parse the project: {outcome.exception}")
    return folder / "manifest.json"


def main() -> int:
    """Write the page; returns the exit code."""
    with TemporaryDirectory() as folder:
        path = parsed(Path(folder))
        PAGE.write_text(page(json.loads(path.read_text(encoding="utf-8")), mart_keys(path)), encoding="utf-8")
    print(PAGE.relative_to(PROJECT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
