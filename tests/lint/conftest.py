"""dbt's manifest of the project, parsed once for all rules over it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from manifest_rules import Manifest

from tools.data_dictionary import parsed


@pytest.fixture(scope="session")
def manifest_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file `dbt parse` makes, in a target folder of its own; no database is opened."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GNBV_DB", "")  # put back afterwards: parsing sets what the project reads
        patch.setenv("GNBV_SEEDS", "")
        patch.setenv("DO_NOT_TRACK", "1")
        return parsed(tmp_path_factory.mktemp("manifest"))


@pytest.fixture(scope="session")
def manifest(manifest_path: Path) -> Manifest:
    """What the project consists of."""
    found: Manifest = json.loads(manifest_path.read_text(encoding="utf-8"))
    return found
