"""What a suite file may say (`expectations/suites/*.yml`), checked when it is read."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

SUITES = Path(__file__).parent / "suites"

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Line = Annotated[str, StringConstraints(min_length=1, pattern=r"^[^\n]+$")]
Severity = Literal["stop", "warn", "info"]


class SuiteError(ValueError):
    """A suite file, or a seed it reads, is not as expected; the text says where and what."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SeedValues(_Strict):
    """The values of one column of a seed (`policy/statuses`), of the rows that hold the values of `where`."""

    seed: str
    column: str
    where: dict[str, str] = Field(default_factory=dict)

    def read(self, seeds: Path) -> list[str]:
        """Return the distinct values, sorted; raises `SuiteError` when the seed cannot give any."""
        path = seeds / f"{self.seed}.csv"
        rows = _seed_rows(path)
        try:
            values = {row[self.column] for row in rows if all(row[name] == value for name, value in self.where.items())}
        except KeyError as error:
            raise SuiteError(f"{path}: this seed gives the allowed values, but has no column {error}") from error
        if not values - {""}:
            raise SuiteError(f"{path}: no value in column {self.column} where {self.where or 'anything'}")
        return sorted(values - {""})


def _seed_rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return list(csv.DictReader(stream))
    except OSError as error:
        raise SuiteError(f"{path}: this seed is read by a suite, but cannot be read ({error.strerror})") from error


class Expectation(_Strict):
    """One expectation: a type of Great Expectations and its arguments.

    `severity`: `stop` prevents the swap; `warn` and `info` never do. `flag_each`: every row that does not hold is
    flagged by its `name`. `value_set`: where the allowed values come from. `may_be_empty`: why there may be no row.
    """

    id: Identifier
    type: Annotated[str, StringConstraints(pattern=r"^expect_[a-z0-9_]+$")]
    kwargs: dict[str, Any] = Field(default_factory=dict)
    value_set: SeedValues | None = None
    severity: Severity
    flag_each: bool = False
    may_be_empty: Line | None = None
    meaning_en: Line
    meaning_vi: Line


class ForEach(_Strict):
    """One expectation a row of a seed: a template whose texts hold the seed's columns as `{column}`.

    Where the seed has `valid_from` and `valid_to`, of the rows with equal `key` the one that began last decides; it
    gives none if it has ended by the as-of date. `replace`: values of a column that are read as another.
    `{...}` within a value of the seed is shown as an ellipsis; an id is put in small letters.
    """

    seed: str
    key: str
    replace: dict[str, dict[str, str]] = Field(default_factory=dict)
    expectation: dict[str, Any]

    def expectations(self, seeds: Path, as_of: date) -> tuple[Expectation, ...]:
        """Return the expectations, in the order of their keys; raises `SuiteError`."""
        path = seeds / f"{self.seed}.csv"
        try:
            rows = self._in_force(_seed_rows(path), as_of)
            made = [self._filled(self.expectation, row) for _, row in sorted(rows.items())]
        except KeyError as error:
            raise SuiteError(f"{path}: this seed gives the expectations, but has no column {error}") from error
        try:
            return tuple(Expectation.model_validate({**one, "id": str(one.get("id")).lower()}) for one in made)
        except ValidationError as error:
            raise SuiteError(f"{path}: {' '.join(str(error).split())}") from error

    def _in_force(self, rows: list[dict[str, str]], as_of: date) -> dict[str, dict[str, str]]:
        day = as_of.isoformat()
        found: dict[str, dict[str, str]] = {}
        for row in rows:
            since, held = row.get("valid_from") or "", found.get(row[self.key])
            if since <= day and (held is None or (held.get("valid_from") or "") < since):
                found[row[self.key]] = row
        return {key: row for key, row in found.items() if day < (row.get("valid_to") or "9999-12-31")}

    def _filled(self, template: Any, row: dict[str, str]) -> Any:
        if isinstance(template, dict):
            return {name: self._filled(value, row) for name, value in template.items()}
        if isinstance(template, list):
            return [self._filled(value, row) for value in template]
        if not isinstance(template, str):
            return template
        return re.sub(r"\{(\w+)\}", lambda match: self._value(match[1], row), template)

    def _value(self, column: str, row: dict[str, str]) -> str:
        value = row[column]
        return re.sub(r"\{\w+\}", "…", self.replace.get(column, {}).get(value, value))


class Frame(_Strict):
    """One query on the warehouse, read as a data frame, and what is expected of it.

    The query must have a column `name`: what people call the row. Its parameters may be `$as_of` (date), `$as_of_at`
    and `$known_at` (instants), and `$seeds` (folder of the seeds in force). `may_be_empty` holds for all expectations.
    `for_each` adds expectations that a seed gives.
    """

    frame: Identifier
    query: str
    may_be_empty: Line | None = None
    expectations: tuple[Expectation, ...] = ()
    for_each: ForEach | None = None

    @model_validator(mode="after")
    def _expects_something(self) -> Frame:
        if not self.expectations and self.for_each is None:
            raise ValueError(f"frame {self.frame} expects nothing: give it expectations, or for_each")
        return self

    def whole(self, seeds: Path, as_of: date) -> Frame:
        """Return the frame with the expectations that its seed gives written out; raises `SuiteError`."""
        if self.for_each is None:
            return self
        given = self.for_each.expectations(seeds, as_of)
        return self.model_copy(update={"expectations": (*self.expectations, *given), "for_each": None})


class Suite(_Strict):
    """One suite: frames and their expectations."""

    suite: Identifier
    title_en: Line
    title_vi: Line
    frames: tuple[Frame, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_id_once(self) -> Suite:
        for what, names in (
            ("frame", [frame.frame for frame in self.frames]),
            ("expectation", [one.id for frame in self.frames for one in frame.expectations]),
        ):
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise ValueError(f"{what} {', '.join(twice)} is declared twice")
        return self


def load_suite(name: str, folder: Path = SUITES) -> Suite:
    """Read and check one suite file; raises `SuiteError`."""
    path = folder / f"{name}.yml"
    try:
        suite = Suite.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        known = ", ".join(sorted(each.stem for each in folder.glob("*.yml")))
        raise SuiteError(f"{path}: there is no such suite; there are {known}") from error
    except (yaml.YAMLError, ValidationError) as error:
        raise SuiteError(f"{path}: {' '.join(str(error).split())}") from error
    if suite.suite != name:
        raise SuiteError(f"{path}: the suite is called {suite.suite}; name the file and the suite alike")
    return suite
