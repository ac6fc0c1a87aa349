"""Who sends and where its files are put: `sources.yml`, or a tree with one folder per locality."""

from __future__ import annotations

import difflib
import re
import unicodedata
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from ingestion.addresses import address_problem, mixed_mailboxes
from ingestion.model import SourceEntry
from ingestion.names import Match, NoMatch, match_locality
from ingestion.reference import Locality, Reference

SOURCES_FILE = "sources.yml"
_CODE_SHAPES = {"country": "[A-Z]{2}", "province": r"\d{2}", "district": r"\d{3}", "commune": r"\d{5}"}
_CODE_WORDS = {
    "country": "two letters (VN)",
    "province": "two digits (20)",
    "district": "three digits (182)",
    "commune": "five digits (06151)",
}
_LEADING_CODE = re.compile(r"(VN|\d{5}|\d{2,3})(?=$|[ ._-])")
_HAS_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(//|:)")

#: libyaml takes a tenth of the time of the loader in Python, and every task of a mapped DAG reads the sources.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_Name = Annotated[str, StringConstraints(pattern=r"^[^/\\]+$")]
_Size = Annotated[int, Field(gt=0, le=2000)]
_Timeout = Annotated[float, Field(gt=0, le=3600)]
_Settle = Annotated[float, Field(ge=0, le=600)]


class SourcesError(ValueError):
    """The sources cannot be used; the text is one English line: file, entry, what is wrong, what to do."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Entry(_Strict):
    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
    name: _Text
    level: Literal["country", "province", "district", "commune"]
    locality_code: _Text
    url: _Text
    arrivals: _Name | None = None
    max_megabytes: _Size | None = None
    connection: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,200}$")] | None = None
    timeout_seconds: _Timeout | None = None
    settle_seconds: _Settle | None = None


class _File(_Strict):
    sources: Annotated[list[_Entry], Field(min_length=1)]
    arrivals: _Name = SourceEntry.arrivals
    max_megabytes: _Size = SourceEntry.max_megabytes
    timeout_seconds: _Timeout = SourceEntry.timeout_seconds
    settle_seconds: _Settle | None = SourceEntry.settle_seconds


def load_sources(path: Path) -> list[SourceEntry]:
    """Read `sources.yml`: a list `sources` of {id, name, level, locality_code, url}.

    Optional, for all or for one: `arrivals` (name of the register of incoming documents), `max_megabytes` (the largest
    file that is taken), `timeout_seconds` and `settle_seconds`; for one: `connection`. A plain path in `url` is
    relative to the file; any fsspec address is left as it is. The order is kept. Raises SourcesError.
    """
    content = _parse(path)
    try:
        checked = _File.model_validate(content)
    except ValidationError as error:
        raise SourcesError(_explain(path, content, error)) from None
    entries = []
    for number, one in enumerate(checked.sources, start=1):
        _check_code(path, number, one)
        _check_address(path, number, one)
        entries.append(_as_entry(path, one, checked))
    for column in ("source_id", "url"):
        _check_unique(path, entries, column)
    _check_apart(path, entries)
    return entries


def sources_from_folder(folder: Path, reference: Reference) -> list[SourceEntry]:
    """Take a folder as sources: its `sources.yml`, else itself as one locality's, else one sub-folder per locality.

    A province's folder that holds nothing but folders of its districts is a tree. A folder's name starts with the
    locality's code (`20-lang-son`) or is the locality's name (`Lạng Sơn`), as of any date the reference knows.
    Raises SourcesError, with the nearest names.
    """
    folder = folder.resolve()
    if not folder.is_dir():
        raise SourcesError(f"{folder}: no such folder; give the folder that holds the returns or a {SOURCES_FILE}")
    if (folder / SOURCES_FILE).is_file():
        return load_sources(folder / SOURCES_FILE)
    visible = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    folders = [path for path in visible if path.is_dir()]
    own = _locality(folder.name, reference)
    if isinstance(own, Locality) and not _holds_parts(folders, own, reference):
        return [_entry(folder, own)]
    if not folders:
        raise SourcesError(
            f"{folder}: neither {SOURCES_FILE} nor a sub-folder is in it, and its name is no locality's; make one "
            "sub-folder per locality, named by code (20-lang-son) or name (Lạng Sơn)"
        )
    if loose := [path.name for path in visible if path.is_file() and path.name != SourceEntry.arrivals]:
        raise SourcesError(
            f"{folder}: {loose[0]!r} lies outside the folders of the localities ({len(loose)} such); move it into the "
            "folder of the locality that sent it"
        )
    return [_entry(path, _known(path, reference)) for path in folders]


@lru_cache(maxsize=16_384)
def slug(text: str) -> str:
    """Return a text as a plain file name: unmarked lower-case letters, digits and hyphens, at most 60."""
    plain = unicodedata.normalize("NFKD", text.replace("Đ", "D").replace("đ", "d"))
    letters = "".join(char for char in plain if not unicodedata.combining(char)).lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:60].strip("-") or "source"


def _as_entry(path: Path, one: _Entry, file: _File) -> SourceEntry:
    """Join an entry with what the file says for all."""
    url = one.url if _HAS_SCHEME.match(one.url) else str((path.parent / one.url).resolve())
    common = ("arrivals", "max_megabytes", "timeout_seconds", "settle_seconds")
    settings = {name: getattr(file, name) if getattr(one, name) is None else getattr(one, name) for name in common}
    name = unicodedata.normalize("NFC", one.name)
    return SourceEntry(one.id, name, one.level, one.locality_code, url, connection=one.connection, **settings)


def _parse(path: Path) -> object:
    try:
        # Every scalar stays text: YAML would read the province code 01 as the number 1.
        return yaml.load(path.read_text(encoding="utf-8-sig"), Loader=_LOADER)
    except OSError as error:
        raise SourcesError(f"{path}: cannot be read ({error.strerror}); check the path or GNBV_SOURCES") from None
    except UnicodeDecodeError:
        raise SourcesError(f"{path}: expected text in UTF-8, found another encoding; save it as UTF-8") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "not readable"
        raise SourcesError(f"{path}{line}: not valid YAML ({problem}); correct the indentation or quotes") from None


def _explain(path: Path, content: object, error: ValidationError) -> str:
    first = error.errors()[0]
    where, place = str(path), list(first["loc"])
    if place[:1] == ["sources"] and len(place) > 1 and isinstance(place[1], int) and isinstance(content, dict):
        raw = content["sources"][place[1]]
        name = raw.get("id", "without id") if isinstance(raw, dict) else "not a mapping"
        where += f", entry {place[1] + 1} ({name})"
        place = place[2:]
    field = ".".join(str(part) for part in place)
    problem = {
        "missing": f"{field or 'sources'} is missing; add it",
        "extra_forbidden": f"{field} is not a known setting; remove it or correct its spelling",
    }.get(first["type"], f"{field or 'content'}: {first['msg']}, found {first['input']!r}; correct it")
    others = error.error_count() - 1
    return f"{where}: {problem}" + (f" (and {others} more)" if others else "")


def _check_code(path: Path, number: int, entry: _Entry) -> None:
    if not re.fullmatch(_CODE_SHAPES[entry.level], entry.locality_code):
        raise SourcesError(
            f"{path}, entry {number} ({entry.id}): locality_code: expected {_CODE_WORDS[entry.level]} for level "
            f"{entry.level}, found {entry.locality_code!r}; correct the code or the level"
        )


def _check_address(path: Path, number: int, entry: _Entry) -> None:
    problem = address_problem(entry.url, entry.connection)
    if problem is not None:
        raise SourcesError(f"{path}, entry {number} ({entry.id}): url: {problem}")


def _check_unique(path: Path, entries: list[SourceEntry], column: str) -> None:
    seen: dict[str, int] = {}
    for number, entry in enumerate(entries, start=1):
        value = getattr(entry, column)
        if value in seen:
            word = "id" if column == "source_id" else column
            raise SourcesError(
                f"{path}, entry {number} ({entry.source_id}): {word} {value!r} is already that of entry {seen[value]}; "
                "each locality needs its own"
            )
        seen[value] = number


def _check_apart(path: Path, entries: list[SourceEntry]) -> None:
    """A folder inside another's, or a mail of two, would be taken in twice, once under the wrong sender."""
    roots = {entry.url.rstrip("/"): entry for entry in entries}
    for number, entry in enumerate(entries, start=1):
        above = (str(parent) for parent in PurePosixPath(entry.url).parents)
        outer = next((roots[parent] for parent in above if parent in roots), None)
        if outer is not None:
            raise SourcesError(
                f"{path}, entry {number} ({entry.source_id}): its folder lies inside that of {outer.source_id}, whose "
                "files would be mixed with its own; give each locality a folder of its own"
            )
    if pair := mixed_mailboxes([entry.url for entry in entries]):
        first, second = (entries[number] for number in pair)
        raise SourcesError(
            f"{path}, entry {pair[1] + 1} ({second.source_id}): it would take mails of {first.source_id} too; give "
            "each its own senders (?from=...) or subject (?subject=...)"
        )


def _entry(folder: Path, locality: Locality) -> SourceEntry:
    source_id = f"{locality.code.lower()}-{slug(locality.name_vi)}"
    return SourceEntry(source_id, locality.name_vi, locality.level, locality.code, str(folder))


def _holds_parts(folders: list[Path], whole: Locality, reference: Reference) -> bool:
    found = [_locality(folder.name, reference) for folder in folders]
    return bool(found) and all(isinstance(one, Locality) and one.parent_code == whole.code for one in found)


def _known(folder: Path, reference: Reference) -> Locality:
    found = _locality(folder.name, reference)
    if isinstance(found, Locality):
        return found
    names = [f"{one.code}-{slug(one.name_vi)}" for one in found.candidates]
    nearest = f"nearest: {', '.join(names)}" if names else "no name comes near"
    raise SourcesError(
        f"{folder}: {folder.name!r} is no locality's code or name ({nearest}); rename the folder, for example to "
        "20-lang-son"
    )


def _locality(name: str, reference: Reference) -> Locality | NoMatch:
    """Find a locality of any time by the name of its folder; of several versions, the one so named, else the latest."""
    if code := _LEADING_CODE.match(name):
        versions = sorted(reference.versions(code.group()), key=lambda one: one.valid_from)
        rest = slug(name[code.end() :])
        named = [one for one in versions if slug(one.name_vi) == rest]
        if versions:
            return (named or versions)[-1]
        return NoMatch(name, _nearest(rest, reference))
    for day in sorted({one.valid_from for one in reference.localities}, reverse=True):
        for level in ("country", "province", "district"):
            found = match_locality(name, level, day, reference)
            if isinstance(found, Match):
                return found.locality
    return NoMatch(name, _nearest(slug(name), reference))


def _nearest(name: str, reference: Reference) -> tuple[Locality, ...]:
    by_slug = {slug(one.name_vi): one for one in reference.localities if one.level in ("country", "province")}
    return tuple(by_slug[close] for close in difflib.get_close_matches(name, by_slug, n=3))
