"""Documentation that comes out of the project: none of it stale, and every page, dashboard and letter has its exposure.

An exposure names in `config.meta.read_in` the files that read the marts for it. What those files name and what the
exposure depends on must be the same, or lineage lies.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from manifest_rules import Manifest

from delivery.site.registry import PAGES
from gnbv.finishing import mart_keys
from tools.data_dictionary import COMMAND, PAGE, page

PROJECT = Path(__file__).resolve().parents[2]
DASHBOARDS = PROJECT / "deploy" / "superset" / "assets"
EXPOSURES = yaml.safe_load((PROJECT / "dbt_project" / "models" / "exposures.yml").read_text("utf-8"))["exposures"]

#: A table macro answers for any date what the report of its name answers for the date of the build.
MACROS = {"late_returns": "rpt_late_returns", "reporting_rate": "rpt_reporting_rate", "reminders": "rpt_reminders"}


def test_the_data_dictionary_is_not_stale(manifest: Manifest, manifest_path: Path) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(manifest, mart_keys(manifest_path)), f"run `{COMMAND}`"


def test_every_page_and_dashboard_has_an_exposure() -> None:
    wanted = {f"site_{one.name}" for one in PAGES}
    wanted |= {f"dashboard_{path.stem.replace('-', '_')}" for path in (DASHBOARDS / "dashboards").glob("*.yaml")}
    named = {one["name"] for one in EXPOSURES}
    assert sorted(wanted - named) == []
    assert sorted(name for name in named - wanted if name.startswith(("site_", "dashboard_"))) == []


@pytest.mark.parametrize("exposure", EXPOSURES, ids=lambda one: str(one["name"]))
def test_an_exposure_depends_on_what_its_files_read(exposure: dict[str, Any], manifest: Manifest) -> None:
    marts = {node["name"] for node in manifest["nodes"].values() if node.get("schema") == "marts"}
    read = {name for path in exposure["config"]["meta"]["read_in"] for name in read_by(PROJECT / path)} & marts
    assert sorted(re.findall(r"ref\('(\w+)'\)", " ".join(exposure["depends_on"]))) == sorted(read)


def read_by(path: Path) -> set[str]:
    """The marts a file names: a module with what it imports of the site, a folder's modules, a dashboard's datasets."""
    if path.is_dir():
        return {name for one in path.rglob("*.py") for name in _named(one)}
    if path.suffix == ".yaml":
        return _of_dashboard(path)
    return {name for one in _with_imports(path, set()) for name in _named(one)}


def _named(path: Path) -> set[str]:
    found = re.findall(r"\bmarts\.(\w+)", path.read_text(encoding="utf-8"))
    return {MACROS.get(name, name) for name in found}


def _with_imports(path: Path, seen: set[Path]) -> set[Path]:
    if path in seen or path.suffix != ".py":
        return seen | {path}
    seen.add(path)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("delivery.site"):
            continue
        for name in (node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)):
            module = PROJECT / f"{name.replace('.', '/')}.py"
            if module.is_file():
                seen = _with_imports(module, seen)
    return seen


def _of_dashboard(path: Path) -> set[str]:
    """The tables of the datasets of the charts of a dashboard, as Superset exports it."""
    charts = set(re.findall(r"uuid: ([0-9a-f-]{36})", path.read_text(encoding="utf-8")))
    held = [yaml.safe_load(one.read_text(encoding="utf-8")) for one in (DASHBOARDS / "charts").rglob("*.yaml")]
    wanted = {one["dataset_uuid"] for one in held if one["uuid"] in charts}
    found: set[str] = set()
    for one in (DASHBOARDS / "datasets").rglob("*.yaml"):
        dataset = yaml.safe_load(one.read_text(encoding="utf-8"))
        if dataset["uuid"] in wanted:
            found |= set(re.findall(r"\bmarts\.(\w+)", dataset.get("sql") or f"marts.{dataset['table_name']}"))
    return found
