"""Seeds as files: rows of text with the columns they must have, ISO dates, and errors that name file and line."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

Row = dict[str, str]


class SeedError(RuntimeError):
    """The seeds cannot be used: a file, a column or a date is missing or wrong. The text says which and what to do."""


class SeedFile:
    """One seed, `<seeds>/<folder>/<name>.csv`; `columns` are those it must have, parted by blanks."""

    def __init__(self, seeds: Path, folder: str, name: str, columns: str) -> None:
        self.path = seeds / folder / f"{name}.csv"
        self.columns = columns.split()

    def rows(self) -> list[Row]:
        """Return the rows with every column of the file. Raises SeedError if the file or a column is missing."""
        return [
            {name: value for name, value in zip(header, row, strict=False) if name} for header, row in self._lines()
        ]

    def picked(self) -> list[Row]:
        """Return the rows with the columns they must have, and no other."""
        return [{column: row[column] for column in self.columns} for row in self.rows()]

    def values(self) -> Iterator[list[str]]:
        """Return the rows as lists in the order of `columns`: the quick way through a long seed."""
        places: list[int] = []
        for header, row in self._lines():
            places = places or [header.index(column) for column in self.columns]
            yield [row[place] for place in places]

    def day(self, text: str, line: int, column: str, default: date | None = None) -> date:
        """Return a date; the default where nothing is written. Raises SeedError that names file, line and column."""
        if not text and default is not None:
            return default
        try:
            return _iso_day(text)
        except ValueError:
            where = f"{self.path}, line {line}, column {column}"
            raise SeedError(f"{where}: expected a date as YYYY-MM-DD, found {text!r}") from None

    def _lines(self) -> Iterator[tuple[list[str], list[str]]]:
        if not self.path.is_file():
            raise SeedError(f"seed missing: {self.path}; restore it or point to the folder that holds the seeds")
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.reader(file)
            header = next(lines, [])
            missing = [name for name in self.columns if name not in header]
            if missing:
                expected = " ".join(self.columns)
                raise SeedError(f"{self.path}: missing column {', '.join(missing)}; expected at least {expected}")
            for row in lines:
                if row:  # a short row ends in empty values
                    filled = row + [""] * (len(header) - len(row))
                    yield header, [value.strip() for value in filled]


@lru_cache(maxsize=1024)
def _iso_day(text: str) -> date:
    return date.fromisoformat(text)
