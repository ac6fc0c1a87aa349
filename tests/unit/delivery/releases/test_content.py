"""What leaves the warehouse beside the marts: every seed that a reader of a release asks."""

from __future__ import annotations

import re

from delivery.releases.content import WORDINGS
from gnbv.settings import PROJECT


def test_every_seed_a_reader_of_releases_asks_travels_with_them() -> None:
    asked = {
        seed
        for path in sorted((PROJECT / "delivery").rglob("*.py"))
        for seed in re.findall(r"\b(?:from|join) reference\.([a-z_]+)", path.read_text(encoding="utf-8"))
    }
    assert {"validation_rules", "quality_weights", "duties"} <= asked
    assert asked <= set(WORDINGS)
