"""From what readers say to Arrow tables of the bronze schemas: rows one by one, the cells of forms in columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ingestion.bronze import TABLES
from ingestion.model import FormValues


def _is_text(value: Any) -> bool:
    return type(value) is str and (value.isascii() or _is_unicode(value))


def _is_unicode(value: str) -> bool:
    """Half a surrogate pair is a text to Python, but to nobody else."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


#: Which values Arrow takes as they are; all others are put to Arrow itself, one by one.
_FITS: dict[pa.DataType, Callable[[Any], bool]] = {
    pa.string(): _is_text,
    pa.int64(): lambda value: type(value) is int and -(2**63) <= value < 2**63,
    pa.int32(): lambda value: type(value) is int and -(2**31) <= value < 2**31,
    pa.float64(): lambda value: type(value) is float,
    pa.bool_(): lambda value: type(value) is bool,
    pa.date32(): lambda value: type(value) is date,
    pa.timestamp("us", tz="UTC"): lambda value: type(value) is datetime and value.tzinfo is not None,
}
_COLUMNS = {table: {one.name: (_FITS[one.type], one.type) for one in schema} for table, schema in TABLES.items()}


def fit(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return a row that Arrow is sure to take: values of a near kind (a numpy number) are turned into the column's.

    So a row can be refused when it comes, though tables are built of many. Raises ValueError for a column the table
    does not have, pyarrow.ArrowException for a value of the wrong kind.
    """
    columns = _COLUMNS[table]
    if not row.keys() <= columns.keys():
        unknown = ", ".join(sorted(row.keys() - columns.keys()))
        raise ValueError(f"bronze table {table} has no column {unknown}; it has {', '.join(columns)}")
    for name, value in row.items():
        if value is not None and not columns[name][0](value):
            row[name] = pa.scalar(value, columns[name][1]).as_py()
    return row


def as_table(table: str, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Turn rows into an Arrow table of the bronze schema; a column a row leaves out is null.

    Raises ValueError for a column the table does not have, pyarrow.ArrowException for a value of the wrong kind.
    """
    return pa.Table.from_pylist([fit(table, dict(row)) for row in rows], schema=TABLES[table])


class FormPile:
    """The cells of several filled forms, kept as the columns they came in until one table is made of them all."""

    def __init__(self) -> None:
        self.num_rows = 0
        self._keys: list[str] = []
        self._counts: list[int] = []
        self._cell_nos: list[NDArray[np.int32]] = []
        self._values: list[NDArray[np.float64]] = []
        self._texts: dict[int, str] = {}
        self._absences: dict[int, str] = {}

    def add(self, key: str, form: FormValues) -> None:
        """Take in the cells of one submission; `check_values` has passed them."""
        start, count = self.num_rows, len(form.cell_nos)
        self._keys.append(key)
        self._counts.append(count)
        self._cell_nos.append(form.cell_nos)
        self._values.append(form.values)
        self._texts.update((start + at, text) for at, text in form.texts.items())
        self._absences.update((start + at, kind) for at, kind in form.absences.items())
        self.num_rows += count

    def as_table(self, batch_id: str) -> pa.Table:
        """Return the table `form_value` of all cells taken in, its keys and words as dictionaries."""
        owners = np.repeat(np.arange(len(self._keys), dtype=np.int32), self._counts)
        columns = {
            "batch_id": _coded(np.zeros(self.num_rows, np.int32), [batch_id]),
            "submission_key": _coded(owners, self._keys),
            "cell_no": pa.array(np.concatenate(self._cell_nos)),
            "value": pa.array(np.concatenate(self._values), from_pandas=True),
            "text": _scattered(self._texts, self.num_rows),
            "absence": _scattered(self._absences, self.num_rows),
        }
        return pa.table({name: columns[name] for name in TABLES["form_value"].names})


def check_values(form: FormValues) -> None:
    """Raise ValueError for cells that do not fit the table `form_value`."""
    numbers, values = form.cell_nos, form.values
    count = len(numbers)
    if numbers.dtype != np.int32 or values.dtype != np.float64 or numbers.shape != (count,) or values.shape != (count,):
        raise ValueError(
            f"form {form.form}: expected cell numbers (int32) and values (float64) of one length, "
            f"found {numbers.dtype}{numbers.shape} and {values.dtype}{values.shape}"
        )
    if count and numbers.min() < 1:
        raise ValueError(f"form {form.form}: expected cell numbers from 1, found {numbers.min()}")
    for words in (form.texts, form.absences):
        for at, word in words.items():
            if not (0 <= at < count and _is_text(word)):
                raise ValueError(f"form {form.form}: expected texts by position below {count}, found {at!r}: {word!r}")


def _coded(codes: NDArray[np.int32], words: list[str], absent: NDArray[np.bool_] | None = None) -> pa.Array[Any]:
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=absent, type=pa.int32()), pa.array(words, pa.string()))


def _scattered(words: Mapping[int, str], length: int) -> pa.Array[Any]:
    """Return a column of texts that is null but for a few places."""
    kinds = list(dict.fromkeys(words.values()))
    code_of = {word: code for code, word in enumerate(kinds)}
    codes = np.full(length, -1, np.int32)
    codes[np.fromiter(words, np.int64, len(words))] = [code_of[word] for word in words.values()]
    return _coded(codes, kinds, codes < 0)
