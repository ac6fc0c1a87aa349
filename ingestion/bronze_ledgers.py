"""The bronze tables of the ledgers of people, deliveries and jobs; each is written with every build, as a whole."""

from __future__ import annotations

from ingestion.bronze_kinds import DAY, INSTANT, NUMBER, TEXT, WHOLE, schema

#: One row an entry of the ledger of explanations (`delivery.explanations`); `withdraws` names one taken back.
EXPLANATION = schema(
    explanation_key=TEXT,
    finding_key=TEXT,
    subject_key=TEXT,
    rule_id=TEXT,
    return_type=TEXT,
    period=TEXT,
    locality_code=TEXT,
    subject=TEXT,
    found=TEXT,
    expected=TEXT,
    text=TEXT,
    accepted_by=TEXT,
    accepted_at=INSTANT,
    accepted_until=DAY,
    recorded_at=INSTANT,
    withdraws=TEXT,
)

#: One row an event of the ledger of reminders (`delivery.reminders`), none is ever changed; `event`: intended, sent,
#: failed, uncertain, dropped, settled, letter. `reason` of a settled one is `sent` or `not_sent`.
REMINDER_EVENT = schema(
    event_id=TEXT,
    event=TEXT,
    reminder_key=TEXT,
    obligation_key=TEXT,
    return_type=TEXT,
    period=TEXT,
    locality_code=TEXT,
    addressed_body_code=TEXT,
    addressed_locality_code=TEXT,
    tier=TEXT,
    tier_no=WHOLE,
    phase=TEXT,
    fault=TEXT,
    channel=TEXT,
    attempt=WHOLE,
    as_of_on=DAY,
    list_id=TEXT,
    message_id=TEXT,
    document_no=TEXT,
    document_on=DAY,
    reason=TEXT,
    note=TEXT,
    decided_by=TEXT,
    run_id=TEXT,
    recorded_at=INSTANT,
)

#: One row a step of a job that ended (`gnbv.runs`), and one a model of dbt within a build; `state`: done, failed.
#: `seconds` is what a steady clock measured. `rows` and `bytes` are what the step made, where it tells.
RUN_STEP = schema(
    run_step_key=TEXT,
    run_id=TEXT,
    job=TEXT,
    step=TEXT,
    subject=TEXT,
    started_at=INSTANT,
    ended_at=INSTANT,
    seconds=NUMBER,
    state=TEXT,
    rows=WHOLE,
    bytes=WHOLE,
    detail=TEXT,
)
