"""One sentence on why a return is reminded of, or is not, with the evidence in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from gnbv.commands.wording import day

if TYPE_CHECKING:
    from delivery.reminders import Proof, ReturnProof
    from delivery.reminders.proof_model import Document, Tier


def why(one: ReturnProof, proof: Proof) -> str:
    """The sentence for the fault of one that is listed, or for the reason of one that is not."""
    code = one.decision.fault if one.decision.is_listed else one.decision.reason
    worded = _WHY.get(code or "")
    if worded is not None:
        return worded(one, proof)
    return "; ".join(proof.words.status_reasons.get(reason, reason) for reason in one.decision.reasons)


def document_name(one: Document) -> str:
    """Number and date of a document, as far as they are known."""
    dated = f" of {day(one.document_on)}" if one.document_on else ""
    return f"{one.document_no or 'no document number'}{dated}"


def days(count: int) -> str:
    """`1 day`, `5 days`."""
    return f"{count} day{'' if count == 1 else 's'}"


def tier_of(one: ReturnProof) -> Tier | None:
    """The tier the decision speaks of: the one that goes out, or the one that waits."""
    it = one.decision
    return next((tier for tier in one.tiers if (tier.phase, tier.tier_no) == (it.phase, it.tier_no)), None)


def _deciding(one: ReturnProof) -> str:
    """The document that decided, as a sentence names it."""
    it = one.decision
    number = it.document_no or "a document without a number"
    return f"{number} of {day(it.document_on)}" if it.document_on else number


def _missing(one: ReturnProof, proof: Proof) -> str:
    it = one.decision
    since = f", {days(it.days_late)} after the stated date" if it.days_late is not None else ""
    said = "; ".join(proof.words.status_reasons.get(code, code) for code in it.reasons)
    return f"Among the missing: nothing that counts as sent was there by the end of {day(proof.as_of)}{since} ({said})."


def _rejected(one: ReturnProof, proof: Proof) -> str:
    rejected = [document for document in one.documents if document.state == "rejected"]
    named = "; ".join(f"{document.path}, version {document.version}: {document.reason}" for document in rejected)
    return f"Among the missing: what came was sent back ({named or 'see what came'})."


def _document_missing(one: ReturnProof, proof: Proof) -> str:
    it = one.decision
    if it.received_at is None:
        return f"Nothing that counts as sent is known: {_claims(one, proof)}. The document itself is asked for."
    late = f"{days(it.days_late)} late" if it.days_late is not None else "in time"
    return (
        f"Not among the missing: {_deciding(one)} counts as sent, {late}. But no file of it is held, and the register "
        "that names it has not marked it as received: the document itself is asked for."
    )


def _claims(one: ReturnProof, proof: Proof) -> str:
    claims = [
        f"{document.path}, {document.sheet} cell {document.cell} has "
        + (f"{document_name(document)}" if document.document_no else "a mark without a document number")
        for document in one.documents
    ]
    return "; ".join(claims) or "nothing came"


def _late(one: ReturnProof, proof: Proof) -> str:
    return f"{_thanked(one, proof)} It is thanked for, and asked to keep the date next time."


def _not_yet_due(one: ReturnProof, proof: Proof) -> str:
    return f"Not missing: it is due only on {day(one.decision.due_on)}; nothing that counts as sent is there yet."


def _on_time(one: ReturnProof, proof: Proof) -> str:
    it = one.decision
    if it.due_on is None or it.received_at is None:
        return f"Not among the missing: {_deciding(one)} counts as sent; no date is stated for it."
    ahead = (it.due_on - it.received_at.date()).days
    return f"Not among the missing: {_deciding(one)} counts as sent, {days(ahead)} before the stated date."


def _thanked(one: ReturnProof, proof: Proof) -> str:
    return f"Not among the missing: {_deciding(one)} counts as sent, {days(one.decision.days_late or 0)} late."


def _no_due_date(one: ReturnProof, proof: Proof) -> str:
    return "Nothing that counts as sent is there, but no date is stated for it: nobody can be late."


def _not_due(one: ReturnProof, proof: Proof) -> str:
    first = min((tier.days_from_due for tier in one.tiers if tier.days_from_due is not None), default=None)
    ahead = f"; the first reminder goes out {days(-first)} before" if first is not None and first < 0 else ""
    return f"Not missing: it is due only on {day(one.decision.due_on)}{ahead}."


def _stands(one: ReturnProof, proof: Proof) -> str:
    """How a return stands, whatever is done about it."""
    it = one.decision
    if it.phase == "before_due":
        return _not_yet_due(one, proof)
    if it.received_at is None:
        return _missing(one, proof)
    return _on_time(one, proof) if it.days_late is None else _thanked(one, proof)


def _closed(one: ReturnProof, proof: Proof) -> str:
    it = one.decision
    stands = _stands(one, proof)
    if it.chase_until is not None and it.chase_until <= proof.as_of:
        return f"{stands} But it is no longer chased: from {day(it.chase_until)} on it stays in the record only."
    gone = f"{it.addressed_body_vi} ({it.addressed_locality})"
    return f"{stands} But {gone} is no longer there, and no duty of a successor is recorded."


def _waits(one: ReturnProof, proof: Proof) -> str:
    it = one.decision
    last = f"; the last reminder went out on {day(it.last_reminded_on)}" if it.last_reminded_on else ""
    return f"{_stands(one, proof)} But the next tier waits until {day(it.eligible_on)}{last}."


def _recorded(one: ReturnProof, proof: Proof) -> str:
    it = one.decision
    last = f", the last on {day(it.last_reminded_on)}" if it.last_reminded_on else ""
    return f"{_stands(one, proof)} But it was reminded already: {it.reminders_sent} recorded{last}."


#: By fault of what is listed, by reason of what is not; what is not here is worded by its own reasons.
_WHY: dict[str, Callable[[ReturnProof, Proof], str]] = {
    "no_programme": _missing,
    "not_sent": _missing,
    "rejected": _rejected,
    "document_missing": _document_missing,
    "late": _late,
    "not_yet_due": _not_yet_due,
    "received_on_time": _on_time,
    "received_late_thanked": _thanked,
    "no_due_date": _no_due_date,
    "not_due": _not_due,
    "chase_closed": _closed,
    "tier_waits": _waits,
    "tiers_used": _recorded,
    "already_reminded": _recorded,
}
