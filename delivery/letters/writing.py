"""Many letters into one folder, each as a document and as a PDF."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from pathlib import Path

from delivery.letters.document import write_docx
from delivery.letters.model import Letter
from delivery.letters.pdf import PdfWriter
from delivery.letters.printed import LetterError

#: Letters handed to a process at a time.
_CHUNK = 8


def write_all(
    letters: Sequence[Letter],
    folder: Path,
    *,
    processes: int = 1,
    on_progress: Callable[[int, int], None] | None = None,
) -> tuple[Path, ...]:
    """Write each letter as `<file_stem>.docx` and `.pdf` into a folder, and return the paths, two a letter, in order.

    Each file is put in place in one rename. `on_progress` is told how many letters are done, and of how many. Raises
    LetterError for a letter that cannot be written or two of one name (before any is written), and OSError.
    """
    twice = [stem for stem, count in Counter(one.file_stem.casefold() for one in letters).items() if count > 1]
    if twice:
        raise LetterError(f"{folder}: several letters are called '{twice[0]}'; expected one of each name; rename them")
    folder.mkdir(parents=True, exist_ok=True)
    paths: list[Path] = []
    for done, written in enumerate(_written(letters, folder, processes), start=1):
        paths += written
        if on_progress:
            on_progress(done, len(letters))
    return tuple(paths)


def _written(letters: Sequence[Letter], folder: Path, processes: int) -> Iterator[tuple[Path, Path]]:
    write = partial(_write, folder=folder)
    if processes == 1 or len(letters) <= _CHUNK:
        yield from map(write, letters)
        return
    # Processes are spawned: typst has threads of its own, which a fork would cut off.
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(write, letters, chunksize=_CHUNK)


def _write(letter: Letter, folder: Path) -> tuple[Path, Path]:
    document, pdf = (folder / f"{letter.file_stem}{suffix}" for suffix in (".docx", ".pdf"))
    write_docx(letter, document)
    _pdf_writer().write(letter, pdf)
    return document, pdf


@cache
def _pdf_writer() -> PdfWriter:
    return PdfWriter()
