"""A folder tree of commune returns for `collecting.py`: real communes, one workbook each, as a template is filled in.

Few workbooks are written with figures of their own; the others are copies that name another commune, so that each is a
file of its own that its commune could have sent.
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from gnbv.policy import SEEDS
from gnbv.settings import PROJECT

sys.path.insert(0, str(PROJECT))  # the tools are no part of what is installed

from ingestion import Reference, slug
from ingestion.forms import Form, load_forms
from ingestion.reference import Locality
from ingestion.workbooks import render_template
from tools.filling import fill, totals

FORM, PERIOD, RETURN_TYPE = "poverty_review@1", "2024-Y", "poverty_review_official"
_WRITTEN = 12


def communes(count: int) -> list[Locality]:
    """Return so many communes of the period, province after province; all where there are not so many."""
    reference = Reference.load(SEEDS)
    every = sorted(reference.localities_on("commune", reference.periods[PERIOD].ends_on), key=lambda one: one.code)
    return every[:count]


def plant(root: Path, places: Sequence[Locality]) -> Iterator[Path]:
    """Make one folder a commune with one workbook in it, and yield the workbooks."""
    form = load_forms().by_key[FORM]
    written = [_Written(form, places[0], seed) for seed in range(_WRITTEN)]
    for number, place in enumerate(places):
        folder = root / f"{place.code}-{slug(place.name_vi)}"
        folder.mkdir(parents=True)
        path = folder / "ket-qua-ra-soat.xlsx"
        path.write_bytes(written[number % _WRITTEN].of(place))
        yield path


class _Written:
    """One filled workbook, of which only the words that name its reporter are replaced."""

    _NAMED = "xl/sharedStrings.xml"

    def __init__(self, form: Form, reporter: Locality, seed: int) -> None:
        period = Reference.load(SEEDS).periods[PERIOD]
        filled = fill(form, reporter.level, seed=seed)
        content = render_template(
            form, reporter=reporter, return_type=RETURN_TYPE, period=period, seeds=SEEDS,
            values=filled | totals(form, reporter.level, filled),
            cover={"document_no": f"{seed + 1}/BC-UBND", "document_on": date(2024, 12, 10)},
        )  # fmt: skip
        self._reporter = reporter
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self._parts = {name: archive.read(name) for name in archive.namelist()}

    def of(self, place: Locality) -> bytes:
        """Return the workbook as another commune's."""
        words = self._parts[self._NAMED].decode()
        words = words.replace(f">{self._reporter.code}<", f">{place.code}<").replace(self._reporter.label, place.label)
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, part in self._parts.items():
                archive.writestr(name, words if name == self._NAMED else part)
        return made.getvalue()
