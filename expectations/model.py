"""What a suite file may say (`expectations/suites/*.yml`), checked when it is read."""

from __future__ import annotations

import csv
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
        try:
            with path.open(encoding="utf-8-sig", newline="") as stream:
                rows = list(csv.DictReader(stream))
        except OSError as error:
            raise SuiteError(
                f"{path}: this seed gives the allowed values, but cannot be read ({error.strerror})"
            ) from error
        try:
            values = {row[self.column] for row in rows if all(row[name] == value for name, value in self.where.items())}
        except KeyError as error:
            raise SuiteError(f"{path}: this seed gives the allowed values, but has no column {error}") from error
        if not values - {""}:
            raise SuiteError(f"{path}: no value in column {self.column} where {self.where or 'anything'}")
        return sorted(values - {""})


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


class Frame(_Strict):
    """One query on the warehouse, read as a data frame, and what is expected of it.

    The query must have a column `name`: what people call the row. Its parameters may be `$as_of` (date), `$as_of_at`
    and `$known_at` (instants), and `$seeds` (folder of the seeds in force). `may_be_empty` holds for all expectations.
    """

    frame: Identifier
    query: str
    may_be_empty: Line | None = None
    expectations: tuple[Expectation, ...] = Field(min_length=1)


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
