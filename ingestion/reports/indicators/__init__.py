"""The indicator side of the report reader: which numbers of a report are indicators of the catalogue, and of whom.

One door, `read_indicators(outline)`. How each indicator is worded is data (`lexicon/indicators_*.yml`, checked against
the seed `programme/indicators.csv`); a number that no wording explains is no indicator and is not read.
"""

from __future__ import annotations

from ingestion.reports.indicators.report import read_indicators

__all__ = ["read_indicators"]
