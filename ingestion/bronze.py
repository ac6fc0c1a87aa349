"""The bronze tables: their schemas. `ingestion.bronze_store` is the only code that writes or lists their files.

A batch is what one run took from one source. Its files are written table by table, each atomically; the file of the
table `attempt` comes last and commits the batch. Files of a batch without an `attempt` file belong to a run that was
killed: readers leave them out, and the next batch of the same run and source replaces them.
"""

from __future__ import annotations

import pyarrow as pa

_TS = pa.timestamp("us", tz="UTC")


def _schema(**fields: pa.DataType) -> pa.Schema:
    return pa.schema([pa.field(name, kind) for name, kind in {"batch_id": pa.string(), **fields}.items()])


_S, _I, _D, _B, _F = pa.string(), pa.int64(), pa.date32(), pa.bool_(), pa.float64()
_N = pa.int32()

#: One row an attempt: `attempt_kind` `source` (a listing: states listed, empty, failed) or `file` (states accepted,
#: accepted_with_findings, rejected, quarantined, duplicate). `reason` is for the sender, in Vietnamese.
ATTEMPT = _schema(
    attempt_id=_S,
    run_id=_S,
    attempted_at=_TS,
    source_id=_S,
    attempt_kind=_S,
    path=_S,
    sha256=_S,
    size_bytes=_I,
    state=_S,
    reason_code=_S,
    reason=_S,
    submission_key=_S,
    sent_on=_D,
    signed_on=_D,
    arrived_at=_TS,
    arrival_basis=_S,
    files_listed=_I,
    files_new=_I,
    files_unchanged=_I,
)

#: One row a submission (reporter, return, sha256) whose reporter, return type and period are known, also if rejected.
#: `file_kind`: cover, register, report or form. `form`, `form_version` and `missing_count` (required cells without a
#: value) are those of a form, null for other kinds. `arrival_basis`: recorded, assumed, first_seen. `sheet`, `cell`,
#: `line`: where the document number stands. `known_from`: the recorded arrival, else the first ingestion.
SUBMISSION = _schema(
    submission_key=_S,
    source_id=_S,
    path=_S,
    sha256=_S,
    size_bytes=_I,
    landing_path=_S,
    file_kind=_S,
    reporter_level=_S,
    locality_code=_S,
    return_type=_S,
    period=_S,
    document_no=_S,
    document_no_raw=_S,
    document_on=_D,
    document_on_raw=_S,
    signer=_S,
    sent_on=_D,
    arrived_at=_TS,
    arrival_basis=_S,
    known_from=_TS,
    is_nil=_B,
    state=_S,
    reason_code=_S,
    reason=_S,
    sheet=_S,
    cell=_S,
    line=_I,
    form=_S,
    form_version=_I,
    missing_count=_I,
)

#: One row a document named in a register row; a row of the register without any document has `document_seq` 0.
#: `return_type` and `period` are those the register speaks of, `line` the line in the text or, in a workbook, the
#: source line it states; `cell` the cell of the document number, `mark_cell` that of the mark.
REGISTER_ROW = _schema(
    submission_key=_S,
    register_id=_S,
    sheet=_S,
    cell=_S,
    mark_cell=_S,
    line=_I,
    row_no=_I,
    return_type=_S,
    period=_S,
    locality_level=_S,
    locality_code=_S,
    locality_raw=_S,
    has_mark=_B,
    mark_raw=_S,
    document_seq=_I,
    document_count=_I,
    document_no=_S,
    document_no_raw=_S,
    document_on=_D,
    document_on_raw=_S,
    raw_text=_S,
    known_from=_TS,
    arrival_basis=_S,
)

#: One row a count or a name that the text states beside its tables; `category`: expected, received, other, missing, or
#: marked (the total row of a register). `statement_kind`: count or name.
STATEMENT = _schema(
    submission_key=_S,
    sheet=_S,
    cell=_S,
    line=_I,
    statement_kind=_S,
    category=_S,
    subject_return_type=_S,
    subject_period=_S,
    stated_count=_I,
    locality_code=_S,
    locality_raw=_S,
    document_no=_S,
    document_on=_D,
    raw_text=_S,
    known_from=_TS,
)

#: One row a rule that did not hold while a file was taken in; `message_vi` says what, where, expected, found, to do.
DOOR_FINDING = _schema(
    finding_id=_S,
    rule_id=_S,
    source_id=_S,
    path=_S,
    sha256=_S,
    submission_key=_S,
    locality_code=_S,
    return_type=_S,
    period=_S,
    sheet=_S,
    cell=_S,
    line=_I,
    found=_S,
    expected=_S,
    message_vi=_S,
)

#: One row a narrative report. `addressees` and `legal_basis` are parted by `; `. `period` and `as_of` are those of the
#: document; `encoding` is what the bytes were decoded from, `media` text, docx or pdf; `line_count` counts blank lines.
REPORT = _schema(
    submission_key=_S,
    kind=_S,
    title=_S,
    document_no_raw=_S,
    issued_at_place=_S,
    issuer=_S,
    addressees=_S,
    legal_basis=_S,
    locality_code=_S,
    period=_S,
    as_of=_D,
    encoding=_S,
    media=_S,
    line_count=_I,
    figure_count=_I,
    known_from=_TS,
)

