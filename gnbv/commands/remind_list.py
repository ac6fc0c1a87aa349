"""The list of reminders: a table for people here, rows for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from gnbv.commands import output as out
from gnbv.commands.wording import day

if TYPE_CHECKING:
    from rich.table import Table

    from delivery.reminders import Reminder, ReminderList

#: The columns of the list as CSV, in their order; those of the late list come first.
REMIND_COLUMNS = (
    "return_type", "period", "locality_code", "locality", "region", "due_at", "status", "evidence", "document_no",
    "document_date", "days_late", "reasons", "is_listed", "reason", "fault", "tier", "reply_days", "eligible_on",
    "reminders_sent", "last_reminded_on", "addressed_body_code", "addressed_locality_code", "recipients",
    "reminder_key", "obligation_key",
)  # fmt: skip

#: From this width on there is room for the document and for whom the reminder goes to.
WIDE = 130


def reminder_values(one: Reminder) -> dict[str, Any]:
    """One row by column name: codes as they are, dates as ISO text, several codes joined by `; `."""
    return {
        "return_type": one.return_type,
        "period": one.period,
        "locality_code": one.locality_code,
        "locality": one.locality,
        "region": one.region,
        "due_at": one.due_at.isoformat(timespec="minutes") if one.due_at else None,
        "status": one.status,
        "evidence": one.evidence,
        "document_no": one.document_no,
        "document_date": one.document_on.isoformat() if one.document_on else None,
        "days_late": one.days_late,
        "reasons": "; ".join(one.reasons),
        "is_listed": one.is_listed,
        "reason": one.reason,
        "fault": one.fault,
        "tier": one.tier,
        "reply_days": one.reply_days,
        "eligible_on": one.eligible_on.isoformat() if one.eligible_on else None,
        "reminders_sent": one.reminders_sent,
        "last_reminded_on": one.last_reminded_on.isoformat() if one.last_reminded_on else None,
        "addressed_body_code": one.addressed_body_code,
        "addressed_locality_code": one.addressed_locality_code,
        "recipients": "; ".join(f"{to.role}:{to.body_code}@{to.locality_code or ''}" for to in one.recipients),
        "reminder_key": one.reminder_key,
        "obligation_key": one.obligation_key,
    }


def render_reminders(found: ReminderList, form: str, *, with_absent: bool) -> bytes:
    """The list as csv or json, those not reminded only when asked for; as xlsx both, each on a sheet of its own."""
    from delivery.files import as_csv, as_json

    if form == "xlsx":
        from delivery.letters import list_workbook

        return list_workbook(found)
    values = [reminder_values(one) for one in (found.rows if with_absent else found.listed)]
    return as_csv(REMIND_COLUMNS, values) if form == "csv" else as_json(values)


def show_reminders(found: ReminderList, return_type: str | None, *, with_absent: bool) -> None:
    """Print a table a return and period, what it sums up to, and what can be asked next of the same return type."""
    console = out.console()
    if not found.rows:
        console.print(f"No return was owed {when(found)}.")
        return
    for (return_type, period), group in groupby(found.rows, key=lambda one: (one.return_type, one.period)):
        rows = list(group)
        # As on the late list, what is missing comes before what came late.
        listed = sorted((one for one in rows if one.is_listed), key=lambda one: one.status == "late")
        title = f"{return_type} {period}: {found.words.return_types.get(return_type, return_type)}, {when(found)}"
        if listed:
            console.print(_listed(title, listed, console.width, found))
        if with_absent and len(listed) < len(rows):
            absent = [one for one in rows if not one.is_listed]
            console.print(_absent("" if listed else title, absent, console.width))
        if not listed and not with_absent:
            console.print(title, style="bold")
        console.print(_counts(rows, listed), style="dim")
        console.print()
    example = min(found.rows, key=lambda one: (not one.is_listed, one.status == "late"))
    known = f" --known {found.known}" if found.known else ""
    asked = f"gnbv remind --as-of {found.as_of}{known}" + (f" -t {return_type}" if return_type else "")
    if not with_absent and len(found.listed) < len(found.rows):
        console.print(f"Who is not reminded, and why:  {asked} --all")
    console.print(f"Proof of a name:               {asked} --explain {example.locality_code}")
    if found.listed:
        console.print(f"Letters and mails, not sent:   {asked} --draft")


def when(found: ReminderList) -> str:
    """Which two clocks a list speaks of."""
    known = f", as known on {day(found.known)}" if found.known else ""
    return f"as of {day(found.as_of)}{known}"


def _listed(title: str, rows: Sequence[Reminder], width: int, found: ReminderList) -> Table:
    headings = ("#", "Code", "Locality", "Tier", "What is wrong", "Status", "Days", "Document", "Dated", "Goes to")
    is_wide = width >= WIDE
    made = out.table(
        title, *headings[: None if is_wide else 7], right=("#", "Days"), whole=headings[:-1]
    )  # fmt: skip
    for number, one in enumerate(rows, start=1):
        cells = [
            str(number), one.locality_code, one.locality, _plain(one.tier), _plain(one.fault), one.status,
            "" if one.days_late is None else str(one.days_late),
        ]  # fmt: skip
        more = [one.document_no or "", day(one.document_on), _parties(one, found)]
        made.add_row(*cells, *(more if is_wide else []))
    return made


def _absent(title: str, rows: Sequence[Reminder], width: int) -> Table:
    headings = ("#", "Code", "Not reminded", "Why not", "Until", "Status", "Document", "Dated")
    made = out.table(title, *headings[: None if width >= WIDE else 6], right=("#",), whole=headings)
    for number, one in enumerate(rows, start=1):
        cells = [
            str(number), one.locality_code, one.locality, _plain(one.reason), _until(one), one.status,
        ]  # fmt: skip
        made.add_row(*cells, *([one.document_no or "", day(one.document_on)] if width >= WIDE else []))
    return made


def _until(one: Reminder) -> str:
    """The day a name waits for, where there is one."""
    return day(one.eligible_on) if one.reason in ("tier_waits", "not_due") else ""


def _parties(one: Reminder, found: ReminderList) -> str:
    def named(role: str) -> str:
        return "; ".join(found.words.bodies.get(to.body_code, to.body_code) for to in one.recipients if to.role == role)

    copies = named("cc")
    return f"{named('to')}; copies: {copies}" if copies else named("to")


def _counts(rows: Sequence[Reminder], listed: Sequence[Reminder]) -> str:
    tiers = Counter(one.tier for one in listed)
    parts = []
    for tier, count in tiers.items():
        faults = Counter(one.fault for one in listed if one.tier == tier)
        parts.append(f"{count} {_plain(tier)} ({_summed(faults)})")
    told = f"{len(listed)} of {len(rows)} reminded" + (f": {', '.join(parts)}" if parts else "")
    absent = Counter(one.reason for one in rows if not one.is_listed)
    return f"{told}; {absent.total()} not: {_summed(absent)}" if absent else told


def _summed(counts: Counter[str | None]) -> str:
    return ", ".join(f"{count} {_plain(code)}" for code, count in counts.most_common())


def _plain(code: str | None) -> str:
    return (code or "").replace("_", " ")
