"""How a wide sheet is cut into pages: widths in points, the first two columns on every page."""

from __future__ import annotations

import pytest

from ingestion.workbooks.template_print import pages


@pytest.mark.parametrize(
    ("across", "groups", "scale", "breaks"),
    [
        ([50.0, 250.0, *[60.0] * 5], [2], 1.0, []),  # 600 points fit at full size
        ([50.0, 250.0, *[60.0] * 14], [2], 0.66, []),  # 1140 fit when made smaller
        # 27 columns need two pages of 15 at most; they are parted where a group ends, as evenly as can be.
        ([50.0, 250.0, *[60.0] * 27], [2, 8, 13, 14, 20, 25], 0.62, [14]),
        # A group wider than a page is parted within, evenly.
        ([50.0, 250.0, *[60.0] * 20], [2], 0.83, [12]),
        # A column wider than a page stands alone on one.
        ([50.0, 250.0, 60.0, 2000.0, 60.0], [2, 3, 4], 0.32, [3, 4]),
    ],
)
def test_pages(across: list[float], groups: list[int], scale: float, breaks: list[int]) -> None:
    found, cuts = pages(across, groups)
    assert (int(found * 100) / 100, cuts) == (scale, breaks)
