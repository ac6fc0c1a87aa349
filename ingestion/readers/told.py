"""Reader of what the sentences of a text state about returns: counts ("34/63 ... gửi báo cáo") and, in the footnotes
they point to, names. They stand beside the registers of the text, so that rules can hold one against the other.

The sentences are data: `told_in_text` of `layouts/registers.yml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from ingestion.documents import parse_documents
from ingestion.layouts import layout
from ingestion.names import Match, match_locality
from ingestion.readers.outcome import Notes, Place
from ingestion.reference import Reference
from ingestion.reports import Passage, StoredText, split_passages

_NOTE_MARK = re.compile("[¹²³⁰⁴-⁹]+")
_CLAUSE_END = re.compile(r"[;]|\.\s|$")
#: A name of a list and what is said of it in brackets.
_NAME = re.compile(r"\s*([^,;()]+?)\s*(\([^()]*\))?\s*(?:[,;]|\.?\s*$)")
_DOCUMENT = re.compile(r"\bsố\s+(\S+/\S+)\s+ngày\s+([\d/]+)")


def read_told(stored: StoredText, on: date, reference: Reference, notes: Notes) -> list[dict[str, Any]]:
    """Read the counts and names that sentences state; `on` is the date of the report. Keys are columns of bronze
    `statement`. A name that is not known is put on record and left out.
    """
    passages = split_passages(stored)
    footnotes = {one.marker.strip(): one for one in passages if one.kind == "footnote"}
    statements: list[dict[str, Any]] = []
    for passage in passages:
        if passage.kind != "text":
            continue
        for told, match in _matches(passage):
            statements += _counts(told, match, passage, on, reference)
            note = footnotes.get(_note_of(passage, match))
            if note is not None:
                statements += _names(told, note, on, reference, notes)
    return statements


def _matches(passage: Passage) -> Iterator[tuple[dict[str, str], re.Match[str]]]:
    for told, pattern in _patterns():
        for match in pattern.finditer(passage.text):
            yield told, match


def _counts(
    told: dict[str, str], match: re.Match[str], passage: Passage, on: date, reference: Reference
) -> Iterator[dict[str, Any]]:
    line, _ = passage.place(match.start("count"))
    same = _same(told, on, reference) | {"line": line, "statement_kind": "count", "raw_text": match.group()}
    yield same | {"stated_count": int(match["count"])}
    if match.groupdict().get("of"):
        yield same | {"category": "expected", "stated_count": int(match["of"])}


def _note_of(passage: Passage, match: re.Match[str]) -> str:
    """The mark of the footnote that the clause of a statement points to, if it has one."""
    end = _CLAUSE_END.search(passage.text, match.end())
    mark = _NOTE_MARK.search(passage.text, match.end(), end.start() if end else len(passage.text))
    return mark.group() if mark else ""


def _names(
    told: dict[str, str], note: Passage, on: date, reference: Reference, notes: Notes
) -> Iterator[dict[str, Any]]:
    text = note.text[note.start :]
    lead = re.match(layout("registers")["told_list_lead"], text)
    level = layout("registers")["locality_level"]
    for match in _NAME.finditer(text, lead.end() if lead else 0):
        line, _ = note.place(note.start + match.start(1))
        answer = match_locality(match[1], level, on, reference)
        if not isinstance(answer, Match):
            at = Place(line=line)
            notes.add("IN10", "không nhận ra tên địa phương kể ở chú thích", at=at, found=match[1])
            continue
        documents = _DOCUMENT.search(match[2] or "")
        items = parse_documents(documents[1], documents[2]).items if documents else ()
        number, day = (items[0].number, items[0].date) if len(items) == 1 else (None, None)
        yield _same(told, on, reference) | {
            "line": line, "statement_kind": "name", "raw_text": match.group().strip(), "locality_raw": match[1],
            "locality_code": answer.locality.code, "document_no": number.no if number else None,
            "document_on": day.on if day else None,
        }  # fmt: skip


def _same(told: dict[str, str], on: date, reference: Reference) -> dict[str, Any]:
    period = reference.latest_period(told["return_type"], layout("registers")["locality_level"], on)
    return {
        "sheet": None, "cell": None, "category": told["category"], "subject_return_type": told["return_type"],
        "subject_period": period, "stated_count": None, "locality_code": None, "locality_raw": None,
        "document_no": None, "document_on": None,
    }  # fmt: skip


@cache
def _patterns() -> tuple[tuple[dict[str, str], re.Pattern[str]], ...]:
    """The sentences to look for; a blank of a pattern stands for one to three blanks."""
    return tuple(
        (told, re.compile(told["pattern"].replace(" ", r"\s{1,3}"))) for told in layout("registers")["told_in_text"]
    )
