"""The bronze tables: their schemas. `ingestion.bronze_store` is the only code that writes or lists their files.

A batch is what one run took from one source. Its files are written table by table, each atomically; the file of the
table `attempt` comes last and commits the batch. Files of a batch without an `attempt` file belong to a run that was
killed: readers leave them out, and the next batch of the same run and source replaces them.
"""

from __future__ import annotations

import pyarrow as pa

from ingestion.bronze_kinds import DAY, FLAG, INSTANT, NUMBER, SMALL, TEXT, WHOLE, schema
from ingestion.bronze_ledgers import EXPLANATION, REMINDER_EVENT, RUN_STEP

#: One row an attempt: `attempt_kind` `source` (a listing: states listed, empty, failed) or `file` (states accepted,
#: accepted_with_findings, rejected, quarantined, duplicate). `locality_code` is whose source it is, null where written
#: before that was recorded. `reason` is for the sender, in Vietnamese.
ATTEMPT = schema(
    attempt_id=TEXT,
    run_id=TEXT,
    attempted_at=INSTANT,
    source_id=TEXT,
    locality_code=TEXT,
    attempt_kind=TEXT,
    path=TEXT,
    sha256=TEXT,
    size_bytes=WHOLE,
    state=TEXT,
    reason_code=TEXT,
    reason=TEXT,
    submission_key=TEXT,
    sent_on=DAY,
    signed_on=DAY,
    arrived_at=INSTANT,
    arrival_basis=TEXT,
    files_listed=WHOLE,
    files_new=WHOLE,
    files_unchanged=WHOLE,
)

#: One row a submission (reporter, return, sha256) whose reporter, return type and period are known, also if rejected.
#: `file_kind`: cover, register, report or form. `form`, `form_version` and `missing_count` (required cells without a
#: value) are those of a form, null for other kinds. `arrival_basis`: recorded, assumed, first_seen. `sheet`, `cell`,
#: `line`: where the document number stands. `known_from`: the recorded arrival, else the first ingestion.
SUBMISSION = schema(
    submission_key=TEXT,
    source_id=TEXT,
    path=TEXT,
    sha256=TEXT,
    size_bytes=WHOLE,
    landing_path=TEXT,
    file_kind=TEXT,
    reporter_level=TEXT,
    locality_code=TEXT,
    return_type=TEXT,
    period=TEXT,
    document_no=TEXT,
    document_no_raw=TEXT,
    document_on=DAY,
    document_on_raw=TEXT,
    signer=TEXT,
    sent_on=DAY,
    arrived_at=INSTANT,
    arrival_basis=TEXT,
    known_from=INSTANT,
    is_nil=FLAG,
    state=TEXT,
    reason_code=TEXT,
    reason=TEXT,
    sheet=TEXT,
    cell=TEXT,
    line=WHOLE,
    form=TEXT,
    form_version=WHOLE,
    missing_count=WHOLE,
)

#: One row a document named in a register row; a row of the register without any document has `document_seq` 0.
#: `return_type` and `period` are those the register speaks of, `line` the line in the text or, in a workbook, the
#: source line it states; `cell` the cell of the document number, `mark_cell` that of the mark.
REGISTER_ROW = schema(
    submission_key=TEXT,
    register_id=TEXT,
    sheet=TEXT,
    cell=TEXT,
    mark_cell=TEXT,
    line=WHOLE,
    row_no=WHOLE,
    return_type=TEXT,
    period=TEXT,
    locality_level=TEXT,
    locality_code=TEXT,
    locality_raw=TEXT,
    has_mark=FLAG,
    mark_raw=TEXT,
    document_seq=WHOLE,
    document_count=WHOLE,
    document_no=TEXT,
    document_no_raw=TEXT,
    document_on=DAY,
    document_on_raw=TEXT,
    raw_text=TEXT,
    known_from=INSTANT,
    arrival_basis=TEXT,
)

#: One row a count or a name that the text states beside its tables; `category`: expected, received, other, missing, or
#: marked (the total row of a register). `statement_kind`: count or name.
STATEMENT = schema(
    submission_key=TEXT,
    sheet=TEXT,
    cell=TEXT,
    line=WHOLE,
    statement_kind=TEXT,
    category=TEXT,
    subject_return_type=TEXT,
    subject_period=TEXT,
    stated_count=WHOLE,
    locality_code=TEXT,
    locality_raw=TEXT,
    document_no=TEXT,
    document_on=DAY,
    raw_text=TEXT,
    known_from=INSTANT,
)

#: One row a rule that did not hold while a file was taken in; `message_vi` says what, where, expected, found, to do.
DOOR_FINDING = schema(
    finding_id=TEXT,
    rule_id=TEXT,
    source_id=TEXT,
    path=TEXT,
    sha256=TEXT,
    submission_key=TEXT,
    locality_code=TEXT,
    return_type=TEXT,
    period=TEXT,
    sheet=TEXT,
    cell=TEXT,
    line=WHOLE,
    found=TEXT,
    expected=TEXT,
    message_vi=TEXT,
)

