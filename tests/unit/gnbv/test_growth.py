"""Whether a build may carry on the one before, and what it then makes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from gnbv.build import Build
from gnbv.growth import carries_on, to_make

_SOURCES = ("form_cell", "form_value")
INPUTS = {"batches": "b1", "seeds": "s1", "forms": "f1", "ledgers": "l1", "project": "p1"}


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """A build of 28/10/2023 on a copy that was built the day before from the same but one batch."""
    made = Build(tmp_path)
    put_copy(made)
    put_manifest(made)
    put_register(made, ("2022-01-01", ""), ("2022-01-01", "2023-10-27"), ("2023-10-29", ""))
    return made


def put_register(build: Build, *rules: tuple[str, str]) -> None:
    """The days from and until which each rule of the register is in force."""
    path = build.folder / "policy" / "validation_rules.csv"
    path.parent.mkdir(exist_ok=True)
    lines = [f"R{number},{first},{last}\n" for number, (first, last) in enumerate(rules)]
    path.write_text("rule_id,valid_from,valid_to\n" + "".join(lines), encoding="utf-8")


def put_copy(build: Build, as_of: str = "2023-10-27", known: str | None = None, **inputs: str) -> None:
    build.copy.unlink(missing_ok=True)
    with duckdb.connect(build.copy) as connection:
        connection.execute("create schema meta")
        connection.execute(
            "create table meta.build as select cast($as_of as date) as as_of_on, cast($known as date) as known_on, "
            "cast($inputs as varchar) as inputs",
            {"as_of": as_of, "known": known, "inputs": json.dumps({**INPUTS, **inputs})},
        )


def put_manifest(build: Build, as_of: str = "2023-10-28", known: str | None = None, **inputs: str) -> None:
    facts = {"as_of": as_of, "known": known, "inputs": {**INPUTS, "batches": "b2", "ledgers": "l2", **inputs}}
    (build.folder / "manifest.json").write_text(json.dumps(facts), encoding="utf-8")


def test_what_arrived_a_day_later_is_carried_on(build: Build) -> None:
    assert carries_on(build.copy, build.manifest(), build.folder)


def test_a_copy_on_which_dbt_began_before_is_made_from_the_ground(build: Build) -> None:
    build.note(carried_on=True)
    assert not carries_on(build.copy, build.manifest(), build.folder)


def test_the_first_build_is_made_from_the_ground(build: Build) -> None:
    build.copy.unlink()
    assert not carries_on(build.copy, build.manifest(), build.folder)


def test_a_copy_that_says_of_no_build_is_not_carried_on(build: Build) -> None:
    with duckdb.connect(build.copy) as connection:
        connection.execute("drop table meta.build")
    assert not carries_on(build.copy, build.manifest(), build.folder)


@pytest.mark.parametrize("kind", ["seeds", "forms", "project"])
def test_other_policy_forms_or_models_are_not_carried_on(build: Build, kind: str) -> None:
    put_manifest(build, **{kind: "other"})
    assert not carries_on(build.copy, build.manifest(), build.folder)


@pytest.mark.parametrize("kind", ["seeds", "forms", "project"])
def test_what_neither_build_noted_is_not_taken_to_be_the_same(build: Build, kind: str) -> None:
    put_copy(build, **{kind: ""})
    put_manifest(build, **{kind: ""})
    assert not carries_on(build.copy, build.manifest(), build.folder)


def test_what_was_known_on_a_day_is_neither_carried_on_nor_made_so(build: Build) -> None:
    put_manifest(build, known="2023-10-20")
    assert not carries_on(build.copy, build.manifest(), build.folder)
    put_manifest(build)
    put_copy(build, known="2023-10-20")
    assert not carries_on(build.copy, build.manifest(), build.folder)


def test_another_year_is_not_carried_on(build: Build) -> None:
    put_manifest(build, as_of="2024-01-01")
    assert not carries_on(build.copy, build.manifest(), build.folder)


@pytest.mark.parametrize("rule", [("2023-10-28", ""), ("2022-01-01", "2023-10-28")])
def test_a_rule_that_begins_or_ends_in_between_is_not_carried_on(build: Build, rule: tuple[str, str]) -> None:
    put_register(build, rule)
    assert not carries_on(build.copy, build.manifest(), build.folder)
    put_manifest(build, as_of="2023-10-27")
    put_copy(build, as_of="2023-10-28")
    assert not carries_on(build.copy, build.manifest(), build.folder), "the day may also lie before"


def node(name: str, *needs: str, macros: tuple[str, ...] = (), kind: str = "model") -> Any:
    return {"name": name, "resource_type": kind, "depends_on": {"nodes": list(needs), "macros": list(macros)}}


def put_dbt(folder: Path, *nodes: dict[str, Any]) -> Path:
    macros = {
        "macro.gnbv.run_date": [],
        "macro.gnbv.in_force": ["macro.gnbv.run_date"],
        "macro.gnbv.latest": ["macro.gnbv.in_force"],
        "macro.gnbv.title": [],
    }
    children: dict[str, list[str]] = {}
    for one in nodes:
        for need in one["depends_on"]["nodes"]:
            children.setdefault(need, []).append(f"{one['resource_type']}.gnbv.{one['name']}")
    content = {
        "nodes": {f"{one['resource_type']}.gnbv.{one['name']}": one for one in nodes},
        "sources": {f"source.gnbv.bronze.{name}": {"name": name, "source_name": "bronze"} for name in _SOURCES},
        "macros": {name: {"depends_on": {"macros": needs}} for name, needs in macros.items()},
        "child_map": children,
    }
    path = folder / "dbt.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def selectors(folder: Path, *nodes: dict[str, Any]) -> tuple[str, ...] | None:
    found = to_make(put_dbt(folder, *nodes))
    return found.selectors if found else None


def test_what_arrives_and_all_that_follows_is_made(tmp_path: Path) -> None:
    nodes = (
        node("duties", kind="seed"),
        node("dim_cell", "source.gnbv.bronze.form_cell", "seed.gnbv.duties"),
        node("fct_fund", "source.gnbv.bronze.form_value", "model.gnbv.dim_cell"),
    )
    assert selectors(tmp_path, *nodes) == ("source:bronze.form_value+",), "definitions and policy stay"


def test_what_asks_for_the_date_is_made_also_through_other_macros(tmp_path: Path) -> None:
    nodes = (
        node("plain", macros=("macro.gnbv.title",)),
        node("int_rules", macros=("macro.gnbv.run_date",)),
        node("rules_are_whole", "model.gnbv.plain", macros=("macro.gnbv.latest",), kind="test"),
    )
    assert selectors(tmp_path, *nodes) == ("int_rules+", "rules_are_whole+", "source:bronze.form_value+")


def test_what_follows_is_not_named_again(tmp_path: Path) -> None:
    dated = ("macro.gnbv.run_date",)
    nodes = (
        node("int_rules", macros=dated),
        node("int_duties", "model.gnbv.int_rules", macros=dated),
        node("stg_values", "source.gnbv.bronze.form_value"),
        node("fct_late", "model.gnbv.stg_values", macros=dated),
    )
    assert selectors(tmp_path, *nodes) == ("int_rules+", "source:bronze.form_value+")


def test_before_dbt_has_parsed_nothing_can_be_told(tmp_path: Path) -> None:
    assert to_make(tmp_path / "manifest.json") is None
