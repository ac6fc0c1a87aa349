"""pytest plugin: say, after pytest's closing line, which tests did not run and why."""

from __future__ import annotations

from collections import Counter

import pytest

#: Left out of `make test` on purpose, with the way to run them.
ELSEWHERE = {
    "tests/soak": "long; `make test-soak` runs them and records the result",
    "tests/bi": "a browser, and Superset in an environment of its own; `make test-bi` runs them",
    "tests/round": "whole rounds over several builds, here and in other folders; `make test-rounds` runs them",
}


def pytest_unconfigure(config: pytest.Config) -> None:
    """Print one `not run:` line a reason; `not run: nothing` when every test ran."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or hasattr(config, "workerinput"):
        return
    reasons: Counter[tuple[str, str]] = Counter()
    for report in reporter.stats.get("skipped", []):
        reasons[(report.nodeid.split("::")[0], _reason(report.longrepr))] += 1
    lines = [f"{count} test{'s' * (count > 1)} of {where}: {why}" for (where, why), count in sorted(reasons.items())]
    lines += [f"{where}: {why}" for where, why in ELSEWHERE.items() if (config.rootpath / where).is_dir()]
    for line in lines or ["nothing"]:
        reporter.write_line(f"not run: {line}")


def _reason(longrepr: object) -> str:
    text = longrepr[2] if isinstance(longrepr, tuple) else str(longrepr)
    return str(text).removeprefix("Skipped: ")
