"""As published / as known now: what a pinned release told and the current one tells, each difference with its cause.

Three answers make the cause decidable: the pinned release as published; the current release, asked for the same day and
for what was known when the pinned build began (`then`); the current release as known now. Where `then` still gives what
was published, something was learnt since; where it does not, something was decided otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from delivery.errors import DeliveryError, NotPublishedError
from delivery.reading import CONFIG, LOCAL, MARTS_FILE, end_of_day, known_until, rows, wordings
from delivery.releases.answers import KINDS, answers
from delivery.releases.causes import Difference, Judge, came_since
from delivery.releases.folder import manifest_of


@dataclass(frozen=True)
class Comparison:
    """Two releases as of `as_of`; `known` is the instant up to which the pinned build knew what had come.

    `is_same_day`: both builds were made for one day; else explanations of findings are not compared. Findings on
    returns that are missing are never compared: the statuses say the same. `words`: codes in Vietnamese.
    """

    pinned: str
    current: str
    as_of: date
    known: datetime
    is_same_day: bool
    differences: tuple[Difference, ...]
    words: dict[str, str]

    def counts(self) -> Counter[tuple[str, str]]:
        """How many differences there are of each kind and cause."""
        return Counter((one.kind, one.cause) for one in self.differences)


def compare(pinned: Path, current: Path) -> Comparison:
    """Compare two folders of releases, as of the day the pinned one was built for.

    Raises DeliveryError when one cannot be read, lacks a mart, or does not say when its build began.
    """
    old, new = _told_of(pinned), _told_of(current)
    as_of = date.fromisoformat(old["built_as_of"])
    known = datetime.fromisoformat(old["started_at"])
    if old.get("known"):
        known = min(known, end_of_day(date.fromisoformat(old["known"])))
    same_day = old["built_as_of"] == new["built_as_of"]
    differences: tuple[Difference, ...] = ()
    words: dict[str, str] = {}
    # One file cannot be attached twice, and does not differ from itself.
    if pinned.resolve() != current.resolve():
        with _both(pinned, current) as connection:
            words = _words(connection)
            judge = Judge(_differing(old, new), came_since(connection, known))
            asked = _Asked(end_of_day(as_of), _known(old), known, _known(new), same_day)
            differences = tuple(_differences(connection, judge, asked))
    return Comparison(old["build_id"], new["build_id"], as_of, known.astimezone(LOCAL), same_day, differences, words)


def _told_of(release: Path) -> dict[str, Any]:
    if not (release / "manifest.json").is_file():
        raise NotPublishedError(release)
    manifest = manifest_of(release)
    missing = [name for name in ("build_id", "built_as_of", "started_at", "inputs") if not manifest.get(name)]
    if missing:
        raise DeliveryError(
            f"{release / 'manifest.json'} does not say {', '.join(missing)}: it was published by another version and "
            "cannot be compared; pin a release that is published from now on"
        )
    return manifest


@contextmanager
def _both(pinned: Path, current: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    try:
        with duckdb.connect(config=CONFIG) as connection:
            connection.execute(f"attach '{_quoted(pinned / MARTS_FILE)}' as pinned (read_only)")
            connection.execute(f"attach '{_quoted(current / MARTS_FILE)}' as current (read_only)")
            connection.execute("use current")
            yield connection
    except duckdb.Error as error:
        first_line = str(error).splitlines()[0]
        raise DeliveryError(
            f"cannot compare {pinned} with {current}: {first_line}; one of them was published by another version"
        ) from error


def _differing(old: dict[str, Any], new: dict[str, Any]) -> tuple[str, ...]:
    names = {**old["inputs"], **new["inputs"]}
    return tuple(name for name in names if old["inputs"].get(name) != new["inputs"].get(name))


@dataclass(frozen=True)
class _Asked:
    """The day asked about, and what was known: as published, when the pinned build began, and now."""

    as_of: datetime
    before: datetime
    again: datetime
    after: datetime
    same_day: bool


def _differences(connection: duckdb.DuckDBPyConnection, judge: Judge, asked: _Asked) -> Iterator[Difference]:
    for kind in KINDS:
        for name, release in (("before", "pinned"), ("again", "current"), ("after", "current")):
            connection.execute(f"use {release}")
            query = answers(kind, again=name == "again", same_day=asked.same_day)
            # DuckDB refuses a parameter that the query does not ask for: amounts have no as-of date of their own.
            told = {"as_of": asked.as_of, "known": getattr(asked, name)}
            given = {parameter: value for parameter, value in told.items() if f"${parameter}" in query}
            connection.execute(f"create or replace temp table {name} as {query}", given)
        yield from judge.differences(kind, rows(connection, _PAIRS))


def _words(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Vietnamese texts by code; a code that means several things (`total`) is left out."""
    seeds = (
        ("statuses", "status", "name_vi"), ("evidence_levels", "evidence", "name_vi"),
        ("status_reasons", "reason", "text_vi"), ("populations", "population_code", "name_vi"),
        ("fund_codes", "case when count(*) over (partition by code) = 1 then code end", "name_vi"),
    )  # fmt: skip
    found: dict[str, str] = {}
    for table, key, text in seeds:
        found |= wordings(connection, table, key, text)
    for mart, key in _NAMED_IN:
        named = rows(connection, f"select {key} as code, name_vi from marts.{mart}")
        found |= {row["code"]: row["name_vi"] for row in named}
    return found


def _quoted(path: Path) -> str:
    return str(path.resolve()).replace("'", "''")


def _known(manifest: dict[str, Any]) -> datetime:
    return known_until(date.fromisoformat(manifest["known"]) if manifest.get("known") else None)


_NAMED_IN = (
    ("dim_return_type", "return_type"), ("dim_component", "component_code"), ("dim_indicator", "indicator_code"),
)  # fmt: skip

_PAIRS = """
with pairs as (
    select
        case when before.key is null then after else before end as about,
        before.told as published, after.told as now, coalesce(after.submissions, []) as now_submissions
    from before
    full outer join after on before.key = after.key
    where before.told is distinct from after.told
)

select
    pairs.about.return_type, pairs.about.period, pairs.about.locality_code, pairs.about.locality, pairs.about.subject,
    pairs.about.reach, pairs.published, pairs.now, again.told is not distinct from pairs.published as is_still_given,
    coalesce(again.submissions, []) as again_submissions, pairs.now_submissions
from pairs
left join again on pairs.about.key = again.key
order by
    pairs.about.return_type, pairs.about.period, pairs.about.locality_code, pairs.about.subject, pairs.about.key
"""
