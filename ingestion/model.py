"""What the parts of the intake hand to each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class SourceEntry:
    """One locality's entry of `sources.yml`: who sends, and where its files are put.

    `locality_code` is the GSO code (`20`, `182`, `06151`) or `VN` for the central body; `level` is country, province,
    district or commune; `url` is an fsspec address (a plain path is a local folder, relative to the file
    `sources.yml`). `arrivals` names the register of incoming documents in that folder; a file larger than
    `max_megabytes` (10**6 bytes each) is not taken. `connection` is the id of the Airflow connection that holds the
    credentials. A place that keeps silent for `timeout_seconds` is given up; a file changed less than `settle_seconds`
    ago is looked at twice before it is believed to be whole (None: as long as is usual for the kind of place).
    """

    source_id: str
    name: str
    level: str
    locality_code: str
    url: str
    arrivals: str = "arrivals.csv"
    max_megabytes: int = 100
    connection: str | None = None
    timeout_seconds: float = 60.0
    settle_seconds: float | None = None


@dataclass(frozen=True)
class DoorFinding:
    """One rule that did not hold while a file was read; `message_vi` tells the sender what, where and what to do."""

    rule_id: str
    message_vi: str
    sheet: str | None = None
    cell: str | None = None
    line: int | None = None
    found: str | None = None
    expected: str | None = None


@dataclass(frozen=True, eq=False)
class FormValues:
    """The cells of one filled form that hold something, in columns: `form_value` of bronze without its keys.

    `cell_nos` and `values` have one length; a value is NaN where the cell holds no number. `texts` and `absences` are
    by position in them. `missing_count`: required cells without a value.
    """

    form: str
    version: int
    cell_nos: NDArray[np.int32]
    values: NDArray[np.float64]
    texts: dict[int, str]
    absences: dict[int, str]
    missing_count: int


@dataclass
class Reading:
    """What one file says. Its rows, statements, report, figures and text lines are keyed by the columns of bronze.

    `state`: accepted, accepted_with_findings, rejected (it is known which return it is, but the content is refused) or
    quarantined (it is not known what it is, or it cannot be opened). `reason_code` is the rule that decided.
    """

    state: str
    reason_code: str | None = None
    reason: str | None = None
    file_kind: str | None = None
    return_type: str | None = None
    period: str | None = None
    level: str | None = None
    locality_code: str | None = None
    document_no: str | None = None
    document_no_raw: str | None = None
    document_on: date | None = None
    document_on_raw: str | None = None
    signer: str | None = None
    sent_on: date | None = None
    is_nil: bool = False
    sheet: str | None = None
    cell: str | None = None
    line: int | None = None
    register_rows: list[dict[str, Any]] = field(default_factory=list)
    statements: list[dict[str, Any]] = field(default_factory=list)
    report: dict[str, Any] | None = None
    figures: list[dict[str, Any]] = field(default_factory=list)
    text_lines: list[dict[str, Any]] = field(default_factory=list)
    findings: list[DoorFinding] = field(default_factory=list)
    form: FormValues | None = None
