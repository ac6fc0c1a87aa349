"""Facts the tests of the ledger of reminders write down."""

from __future__ import annotations

from datetime import UTC, date, datetime

from delivery.reminders.events import Subject
from delivery.reminders.ledger import Approval

NOW = datetime(2023, 10, 30, 1, 0, tzinfo=UTC)
APPROVAL = Approval(as_of_on=date(2023, 10, 30), list_id="f" * 64, decided_by="Văn phòng", run_id="manual")


def subject(locality_code: str = "12", tier: str = "first") -> Subject:
    """The reminder of one province's six-month report."""
    return Subject(
        reminder_key=f"coordination_6m:2023-H1:{locality_code}:{tier}",
        obligation_key=f"coordination_6m:2023-H1:{locality_code}",
        return_type="coordination_6m",
        period="2023-H1",
        locality_code=locality_code,
        addressed_body_code="so_ldtbxh",
        addressed_locality_code=locality_code,
        tier=tier,
        tier_no=1,
        phase="overdue",
        fault="not_sent",
    )
