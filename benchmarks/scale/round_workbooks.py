"""Commune returns of a made-up round as workbooks, in a tree of folders that `gnbv collect` takes in.

The template writer takes a good part of a second for one. So it writes one workbook a return, with a number of its own
in every cell and words of its own for the reporter; each return is that workbook with its own figures and reporter put
in their places in the XML, in a zip archive made anew. The reader finds what it would find in one written by hand.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np
from national.documents import Filed
from national.grids import NUMBER, TYPED
from numpy.typing import NDArray

from gnbv.policy import effective_seeds
from gnbv.progress import OnProgress, silent
from gnbv.settings import Workspace
from ingestion import Reference
from ingestion.forms import Form
from ingestion.localities_seed import Locality
from ingestion.workbooks import folder_name, render_template
from scale.places_national import BEFORE
from scale.round_calendar import Round
from scale.round_days import read_note
from scale.round_documents import document_no, first_documents
from scale.round_make import POLICY
from scale.round_plan import GROUPS, Part, Plan, RoundError, day_of, parts
from scale.round_world import filled, world_of

#: Which returns are written, in this order until there are enough.
_WRITTEN = (("monitoring_6m", "2024-H1"), ("monitoring_annual", "2024-Y"))
_CODE, _NAME, _NUMBER = "97531", "TENDONVI", "86420/BC-UBND"
_MARK = 8_000_000
_CELL = re.compile(rf'<c r="([A-Z]+[0-9]+)"( s="[0-9]+")?><v>({_MARK // 1_000_000}[0-9]{{6}})</v></c>')
#: Members of the archive that say who reports.
_WORDS = "xl/sharedStrings.xml"


def write_workbooks(home: Path, number: int, *, on_progress: OnProgress = silent) -> dict[str, int]:
    """Write so many commune returns to `home/sources/<province>/<commune>/`, with `sources.yml` and `arrivals.csv`.

    Their figures are those of the round; where it has fewer returns of communes, all communes take part. Returns
    what was written. Raises RoundError, OSError.
    """
    note = read_note(home)
    plan = Plan.of(note["plan"])
    seeds = effective_seeds(Workspace(home, home / "sources", (home / POLICY,)))
    reference = Reference.load(seeds)
    wanted = [one for key in _WRITTEN for one in plan.rounds() if (one.return_type, one.period) == key]
    if sum(len(each.sent) for each in _communes(plan, wanted[0])) < number:
        plan = replace(plan, share=1.0)
    size, found = 0, dict[Path, Locality]()
    every = (each for one in wanted for each in _cast(plan, one, note["arguments"]["faults"], reference, seeds))
    for written, book in enumerate(islice(every, number), start=1):
        folder = home / "sources" / book.folder
        folder.mkdir(parents=True, exist_ok=True)
        (folder / book.name).write_bytes(book.content)
        _note_arrival(folder, book, is_first=book.folder not in found)
        size += len(book.content)
        found[book.folder] = book.reporter
        on_progress("writing workbooks", written, number)
    if written < number:
        raise RoundError(f"asked for {number:,} workbooks, the round has {written:,} returns of communes; ask for less")
    _write_sources(home / "sources", found)
    return {"workbooks": written, "bytes": size, "communes": len(found)}


@dataclass(frozen=True)
class Workbook:
    """A filled workbook, in the folder of its commune below that of its province."""

    reporter: Locality
    folder: Path
    name: str
    content: bytes
    on: date


@dataclass(frozen=True)
class Mould:
    """A workbook in parts: members of the archive, those with cells cut where a figure goes, with the cell's number."""

    reference: Reference
    form: Form
    members: dict[str, bytes]
    sheets: dict[str, tuple[list[str], list[tuple[int, str]]]]
    label: str

    @classmethod
    def of(cls, reference: Reference, seeds: Path, one: Round) -> Mould:
        """Write the workbook of a return of communes that all others are made from."""
        from national.grids import form as known

        form = known("monitoring")
        like = reference.localities_on("commune", BEFORE)[0]
        reporter = replace(like, code=_CODE, name_vi=_NAME)
        cells = [one for one in form.cells if one.sheet in form.sheets_for("commune") and one.column.is_numeric]
        content = render_template(
            form, reporter=reporter, return_type=one.return_type, period=reference.periods[one.period], seeds=seeds,
            values={(cell.sheet.sheet, cell.line.row, cell.column.column): _MARK + cell.cell_no for cell in cells},
            cover={"document_no": _NUMBER, "document_on": one.due_on - timedelta(days=GROUPS)},
        )  # fmt: skip
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        cut = {name: _cut(text.decode()) for name, text in members.items() if "worksheets/sheet" in name}
        return cls(reference, form, members, {name: some for name, some in cut.items() if some[1]}, reporter.label)

    def cast(self, form: Filed, row: int) -> Workbook:
        """Return the workbook of one document."""
        reporter = self.reference.locality("commune", form.codes[row], BEFORE)
        assert reporter is not None  # every commune of the round is in the seeds or in its own policy
        province = self.reference.locality("province", reporter.province_code, BEFORE)
        assert province is not None
        words = self.members[_WORDS].decode()
        for old, new in (
            (self.label, reporter.label), (_CODE, reporter.code), (_NUMBER, document_no(form, row)),
        ):  # fmt: skip
            words = words.replace(old, escape(new))
        own = {_WORDS: words.encode()} | {
            name: _joined(some, form.grid.values[row], form.grid.kinds[row]).encode()
            for name, some in self.sheets.items()
        }
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, content in self.members.items():
                archive.writestr(zipfile.ZipInfo(name), own.get(name, content), zipfile.ZIP_DEFLATED, 1)
        name = f"{form.return_type}_{form.period}_{form.codes[row]}.xlsx"
        return Workbook(reporter, Path(folder_name(province), folder_name(reporter)), name, stream.getvalue(), form.on)


