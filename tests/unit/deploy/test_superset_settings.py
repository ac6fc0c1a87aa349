"""The settings of Superset: secrets from the environment alone, this machine alone, nothing from outside."""

from __future__ import annotations

import json
import os
import runpy
import subprocess
import sys
from typing import Any

import pytest

from gnbv.settings import PROJECT

FOLDER = PROJECT / "deploy" / "superset"
SETTINGS = {
    "SUPERSET_SECRET_KEY": "k" * 40,
    "SUPERSET_METADATA_URI": "postgresql+psycopg2://superset@127.0.0.1/superset",
}


@pytest.fixture
def config(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(FOLDER / "superset_config.py"))


@pytest.mark.parametrize(
    ("program", "given", "line"),
    [
        (
            "superset_config.py", {},
            "superset: SUPERSET_SECRET_KEY is not set: it signs sessions and locks stored passwords, "
            "32 random characters or more; there is no default",
        ),
        (
            "superset_config.py", {"SUPERSET_SECRET_KEY": "k" * 40, "SUPERSET_METADATA_URI": " "},
            "superset: SUPERSET_METADATA_URI is not set: the database that keeps Superset's own records; "
            "there is no default",
        ),
        (
            "import_assets.py", SETTINGS,
            "superset: SUPERSET_MARTS_URI is not set: the PostgreSQL of the marts, as a login that is a member of "
            "bi_reader; there is no default",
        ),
        (
            "import_assets.py", {**SETTINGS, "SUPERSET_MARTS_URI": "postgresql+psycopg2://x@127.0.0.1/x"},
            "superset: SUPERSET_ADMIN_PASSWORD is not set: the first password of the administrator; "
            "there is no default",
        ),
    ],
)  # fmt: skip
def test_what_is_missing_is_named_in_one_line(program: str, given: dict[str, str], line: str) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SUPERSET_")}
    done = subprocess.run(
        [sys.executable, FOLDER / program], env={**clean, **given}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.strip()) == (1, line)


def test_a_page_may_ask_nobody_but_its_server(config: dict[str, Any]) -> None:
    policy = config["TALISMAN_CONFIG"]["content_security_policy"]
    sources = {source for rule in policy.values() for source in ([rule] if isinstance(rule, str) else rule)}
    assert sources == {"'self'", "'none'", "'unsafe-inline'", "'strict-dynamic'", "blob:", "data:"}
    assert policy["script-src"] == ["'self'", "'strict-dynamic'"]


def test_numbers_and_days_are_written_the_vietnamese_way(config: dict[str, Any]) -> None:
    assert (config["D3_FORMAT"]["decimal"], config["D3_FORMAT"]["thousands"]) == (",", ".")
    assert config["D3_TIME_FORMAT"]["date"] == "%d/%m/%Y"
    assert config["D3_TIME_FORMAT"]["months"][8] == "Tháng 9"
    assert (config["BABEL_DEFAULT_LOCALE"], list(config["LANGUAGES"])) == ("vi", ["vi", "en"])


def test_the_words_of_the_pages_are_there() -> None:
    words = json.loads((FOLDER / "vi.json").read_text(encoding="utf-8"))["locale_data"]["superset"]
    assert words["Apply filters"] == ["Áp dụng"]
    assert [key for key, said in words.items() if key and (len(said) != 1 or not said[0].strip())] == []
    assert [key for key, said in words.items() if key and key.count("%s") != said[0].count("%s")] == []


@pytest.mark.parametrize(("told", "bound"), [(None, "127.0.0.1:8088"), ("0.0.0.0:8088", "0.0.0.0:8088")])
def test_it_listens_on_this_machine_unless_told(monkeypatch: pytest.MonkeyPatch, told: str | None, bound: str) -> None:
    monkeypatch.delenv("SUPERSET_BIND", raising=False)
    if told:
        monkeypatch.setenv("SUPERSET_BIND", told)
    assert runpy.run_path(str(FOLDER / "gunicorn.conf.py"))["bind"] == bound


def test_the_lock_holds_what_is_asked_for() -> None:
    lock = (FOLDER / "requirements.lock").read_text(encoding="utf-8")
    pinned = dict(line.split(" ")[0].split("==") for line in lock.splitlines() if "==" in line)
    assert pinned["apache-superset"] == "6.1.0"
    assert pinned["flask-caching"].startswith("2.3.")
    assert {"cachetools", "gunicorn", "psycopg2-binary", "rich"} <= set(pinned)
    assert lock.count("--hash=sha256:") >= len(pinned)
