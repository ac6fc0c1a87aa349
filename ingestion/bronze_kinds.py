"""What the columns of the bronze tables are made of."""

from __future__ import annotations

import pyarrow as pa

TEXT, DAY, FLAG = pa.string(), pa.date32(), pa.bool_()
WHOLE, SMALL, NUMBER = pa.int64(), pa.int32(), pa.float64()
INSTANT = pa.timestamp("us", tz="UTC")


def schema(**fields: pa.DataType) -> pa.Schema:
    """The columns of a bronze table, after the batch that every row carries."""
    return pa.schema([pa.field(name, kind) for name, kind in {"batch_id": pa.string(), **fields}.items()])