def _cut(text: str) -> tuple[list[str], list[tuple[int, str]]]:
    """Cut the XML of a sheet at its figures; return what lies between, and place in a grid and attributes of each."""
    between, places, last = [], [], 0
    for found in _CELL.finditer(text):
        between.append(text[last : found.start()])
        places.append((int(found[3]) - _MARK - 1, f'r="{found[1]}"{found[2] or ""}'))
        last = found.end()
    return [*between, text[last:]], places


def _joined(
    cut: tuple[list[str], list[tuple[int, str]]], values: NDArray[np.float64], kinds: NDArray[np.int8]
) -> str:  # fmt: skip
    between, places = cut
    cells = [_cell(attributes, float(values[at]), int(kinds[at])) for at, attributes in places]
    return "".join(part for pair in zip(between, [*cells, ""], strict=True) for part in pair)


def _cell(attributes: str, value: float, kind: int) -> str:
    if kind == NUMBER:
        return f"<c {attributes}><v>{value:.15g}</v></c>"
    if kind in TYPED:
        return f'<c {attributes} t="inlineStr"><is><t>{TYPED[kind][0]}</t></is></c>'
    return f"<c {attributes}/>"


def _communes(plan: Plan, one: Round) -> Iterator[Part]:
    for group in range(GROUPS):
        yield from (each for each in parts(plan, one, group) if each.level == "commune")


def _cast(
    plan: Plan, one: Round, faults: float, reference: Reference, seeds: Path
) -> Iterator[Workbook]:  # fmt: skip
    """Yield what communes send first, province by province; who declares nil sends no form."""
    mould = Mould.of(reference, seeds, one)
    for group in range(GROUPS):
        for each in parts(plan, one, group):
            if each.level == "commune" and len(each.sent):
                grid = filled(world_of(each.province, plan.seed), one, "commune")
                form, _ = first_documents(each, grid, faults, plan.seed, day_of(one, group, is_again=False))
                for row in map(int, form.rows[~form.is_nil]):
                    yield mould.cast(form, row)


def _note_arrival(folder: Path, book: Workbook, *, is_first: bool) -> None:
    with (folder / "arrivals.csv").open("w" if is_first else "a", encoding="utf-8") as stream:
        if is_first:
            stream.write("file,arrived_at,arrival_basis,sent_on\n")
        stream.write(f"{book.name},{book.on},recorded,\n")


def _write_sources(folder: Path, found: dict[Path, Locality]) -> None:
    """Write `sources.yml`: every commune is a source, since a folder of a province takes in what is its own alone."""
    with (folder / "sources.yml").open("w", encoding="utf-8") as stream:
        stream.write("sources:\n")
        for path, one in found.items():
            entry = {"id": path.name, "name": one.label, "level": "commune", "locality_code": one.code}
            stream.write(f"  - {json.dumps(entry | {'url': path.as_posix()}, ensure_ascii=False)}\n")
