"""What leaves the warehouse: publication, lists, and the trace of a row back to its file.

Everything here reads a published release (or a warehouse file) read-only; only `publish` and the ledger write, and only
below the folder they are given.
"""

from delivery.append_only import LedgerError
from delivery.error_sheets import ErrorSheet, write_error_sheets
from delivery.errors import (
    AmbiguousKeyError,
    DeliveryError,
    NotPublishedError,
    UnknownKeyError,
    UnknownReleaseError,
    UnknownReturnTypeError,
)
from delivery.explanations import (
    USUAL_MONTHS,
    Explanation,
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
from delivery.finding_files import FINDING_COLUMNS, finding_values, render_findings
from delivery.findings import (
    Finding,
    FindingList,
    Wanted,
    cause_of,
    document_of,
    findings_in,
    list_findings,
)
from delivery.form_values import PreviousValues, previous_values
from delivery.lists import LateList, LateReturn, ReportingRate, late_returns, reporting_rate
from delivery.reading import published_marts
from delivery.releases import publish, read_manifest
from delivery.told_once import told_once
from delivery.tracing import Trace, trace

__all__ = [
    "FINDING_COLUMNS",
    "FORMATS",
    "LATE_COLUMNS",
    "STATUS_COLUMNS",
    "USUAL_MONTHS",
    "AmbiguousKeyError",
    "DeliveryError",
    "ErrorSheet",
    "Explanation",
    "FigureTrace",
    "Finding",
    "FindingList",
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
    "UnknownReleaseError",
    "UnknownReturnTypeError",
    "Wanted",
    "cause_of",
    "document_of",
    "explain",
    "explanation_rows",
    "finding_values",
    "findings_in",
    "late_returns",
    "late_values",
    "later",
    "list_findings",
    "previous_values",
    "publish",
    "published_marts",
    "read_explanations",
    "read_manifest",
    "render_findings",
    "render_late",
    "render_status",
    "reporting_rate",
    "standings",
    "told_once",
    "trace",
    "withdraw",
    "write_error_sheets",
    "write_file",
    "write_late",
]
