"""What leaves the warehouse: publication, lists, and the trace of a row back to its file.

Everything here reads a published release (or a warehouse file) read-only; only `publish` and the ledger write, and only
below the folder they are given.
"""

from delivery.error_sheets import ErrorSheet, write_error_sheets
from delivery.errors import (
    AmbiguousKeyError,
    DeliveryError,
    NotPublishedError,
    UnknownKeyError,
    UnknownReturnTypeError,
)
from delivery.explanations import (
    USUAL_MONTHS,
    Explanation,
    LedgerError,
    Recorded,
    Standing,
    explain,
    explanation_rows,
    later,
    read_explanations,
    standings,
    withdraw,
)
from delivery.figures import FigureTrace
from delivery.files import (
    FORMATS,
    LATE_COLUMNS,
    STATUS_COLUMNS,
    late_values,
    render_late,
    render_status,
    write_file,
    write_late,
)
from delivery.form_values import PreviousValues, previous_values
from delivery.lists import LateList, LateReturn, ReportingRate, late_returns, reporting_rate
from delivery.publication import publish, read_manifest
from delivery.reading import published_marts
from delivery.tracing import Trace, trace

__all__ = [
    "FORMATS",
    "LATE_COLUMNS",
    "STATUS_COLUMNS",
    "USUAL_MONTHS",
    "AmbiguousKeyError",
    "DeliveryError",
    "ErrorSheet",
    "Explanation",
    "FigureTrace",
    "LateList",
    "LateReturn",
    "LedgerError",
    "NotPublishedError",
    "PreviousValues",
    "Recorded",
    "ReportingRate",
    "Standing",
    "Trace",
    "UnknownKeyError",
    "UnknownReturnTypeError",
    "explain",
    "explanation_rows",
    "late_returns",
    "late_values",
    "later",
    "previous_values",
    "publish",
    "published_marts",
    "read_explanations",
    "read_manifest",
    "render_late",
    "render_status",
    "reporting_rate",
    "standings",
    "trace",
    "withdraw",
    "write_error_sheets",
    "write_file",
    "write_late",
]
