"""What two releases tell differently, and what brought each difference."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

import duckdb

from delivery.reading import Row, rows

#: Inputs that say how returns are judged and read; another of these can change what was known already.
JUDGING = ("seeds", "forms", "project")


@dataclass(frozen=True)
class Source:
    """A submission that the pinned build did not know: its file at its source, its document, and since when."""

    submission_key: str
    path: str
    document_no: str | None
    document_on: date | None
    known_from: datetime


@dataclass(frozen=True)
class Difference:
    """One thing both releases speak of, or one of them. `kind` is one of KINDS.

    `published` and `now`: what is told, by column, those that differ; None where the release tells nothing. `cause`:
    `learnt_since` (by the `sources`) or `decided_otherwise` (the `inputs` differ).
    """

    kind: str
    cause: str
    return_type: str | None
    period: str | None
    locality_code: str | None
    locality: str | None
    subject: str
    published: dict[str, str | None] | None
    now: dict[str, str | None] | None
    inputs: tuple[str, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Came:
    """A submission that is new to the pinned release, and whether the pinned release holds it all the same.

    It does when it was built as known on an earlier day.
    """

    source: Source
    obligation_key: str | None
    place: tuple[str | None, str | None]
    was_held: bool


def came_since(connection: duckdb.DuckDBPyConnection, known: datetime) -> dict[str, Came]:
    """The submissions the pinned build did not know, by key, as they became known."""
    found = rows(
        connection,
        """select
            held.submission_key, concat_ws('/', held.source_id, held.path) as path, held.document_no, held.document_on,
            timezone('Asia/Ho_Chi_Minh', held.known_from) as known_from, held.obligation_key, held.locality_code,
            held.period, before.submission_key is not null as was_held
        from current.marts.fct_submission as held
        left join pinned.marts.fct_submission as before on held.submission_key = before.submission_key
        where before.submission_key is null or held.known_from > $known
        order by held.known_from, held.path""",
        {"known": known},
    )
    return {
        row["submission_key"]: Came(
            Source(row["submission_key"], row["path"], row["document_no"], row["document_on"], row["known_from"]),
            row["obligation_key"],
            (row["locality_code"], row["period"]),
            row["was_held"],
        )
        for row in found
    }


class Judge:
    """Tells causes; the statuses come first, since a rate is made of them."""

    def __init__(self, differing: tuple[str, ...], came: dict[str, Came]) -> None:
        self._judging = tuple(name for name in differing if name in JUDGING)
        self._differing, self._came = differing, came
        self._of_return: dict[str | None, list[Source]] = defaultdict(list)
        self._of_place: dict[tuple[str | None, str | None], list[Source]] = defaultdict(list)
        for one in came.values():
            self._of_return[one.obligation_key].append(one.source)
            self._of_place[one.place].append(one.source)
        self._statuses: dict[tuple[str | None, str | None, str], list[Difference]] = defaultdict(list)

    def differences(self, kind: str, pairs: Iterable[Row]) -> Iterator[Difference]:
        for row in pairs:
            one = self._rate(row) if kind == "rate" else self._judged(kind, row)
            if kind == "status" and (row["published"] or {}).get("status") != (row["now"] or {}).get("status"):
                level = row["reach"].partition("|")[0]
                for reach in (row["reach"], f"{level}|ALL"):
                    self._statuses[row["return_type"], row["period"], reach].append(one)
            yield one

    def _judged(self, kind: str, row: Row) -> Difference:
        sources = self._sources(row)
        # It came since, and its office has noted a day before: what was known then includes it by that day alone.
        is_backdated = any(key in self._came and not self._came[key].was_held for key in row["again_submissions"])
        if kind == "finding" and row["published"] and row["now"]:
            # What it says is in its key: somebody has explained it since, or the register of rules weighs it anew.
            inputs = tuple(name for name in self._differing if name in (*JUDGING, "ledgers"))
            return _difference(kind, row, "decided_otherwise", inputs, ())
        is_learnt = is_backdated or (row["is_still_given"] and bool(sources))
        if is_learnt or not self._judging:
            rest = () if sources else tuple(name for name in self._differing if name == "batches")
            return _difference(kind, row, "learnt_since", rest, sources)
        return _difference(kind, row, "decided_otherwise", self._judging, ())

    def _rate(self, row: Row) -> Difference:
        """A rate differs for the reasons its statuses do; by a decision as soon as one of them does."""
        parts = self._statuses.get((row["return_type"], row["period"], row["reach"]))
        if not parts:
            return self._judged("rate", row)
        sources = tuple(dict.fromkeys(source for one in parts for source in one.sources))
        if any(one.cause == "decided_otherwise" for one in parts):
            return _difference("rate", row, "decided_otherwise", self._judging, sources)
        return _difference("rate", row, "learnt_since", (), sources)

    def _sources(self, row: Row) -> tuple[Source, ...]:
        """What came: the very files the row rests on, else of the same return, else of the same place and period."""
        keys = dict.fromkeys([*row["now_submissions"], *row["again_submissions"]])
        own = [self._came[key].source for key in keys if key in self._came]
        same = self._of_return.get(f"{row['return_type']}:{row['period']}:{row['locality_code']}")
        return tuple(own or same or self._of_place.get((row["locality_code"], row["period"])) or ())


def _difference(kind: str, row: Row, cause: str, inputs: tuple[str, ...], sources: tuple[Source, ...]) -> Difference:
    published, now = row["published"], row["now"]
    if published and now:
        differing = [name for name in published if published[name] != now.get(name)]
        published, now = ({name: told.get(name) for name in differing} for told in (published, now))
    return Difference(
        kind=kind,
        cause=cause,
        return_type=row["return_type"],
        period=row["period"],
        locality_code=row["locality_code"],
        locality=row["locality"],
        subject=row["subject"],
        published=published,
        now=now,
        inputs=inputs,
        sources=sources,
    )
