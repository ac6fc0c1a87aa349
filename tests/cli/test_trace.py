"""From a name on the late list back to the cell it stands in."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from gnbv.settings import PROJECT, Workspace

if TYPE_CHECKING:
    from tests.cli.conftest import Run

KEY = "coordination_6m:2023-H1:12"


def test_lai_chau_leads_to_the_cell_of_the_register(run: Run, sample_workspace: Workspace) -> None:
    found = json.loads(run("trace", KEY, "--format", "json").out)
    assert found["kind"] == "obligation"
    owed = found["obligation"]
    assert (owed["body"], owed["locality"]) == ("Sở Lao động - Thương binh và Xã hội", "Lai Châu")
    assert owed["due_at"] == "2023-06-25 00:00:00"
    assert owed["legal_basis"] == "Chương trình phối hợp 109/CTr-BLĐTBXH-MTTW; 329/CV-VPQGGN"
    assert owed["request_document"] == "329/CV-VPQGGN (14/06/2023)"
    (document,) = found["documents"]
    assert (document["document_no"], document["document_on"]) == ("1317/BC-SLĐTBXH", "2023-08-10")
    assert (document["source_id"], document["sheet"], document["line"]) == ("bo-ldtbxh", "Phụ lục II", 278)
    assert (document["arrival_basis"], document["is_held"]) == ("assumed", True)
    kept = Path(document["landing_file"])
    assert kept.is_relative_to(sample_workspace.landing)
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == document["sha256"]
    sent = PROJECT / "samples" / "sources" / "bo-ldtbxh" / document["path"]
    assert kept.read_bytes() == sent.read_bytes()
    assert "RG01" in [finding["rule_id"] for finding in found["findings"]]


def test_the_text_says_who_when_where_and_what_is_assumed(run: Run) -> None:
    ran = run("trace", "coordination_6m:2023-H1:20")
    assert ran.code == 0
    for words in (
        "Sở Lao động - Thương binh và Xã hội, Lạng Sơn (20)",
        "received before 25/06/2023 00:00, stated date 25/06/2023",
        "from 25/06/2023 00:00 until 22/08/2023 00:00: overdue",
        "from 22/08/2023 00:00 on: late, 58 days late",
        "304-BC-SLDTBXH.xlsx (source 20-lang-son)",
        "assumed: taken to be the document's date, not recorded on arrival",
    ):
        assert words in ran.out


def test_evidence_submission_and_finding_keys_lead_to_the_same_return(run: Run) -> None:
    found = json.loads(run("trace", "coordination_6m:2023-H1:20", "--format", "json").out)
    own, register = found["documents"]
    assert own["evidence_key"] == own["submission_key"]
    keys = {
        own["submission_key"]: "submission",
        register["evidence_key"]: "evidence",
        found["findings"][0]["finding_key"]: "finding",
    }
    assert len(keys) == 3
    for key, kind in keys.items():
        same = json.loads(run("trace", key, "--format", "json").out)
        assert (same["kind"], same["obligation"]) == (kind, found["obligation"])


def test_a_finding_about_the_country_leads_to_its_file_and_the_file_to_its_findings(run: Run) -> None:
    (document,) = json.loads(run("trace", KEY, "--format", "json").out)["documents"]
    register = json.loads(run("trace", document["submission_key"], "--format", "json").out)
    assert (register["kind"], register["obligation"]["obligation_key"]) == ("submission", "coordination_9m:2023-9M:VN")
    assert [one["document_no"] for one in register["documents"]] == ["150/BC-LĐTBXH"]
    (total,) = [one for one in register["findings"] if one["rule_id"] == "RG05"]
    alone = json.loads(run("trace", total["finding_key"], "--format", "json").out)
    assert (alone["kind"], alone["obligation"], alone["timeline"]) == ("finding", None, [])
    assert [one["path"] for one in alone["documents"]] == ["150-BC-LDTBXH.xlsx"]
    assert [(one["found"], one["expected"]) for one in alone["findings"]] == [("53", "51 + 2")]


def test_an_unknown_key_is_answered_with_the_nearest(run: Run) -> None:
    ran = run("trace", "coordination_6m:2023-H1:99")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(
        "gnbv: nothing has the key 'coordination_6m:2023-H1:99'; expected the key of an obligation"
    )
    assert "nearest keys: coordination_6m:2023-H1:19" in ran.err
    assert ran.err.count("\n") == 1