#: One row a narrative report. `addressees` and `legal_basis` are parted by `; `. `period` and `as_of` are those of the
#: document; `encoding` is what the bytes were decoded from, `media` text, docx or pdf; `line_count` counts blank lines.
REPORT = schema(
    submission_key=TEXT,
    kind=TEXT,
    title=TEXT,
    document_no_raw=TEXT,
    issued_at_place=TEXT,
    issuer=TEXT,
    addressees=TEXT,
    legal_basis=TEXT,
    locality_code=TEXT,
    period=TEXT,
    as_of=DAY,
    encoding=TEXT,
    media=TEXT,
    line_count=WHOLE,
    figure_count=WHOLE,
    known_from=INSTANT,
)

#: One row a number a report states, or a zero it states in words. `value` is the number in `unit_text`, `value_vnd`
#: whole đồng (funds only). `budget_year` and `exec_year`: `2023`, `2022+2023`, `2022-2024`. What is not said is null.
#: `line` is 1-based; `char_start` and `char_end` are 0-based and half-open within the line.
FIGURE = schema(
    submission_key=TEXT,
    figure_id=TEXT,
    kind=TEXT,
    locality=TEXT,
    locality_code=TEXT,
    period=TEXT,
    as_of=DAY,
    component=TEXT,
    measure=TEXT,
    source=TEXT,
    nature=TEXT,
    budget_year=TEXT,
    exec_year=TEXT,
    indicator=TEXT,
    population=TEXT,
    value_text=TEXT,
    unit_text=TEXT,
    value=NUMBER,
    value_vnd=WHOLE,
    unit=TEXT,
    value_kind=TEXT,
    bound=TEXT,
    is_estimate=FLAG,
    stated_pct=NUMBER,
    role=TEXT,
    line=WHOLE,
    char_start=WHOLE,
    char_end=WHOLE,
    sheet=TEXT,
    cell=TEXT,
    confidence=NUMBER,
    note=TEXT,
    rule=TEXT,
    known_from=INSTANT,
)

#: One row a line of a report's stored text that is not blank; `line` is 1-based and counts the blank ones.
TEXT_LINE = schema(submission_key=TEXT, line=WHOLE, text=TEXT)

#: One row a cell of a form that holds something. What the cell stands for is in `form_cell`, by the submission's form.
#: `value` is the number in the unit of the column, null for texts and for what is absent; `text` is what was typed,
#: where that is not the number itself; `absence`: none (nothing happened: the value is 0), not_applicable,
#: not_available, illegible, incomplete (a total that adds up cells without a number), or null.
FORM_VALUE = schema(submission_key=TEXT, cell_no=SMALL, value=NUMBER, text=TEXT, absence=TEXT)

#: One row a cell of a form version, from the definitions in force; made with every build, as a whole. `unit_text`:
#: unit as printed; `factor`: to đồng (funds) or the catalogue's unit; `budget_year_offset`, `time`: from the return's
#: period; `budget_year`: a span that the form states; `rate_cell_no`: the percentage it is the numerator of.
FORM_CELL = schema(
    form=TEXT,
    form_version=WHOLE,
    cell_no=SMALL,
    sheet=TEXT,
    sheet_title=TEXT,
    cell=TEXT,
    row_code=TEXT,
    column_code=TEXT,
    label_vi=TEXT,
    label_en=TEXT,
    heading_vi=TEXT,
    heading_en=TEXT,
    type=TEXT,
    unit=TEXT,
    unit_text=TEXT,
    factor=NUMBER,
    role=TEXT,
    is_required=FLAG,
    only_for=TEXT,
    kind=TEXT,
    component=TEXT,
    measure=TEXT,
    source=TEXT,
    nature=TEXT,
    budget_year_offset=WHOLE,
    budget_year=TEXT,
    indicator=TEXT,
    population=TEXT,
    value_kind=TEXT,
    time=TEXT,
    rate_cell_no=SMALL,
)

#: One row a term of an equation of a form version: the sum of coefficient x value is 0 (`=`) or at most 0 (`<=`).
FORM_TERM = schema(
    form=TEXT,
    form_version=WHOLE,
    equation=TEXT,
    relation=TEXT,
    cell_no=SMALL,
    coefficient=NUMBER,
    tolerance=NUMBER,
    term_no=WHOLE,
)

#: One row a day that is not worked (weekend, holiday) or a weekend day that is; from `holidays` and the swapped days.
NON_WORKING_DAY = schema(day=DAY, is_working=FLAG, reason=TEXT)

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
    "run_step": RUN_STEP,
}
