"""How to read the site: what its words mean, which build it shows, what the build was made from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from delivery.site.model import Page, Release


def content(release: Release) -> Mapping[str, Any]:
    """The build, the statuses and degrees of evidence in their order, how arrival dates are known."""
    return {
        "started_at": datetime.fromisoformat(release.manifest["started_at"]),
        "marts": release.manifest["marts"],
        "statuses": release.rows("select status, name_vi, name_en from reference.statuses order by precedence"),
        "evidence": release.rows("select evidence, name_vi, name_en from reference.evidence_levels order by rank"),
        "arrivals": release.rows(
            "select arrival_basis, count(*) as n from marts.fct_submission where arrived_at is not null "
            "group by 1 order by 2 desc"
        ),
    }


PAGE = Page("about", content)
