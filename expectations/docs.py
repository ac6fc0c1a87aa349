"""The Data Docs of Great Expectations: a page a suite and a page a result, as its own site builder writes them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any


class Docs:
    """Writes pages into a folder: `expectations/<suite>/<frame>.html`, `validations/<suite>/<frame>/.../<frame>.html`.

    Straight from what was found. The site builder would read suites and results back from stores.
    """

    def __init__(self, folder: Path) -> None:
        from great_expectations.render.renderer.page_renderer import (
            ExpectationSuitePageRenderer,
            ValidationResultsPageRenderer,
        )
        from great_expectations.render.view.view import DefaultJinjaPageView

        self._folder = folder
        self._suites: Any = ExpectationSuitePageRenderer()
        self._results: Any = ValidationResultsPageRenderer()
        self._view: Any = DefaultJinjaPageView()
        self._run = {"run_name": None, "run_time": datetime.now(UTC).isoformat()}

    def write(self, suite: Any, result: Any) -> None:
        """Write the pages of one frame; the suite is called `<suite>.<frame>`."""
        names = suite.name.split(".")
        result.meta["run_id"] = self._run
        self._put(Path("expectations", *names).with_suffix(".html"), self._suites.render(suite))
        # Five folders down: from there the page of a result leads to that of its suite.
        self._put(Path("validations", *names, "run", "all", f"{names[-1]}.html"), self._results.render(result))

    def _put(self, within: Path, content: Any) -> None:
        path = self._folder / within
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self._view.render(content, show_how_to_buttons=False), encoding="utf-8")
