"""The rules over dbt's manifest. Each takes a manifest and returns what breaks it, one readable line a case."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Manifest = dict[str, Any]
Node = dict[str, Any]

#: What a layer may read. Seeds are reference data: every layer may.
MAY_READ = {
    "staging": {"source", "seed"},
    "intermediate": {"staging", "intermediate", "facts", "seed"},
    "facts": {"source", "staging", "intermediate", "facts", "seed"},
    "findings": {"staging", "intermediate", "facts", "marts", "findings", "seed"},
    "marts": {"staging", "intermediate", "facts", "marts", "findings", "seed"},
}
NAMES = {
    "staging": re.compile(r"stg_[a-z0-9]+__[a-z0-9_]+"),
    "intermediate": re.compile(r"int_[a-z0-9]+(_[a-z0-9]+)*(__[a-z0-9_]+)?"),
    "facts": re.compile(r"(form|indicator|report|target)_[a-z0-9_]+"),
    "findings": re.compile(r"int_[a-z0-9]+(_[a-z0-9]+)*(__[a-z0-9_]+)?"),
    "marts": re.compile(r"(dim|fct|rpt|bridge)_[a-z0-9_]+"),
}
MOST_SQL_LINES = 120
CLOCK = re.compile(
    r"\b(current_date|current_time|current_timestamp|localtimestamp|transaction_timestamp|now\s*\(|today\s*\(|run_started_at)",
    re.IGNORECASE,
)
COMMENT = re.compile(r"\{#.*?#\}|--[^\n]*|/\*.*?\*/", re.DOTALL)
GRAIN = re.compile(r"One row (per|for each) ")
SEED_ORIGIN = re.compile(r"\b(source|from|taken|nguồn)\b", re.IGNORECASE)
A_DATE = re.compile(r"\b(\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4})\b")


def layer(node: Node) -> str:
    """The folder below `models/` a model lies in; `seed` and `source` for what is no model."""
    if node["resource_type"] != "model":
        return str(node["resource_type"])
    return Path(node["original_file_path"]).parts[1]


def of_type(manifest: Manifest, *kinds: str) -> Iterator[Node]:
    """The project's own nodes of the given types, in the order of their names."""
    yield from sorted(
        (node for node in manifest["nodes"].values() if node["resource_type"] in kinds), key=lambda node: node["name"]
    )


def layer_order(manifest: Manifest) -> list[str]:
    """Data flows sources -> staging -> intermediate -> marts, never back. A mart may skip the middle.

    Findings are made of what the marts hold, and are themselves a mart: between those two dbt itself forbids a circle.
    So it does between the facts and what is worked out of them; the cells of forms are the one thing that is read from
    a source as it is.
    """
    every = manifest["nodes"] | manifest["sources"]
    found = []
    for node in of_type(manifest, "model"):
        allowed = MAY_READ.get(layer(node))
        if allowed is None:
            found.append(f"{node['name']} lies in models/{layer(node)}: no such layer")
            continue
        for read in (every[name] for name in node["depends_on"]["nodes"] if name in every):
            if layer(read) not in allowed:
                found.append(f"{node['name']} ({layer(node)}) reads {read['name']} ({layer(read)})")
    return found


def names(manifest: Manifest) -> list[str]:
    """A model's name says its layer and kind."""
    return [
        f"{node['name']} is no name for a model in {layer(node)}"
        for node in of_type(manifest, "model")
        if layer(node) in NAMES and not NAMES[layer(node)].fullmatch(node["name"])
    ]


def descriptions(manifest: Manifest) -> list[str]:
    """Every model, seed and source, and every column of a model, is described."""
    found = []
    for node in (*of_type(manifest, "model", "seed"), *manifest["sources"].values()):
        if not node["description"].strip():
            found.append(f"{node['name']} is not described")
    for node in of_type(manifest, "model"):
        if not node["columns"]:
            found.append(f"{node['name']} declares no column")
        blank = [column["name"] for column in node["columns"].values() if not column["description"].strip()]
        found += [f"{node['name']}.{column} is not described" for column in blank]
    return found


def grain(manifest: Manifest) -> list[str]:
    """The first line of a model's description says what one row is."""
    return [
        f"{node['name']}: the description begins with {node['description'].strip().splitlines()[:1]}"
        for node in of_type(manifest, "model")
        if not GRAIN.match(node["description"].strip())
    ]


def contracts(manifest: Manifest) -> list[str]:
    """Every mart is under an enforced contract with a type for every column."""
    found = []
    for node in of_type(manifest, "model"):
        if layer(node) == "marts":
            if not node["config"].get("contract", {}).get("enforced"):
                found.append(f"{node['name']} is not under an enforced contract")
            untyped = [column["name"] for column in node["columns"].values() if not column.get("data_type")]
            found += [f"{node['name']}.{column} has no data type" for column in untyped]
    return found


def seed_origins(manifest: Manifest) -> list[str]:
    """Every seed says where it comes from and of which date."""
    found = []
    for node in of_type(manifest, "seed"):
        meta = node.get("meta") or node["config"].get("meta") or {}
        text = f"{node['description']} {meta}"
        if not SEED_ORIGIN.search(text):
            found.append(f"{node['name']} does not say its source")
        if not A_DATE.search(text):
            found.append(f"{node['name']} does not say the date of its source")
    return found


def no_clock(manifest: Manifest) -> list[str]:
    """No model asks what day it is: the as-of date comes from the run."""
    return [
        f"{node['name']} asks the clock: {hit.group()}"
        for node in of_type(manifest, "model")
        if (hit := CLOCK.search(COMMENT.sub("", node["raw_code"])))
    ]


def macros_without_clock(manifest: Manifest) -> list[str]:
    """No macro of the project does so for a model."""
    return [
        f"macro {macro['name']} asks the clock: {hit.group()}"
        for macro in manifest["macros"].values()
        if macro["package_name"] == manifest["metadata"]["project_name"]
        and (hit := CLOCK.search(COMMENT.sub("", macro["macro_sql"])))
    ]


def sql_length(manifest: Manifest) -> list[str]:
    """A model fits on a page or two."""
    return [
        f"{node['name']} has {lines} lines, {MOST_SQL_LINES} is the most"
        for node in of_type(manifest, "model")
        if (lines := len(node["raw_code"].splitlines())) > MOST_SQL_LINES
    ]


def tested_keys(manifest: Manifest) -> list[str]:
    """Every table has a data test, at least that its key is unique; a view names its key and is tested on the facts."""
    tested = {name for node in of_type(manifest, "test") for name in node["depends_on"]["nodes"]}
    return [
        f"{node['name']} has no data test"
        for node in of_type(manifest, "model")
        if layer(node) in ("marts", "facts")
        and node["unique_id"] not in tested
        and not node["config"].get("meta", {}).get("key")
    ]


RULES: dict[str, Callable[[Manifest], list[str]]] = {
    rule.__name__: rule
    for rule in (
        layer_order, names, descriptions, grain, contracts, seed_origins, no_clock, macros_without_clock, sql_length,
        tested_keys,
    )
}  # fmt: skip
