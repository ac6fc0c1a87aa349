"""The seeds and forms in force: the project's own, plus what an installation adds in the folders of `GNBV_POLICY`.

A CSV there adds rows to the seed of its name; a YAML is the definition of a form. What is in force together lies in one
folder: `<home>/policy/<hash>/seeds` and, beside it, `forms`, where `ingestion.forms` finds it.

Rows are added, never replaced: what the project states stays on record, and an installation that knows better adds a
row of its own (an exemption, a deadline for its province, an alias); the tests of the seeds see to it that keys stay
unique. A row that repeats one already there is refused, since it could only be a mistake.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import shutil
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from gnbv.settings import PROJECT, Workspace

SEEDS = PROJECT / "dbt_project" / "seeds"

Rows = list[dict[str, str]]


class PolicyError(ValueError):
    """An overlay cannot be added to the seeds; the text says which file, what was expected and what to do."""


def effective_seeds(ws: Workspace, project_seeds: Path = SEEDS) -> Path:
    """Return the folder of the seeds in force.

    Without overlays that is the project's own folder; else `<home>/policy/<hash>/seeds`, a copy with the rows of the
    overlays appended, beside the forms of the overlays; made once per content and put in place in one rename. Raises
    `PolicyError`.
    """
    if not ws.policy:
        return project_seeds
    overlays = list(_overlay_files(ws.policy, "*.csv"))
    forms = list(_overlay_files(ws.policy, "*.yml"))
    target = ws.home / "policy" / _digest(project_seeds, [*overlays, *forms])
    if target.is_dir():
        return target / "seeds"
    known = {path.name: path for path in sorted(project_seeds.rglob("*.csv"))}
    additions = _additions(overlays, known)
    _check_forms(forms)
    return _compose(project_seeds, additions, forms, target) / "seeds"


def _overlay_files(folders: tuple[Path, ...], pattern: str) -> Iterator[Path]:
    for folder in folders:
        if not folder.is_dir():
            raise PolicyError(f"{folder}: no such folder; correct GNBV_POLICY or make the folder")
        yield from sorted(folder.rglob(pattern))


def _check_forms(forms: list[Path]) -> None:
    """Refuse what is no definition of a form, and names and versions that are there already."""
    from ingestion.forms import FormsError, load_forms

    names: dict[str, Path] = {}
    for path in forms:
        if path.name in names:
            raise PolicyError(f"{path}: {names[path.name]} has the same name; give one of them the next version")
        names[path.name] = path
    try:
        load_forms(*dict.fromkeys(path.parent for path in forms))
    except FormsError as error:
        raise PolicyError(str(error)) from error


def _digest(project_seeds: Path, overlays: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(project_seeds.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(project_seeds).as_posix().encode() + b"\0" + path.read_bytes())
    for path in overlays:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _additions(overlays: list[Path], known: dict[str, Path]) -> dict[Path, Rows]:
    additions: dict[Path, Rows] = {}
    for path in overlays:
        seed = known.get(path.name)
        if seed is None:
            raise PolicyError(f"{path}: no seed has this name; expected one of {', '.join(sorted(known))}")
        columns, present = _read(seed)
        _refuse_other_columns(path, columns)
        added = additions.setdefault(seed, [])
        for number, row in enumerate(_read(path)[1], start=1):
            if row in present or row in added:
                raise PolicyError(f"{path}, row {number}: this row is already in {seed.name}; take it out")
            added.append(row)
    return additions


def _refuse_other_columns(path: Path, columns: list[str]) -> None:
    found = _read(path)[0]
    missing = [name for name in columns if name not in found]
    unknown = [name for name in found if name not in columns]
    if missing or unknown or len(found) != len(columns):
        raise PolicyError(
            f"{path}: the header must name the columns of the seed {path.name}: {', '.join(columns)}; "
            f"missing: {', '.join(missing) or 'none'}; unknown: {', '.join(unknown) or 'none'}"
        )


def _read(path: Path) -> tuple[list[str], Rows]:
    """Return the header and the rows of a CSV in UTF-8 (a byte order mark is allowed), as NFC text."""
    try:
        text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise PolicyError(f"{path}: not UTF-8 text (byte {error.start}); save it as CSV UTF-8") from error
    reader = csv.reader(io.StringIO(text, newline=""))
    header = next(reader, [])
    rows: Rows = []
    for cells in reader:
        if not cells:
            continue
        if len(cells) != len(header):
            raise PolicyError(f"{path}, line {reader.line_num}: expected {len(header)} values, found {len(cells)}")
        rows.append(dict(zip(header, cells, strict=True)))
    return header, rows


def _compose(project_seeds: Path, additions: dict[Path, Rows], forms: list[Path], target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.parent / f".{target.name}-{os.getpid()}"
    shutil.rmtree(draft, ignore_errors=True)
    shutil.copytree(project_seeds, draft / "seeds")
    (draft / "forms").mkdir()
    for path in forms:
        shutil.copyfile(path, draft / "forms" / path.name)
    for seed, rows in additions.items():
        columns, present = _read(seed)
        with (draft / "seeds" / seed.relative_to(project_seeds)).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(present + rows)
    try:
        draft.replace(target)
    except OSError:
        # Another process composed the same content first: its folder is as good.
        shutil.rmtree(draft, ignore_errors=True)
        if not target.is_dir():
            raise
    return target
