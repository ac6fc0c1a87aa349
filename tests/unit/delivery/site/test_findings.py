"""The page of findings: every finding once, in the order of the country, with the score of its return."""

from __future__ import annotations

from typing import Any

import pytest
from told_release import told_release

from delivery.site.flags import flags
from delivery.site.pages import findings


@pytest.fixture(scope="module")
def content() -> dict[str, Any]:
    with told_release() as release:
        return dict(findings.content(release))


def test_every_finding_is_told_once(content: dict[str, Any]) -> None:
    told = [
        finding["finding_key"]
        for one in content["localities"]
        for part in one["returns"]
        for finding in part["findings"]
    ]
    assert sorted(told) == ["k1", "k2", "k3", "k4"]
    assert content["total"] == 4
    assert content["counts"] == {"stop": 0, "warn": 2, "info": 2}
    assert content["states"] == {"open": 2, "explained": 1, "resolved": 1}


def test_localities_stand_in_the_order_of_the_country(content: dict[str, Any]) -> None:
    assert [(one["code"], one["name"], one["total"]) for one in content["localities"]] == [
        ("", None, 1),
        ("20", "Lạng Sơn", 2),
        ("92", "Cần Thơ", 1),
    ]


def test_a_return_has_its_score_and_graver_findings_come_first(content: dict[str, Any]) -> None:
    [part] = content["localities"][1]["returns"]
    assert (part["score"]["score"], part["score"]["score_change"]) == (85.0, -2.5)
    assert [(one["severity"], one["rule_vi"], one["rule_en"]) for one in part["findings"]] == [
        ("warn", "Tổng không bằng các phần cộng lại", "parts are not their total"),
        ("info", None, None),
    ]
    assert content["localities"][2]["returns"][0]["score"] is None
    assert (content["rated"], content["flawless"], len(content["quality"])) == (2, 1, 1)


def test_only_open_findings_are_flags() -> None:
    with told_release() as release:
        release.connection.execute("update marts.fct_finding set state = 'explained' where finding_key = 'k1'")
        assert flags(release) == {}
