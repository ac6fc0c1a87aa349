"""dbt's manifest against the house rules; and each rule against a small manifest that breaks it."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from manifest_rules import RULES, Manifest

EXCEPTIONS: dict[str, dict[str, str]] = yaml.safe_load((Path(__file__).parent / "exceptions.yml").read_text("utf-8"))


@pytest.mark.parametrize("rule", RULES)
def test_the_project_keeps_the_rule(rule: str, manifest: Manifest) -> None:
    excused = EXCEPTIONS.get(rule, {})
    found = RULES[rule](manifest)
    assert [line for line in found if not any(line.startswith(start) for start in excused)] == []
    assert [start for start in excused if not any(line.startswith(start) for line in found)] == []


def test_every_exception_names_a_rule_and_a_reason() -> None:
    assert sorted(set(EXCEPTIONS) - set(RULES)) == []
    assert [start for lines in EXCEPTIONS.values() for start, reason in lines.items() if len(reason or "") < 20] == []


def test_the_manifest_holds_the_promised_marts(manifest: Manifest) -> None:
    models = {node["name"] for node in manifest["nodes"].values() if node["resource_type"] == "model"}
    promised = {
        "dim_locality", "dim_period", "dim_return_type", "dim_component", "bridge_locality_succession",
        "fct_obligation", "fct_receipt", "fct_submission", "fct_evidence", "fct_return_status", "fct_finding",
        "rpt_late_returns", "rpt_reporting_rate",
    }  # fmt: skip
    assert sorted(promised - models) == []


def _model(name: str, folder: str, *reads: str, **changes: Any) -> dict[str, Any]:
    return {
        "unique_id": f"model.gnbv.{name}",
        "resource_type": "model",
        "name": name,
        "original_file_path": f"models/{folder}/{name}.sql",
        "description": "One row per thing.",
        "columns": {"key": {"name": "key", "description": "Key.", "data_type": "varchar"}},
        "config": {"contract": {"enforced": folder == "marts"}},
        "depends_on": {"nodes": list(reads)},
        "raw_code": "select 1 as key -- never current_date",
    } | changes


def _good() -> Manifest:
    models = (
        _model("stg_bronze__thing", "staging", "source.gnbv.bronze.thing"),
        _model("int_thing__checked", "intermediate", "model.gnbv.stg_bronze__thing", "seed.gnbv.places"),
        _model("fct_thing", "marts", "model.gnbv.int_thing__checked"),
        _model("rpt_thing", "marts", "model.gnbv.fct_thing"),
    )
    seed = {
        "unique_id": "seed.gnbv.places",
        "resource_type": "seed",
        "name": "places",
        "original_file_path": "seeds/places.csv",
        "description": "One row per place. Source: Decision 124/2004/QĐ-TTg of 08/07/2004.",
        "columns": {},
        "config": {},
        "depends_on": {"nodes": []},
    }
    test = {
        "unique_id": "test.gnbv.keys",
        "resource_type": "test",
        "name": "keys",
        "depends_on": {"nodes": ["model.gnbv.fct_thing", "model.gnbv.rpt_thing"]},
    }
    source = {
        "unique_id": "source.gnbv.bronze.thing",
        "resource_type": "source",
        "name": "thing",
        "original_file_path": "models/staging/_sources.yml",
        "description": "One row per thing that came in.",
    }
    macro = {"name": "run_day", "package_name": "gnbv", "macro_sql": "{# not now() #} {{ var('as_of') }}"}
    return {
        "metadata": {"project_name": "gnbv"},
        "nodes": {node["unique_id"]: node for node in (*models, seed, test)},
        "sources": {source["unique_id"]: source},
        "macros": {"macro.gnbv.run_day": macro},
    }


BROKEN: list[tuple[str, str, dict[str, Any], str]] = [
    ("layer_order", "model.gnbv.fct_thing", {"depends_on": {"nodes": ["source.gnbv.bronze.thing"]}},
     "fct_thing (marts) reads thing (source)"),
    ("layer_order", "model.gnbv.int_thing__checked", {"depends_on": {"nodes": ["model.gnbv.fct_thing"]}},
     "int_thing__checked (intermediate) reads fct_thing (marts)"),
    ("layer_order", "model.gnbv.int_thing__checked", {"depends_on": {"nodes": ["source.gnbv.bronze.thing"]}},
     "int_thing__checked (intermediate) reads thing (source)"),
    ("layer_order", "model.gnbv.rpt_thing", {"original_file_path": "models/cellar/rpt_thing.sql"},
     "rpt_thing lies in models/cellar: no such layer"),
    ("names", "model.gnbv.stg_bronze__thing", {"name": "bronze_thing"},
     "bronze_thing is no name for a model in staging"),
    ("names", "model.gnbv.fct_thing", {"name": "thing_facts"}, "thing_facts is no name for a model in marts"),
    ("descriptions", "model.gnbv.fct_thing", {"description": " "}, "fct_thing is not described"),
    ("descriptions", "model.gnbv.fct_thing", {"columns": {}}, "fct_thing declares no column"),
    ("descriptions", "model.gnbv.fct_thing", {"columns": {"key": {"name": "key", "description": ""}}},
     "fct_thing.key is not described"),
    ("descriptions", "source.gnbv.bronze.thing", {"description": ""}, "thing is not described"),
    ("grain", "model.gnbv.rpt_thing", {"description": "Things.\nOne row per thing."},
     "rpt_thing: the description begins with ['Things.']"),
    ("contracts", "model.gnbv.fct_thing", {"config": {"contract": {"enforced": False}}},
     "fct_thing is not under an enforced contract"),
    ("contracts", "model.gnbv.fct_thing", {"columns": {"key": {"name": "key", "description": "Key."}}},
     "fct_thing.key has no data type"),
    ("seed_origins", "seed.gnbv.places", {"description": "One row per place, taken from a law."},
     "places does not say the date of its source"),
    ("seed_origins", "seed.gnbv.places", {"description": "One row per place on 08/07/2004."},
     "places does not say its source"),
    ("no_clock", "model.gnbv.fct_thing", {"raw_code": "select current_date as day"},
     "fct_thing asks the clock: current_date"),
    ("no_clock", "model.gnbv.fct_thing", {"raw_code": "select NOW () as moment"}, "fct_thing asks the clock: NOW ("),
    ("macros_without_clock", "macro.gnbv.run_day", {"macro_sql": "{{ run_started_at }}"},
     "macro run_day asks the clock: run_started_at"),
    ("sql_length", "model.gnbv.fct_thing", {"raw_code": "select 1\n" * 121},
     "fct_thing has 121 lines, 120 is the most"),
    ("tested_keys", "test.gnbv.keys", {"depends_on": {"nodes": ["model.gnbv.rpt_thing"]}},
     "fct_thing has no data test"),
]  # fmt: skip


def test_a_good_manifest_breaks_no_rule() -> None:
    assert {name: rule(_good()) for name, rule in RULES.items()} == {name: [] for name in RULES}


def test_every_rule_is_seen_to_fail() -> None:
    assert sorted({rule for rule, *_ in BROKEN}) == sorted(RULES)


@pytest.mark.parametrize(("rule", "node", "change", "said"), BROKEN)
def test_a_broken_manifest_is_told(rule: str, node: str, change: dict[str, Any], said: str) -> None:
    manifest = copy.deepcopy(_good())
    part = {"source": "sources", "macro": "macros"}.get(node.partition(".")[0], "nodes")
    manifest[part][node] |= change
    assert RULES[rule](manifest) == [said]
