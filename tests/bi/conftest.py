"""Fixtures of the tests in a browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from delivery.reading import published_marts
from delivery.site import build_site
from gnbv.settings import Workspace
from tests.browser.pages import chromium, open_page

__all__ = ["chromium", "open_page"]


@pytest.fixture(scope="session")
def marts(sample_workspace: Workspace) -> Path:
    """The published marts of the samples."""
    return published_marts(sample_workspace.published)


@pytest.fixture(scope="session")
def site(marts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the samples: a folder."""
    return build_site(marts, tmp_path_factory.mktemp("pages") / "site").folder