#: One row a number a report states, or a zero it states in words. `value` is the number in `unit_text`, `value_vnd`
#: whole đồng (funds only). `budget_year` and `exec_year`: `2023`, `2022+2023`, `2022-2024`. What is not said is null.
#: `line` is 1-based; `char_start` and `char_end` are 0-based and half-open within the line.
FIGURE = _schema(
    submission_key=_S,
    figure_id=_S,
    kind=_S,
    locality=_S,
    locality_code=_S,
    period=_S,
    as_of=_D,
    component=_S,
    measure=_S,
    source=_S,
    nature=_S,
    budget_year=_S,
    exec_year=_S,
    indicator=_S,
    population=_S,
    value_text=_S,
    unit_text=_S,
    value=_F,
    value_vnd=_I,
    unit=_S,
    value_kind=_S,
    bound=_S,
    is_estimate=_B,
    stated_pct=_F,
    role=_S,
    line=_I,
    char_start=_I,
    char_end=_I,
    sheet=_S,
    cell=_S,
    confidence=_F,
    note=_S,
    rule=_S,
    known_from=_TS,
)

#: One row a line of a report's stored text that is not blank; `line` is 1-based and counts the blank ones.
TEXT_LINE = _schema(submission_key=_S, line=_I, text=_S)

#: One row a cell of a form that holds something. What the cell stands for is in `form_cell`, by the submission's form.
#: `value` is the number in the unit of the column, null for texts and for what is absent; `text` is what was typed,
#: where that is not the number itself; `absence`: none (nothing happened: the value is 0), not_applicable,
#: not_available, illegible, incomplete (a total that adds up cells without a number), or null.
FORM_VALUE = _schema(submission_key=_S, cell_no=_N, value=_F, text=_S, absence=_S)

#: One row a cell of a form version, from the definitions in force; made with every build, as a whole. `unit_text`:
#: unit as printed; `factor`: to đồng (funds) or the catalogue's unit; `budget_year_offset`, `time`: from the return's
#: period; `budget_year`: a span that the form states; `rate_cell_no`: the percentage it is the numerator of.
FORM_CELL = _schema(
    form=_S,
    form_version=_I,
    cell_no=_N,
    sheet=_S,
    sheet_title=_S,
    cell=_S,
    row_code=_S,
    column_code=_S,
    label_vi=_S,
    label_en=_S,
    heading_vi=_S,
    heading_en=_S,
    type=_S,
    unit=_S,
    unit_text=_S,
    factor=_F,
    role=_S,
    is_required=_B,
    only_for=_S,
    kind=_S,
    component=_S,
    measure=_S,
    source=_S,
    nature=_S,
    budget_year_offset=_I,
    budget_year=_S,
    indicator=_S,
    population=_S,
    value_kind=_S,
    time=_S,
    rate_cell_no=_N,
)

#: One row a term of an equation of a form version: the sum of coefficient x value is 0 (`=`) or at most 0 (`<=`).
FORM_TERM = _schema(
    form=_S, form_version=_I, equation=_S, relation=_S, cell_no=_N, coefficient=_F, tolerance=_F, term_no=_I
)

#: One row a day that is not worked (weekend, holiday) or a weekend day that is; from `holidays` and the swapped days.
NON_WORKING_DAY = _schema(day=_D, is_working=_B, reason=_S)

#: One row an entry of the ledger of explanations (`delivery.explanations`); `withdraws` names one taken back. As above.
EXPLANATION = _schema(
    explanation_key=_S,
    finding_key=_S,
    subject_key=_S,
    rule_id=_S,
    return_type=_S,
    period=_S,
    locality_code=_S,
    subject=_S,
    found=_S,
    expected=_S,
    text=_S,
    accepted_by=_S,
    accepted_at=_TS,
    accepted_until=_D,
    recorded_at=_TS,
    withdraws=_S,
)

#: One row an event of the ledger of reminders (`delivery.reminders`), none is ever changed; `event`: intended, sent,
#: failed, uncertain, dropped, settled, letter. `reason` of a settled one is `sent` or `not_sent`. As above.
REMINDER_EVENT = _schema(
    event_id=_S,
    event=_S,
    reminder_key=_S,
    obligation_key=_S,
    return_type=_S,
    period=_S,
    locality_code=_S,
    addressed_body_code=_S,
    addressed_locality_code=_S,
    tier=_S,
    tier_no=_I,
    phase=_S,
    fault=_S,
    channel=_S,
    attempt=_I,
    as_of_on=_D,
    list_id=_S,
    message_id=_S,
    document_no=_S,
    document_on=_D,
    reason=_S,
    note=_S,
    decided_by=_S,
    run_id=_S,
    recorded_at=_TS,
)

TABLES: dict[str, pa.Schema] = {
    "attempt": ATTEMPT,
    "submission": SUBMISSION,
    "register_row": REGISTER_ROW,
    "statement": STATEMENT,
    "door_finding": DOOR_FINDING,
    "report": REPORT,
    "figure": FIGURE,
    "text_line": TEXT_LINE,
    "form_value": FORM_VALUE,
    "form_cell": FORM_CELL,
    "form_term": FORM_TERM,
    "non_working_day": NON_WORKING_DAY,
    "explanation": EXPLANATION,
    "reminder_event": REMINDER_EVENT,
}
