"""A rule is one row of the register of rules, one model and one test module beside it: held together here."""

from __future__ import annotations

import csv
import re

import pytest
import yaml

from gnbv.settings import PROJECT

FINDINGS = PROJECT / "dbt_project" / "models" / "findings"
MODELS = FINDINGS / "rules"
RULES = PROJECT / "dbt_project" / "seeds" / "policy" / "validation_rules.csv"
RULE_MODEL = re.compile(r"int_findings__([a-z]{2}\d{2})_[a-z0-9_]+")
PLACEHOLDERS = {
    "locality",
    "return_type",
    "period",
    "due_on",
    "found",
    "expected",
    "place",
    "expected_place",
    "file",
    "subject",
    "difference",
}
#: The rules of the door that are models too: one told from the receipts, one reckoned again.
MODELS_OF_THE_DOOR = {"IN07", "IN22"}


@pytest.fixture(scope="module")
def rules() -> list[dict[str, str]]:
    with RULES.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def rule_models() -> dict[str, str]:
    """The rule models by rule; two models of one rule would hide each other, so names are unique by rule here."""
    matched = [match for path in sorted(MODELS.glob("*.sql")) if (match := RULE_MODEL.fullmatch(path.stem))]
    models = {match.group(1).upper(): match.group() for match in matched}
    assert len(models) == len(matched)
    return models


def test_every_rule_of_the_warehouse_has_one_model_and_every_model_a_rule(
    rules: list[dict[str, str]], rule_models: dict[str, str]
) -> None:
    of_the_warehouse = {rule["rule_id"] for rule in rules if not rule["rule_id"].startswith("IN")}
    assert set(rule_models) == of_the_warehouse | MODELS_OF_THE_DOOR


def test_a_rule_model_raises_only_its_own_rule(rule_models: dict[str, str]) -> None:
    for rule_id, model in rule_models.items():
        raised = re.findall(r"'([A-Z]{2}\d{2})'", (MODELS / f"{model}.sql").read_text(encoding="utf-8"))
        assert raised and set(raised) == {rule_id}, model


def test_every_rule_model_is_gathered(rule_models: dict[str, str]) -> None:
    listed = (FINDINGS / "int_findings__raised.sql").read_text(encoding="utf-8").partition("rule_models = [")[2]
    gathered = re.findall(r"'(int_findings__\w+)'", listed.partition("]")[0])
    assert sorted(gathered) == sorted(rule_models.values())
    assert len(gathered) == len(set(gathered))


def test_every_rule_model_has_a_unit_test_that_passes_fails_and_does_not_apply(rule_models: dict[str, str]) -> None:
    for rule_id, model in rule_models.items():
        module = yaml.safe_load((MODELS / f"{model}.yml").read_text(encoding="utf-8"))
        assert [described["name"] for described in module["models"]] == [model]
        tests = [test for test in module["unit_tests"] if test["model"] == model]
        assert all(test["name"].startswith(rule_id.lower()) for test in module["unit_tests"]), model
        cases = " ".join(test["description"] for test in tests)
        assert all(kind in cases for kind in ("Fails: ", "Passes: ", "Does not apply: ")), model


def test_every_rule_of_the_intake_is_in_the_register(rules: list[dict[str, str]]) -> None:
    raised = {
        rule_id
        for path in (PROJECT / "ingestion").rglob("*.py")
        for rule_id in re.findall(r"\"(IN\d{2})\"", path.read_text(encoding="utf-8"))
    }
    assert raised == {rule["rule_id"] for rule in rules if rule["rule_id"].startswith("IN")}


def test_messages_use_only_known_placeholders_and_say_which_locality(rules: list[dict[str, str]]) -> None:
    for rule in rules:
        for language in ("message_vi", "message_en"):
            used = set(re.findall(r"\{(.*?)\}", rule[language]))
            assert used <= PLACEHOLDERS, (rule["rule_id"], used - PLACEHOLDERS)
            about_one = rule["level"] != "form" and rule["rule_id"] != "RG05"
            assert "locality" in used or not about_one, (rule["rule_id"], language)


def test_a_rule_has_one_short_name_in_each_language(rules: list[dict[str, str]]) -> None:
    for language in ("name", "name_vi"):
        names = {(rule["rule_id"], rule[language]) for rule in rules}
        assert len({rule_id for rule_id, _ in names}) == len({name for _, name in names}) == len(names), language
        assert all(2 < len(name) <= 60 and "{" not in name and name[-1] != "." for _, name in names), language
    assert all(rule["name_vi"][0].isupper() for rule in rules)


def test_every_rule_has_an_owner_a_basis_and_a_reason(rules: list[dict[str, str]]) -> None:
    for rule in rules:
        assert all(rule[column] for column in ("name", "name_vi", "owner", "valid_from", "legal_basis", "reason")), rule


def test_a_missing_or_late_return_never_stops_a_build(rules: list[dict[str, str]]) -> None:
    weights = {rule["rule_id"]: rule["severity"] for rule in rules}
    assert {rule_id: weights[rule_id] for rule_id in ("OB01", "OB02", "OB03")} == {
        "OB01": "warn", "OB02": "info", "OB03": "info",
    }  # fmt: skip
    # What is `stop` at the door sends a file back; nothing that is told of what was taken in is.
    assert {rule_id for rule_id, severity in weights.items() if severity == "stop"} == {"IN17", "IN18", "IN28", "IN30"}


def test_no_model_names_a_place_a_date_or_a_count() -> None:
    for path in [*sorted(FINDINGS.rglob("*.sql")), FINDINGS.parent / "marts" / "findings" / "fct_finding.sql"]:
        code = re.sub(r"--[^\n]*|\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.search(r"\b(19|20)\d\d\b|Lai Châu|Đà Nẵng|'\d{2}'|\b(51|53|63)\b", code), path.name
